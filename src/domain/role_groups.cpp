#include "domain/role_groups.h"

#include <algorithm>

#include "base/crc32c.h"
#include "base/ids.h"
#include "base/time.h"
#include "domain/draft.h"
#include "domain/group_members.h"
#include "domain/memberships.h"
#include "store/documents.h"
#include "store/indexes.h"
#include "store/objects.h"

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using Kind = RoleGroup::Kind;

constexpr std::string_view kSystemPrefix = "cloudflare-v1-";
constexpr std::string_view kAccountScope = "com.cloudflare.api.account";
constexpr auto kIndex = store::IndexedAttribute::kHeldPermissionGroup;

bool is_of_account(const CatalogueEntry& entry) {
  return entry.scopes == kAccountScope && !entry.role_id.empty();
}

// What stands before the name of a role in the name of its virtual group.
std::string virtual_prefix(const Session& session) {
  return "CF-" + session.account.id.hex() + " - ";
}

RoleGroup system_group(const CatalogueEntry& role) {
  RoleGroup group;
  group.kind = Kind::kSystem;
  group.role = &role;
  group.id = std::string(kSystemPrefix) + role.permission_group_id;
  group.display_name = role.name;
  return group;
}

base::IdBytes link_id(const RoleGroup& group) {
  return base::parse_id_bytes(group.role->role_id).value();
}

RoleGroup virtual_group(Session& session, const CatalogueEntry& role) {
  RoleGroup group;
  group.kind = Kind::kVirtual;
  group.role = &role;
  group.id = role.role_id;
  group.display_name = virtual_prefix(session) + role.name;
  const auto link = store::find_object(session.txn, session.account.realm,
                                       store::ObjectType::kRoleGroupLink, link_id(group));
  if (link) {
    group.is_linked = true;
    group.external_id = link->string_or("external_id", "");
    group.linked_us = link->integer_or("linked_us", 0);
  }
  return group;
}

void store_link(Session& session, RoleGroup& group) {
  if (!group.is_linked) group.linked_us = session.now_us;
  group.is_linked = true;
  json::Object link{{"linked_us", group.linked_us}};
  if (!group.external_id.empty()) link.append("external_id", group.external_id);
  store::put_object(session.txn, session.account.realm, store::ObjectType::kRoleGroupLink,
                    link_id(group), json::Value(std::move(link)));
}

// Which kind this account lists, if any. What an identity provider of Zero Trust provisions has
// nothing to do with roles.
std::optional<Kind> listed_kind(const Session& session) {
  if (session.directory) return std::nullopt;
  if (session.account.settings.profile == model::Profile::kCloudflare) return Kind::kSystem;
  if (session.account.settings.virtual_groups) return Kind::kVirtual;
  return std::nullopt;
}

RoleGroup group_of(Session& session, Kind kind, const CatalogueEntry& role) {
  RoleGroup group = kind == Kind::kSystem ? system_group(role) : virtual_group(session, role);
  group.is_listed = listed_kind(session) == kind;
  return group;
}

// One user's part of a change.
Status change_user(Session& session, const RoleGroup& group, base::ResourceId id,
                   void (*change)(Session&, Draft&, const CatalogueEntry&)) {
  auto user = store::find_document(session.txn, session.realm(), id);
  if (!user) throw store::Damaged("a role is held by nobody");
  const bool was_only = is_only_super_administrator(session, id);
  Draft draft = draft_of(user_binding(), std::move(*user));
  change(session, draft, *group.role);
  if (was_only && !counts_as_super_administrator(session.account, draft.document)) {
    return Error{ErrorCode::kBadRequest,
                 "The only Super Administrator of the account cannot lose that role."};
  }
  return store_draft(session, draft, "update", "Update");
}

Status require_few(std::size_t changes) {
  if (changes <= kRoleGroupChangesMax) return base::done();
  return Error{ErrorCode::kTooManyOperations,
               "a group that is a role takes at most " + std::to_string(kRoleGroupChangesMax) +
                   " changes of members in one request: send them in several"};
}

