#include "domain/standing.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "domain/catalogue.h"
#include "domain/memberships.h"
#include "domain/policies.h"
#include "store/documents.h"
#include "store/group_memberships.h"

namespace domain {
namespace {

constexpr struct {
  std::string_view label;  // of the catalogue
  Standing standing;
} kRoles[] = {
    {"admin_readonly", Standing::kAdministratorReadOnly},
    {"admin", Standing::kAdministrator},
    // Held through a user group it makes no Super Administrator (product.md section 7).
    {"all_privileges", Standing::kAdministrator},
};

std::optional<Standing> find_standing(const CatalogueEntry* entry) {
  if (!entry) return std::nullopt;
  for (const auto& row : kRoles) {
    if (row.label == entry->label) return row.standing;
  }
  return std::nullopt;
}

class Sum {
 public:
  explicit Sum(const model::Account& account) : account_(account) {}

  void add(const std::vector<model::Policy>& policies) {
    for (const model::Policy& policy : policies) {
      if (!is_account_wide(account_, policy)) continue;
      auto& standings = policy.access == model::Effect::kDeny ? denied_ : allowed_;
      for (const std::string& group : policy.permission_groups) {
        if (const auto standing = find_standing(find_iam_permission_group(group)))
          standings.push_back(*standing);
      }
    }
  }

  Standing result() const {
    Standing most = Standing::kMember;
    for (const Standing standing : allowed_) {
      if (std::find(denied_.begin(), denied_.end(), standing) == denied_.end())
        most = std::max(most, standing);
    }
    return most;
  }

 private:
  const model::Account& account_;
  std::vector<Standing> allowed_;
  std::vector<Standing> denied_;
};

}  // namespace

Standing standing_of(store::Txn& txn, const model::Account& account, base::ResourceId user) {
  const auto document = store::find_document(txn, account.realm, user);
  if (!document || document->header.pending) return Standing::kMember;  // not accepted yet
  if (counts_as_super_administrator(account, *document)) return Standing::kSuperAdministrator;
  Sum sum(account);
  sum.add(policies_of_member(account, *document));
  for (const base::ResourceId id : store::list_groups_of(txn, account.realm, user)) {
    if (const auto group = store::find_document(txn, account.realm, id))
      sum.add(policies_of(*group));
  }
  return sum.result();
}

}  // namespace domain
