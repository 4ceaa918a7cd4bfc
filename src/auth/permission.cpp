#include "auth/permission.h"

#include <iterator>

namespace auth {
namespace {

constexpr std::string_view kScimReaders[] = {"SCIM Provisioning", "Account Settings Write",
                                             "Account Settings Read"};
constexpr std::string_view kScimWriters[] = {"SCIM Provisioning", "Account Settings Write"};
constexpr std::string_view kTokenReaders[] = {"Account API Tokens Write",
                                              "Account API Tokens Read"};
constexpr std::string_view kTokenWriters[] = {"Account API Tokens Write"};

// The published guard of the permission groups' list.
constexpr std::string_view kPermissionGroupReaders[] = {
    "Trust and Safety Write",
    "Trust and Safety Read",
    "DNS View Write",
    "DNS View Read",
    "SCIM Provisioning",
    "Load Balancers Account Write",
    "Load Balancers Account Read",
    "Zero Trust: PII Read",
    "DDoS Botnet Feed Write",
    "DDoS Botnet Feed Read",
    "Workers R2 Storage Write",
    "Workers R2 Storage Read",
    "DDoS Protection Write",
    "DDoS Protection Read",
    "Workers Tail Read",
    "Workers KV Storage Write",
    "Workers KV Storage Read",
    "Workers Scripts Write",
    "Workers Scripts Read",
    "Load Balancing: Monitors and Pools Write",
    "Load Balancing: Monitors and Pools Read",
    "Account Firewall Access Rules Write",
    "Account Firewall Access Rules Read",
    "DNS Firewall Write",
    "DNS Firewall Read",
    "Billing Write",
    "Billing Read",
    "Account Settings Write",
    "Account Settings Read",
};
constexpr std::string_view kAccountReaders[] = {"Account Settings Write", "Account Settings Read"};
constexpr std::string_view kAccountWriters[] = {"Account Settings Write"};
constexpr std::string_view kAccessReaders[] = {
    "Access: Organizations, Identity Providers, and Groups Write",
    "Access: Organizations, Identity Providers, and Groups Read"};
constexpr std::string_view kAccessWriters[] = {
    "Access: Organizations, Identity Providers, and Groups Write"};

constexpr std::string_view kUserReaders[] = {"User Details Write", "User Details Read"};
constexpr std::string_view kUserWriters[] = {"User Details Write"};
constexpr std::string_view kUserTokenReaders[] = {"API Tokens Write", "API Tokens Read"};
constexpr std::string_view kUserTokenWriters[] = {"API Tokens Write"};

struct Row {
  Permission permission;
  std::string_view name;
  Level level;
  std::span<const std::string_view> groups;
};
// In the order of Permission.
constexpr Row kRows[] = {
    {Permission::kNone, "-", Level::kAccount, {}},
    {Permission::kAnyToken, "any token", Level::kAccount, {}},
    {Permission::kScimRead, "scim read", Level::kAccount, kScimReaders},
    {Permission::kScimWrite, "scim write", Level::kAccount, kScimWriters},
    {Permission::kPermissionGroupsRead, "permission groups read", Level::kAccount,
     kPermissionGroupReaders},
    {Permission::kAccountRead, "account read", Level::kAccount, kAccountReaders},
    {Permission::kAccountWrite, "account write", Level::kAccount, kAccountWriters},
    {Permission::kTokensRead, "tokens read", Level::kAccount, kTokenReaders},
    {Permission::kTokensWrite, "tokens write", Level::kAccount, kTokenWriters},
    {Permission::kTokenVerify, "any token", Level::kAccount, {}},
    {Permission::kAccessRead, "access read", Level::kAccount, kAccessReaders},
    {Permission::kAccessWrite, "access write", Level::kAccount, kAccessWriters},
    {Permission::kIdentityProviderScim, "its SCIM secret", Level::kAccount, {}},
    {Permission::kMetrics, "metrics", Level::kAccount, {}},
    {Permission::kUserRead, "user read", Level::kUser, kUserReaders},
    {Permission::kUserWrite, "user write", Level::kUser, kUserWriters},
    {Permission::kUserTokensRead, "user tokens read", Level::kUser, kUserTokenReaders},
    {Permission::kUserTokensWrite, "user tokens write", Level::kUser, kUserTokenWriters},
    {Permission::kUserTokenVerify, "any user", Level::kUser, {}},
    {Permission::kAccountsList, "any user", Level::kUser, {}},
    {Permission::kAccountsCreate, "accounts create", Level::kAllAccounts, kAccountWriters},
    {Permission::kLocalOperator, "local operator", Level::kAccount, {}},
};

constexpr bool rows_follow_enum_order() {
  for (unsigned i = 0; i < std::size(kRows); ++i) {
    if (kRows[i].permission != static_cast<Permission>(i)) return false;
  }
  return true;
}
static_assert(rows_follow_enum_order());

}  // namespace

std::string_view name_of(Permission permission) {
  return kRows[static_cast<unsigned>(permission)].name;
}

Level level_of(Permission permission) { return kRows[static_cast<unsigned>(permission)].level; }

std::span<const std::string_view> groups_of(Permission permission) {
  return kRows[static_cast<unsigned>(permission)].groups;
}

}  // namespace auth