// Who has to lose the role: all that are not wanted when the group was cleared, else those named.
std::vector<base::ResourceId> losers(Session& session, const RoleGroup& group,
                                     const scim::RelationChange& change,
                                     const std::vector<base::ResourceId>& wanted) {
  std::vector<base::ResourceId> out;
  if (change.cleared()) {
    std::vector<base::ResourceId> sorted = wanted;
    std::sort(sorted.begin(), sorted.end());
    for (const base::ResourceId& id : role_group_members(session, group)) {
      if (!std::binary_search(sorted.begin(), sorted.end(), id)) out.push_back(id);
    }
    return out;
  }
  for (const std::string& value : change.removed()) {
    const auto id = base::ResourceId::parse(value);
    if (id && is_in_role_group(session, group, *id)) out.push_back(*id);
  }
  return out;
}

// True when somebody came or went.
Result<bool> apply_members(Session& session, const RoleGroup& group,
                           const scim::RelationChange& change) {
  auto wanted = require_joinable(session, change.added());
  if (!wanted.ok()) return wanted.error();
  const auto out = losers(session, group, change, wanted.value());
  std::vector<base::ResourceId> in;
  for (const base::ResourceId& id : wanted.value()) {
    if (!is_in_role_group(session, group, id)) in.push_back(id);
  }
  if (auto status = require_few(out.size() + in.size()); !status.ok()) return status.error();
  for (const base::ResourceId& id : in) {
    if (auto status = change_user(session, group, id, grant_role); !status.ok())
      return status.error();
  }
  for (const base::ResourceId& id : out) {
    if (auto status = change_user(session, group, id, revoke_role); !status.ok())
      return status.error();
  }
  return !in.empty() || !out.empty();
}

// The entry names the group, whichever users it changed.
void describe(Session& session, const RoleGroup& group, std::string_view action,
              std::string_view verb, std::vector<std::string> attributes) {
  Change& change = session.change;
  change.changed = true;
  change.action_type = action;
  change.description = std::string(verb) + " " + std::string(group_binding().audit_noun);
  change.resource_type = group_binding().audit_type;
  change.resource_id = group.id;
  change.attributes = std::move(attributes);
}

// Name and externalId as a request leaves them.
Status settle_attributes(RoleGroup& group, const json::Object& attributes) {
  const json::Value* name = attributes.find("displayName");
  if (name && !(*name == json::Value(group.display_name))) {
    return Error{ErrorCode::kMutability,
                 "displayName: this group is the role \"" + group.role->name +
                     "\" and keeps its name; switch off \"Rename groups\" in the identity "
                     "provider"};
  }
  const json::Value* external_id = attributes.find("externalId");
  const std::string wanted = external_id ? external_id->as_string() : std::string();
  if (wanted == group.external_id) return base::done();
  if (group.kind == Kind::kSystem) {
    return Error{ErrorCode::kMutability,
                 "externalId: only the members of a system group can be changed"};
  }
  group.external_id = wanted;
  return base::done();
}

Result<RoleGroup> finish(Session& session, RoleGroup group, const json::Object& attributes,
                         const scim::RelationChange& change, std::string_view verb) {
  const std::string external_id = group.external_id;
  if (auto status = settle_attributes(group, attributes); !status.ok()) return status.error();
  auto moved = apply_members(session, group, change);
  if (!moved.ok()) return moved.error();
  std::vector<std::string> changed;
  if (group.external_id != external_id) changed.emplace_back("externalId");
  if (moved.value()) changed.emplace_back("members");
  if (changed.empty()) return group;
  // The first write links it: from then on an identity provider looks after it.
  if (group.kind == Kind::kVirtual) store_link(session, group);
  describe(session, group, "update", verb, std::move(changed));
  return group;
}

json::Object attributes_of(const RoleGroup& group) {
  json::Object attributes;
  if (!group.external_id.empty()) attributes.append("externalId", group.external_id);
  attributes.append("displayName", group.display_name);
  return attributes;
}

}  // namespace

