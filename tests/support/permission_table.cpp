#include "support/permission_table.h"

namespace support {
namespace {

using std::string_view;

constexpr string_view kScimRead[] = {"SCIM Provisioning", "Account Settings Write",
                                     "Account Settings Read"};
constexpr string_view kScimWrite[] = {"SCIM Provisioning", "Account Settings Write"};
constexpr string_view kAccountRead[] = {"Account Settings Write", "Account Settings Read"};
constexpr string_view kAccountWrite[] = {"Account Settings Write"};
constexpr string_view kTokensRead[] = {"Account API Tokens Write", "Account API Tokens Read"};
constexpr string_view kTokensWrite[] = {"Account API Tokens Write"};
constexpr string_view kUserTokensRead[] = {"API Tokens Write", "API Tokens Read"};
constexpr string_view kUserTokensWrite[] = {"API Tokens Write"};
constexpr string_view kUserRead[] = {"User Details Write", "User Details Read"};
constexpr string_view kUserWrite[] = {"User Details Write"};
constexpr string_view kAccessRead[] = {
    "Access: Organizations, Identity Providers, and Groups Write",
    "Access: Organizations, Identity Providers, and Groups Read"};
constexpr string_view kAccessWrite[] = {
    "Access: Organizations, Identity Providers, and Groups Write"};
constexpr string_view kGrantable[] = {
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

constexpr string_view kWrites = "POST PUT PATCH DELETE";
constexpr bool kKey = true;
constexpr bool kBearer = false;

// Behind "/client/v4/accounts/:account_id".
constexpr PermissionRow kAccountRows[] = {
    {"", "GET", Opens::kGroups, kAccountRead, kKey, KeyOwner::kReader},
    {"", "PUT DELETE", Opens::kGroups, kAccountWrite, kKey, KeyOwner::kAdministrator},
    {"/scim/settings", "GET", Opens::kGroups, kScimRead, kKey, KeyOwner::kReader},
    {"/scim/settings", "PUT", Opens::kGroups, kAccountWrite, kKey, KeyOwner::kAdministrator},
    {"/scim/schemas", "GET", Opens::kGroups, kScimRead, kKey, KeyOwner::kReader},
    {"/scim/schemas", "PUT", Opens::kGroups, kAccountWrite, kKey, KeyOwner::kAdministrator},
    {"/scim/v2", "GET", Opens::kGroups, kScimRead, kBearer, KeyOwner::kNobody},
    {"/scim/v2", kWrites, Opens::kGroups, kScimWrite, kBearer, KeyOwner::kNobody},
    {"/scim/v2/ServiceProviderConfig", "GET", Opens::kAnybody, {}, kBearer, KeyOwner::kNobody},
    {"/scim/v2/ResourceTypes", "GET", Opens::kAnybody, {}, kBearer, KeyOwner::kNobody},
    {"/scim/v2/Schemas", "GET", Opens::kAnybody, {}, kBearer, KeyOwner::kNobody},
    // Reads, though the method is POST.
    {"/scim/v2/.search", "*", Opens::kGroups, kScimRead, kBearer, KeyOwner::kNobody},
    {"/scim/v2/Users/.search", "*", Opens::kGroups, kScimRead, kBearer, KeyOwner::kNobody},
    {"/scim/v2/Groups/.search", "*", Opens::kGroups, kScimRead, kBearer, KeyOwner::kNobody},
    {"/scim/v2/:endpoint/.search", "*", Opens::kGroups, kScimRead, kBearer, KeyOwner::kNobody},
    {"/iam/user_groups", "GET", Opens::kGroups, kScimRead, kKey, KeyOwner::kReader},
    {"/iam/user_groups", kWrites, Opens::kGroups, kScimWrite, kKey, KeyOwner::kSuperAdministrator},
    {"/iam/resource_groups", "GET", Opens::kGroups, kScimRead, kKey, KeyOwner::kReader},
    {"/iam/resource_groups", kWrites, Opens::kGroups, kScimWrite, kKey,
     KeyOwner::kSuperAdministrator},
    {"/iam/permission_groups", "GET", Opens::kGroups, kGrantable, kKey, KeyOwner::kReader},
    {"/members", "GET", Opens::kGroups, kScimRead, kKey, KeyOwner::kReader},
    {"/members", kWrites, Opens::kGroups, kScimWrite, kKey, KeyOwner::kSuperAdministrator},
    {"/roles", "GET", Opens::kGroups, kScimRead, kKey, KeyOwner::kReader},
    {"/tokens", "GET", Opens::kGroups, kTokensRead, kBearer, KeyOwner::kNobody},
    {"/tokens", kWrites, Opens::kGroups, kTokensWrite, kBearer, KeyOwner::kNobody},
    {"/tokens/verify", "GET", Opens::kAnybody, {}, kBearer, KeyOwner::kNobody},
    {"/audit_logs", "GET", Opens::kGroups, kAccountRead, kKey, KeyOwner::kReader},
    {"/logs/audit", "GET", Opens::kGroups, kAccountRead, kKey, KeyOwner::kReader},
    {"/access/identity_providers", "GET", Opens::kGroups, kAccessRead, kKey, KeyOwner::kReader},
    {"/access/identity_providers", kWrites, Opens::kGroups, kAccessWrite, kKey,
     KeyOwner::kAdministrator},
    {"/access/identity_providers/:identity_provider_id/scim/v2",
     "*",
     Opens::kSecret,
     {},
     kBearer,
     KeyOwner::kNobody},
};
// Behind "/client/v4".
constexpr PermissionRow kApiRows[] = {
    {"/accounts", "GET", Opens::kUser, {}, kKey, KeyOwner::kMember},
    {"/accounts", "POST", Opens::kEveryone, kAccountWrite, kKey, KeyOwner::kNobody},
    {"/user", "GET", Opens::kUser, kUserRead, kKey, KeyOwner::kMember},
    {"/user", "PATCH", Opens::kUser, kUserWrite, kKey, KeyOwner::kMember},
    {"/user/tokens", "GET", Opens::kUser, kUserTokensRead, kBearer, KeyOwner::kNobody},
    {"/user/tokens", kWrites, Opens::kUser, kUserTokensWrite, kBearer, KeyOwner::kNobody},
    {"/user/tokens/verify", "GET", Opens::kUser, {}, kBearer, KeyOwner::kNobody},
};
// Outside the API: exact paths.
constexpr PermissionRow kPlainRows[] = {
    {"/healthz", "GET", Opens::kNobodyAsks, {}, kKey, KeyOwner::kMember},
    {"/readyz", "GET", Opens::kNobodyAsks, {}, kKey, KeyOwner::kMember},
    {"/openapi.json", "GET", Opens::kNobodyAsks, {}, kKey, KeyOwner::kMember},
    {"/metrics", "GET", Opens::kSomebody, {}, kKey, KeyOwner::kMember},
};

bool has_method(string_view methods, string_view method) {
  return methods == "*" || methods.find(method) != string_view::npos;
}

// A prefix ends where a part of the path ends; the empty one stands for nothing but itself.
bool has_prefix(string_view path, string_view prefix) {
  if (!path.starts_with(prefix)) return false;
  return path.size() == prefix.size() || (!prefix.empty() && path[prefix.size()] == '/');
}

const PermissionRow* find_longest(std::span<const PermissionRow> rows, string_view method,
                                  string_view path) {
  const PermissionRow* best = nullptr;
  for (const PermissionRow& row : rows) {
    if (!has_method(row.methods, method) || !has_prefix(path, row.prefix)) continue;
    if (!best || row.prefix.size() > best->prefix.size()) best = &row;
  }
  return best;
}

}  // namespace

const PermissionRow* find_permission_row(string_view method, string_view pattern) {
  constexpr string_view kApi = "/client/v4";
  constexpr string_view kAccount = "/client/v4/accounts/:account_id";
  if (pattern.starts_with(kAccount))
    return find_longest(kAccountRows, method, pattern.substr(kAccount.size()));
  if (pattern.starts_with(kApi)) return find_longest(kApiRows, method, pattern.substr(kApi.size()));
  return find_longest(kPlainRows, method, pattern);
}

}  // namespace support
