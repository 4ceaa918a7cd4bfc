// SCIM groups that are no documents but a view of who holds a role: the system groups
// `cloudflare-v1-<permission group id>` (cloudflare.md section 8.3) and the legacy virtual groups
// `CF-<accountID> - <Role Name>` (seed 001). Adding a member grants the role, removing takes it
// away; name and existence are not the identity provider's to change.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/catalogue.h"
#include "domain/resource_tree.h"
#include "domain/session.h"
#include "json/value.h"
#include "scim/validate.h"

namespace domain {

struct RoleGroup {
  enum class Kind { kSystem, kVirtual };
  Kind kind = Kind::kSystem;
  const CatalogueEntry* role = nullptr;
  std::string id;
  std::string display_name;
  bool is_listed = false;  // in this account, and so in User.groups
  // Virtual groups, once an identity provider has linked one to a group of its own:
  bool is_linked = false;
  std::string external_id;
  std::int64_t linked_us = 0;
};

// Those that GET /Groups lists behind the documents: the system groups in profile cloudflare, the
// virtual groups with the setting virtual_groups.
std::vector<RoleGroup> list_role_groups(Session& session);
// System groups are found by id whether they are listed or not; virtual ones with the setting only.
std::optional<RoleGroup> find_role_group(Session& session, std::string_view id);
// The listed ones of which the user's `access` holds the role.
std::vector<RoleGroup> role_groups_of(Session& session, const model::Document& user);

std::vector<base::ResourceId> role_group_members(Session& session, const RoleGroup& group);
std::size_t count_role_group_members(Session& session, const RoleGroup& group);
bool is_in_role_group(Session& session, const RoleGroup& group, base::ResourceId user);

std::string location_of(const Session& session, const RoleGroup& group);
// W/"<number of members>.<hash of their ids>"
std::string version_of(Session& session, const RoleGroup& group);
// As the SCIM resource it is. `members` come with their display up to kMembersWithDisplayMax of
// them; meta.version only where the members are included.
// The listed ones as trees, for lists (binding.h).
std::vector<json::Object> role_group_trees(Session& session, Relations relations);
json::Object role_group_tree(Session& session, const RoleGroup& group, Relations relations);

// A POST with a reserved name (is_reserved_group_name): links the virtual group. kInvalidValue,
// with a sentence that says why, when virtual groups are off, or the name is not exactly that of an
// account-scoped role of this account; kUniqueness when it is linked already.
base::Result<RoleGroup> link_role_group(Session& session, const scim::ResourceBody& body);

// How many members may come and go in one request: each is a document of its own.
inline constexpr std::size_t kRoleGroupChangesMax = 1000;

// PUT: the members; of a virtual group also externalId. kMutability when the name differs;
// kTooManyOperations beyond kRoleGroupChangesMax.
base::Result<RoleGroup> replace_role_group(Session& session, RoleGroup group,
                                           const scim::ResourceBody& body);
base::Result<RoleGroup> modify_role_group(Session& session, RoleGroup group,
                                          const json::Value& patch);
// Of a virtual group: everybody in it loses the role and the link is forgotten. kProtected for
// system groups.
base::Status delete_role_group(Session& session, const RoleGroup& group);

}  // namespace domain