std::vector<RoleGroup> list_role_groups(Session& session) {
  std::vector<RoleGroup> groups;
  const auto kind = listed_kind(session);
  if (!kind) return groups;
  for (const CatalogueEntry& entry : catalogue()) {
    if (is_of_account(entry)) groups.push_back(group_of(session, *kind, entry));
  }
  return groups;
}

std::optional<RoleGroup> find_role_group(Session& session, std::string_view id) {
  if (session.directory) return std::nullopt;
  if (id.substr(0, kSystemPrefix.size()) == kSystemPrefix) {
    const CatalogueEntry* entry = find_iam_permission_group(id.substr(kSystemPrefix.size()));
    if (!entry || !is_of_account(*entry)) return std::nullopt;
    return group_of(session, Kind::kSystem, *entry);
  }
  if (listed_kind(session) != Kind::kVirtual) return std::nullopt;
  const CatalogueEntry* entry = find_role(id);
  if (!entry || !is_of_account(*entry)) return std::nullopt;
  return group_of(session, Kind::kVirtual, *entry);
}

std::vector<RoleGroup> role_groups_of(Session& session, const model::Document& user) {
  std::vector<RoleGroup> groups;
  const auto kind = listed_kind(session);
  if (!kind) return groups;
  for (const std::string& held : held_permission_groups(session.account, user.access)) {
    const CatalogueEntry* entry = find_iam_permission_group(held);
    if (entry && is_of_account(*entry)) groups.push_back(group_of(session, *kind, *entry));
  }
  return groups;
}

std::vector<base::ResourceId> role_group_members(Session& session, const RoleGroup& group) {
  return store::find_indexed(session.txn, session.realm(), kIndex, group.role->permission_group_id);
}

std::size_t count_role_group_members(Session& session, const RoleGroup& group) {
  return store::count_indexed(session.txn, session.realm(), kIndex,
                              group.role->permission_group_id);
}

bool is_in_role_group(Session& session, const RoleGroup& group, base::ResourceId user) {
  return store::is_indexed(session.txn, session.realm(), kIndex, group.role->permission_group_id,
                           user);
}

std::string version_of(Session& session, const RoleGroup& group) {
  std::string ids = group.external_id;
  const auto members = role_group_members(session, group);
  for (const base::ResourceId& id : members) ids += id.view();
  return "W/\"" + std::to_string(members.size()) + "." + std::to_string(base::crc32c(ids)) + "\"";
}

std::string location_of(const Session& session, const RoleGroup& group) {
  return session.base_uri + "/" + group_binding().type->endpoint + "/" + group.id;
}

std::vector<json::Object> role_group_trees(Session& session, Relations relations) {
  std::vector<json::Object> trees;
  for (const RoleGroup& group : list_role_groups(session))
    trees.push_back(role_group_tree(session, group, relations));
  return trees;
}

json::Object role_group_tree(Session& session, const RoleGroup& group, Relations relations) {
  const auto format = [](std::int64_t us) {
    return base::format_time(us, base::TimePrecision::kMilliseconds);
  };
  json::Object meta{
      {"resourceType", group_binding().type->name},
      {"created", format(session.account.created_us)},
      {"lastModified", format(std::max(group.linked_us, session.account.created_us))},
      {"location", location_of(session, group)},
  };
  json::Object tree{{"schemas", json::Array{group_binding().type->schema->urn}}, {"id", group.id}};
  for (auto& [name, value] : attributes_of(group)) tree.append(name, value);
  if (relations == Relations::kIncluded) {
    const auto ids = role_group_members(session, group);
    const auto display =
        ids.size() <= kMembersWithDisplayMax ? MemberDisplay::kShown : MemberDisplay::kOmitted;
    json::Array members;
    members.reserve(ids.size());
    for (const base::ResourceId& id : ids) members.push_back(member_value(session, id, display));
    tree.append("members", std::move(members));
    meta.append("version", version_of(session, group));
  }
  tree.append("meta", std::move(meta));
  return tree;
}

