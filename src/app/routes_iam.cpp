#include "api/iam/permission_groups.h"
#include "api/iam/resource_groups.h"
#include "api/iam/user_group_members.h"
#include "api/iam/user_groups.h"
#include "app/route_tables.h"

namespace app {
namespace {

using auth::Permission;
namespace iam = api::iam;

constexpr V4Row kUserGroups[] = {
    {"GET", "/user_groups", Permission::kScimRead, Body::kNone, iam::list_user_groups, "", "",
     "user groups by name; id, name, fuzzyName, direction, page, per_page"},
    {"POST", "/user_groups", Permission::kScimWrite, Body::kJson, iam::create_user_group,
     "Create User Group", "user_group", "make a user group, with or without policies"},
    {"GET", "/user_groups/:user_group_id", Permission::kScimRead, Body::kNone, iam::get_user_group,
     "", "", "one user group with its policies"},
    {"PUT", "/user_groups/:user_group_id", Permission::kScimWrite, Body::kJson,
     iam::update_user_group, "Update User Group", "user_group",
     "a new name, new policies ([] resets them), or both"},
    {"DELETE", "/user_groups/:user_group_id", Permission::kScimWrite, Body::kNone,
     iam::delete_user_group, "Delete User Group", "user_group",
     "delete a user group; its members stay in the account"},
};
constexpr V4Row kMembers[] = {
    {"GET", "/user_groups/:user_group_id/members", Permission::kScimRead, Body::kNone,
     iam::list_members, "", "", "its members by e-mail; fuzzyEmail, direction, page, per_page"},
    {"POST", "/user_groups/:user_group_id/members", Permission::kScimWrite, Body::kJson,
     iam::add_members, "Add User Group Members", "user_group", "add members, by membership id"},
    {"PUT", "/user_groups/:user_group_id/members", Permission::kScimWrite, Body::kJson,
     iam::replace_members, "Replace User Group Members", "user_group",
     "these members and no others"},
    {"GET", "/user_groups/:user_group_id/members/:member_id", Permission::kScimRead, Body::kNone,
     iam::get_member, "", "", "one member of a user group"},
    {"DELETE", "/user_groups/:user_group_id/members/:member_id", Permission::kScimWrite,
     Body::kNone, iam::remove_member, "Remove User Group Member", "user_group",
     "take a member out of a user group"},
};
constexpr V4Row kCatalogue[] = {
    {"GET", "/permission_groups", Permission::kPermissionGroupsRead, Body::kNone,
     iam::list_permission_groups, "", "",
     "what can be granted to members and user groups; id, name, label, page, per_page"},
    {"GET", "/permission_groups/:permission_group_id", Permission::kPermissionGroupsRead,
     Body::kNone, iam::get_permission_group, "", "", "one permission group"},
    {"GET", "/resource_groups", Permission::kScimRead, Body::kNone, iam::list_resource_groups, "",
     "", "on what it can be granted; id, name"},
    {"POST", "/resource_groups", Permission::kScimWrite, Body::kJson, iam::create_resource_group,
     "Create Resource Group", "resource_group", "make a resource group"},
    {"GET", "/resource_groups/:resource_group_id", Permission::kScimRead, Body::kNone,
     iam::get_resource_group, "", "", "one resource group"},
    {"PUT", "/resource_groups/:resource_group_id", Permission::kScimWrite, Body::kJson,
     iam::update_resource_group, "Update Resource Group", "resource_group",
     "a new name, a new scope, or both"},
    {"DELETE", "/resource_groups/:resource_group_id", Permission::kScimWrite, Body::kNone,
     iam::delete_resource_group, "Delete Resource Group", "resource_group",
     "delete a resource group that no policy names"},
};

}  // namespace

void add_iam_routes(std::vector<Route>& table) {
  const std::string prefix = std::string(kAccountPattern) + "/iam";
  add_rows(table, api::Dialect::kIam, prefix, kUserGroups);
  add_rows(table, api::Dialect::kIam, prefix, kMembers);
  add_rows(table, api::Dialect::kIam, prefix, kCatalogue);
}

}  // namespace app
