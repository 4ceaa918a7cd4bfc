#include "auth/permission.h"

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

struct Row {
  Permission permission;
  std::string_view name;
  std::span<const std::string_view> groups;
};
// In the order of Permission.
constexpr Row kRows[] = {
    {Permission::kNone, "-", {}},
    {Permission::kAnyToken, "any token", {}},
    {Permission::kScimRead, "scim read", kScimReaders},
    {Permission::kScimWrite, "scim write", kScimWriters},
    {Permission::kPermissionGroupsRead, "permission groups read", kPermissionGroupReaders},
    {Permission::kAccountRead, "account read", kAccountReaders},
    {Permission::kAccountWrite, "account write", kAccountWriters},
    {Permission::kTokensRead, "tokens read", kTokenReaders},
    {Permission::kTokensWrite, "tokens write", kTokenWriters},
    {Permission::kAccessRead, "access read", kAccessReaders},
    {Permission::kAccessWrite, "access write", kAccessWriters},
    {Permission::kMetrics, "metrics", {}},
    {Permission::kLocalOperator, "local operator", {}},
};

}  // namespace

std::string_view name_of(Permission permission) {
  return kRows[static_cast<unsigned>(permission)].name;
}

std::span<const std::string_view> groups_of(Permission permission) {
  return kRows[static_cast<unsigned>(permission)].groups;
}

}  // namespace auth
