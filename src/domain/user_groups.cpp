#include "domain/user_groups.h"

#include <algorithm>

#include "base/text.h"
#include "domain/binding.h"
#include "domain/draft.h"
#include "domain/group_members.h"
#include "domain/members.h"
#include "domain/query.h"
#include "scim/string_rules.h"
#include "store/group_memberships.h"

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

constexpr std::string_view kNameAttribute = "displayName";

Status require_unmanaged(const model::Document& group, std::string_view instead) {
  if (!group.header.scim_managed) return base::done();
  return Error{ErrorCode::kProtected,
               "User group is managed by SCIM and cannot be modified through this API: " +
                   std::string(instead) + " in the identity provider"};
}

// The rules of a SCIM Group's displayName, in the words of this API.
Status require_name(const std::string& name) {
  const auto fail = [](std::string_view sentence) {
    return Error{ErrorCode::kInvalidValue, "name " + std::string(sentence), "/name"};
  };
  if (name.empty()) return fail("must not be empty");
  const scim::ResourceType& type = *group_binding().type;
  const scim::AttributeRef ref{nullptr, type.schema->find(kNameAttribute), nullptr};
  if (const auto fault = scim::find_text_fault(type, ref, name)) return fail(*fault);
  if (is_reserved_group_name(name))
    return fail("of the form \"CF-<account id> - <role>\" is reserved for virtual groups");
  return base::done();
}

Status set_name(Draft& draft, const std::string& name) {
  const json::Value* before = draft.attributes_before.find(kNameAttribute);
  if (before && before->as_string() == name) return base::done();
  if (auto status = require_unmanaged(draft.document, "rename it"); !status.ok()) return status;
  if (auto status = require_name(name); !status.ok()) return status;
  draft.attributes.set(kNameAttribute, name);
  return base::done();
}

Status replace_policies(Session& session, Draft& draft,
                        const std::vector<PolicyRequest>& requests) {
  const auto existing = policies_of(draft.document);
  auto policies = make_policies(session, PolicyHolder::kUserGroup, requests, existing);
  if (!policies.ok()) return policies.error();
  if (policies.value().empty() && existing.empty()) return base::done();
  set_policies(draft, policies.value());
  session.change.attributes.emplace_back("policies");
  return base::done();
}

// The audit entry speaks the language of the API that was used.
void describe_change(Session& session, std::string_view description) {
  Change& change = session.change;
  if (!change.changed) return;
  change.description = description;
  change.resource_type = "user_group";
  std::replace(change.attributes.begin(), change.attributes.end(), std::string(kNameAttribute),
               std::string("name"));
}

Status store_group(Session& session, Draft& draft, std::string_view action_type,
                   std::string_view description) {
  auto status = store_draft(session, draft, action_type, {});
  if (!status.ok() && status.error().code == ErrorCode::kUniqueness)
    return Error{ErrorCode::kUniqueness, "User group name is already in use", "/name"};
  if (status.ok()) describe_change(session, description);
  return status;
}

Result<model::Document> apply_request(Session& session, Draft draft,
                                      const UserGroupRequest& request, std::string_view action_type,
                                      std::string_view description) {
  if (request.name) {
    if (auto status = set_name(draft, *request.name); !status.ok()) return status.error();
  }
  if (request.policies) {
    if (auto status = replace_policies(session, draft, *request.policies); !status.ok())
      return status.error();
  }
  if (auto status = store_group(session, draft, action_type, description); !status.ok())
    return status.error();
  return std::move(draft.document);
}

std::optional<model::Document> find_member_by_text(Session& session, std::string_view id) {
  const auto parsed = base::MembershipId::parse_exact(id);
  return parsed ? find_member(session, *parsed) : std::nullopt;
}

Error unknown_member(std::string_view id, std::string pointer) {
  return {ErrorCode::kBadRequest,
          "Invalid member: this account has no member with the id \"" + std::string(id) + "\"",
          std::move(pointer)};
}

