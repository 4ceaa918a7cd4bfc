#include "api/members/members.h"
#include "api/members/roles.h"
#include "app/route_tables.h"

namespace app {
namespace {

using auth::Permission;

constexpr V4Row kMembers[] = {
    {"GET", "/members", Permission::kScimRead, Body::kNone, api::members::list_members, "", "",
     "members of the account"},
    {"POST", "/members", Permission::kScimWrite, Body::kJson, api::members::add_member,
     "Add Member", "member", "invite somebody"},
    {"GET", "/members/:member_id", Permission::kScimRead, Body::kNone, api::members::get_member, "",
     "", "one member"},
    {"PUT", "/members/:member_id", Permission::kScimWrite, Body::kJson, api::members::update_member,
     "Update Member", "member", "other roles or policies"},
    {"DELETE", "/members/:member_id", Permission::kScimWrite, Body::kNone,
     api::members::remove_member, "Remove Member", "member", "end a membership"},
    {"GET", "/members/:member_id/effective_permissions", Permission::kScimRead, Body::kNone,
     api::members::get_effective_permissions, "", "",
     "what a member may do, groups included (our own extension)"},
    {"GET", "/roles", Permission::kScimRead, Body::kNone, api::members::list_roles, "", "",
     "the account-wide roles (legacy)"},
    {"GET", "/roles/:role_id", Permission::kScimRead, Body::kNone, api::members::get_role, "", "",
     "one role"},
};

}  // namespace

void add_member_routes(std::vector<Route>& table) {
  add_rows(table, api::Dialect::kV4, kAccountPattern, kMembers);
}

}  // namespace app
