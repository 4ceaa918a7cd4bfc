#include "domain/role_permissions.h"

#include "json/embedded.h"

namespace domain {
namespace {

constexpr std::array<std::string_view, kRoleResources> kResources = {
    "analytics", "billing",      "cache_purge", "dns", "dns_records",   "lb",
    "logs",      "organization", "ssl",         "waf", "zone_settings", "zones",
};

}  // namespace

std::array<ResourcePermission, kRoleResources> permissions_of_role(std::string_view label) {
  static const json::Value data = json::read_embedded("domain/role_permissions.json");
  const json::Value* role = data.find(label);
  const std::string_view otherwise = role ? role->string_or("*", "") : "";
  std::array<ResourcePermission, kRoleResources> permissions;
  for (std::size_t i = 0; i < kRoleResources; ++i) {
    const std::string_view word = role ? role->string_or(kResources[i], otherwise) : "";
    permissions[i] = {kResources[i], word == "read" || word == "write", word == "write"};
  }
  return permissions;
}

}  // namespace domain
