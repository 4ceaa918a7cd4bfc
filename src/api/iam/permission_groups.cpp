#include "api/iam/permission_groups.h"

#include "api/envelope.h"
#include "api/iam/catalogue_shapes.h"
#include "api/paging.h"

namespace api::iam {

using base::Error;
using base::ErrorCode;
using domain::CatalogueEntry;

namespace {

// All three are exact: `label=admin` does not find "admin_readonly".
struct Filter {
  std::string_view parameter;
  std::string CatalogueEntry::* member;
};
constexpr Filter kFilters[] = {
    {"id", &CatalogueEntry::permission_group_id},
    {"name", &CatalogueEntry::name},
    {"label", &CatalogueEntry::label},
};

}  // namespace

Outcome list_permission_groups(Call& call) {
  auto query = read_query(call.raw_query);
  if (!query.ok()) return query.error();
  auto page = read_page(query.value(), kSmallPages);
  if (!page.ok()) return page.error();
  std::vector<const CatalogueEntry*> found;
  for (const CatalogueEntry& entry : domain::catalogue()) found.push_back(&entry);
  for (const Filter& filter : kFilters) {
    auto wanted = read_once(query.value(), filter.parameter);
    if (!wanted.ok()) return wanted.error();
    if (!wanted.value()) continue;
    std::erase_if(found, [&](const CatalogueEntry* entry) {
      return entry->*filter.member != *wanted.value();
    });
  }
  const std::size_t total = found.size();
  json::Array items;
  for (const CatalogueEntry* entry : cut_page(std::move(found), page.value()))
    items.push_back(shape_permission_group(*entry));
  return envelope_list(std::move(items), page.value().page, page.value().per_page, total);
}

Outcome get_permission_group(Call& call) {
  const auto* entry = domain::find_iam_permission_group(call.params.get("permission_group_id"));
  if (!entry) return Error{ErrorCode::kNotFound, "Permission group not found"};
  return envelope(shape_permission_group(*entry));
}

}  // namespace api::iam
