#include "domain/audit_products.h"

namespace domain {
namespace {

struct Row {
  std::string_view type;
  std::string_view product;
};
// The published example of a member has the product "members"; what SCIM and user groups are filed
// under is not published (cloudflare.md 9.2).
constexpr Row kRows[] = {
    {"scim_user", "members"},
    {"scim_group", "members"},
    {"scim_resource", "members"},
    {"scim_schemas", "accounts"},
    {"scim_bulk", "members"},
    {"member", "members"},
    {"user_group", "members"},
    {"user_group_member", "members"},
    {"resource_group", "iam"},
    {"account", "accounts"},
    {"api_token", "api_tokens"},
    {"api_key", "api_tokens"},
    {"user", "users"},
    {"identity_provider", "access"},
    {"access_scim_user", "access"},
    {"access_scim_group", "access"},
    {"access_scim_bulk", "access"},
};

constexpr AuditProduct kIam[] = {
    {"members", "Members"},
    {"iam", "Identity and Access Management"},
};
constexpr AuditProduct kAccount[] = {
    {"accounts", "Account Settings"},
    {"api_tokens", "API Tokens"},
    {"users", "User Profile"},
};
constexpr AuditProduct kZeroTrust[] = {{"access", "Access"}};
constexpr AuditProductCategory kCategories[] = {
    {"account", "Account", kAccount},
    {"iam", "Identity and Access Management", kIam},
    {"zerotrust", "Zero Trust", kZeroTrust},
};

const Row* find_row(std::string_view type) {
  for (const Row& row : kRows) {
    if (row.type == type) return &row;
  }
  return nullptr;
}

}  // namespace

std::string_view audit_product_of(std::string_view resource_type) {
  const Row* row = find_row(resource_type);
  return row ? row->product : resource_type;
}

bool has_audit_product(std::string_view resource_type) {
  return find_row(resource_type) != nullptr;
}

std::span<const AuditProductCategory> audit_product_categories() { return kCategories; }

}  // namespace domain
