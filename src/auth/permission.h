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
  kTokenVerify,           // a valid token, as kAnyToken; the errors of a verification differ
  kAccessRead,            // Access: Organizations, Identity Providers, and Groups Write or Read
  kAccessWrite,           // Access: Organizations, Identity Providers, and Groups Write
  kIdentityProviderScim,  // the SCIM secret of the path's identity provider, and nothing else
  kMetrics,               // any valid token; none when asked from loopback
  kUserRead,              // from here on user-level: User Details Write or Read
  kUserWrite,             // User Details Write
  kUserTokensRead,        // API Tokens Write or Read
  kUserTokensWrite,       // API Tokens Write
  kUserTokenVerify,       // a valid user-owned token
  kAccountsList,          // any user-level credential; it sees the accounts that are visible to it
  kAccountsCreate,        // Account Settings Write on every account there is
  kLocalOperator,         // only the control socket and the command line: no token reaches it
};

// What the permission groups of a permission have to be held on.
enum class Level {
  kAccount,      // com.cloudflare.api.account.<the path's account>
  kUser,         // com.cloudflare.api.user.<who asks>
  kAllAccounts,  // com.cloudflare.api.account.*, by a user
};

// How a client may say who it is (cloudflare.md section 2). A bearer token wins when both are sent.
enum class Schemes { kBearer, kBearerOrKey };

std::string_view name_of(Permission permission);  // for `scimd routes`
Level level_of(Permission permission);
std::span<const std::string_view> groups_of(
    Permission permission);  // names of the groups that satisfy it

}  // namespace auth
