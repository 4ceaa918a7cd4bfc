#include "domain/members.h"

#include <algorithm>

#include "base/text.h"
#include "domain/memberships.h"
#include "json/write.h"
#include "scim/validate.h"
#include "store/documents.h"
#include "store/indexes.h"

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using model::Document;
using model::Policy;

constexpr std::size_t kEmailCharactersMax = 90;  // the API document's limit for a member's e-mail
constexpr std::size_t kRolesMax = 100;

void describe(Session& session, const Document& user, std::string_view action,
              std::string_view description) {
  Change& change = session.change;
  if (!change.changed) return;
  change.action_type = action;
  change.description = description;
  change.resource_type = "member";
  change.resource_id = membership_id(user).hex();
}

// Looks like name@domain; whether anybody reads it is not for us to know.
Status require_email(const std::string& email) {
  const auto fault = base::find_name_fault(email, kEmailCharactersMax);
  if (fault == base::NameFault::kTooLong) {
    return Error{ErrorCode::kInvalidValue,
                 "email is longer than " + std::to_string(kEmailCharactersMax) + " characters",
                 "/email"};
  }
  if (fault != base::NameFault::kNone) {
    return Error{ErrorCode::kInvalidValue, "email " + std::string(base::describe(fault)), "/email"};
  }
  const std::size_t at = email.find('@');
  const bool whole = at != std::string::npos && at > 0 && at + 1 < email.size() &&
                     email.find('@', at + 1) == std::string::npos &&
                     email.find_first_of(" \t,;:<>\"") == std::string::npos;
  if (whole && email[at + 1] != '.' && email.back() != '.') return base::done();
  return Error{ErrorCode::kInvalidValue, "email must be an address like name@example.com",
               "/email"};
}

// The users that an e-mail may concern: its userName's first, then all with that address.
std::vector<base::ResourceId> find_by_email(Session& session, const std::string& folded) {
  std::vector<base::ResourceId> ids;
  if (const auto named = store::find_unique(session.txn, session.realm(),
                                            store::IndexedAttribute::kUserName, folded)) {
    ids.push_back(*named);
  }
  for (base::ResourceId id : store::find_indexed(session.txn, session.realm(),
                                                 store::IndexedAttribute::kUserEmailValue, folded))
    ids.push_back(id);
  return ids;
}

bool is_email_of(const Document& user, const std::string& folded) {
  return base::fold(email_of(parse_stored_object(user.attributes))) == folded;
}

Error already_exists(const std::string& email) {
  return {ErrorCode::kUniqueness,
          "A member with the e-mail or userName \"" + email + "\" already exists", "/email"};
}

// The inactive user who is invited again; nothing for an address that nobody has. Two members of
// one e-mail could not be told apart, so nobody gets a membership beside another member's.
Result<std::optional<Document>> find_former_user(Session& session, const std::string& email) {
  const std::string folded = base::fold(email);
  std::optional<Document> former;
  for (base::ResourceId id : find_by_email(session, folded)) {
    auto user = store::find_document(session.txn, session.realm(), id);
    if (!user) throw store::Damaged("an index names no user");
    const json::Object attributes = parse_stored_object(user->attributes);
    const json::Value* name = attributes.find("userName");
    const bool named = name && base::fold(name->as_string()) == folded;
    if (!named && !is_email_of(*user, folded)) continue;  // a further address of somebody else
    if (user->header.active) return already_exists(email);
    if (!former) former = std::move(user);
  }
  if (!former || is_email_of(*former, folded)) return former;
  const std::string own = base::fold(email_of(parse_stored_object(former->attributes)));
  for (base::ResourceId id : find_by_email(session, own)) {
    const auto user = store::find_document(session.txn, session.realm(), id);
    if (user && user->header.active && is_email_of(*user, own)) return already_exists(own);
  }
  return former;
}

Result<Draft> draft_new_user(Session& session, const std::string& email) {
  json::Array emails{json::Object{{"value", email}, {"type", "work"}, {"primary", true}}};
  Draft draft = new_draft(session, user_binding());
  draft.attributes =
      json::Object{{"userName", email}, {"active", true}, {"emails", std::move(emails)}};
  if (auto status = scim::validate(*user_binding().type, draft.attributes); !status.ok())
    return status.error();
  return draft;
}

Status grant_roles(Session& session, Draft& draft, const std::vector<RoleRequest>& requests) {
  if (requests.size() > kRolesMax) {
    return Error{ErrorCode::kInvalidValue,
                 "at most " + std::to_string(kRolesMax) + " roles are taken", "/roles"};
  }
  std::vector<std::string_view> roles;
  for (const RoleRequest& request : requests) {
    if (!find_role(request.id)) {
      return Error{ErrorCode::kInvalidValue, "Role \"" + request.id + "\" is unknown",
                   request.pointer};
    }
    if (std::find(roles.begin(), roles.end(), request.id) == roles.end())
      roles.push_back(request.id);
  }
  set_roles(session, draft, roles);
  return base::done();
}

// Clients that read a member and write it back send the ids they read.
void keep_ids(std::vector<Policy>& policies, const std::vector<PolicyRequest>& requests,
              std::vector<Policy> held) {
  for (std::size_t i = 0; i < policies.size(); ++i) {
    const auto same = std::find_if(held.begin(), held.end(), [&](const Policy& policy) {
      return policy.id.hex() == requests[i].id;
    });
    if (same == held.end()) continue;
    policies[i].id = same->id;
    policies[i].created_us = same->created_us;
    const std::int64_t now_us = std::exchange(policies[i].modified_us, same->modified_us);
    if (!(to_json(policies[i]) == to_json(*same))) policies[i].modified_us = now_us;
    held.erase(same);  // an id that is given twice is kept once
  }
}