Result<RoleGroup> link_role_group(Session& session, const scim::ResourceBody& body) {
  const std::string& name = body.attributes.find("displayName")->as_string();
  const auto refuse = [](std::string why) {
    return Error{ErrorCode::kInvalidValue, "displayName: " + std::move(why)};
  };
  if (listed_kind(session) == Kind::kSystem)
    return refuse("names that begin with CF are reserved (profile cloudflare)");
  if (!session.account.settings.virtual_groups) {
    return refuse(
        "names of the form \"CF-<account id> - <role>\" are reserved for virtual groups, which "
        "this account has not switched on (setting virtual_groups)");
  }
  const std::string prefix = virtual_prefix(session);
  if (name.compare(0, prefix.size(), prefix) != 0)
    return refuse("the virtual groups of this account begin with \"" + prefix + "\", exactly");
  const std::string_view wanted = std::string_view(name).substr(prefix.size());
  for (const CatalogueEntry& entry : catalogue()) {
    if (entry.name != wanted || !is_of_account(entry)) continue;
    RoleGroup group = virtual_group(session, entry);
    if (group.is_linked) {
      return Error{ErrorCode::kUniqueness,
                   "displayName is already in use: the group of this role is linked"};
    }
    if (const json::Value* external_id = body.attributes.find("externalId"))
      group.external_id = external_id->as_string();
    scim::RelationChange change;
    for (const std::string& member : body.relation.value_or(std::vector<std::string>{}))
      change.add(member);
    if (auto moved = apply_members(session, group, change); !moved.ok()) return moved.error();
    store_link(session, group);
    describe(session, group, "create", "Create", {"displayName"});
    return group;
  }
  return refuse("no account-scoped role has exactly the name \"" + std::string(wanted) +
                "\"; the roles are listed at /accounts/" + session.account.id.hex() + "/roles");
}

Result<RoleGroup> replace_role_group(Session& session, RoleGroup group,
                                     const scim::ResourceBody& body) {
  json::Object attributes = body.attributes;
  if (group.kind == Kind::kSystem) attributes.erase("externalId");  // PUT sets the members only
  scim::RelationChange change;
  change.clear();
  for (const std::string& member : body.relation.value_or(std::vector<std::string>{}))
    change.add(member);
  return finish(session, std::move(group), attributes, change, "Replace");
}

Result<RoleGroup> modify_role_group(Session& session, RoleGroup group, const json::Value& patch) {
  const scim::ResourceType& type = *group_binding().type;
  const scim::Strictness strictness = strictness_of(session);
  const auto current = [&] { return role_group_tree(session, group, Relations::kOmitted); };
  auto operations = scim::read_patch(patch, type, strictness, session.quirks, current);
  if (!operations.ok()) return operations.error();
  json::Object attributes = attributes_of(group);
  scim::RelationChange change;
  const auto match = [&](const scim::RelationChange& so_far, const scim::FilterNode& filter) {
    return match_members(session, role_group_members(session, group), so_far, filter);
  };
  if (auto status = scim::apply_patch(operations.value(), type, strictness, match, attributes,
                                      change, session.quirks);
      !status.ok()) {
    return status.error();
  }
  return finish(session, std::move(group), attributes, change, "Update");
}

Status delete_role_group(Session& session, const RoleGroup& group) {
  if (group.kind == Kind::kSystem) {
    return Error{ErrorCode::kProtected,
                 "This group is a role of the account and cannot be deleted; its members can."};
  }
  scim::RelationChange nobody;
  nobody.clear();
  auto moved = apply_members(session, group, nobody);
  if (!moved.ok()) return moved.error();
  if (!moved.value() && !group.is_linked) return base::done();
  store::erase_object(session.txn, session.account.realm, store::ObjectType::kRoleGroupLink,
                      link_id(group));
  describe(session, group, "delete", "Delete", {});
  return base::done();
}

}  // namespace domain
