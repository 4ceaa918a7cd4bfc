#include "api/members/roles.h"

#include "api/envelope.h"
#include "api/members/shapes.h"
#include "api/paging.h"
#include "domain/catalogue.h"

namespace api::members {
namespace {

// The API document says 50 at most; published clients ask for 100, and get them.
constexpr PageRule kRolePages{20, 5, 100};

}  // namespace

Outcome list_roles(Call& call) {
  auto query = read_query(call.raw_query);
  if (!query.ok()) return query.error();
  auto page = read_page(query.value(), kRolePages);
  if (!page.ok()) return page.error();
  std::vector<const domain::CatalogueEntry*> roles;
  for (const domain::CatalogueEntry& entry : domain::catalogue()) {
    if (!entry.role_id.empty()) roles.push_back(&entry);
  }
  const std::size_t total = roles.size();
  json::Array shown;
  for (const auto* role : cut_page(std::move(roles), page.value()))
    shown.push_back(shape_role(*role));
  return envelope_list(std::move(shown), page.value().page, page.value().per_page, total);
}

Outcome get_role(Call& call) {
  const auto* role = domain::find_role(call.params.get("role_id"));
  if (!role) return base::Error{base::ErrorCode::kNotFound, "Role not found"};
  return envelope(shape_role(*role));
}

}  // namespace api::members
