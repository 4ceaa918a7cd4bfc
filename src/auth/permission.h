// What a route asks for. Each permission is satisfied by any one of some permission groups
// (cloudflare.md section 2; the published guards `x-api-token-group`).
#pragma once

#include <span>
#include <string_view>

namespace auth {

enum class Permission {
  kNone,                  // no token needed
  kAnyToken,              // a valid token to which the account is visible
  kScimRead,              // SCIM, members, user groups, roles: SCIM Provisioning or …
  kScimWrite,             // … Account Settings
  kPermissionGroupsRead,  // any of 29 groups that may see what can be granted
  kAccountRead,           // Account Settings Write or Read; also the audit logs
  kAccountWrite,          // Account Settings Write
  kTokensRead,            // Account API Tokens Write or Read
  kTokensWrite,           // Account API Tokens Write
  kAccessRead,            // Access: Organizations, Identity Providers, and Groups Write or Read
  kAccessWrite,           // Access: Organizations, Identity Providers, and Groups Write
  kMetrics,               // any valid token; none when asked from loopback
  kLocalOperator,         // only the control socket and the command line: no token reaches it
};

std::string_view name_of(Permission permission);  // for `scimd routes`
std::span<const std::string_view> groups_of(
    Permission permission);  // names of the groups that satisfy it

}  // namespace auth
