#include "auth/permission.h"

namespace auth {
namespace {

constexpr std::string_view kScimReaders[] = {"SCIM Provisioning", "Account Settings Write",
                                             "Account Settings Read"};
constexpr std::string_view kScimWriters[] = {"SCIM Provisioning", "Account Settings Write"};
constexpr std::string_view kTokenReaders[] = {"Account API Tokens Write",
                                              "Account API Tokens Read"};
constexpr std::string_view kTokenWriters[] = {"Account API Tokens Write"};

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
    {Permission::kTokensRead, "tokens read", kTokenReaders},
    {Permission::kTokensWrite, "tokens write", kTokenWriters},
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