Status grant(Session& session, Draft& draft, const GrantRequest& request) {
  if (request.policies.empty() && request.roles.empty()) {
    return Error{ErrorCode::kInvalidValue, "a member needs at least one role or policy", "/roles"};
  }
  if (request.policies.empty()) return grant_roles(session, draft, request.roles);
  auto policies = make_policies(session, PolicyHolder::kMember, request.policies, {});
  if (!policies.ok()) {
    Error error = policies.error();
    // A resource group that is not there is the request's fault; 404 would say the member is gone.
    if (error.code == ErrorCode::kNotFound) error.code = ErrorCode::kInvalidValue;
    return error;
  }
  keep_ids(policies.value(), request.policies, policies_of_member(session.account, draft.document));
  set_member_policies(session, draft, policies.value());
  return base::done();
}

}  // namespace

base::MembershipId membership_id(const Document& user) {
  base::MembershipId id{user.id.bytes};
  id.bytes.back() = user.header.generation;
  return id;
}

base::ResourceId user_id(base::MembershipId id) {
  base::ResourceId user{id.bytes};
  user.bytes.back() = 0;
  return user;
}

std::optional<Document> find_member(Session& session, base::MembershipId id) {
  auto user = store::find_document(session.txn, session.realm(), user_id(id));
  const bool is_member = user && user->header.kind == model::Kind::kUser && user->header.active &&
                         membership_id(*user) == id;
  return is_member ? std::move(user) : std::nullopt;
}

std::optional<Membership> find_membership(Session& session, base::ResourceId user) {
  const auto header = store::find_header(session.txn, session.realm(), user);
  if (!header || header->kind != model::Kind::kUser || !header->active) return std::nullopt;
  base::MembershipId id{user.bytes};
  id.bytes.back() = header->generation;
  return Membership{id, header->pending};
}

Result<Document> get_member(Session& session, base::MembershipId id) {
  auto user = find_member(session, id);
  if (user) return std::move(*user);
  return Error{ErrorCode::kNotFound, "Member not found"};
}

std::string email_of(const json::Object& attributes) {
  std::string first;
  const json::Value* emails = attributes.find("emails");
  for (const json::Value& each : emails ? emails->as_array() : json::Array{}) {
    const std::string value(each.string_or("value", ""));
    if (each.bool_or("primary", false) && !value.empty()) return value;
    if (first.empty()) first = value;
  }
  if (!first.empty()) return first;
  const json::Value* name = attributes.find("userName");
  return name ? name->as_string() : std::string();
}

Result<Document> invite_member(Session& session, const Invitation& invitation) {
  if (auto status = require_email(invitation.email); !status.ok()) return status.error();
  auto former = find_former_user(session, invitation.email);
  if (!former.ok()) return former.error();
  const bool known = former.value().has_value();
  if (!known && invitation.status == Invited::kAccepted) {
    return Error{ErrorCode::kBadRequest,
                 "Invalid request: automatic verification of new members is not allowed",
                 "/status"};
  }
  Result<Draft> drafted = known ? draft_of(user_binding(), std::move(*former.value()))
                                : draft_new_user(session, invitation.email);
  if (!drafted.ok()) return drafted.error();
  Draft& draft = drafted.value();
  draft.attributes.set("active", true);
  draft.document.header.scim_managed = false;  // until SCIM writes to the member
  if (invitation.status == Invited::kAccepted) {
    start_membership(session, draft);
  } else {
    start_invitation(session, draft);
  }
  if (auto status = grant(session, draft, invitation.grant); !status.ok()) return status.error();
  if (auto status = store_draft(session, draft, "create", "Add"); !status.ok())
    return status.error();
  describe(session, draft.document, "create", "Add Member");
  return std::move(draft.document);
}

Result<Document> update_member(Session& session, base::MembershipId id,
                               const GrantRequest& request) {
  auto user = get_member(session, id);
  if (!user.ok()) return user.error();
  const bool protected_member = is_only_super_administrator(session, user.value().id);
  Draft draft = draft_of(user_binding(), std::move(user).value());
  if (auto status = grant(session, draft, request); !status.ok()) return status.error();
  if (protected_member && !counts_as_super_administrator(session.account, draft.document)) {
    return Error{ErrorCode::kProtected,
                 "The only Super Administrator of the account cannot lose that role."};
  }
  if (draft.touched)
    session.change.attributes.emplace_back(request.policies.empty() ? "roles" : "policies");
  if (auto status = store_draft(session, draft, "update", "Update"); !status.ok())
    return status.error();
  describe(session, draft.document, "update", "Update Member");
  return std::move(draft.document);
}

Status remove_member(Session& session, base::MembershipId id) {
  auto user = get_member(session, id);
  if (!user.ok()) return user.error();
  if (is_only_super_administrator(session, user.value().id)) {
    return Error{ErrorCode::kProtected,
                 "The only Super Administrator of the account cannot be removed."};
  }
  Draft draft = draft_of(user_binding(), std::move(user).value());
  draft.attributes.set("active", false);
  end_membership(session, draft);
  if (auto status = store_draft(session, draft, "delete", "Remove"); !status.ok()) return status;
  describe(session, draft.document, "delete", "Remove Member");
  return base::done();
}

}  // namespace domain