// Applies what SCIM applies too, and counts the group's version up when somebody came or went.
Status apply_members(Session& session, model::Document group, const scim::RelationChange& change,
                     std::string_view description) {
  auto changed = apply_group_change(session, group.id, change);
  if (!changed.ok()) return changed.error();
  if (changed.value() == 0) return base::done();
  Draft draft = draft_of(group_binding(), std::move(group));
  draft.touched = true;
  session.change.attributes.emplace_back("members");
  return store_group(session, draft, "update", description);
}

}  // namespace

bool is_reserved_group_name(std::string_view name) {
  const std::string folded = base::fold(name);
  return folded.size() > 38 && folded.compare(0, 3, "cf-") == 0 &&
         base::parse_id_bytes(std::string_view(folded).substr(3, 32)) &&
         folded.compare(35, 3, " - ") == 0;
}

std::string user_group_name(const model::Document& group) {
  const json::Object attributes = parse_stored_object(group.attributes);
  const json::Value* name = attributes.find(kNameAttribute);
  return name ? name->as_string() : std::string();
}

Result<model::Document> get_user_group(Session& session, std::string_view id) {
  const auto parsed = base::ResourceId::parse_exact(id);
  auto group = parsed ? find_resource(session, group_binding(), *parsed) : std::nullopt;
  if (group) return std::move(*group);
  return Error{ErrorCode::kNotFound, "User group not found"};
}

Result<model::Document> create_user_group(Session& session, const UserGroupRequest& request) {
  return apply_request(session, new_draft(session, group_binding()), request, "create",
                       "Create User Group");
}

Result<model::Document> update_user_group(Session& session, model::Document group,
                                          const UserGroupRequest& request) {
  return apply_request(session, draft_of(group_binding(), std::move(group)), request, "update",
                       "Update User Group");
}

Status delete_user_group(Session& session, const model::Document& group) {
  if (auto status = require_unmanaged(group, "delete it"); !status.ok()) return status;
  if (auto status = remove_all_members(session, group.id); !status.ok()) return status;
  erase_resource(session, group_binding(), group);
  describe_change(session, "Delete User Group");
  return base::done();
}

Status change_user_group_members(Session& session, model::Document group, MembersChange how,
                                 const std::vector<std::string>& membership_ids) {
  if (auto status = require_unmanaged(group, "change its members"); !status.ok()) return status;
  scim::RelationChange change;
  if (how == MembersChange::kReplace) change.clear();
  for (std::size_t i = 0; i < membership_ids.size(); ++i) {
    const auto id = base::MembershipId::parse_exact(membership_ids[i]);
    const auto membership = id ? find_membership(session, user_id(*id)) : std::nullopt;
    if (!membership || membership->id != *id)
      return unknown_member(membership_ids[i], "/" + std::to_string(i) + "/id");
    change.add(user_id(*id).hex());
  }
  return apply_members(
      session, std::move(group), change,
      how == MembersChange::kAdd ? "Add User Group Members" : "Replace User Group Members");
}

Result<UserGroupMember> get_user_group_member(Session& session, const model::Document& group,
                                              std::string_view membership_id) {
  auto user = find_member_by_text(session, membership_id);
  if (!user) return unknown_member(membership_id, {});
  const auto edge = store::find_group_member(session.txn, session.realm(), group.id, user->id);
  if (!edge) return Error{ErrorCode::kNotFound, "Member not found in user group"};
  return UserGroupMember{std::move(*user), static_cast<std::int64_t>(edge->added_ms) * 1000};
}

Result<UserGroupMember> remove_user_group_member(Session& session, model::Document group,
                                                 std::string_view membership_id) {
  if (auto status = require_unmanaged(group, "change its members"); !status.ok())
    return status.error();
  auto member = get_user_group_member(session, group, membership_id);
  if (!member.ok()) return member;
  scim::RelationChange change;
  change.remove(member.value().user.id.hex());
  auto status = apply_members(session, std::move(group), change, "Remove User Group Member");
  if (!status.ok()) return status.error();
  return member;
}

}  // namespace domain
