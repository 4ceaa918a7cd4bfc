// What the legacy roles say they permit: for each of 12 published resource names whether it may be
// read and written (GET /accounts/:id/roles). It is for people to read; nothing is decided by it.
// Cloudflare publishes no values, so they are derived from the roles' descriptions, as data in
// domain/role_permissions.json.
#pragma once

#include <array>
#include <string_view>

namespace domain {

struct ResourcePermission {
  std::string_view resource;  // "dns_records"
  bool read = false;
  bool write = false;
};

inline constexpr std::size_t kRoleResources = 12;

// In the published order; of a role without any entry nothing may be done.
std::array<ResourcePermission, kRoleResources> permissions_of_role(std::string_view label);

}  // namespace domain
