// The roles a member or a user group can be given: the catalogue as data (domain/roles.json). A
// role and the permission group of the same name are two views of one entry with two different ids.
// Ids and labels that Cloudflare does not publish are fixed here once and for ever.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace domain {

struct CatalogueEntry {
  std::string role_id;  // 32 hex digits; empty: of domains, no role of GET /roles
  std::string permission_group_id;
  std::string name;
  std::string label;  // "admin_readonly"; unique
  std::string description;
  std::string scopes;      // "com.cloudflare.api.account" or "com.cloudflare.api.account.zone"
  std::string created_on;  // RFC 3339 with microseconds
  std::string modified_on;
};

const std::vector<CatalogueEntry>& catalogue();
const CatalogueEntry* find_role(std::string_view role_id);
const CatalogueEntry* find_iam_permission_group(std::string_view permission_group_id);

}  // namespace domain
