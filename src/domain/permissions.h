// Token permission groups: the catalogue as data (domain/permission_groups.json). Ids that
// Cloudflare does not publish are fixed here once and for ever.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace domain {

inline constexpr std::string_view kUserScope = "com.cloudflare.api.user";

struct PermissionGroup {
  std::string id;    // 32 hex digits
  std::string name;  // "SCIM Provisioning"
  std::vector<std::string> scopes;
  std::string category;  // of the published enumeration: "account_and_billing"
};

const std::vector<PermissionGroup>& permission_groups();
const PermissionGroup* find_permission_group_by_id(std::string_view id);
const PermissionGroup* find_permission_group_by_name(std::string_view name);
std::string name_of_permission_group(std::string_view id);  // the id when it is unknown

}  // namespace domain
