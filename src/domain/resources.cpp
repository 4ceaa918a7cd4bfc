#include "domain/resources.h"

#include "domain/cloudflare_rules.h"
#include "domain/draft.h"
#include "domain/group_members.h"
#include "domain/memberships.h"
#include "domain/query.h"
#include "domain/resource_tree.h"
#include "domain/tokens.h"
#include "domain/user_groups.h"
#include "store/documents.h"
#include "store/indexes.h"

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

constexpr std::size_t kMembersExaminedMax = 20'000;  // by all member filters of one PATCH

// Users

// product.md section 6: a name that is inactive, or was added through v4, is taken over by a SCIM
// create, unless the profile is rfc: RFC 7644 3.3 wants 409 for every duplicate.
bool user_may_be_taken_over(const Session& session, const model::Header& header) {
  if (strictness_of(session) == scim::Strictness::kRfc) return false;
  return !(header.active && header.scim_managed);
}

// RFC 7643 4.1.1 leaves `active` without a default; a POST without it means true.
void complete_new_user(json::Object& attributes) {
  if (!attributes.find("active")) attributes.set("active", true);
}

Status settle_user(Session& session, Draft& draft, const scim::RelationChange&) {
  const bool was_active = draft.document.header.active;
  const json::Value* given = draft.attributes.find("active");
  bool active = given ? given->as_bool() : was_active;
  if (was_active && !active && is_only_super_administrator(session, draft.document.id)) {
    active = true;  // seed 001: never deprovisioned; all else in the request applies
    session.quirks.note("only-super-administrator-kept");
  }
  draft.attributes.set("active", active);
  if (active && !was_active) start_membership(session, draft);
  if (!active && was_active) end_membership(session, draft);
  return base::done();
}

Status before_user_delete(Session& session, Draft& draft) {
  if (is_only_super_administrator(session, draft.document.id)) {
    return Error{ErrorCode::kBadRequest,
                 "The only Super Administrator of the account cannot be deleted."};
  }
  if (draft.document.header.active) end_membership(session, draft);
  if (!session.directory) erase_tokens_of(session, draft.document.id);
  return base::done();
}

// Groups

bool group_may_be_taken_over(const Session&, const model::Header& header) {
  return !header.scim_managed;
}

void complete_new_group(json::Object&) {}

Status settle_group(Session& session, Draft& draft, const scim::RelationChange& change) {
  const json::Value* name = draft.attributes.find("displayName");
  const json::Value* before = draft.attributes_before.find("displayName");
  const bool renamed = name && !(before && *before == *name);
  if (renamed && !session.directory && is_reserved_group_name(name->as_string())) {
    return Error{ErrorCode::kInvalidValue,
                 "displayName: names of the form \"CF-<account id> - <role>\" are reserved for "
                 "virtual groups; a group cannot be renamed to one"};
  }
  if (change.empty()) return base::done();
  auto changed = apply_group_change(session, draft.document.id, change);
  if (!changed.ok()) return changed.error();
  if (changed.value() > 0) {
    draft.touched = true;
    session.change.attributes.emplace_back("members");
  }
  return base::done();
}

Status before_group_delete(Session& session, Draft& draft) {
  if (!draft.document.header.scim_managed) {
    return Error{ErrorCode::kProtected,
                 "This user group was not made by SCIM and cannot be deleted through it."};
  }
  return remove_all_members(session, draft.document.id);
}

// Resources of an account's own types: nothing but what their schemas say.

void complete_nothing(json::Object&) {}
Status settle_nothing(Session&, Draft&, const scim::RelationChange&) { return base::done(); }
Status before_own_delete(Session&, Draft&) { return base::done(); }

// All

struct Rules {
  // Null: a name is no reason to.
  bool (*may_be_taken_over)(const Session&, const model::Header&);
  void (*complete_new)(json::Object&);
  Status (*settle)(Session&, Draft&,
                   const scim::RelationChange&);  // after the attributes are what they will be
  Status (*before_delete)(Session&, Draft&);
};
constexpr Rules kUserRules{user_may_be_taken_over, complete_new_user, settle_user,
                           before_user_delete};
constexpr Rules kGroupRules{group_may_be_taken_over, complete_new_group, settle_group,
                            before_group_delete};
constexpr Rules kOwnRules{nullptr, complete_nothing, settle_nothing, before_own_delete};

const Rules& rules_of(const Binding& binding) {
  if (model::is_own(binding.kind)) return kOwnRules;
  return binding.kind == model::Kind::kUser ? kUserRules : kGroupRules;
}

// The first SCIM write adopts what the v4 API made; a write that changes nothing adopts nothing.
void adopt(Session& session, Draft& draft) {
  if (draft.document.header.scim_managed) return;
  const bool changes = !draft.before || draft.touched ||
                       !changed_names(draft.attributes_before, draft.attributes).empty();
  if (!changes) return;
  draft.document.header.scim_managed = true;
  if (draft.document.header.pending) accept_membership(session, draft);
}

// What is required: of a new or replaced resource all of it, of a changed one what it had.
enum class Demand { kAll, kWhatWasThere };

Result<model::Document> finish(Session& session, Draft& draft, const scim::RelationChange& change,
                               std::string_view action_type, std::string_view verb,
                               Demand demand = Demand::kAll) {
  if (auto status = rules_of(*draft.binding).settle(session, draft, change); !status.ok())
    return status.error();
  const scim::ResourceType& type = *draft.binding->type;
  // In profile cloudflare nobody can send what the account's own schemas require.
  const bool is_narrow = strictness_of(session) == scim::Strictness::kCloudflare;
  if (auto status = demand == Demand::kAll && !is_narrow
                        ? scim::validate(type, draft.attributes)
                        : scim::validate_change(type, draft.attributes_before, draft.attributes);
      !status.ok())
    return status.error();
  adopt(session, draft);
  if (auto status = store_draft(session, draft, action_type, verb); !status.ok())
    return status.error();
  return draft.document;
}

scim::RelationChange replacing(const std::vector<std::string>& values) {
  scim::RelationChange change;
  change.clear();
  for (const std::string& value : values) change.add(value);
  return change;
}

// The user or group whose name equals the one in `attributes`.
std::optional<model::Document> find_by_name(Session& session, const Binding& binding,
                                            const json::Object& attributes) {
  if (!rules_of(binding).may_be_taken_over) return std::nullopt;
  for (const IndexedValue& value : indexed_values(binding, attributes)) {
    if (!value.path->unique || store::is_own(value.path->index)) continue;
    const auto id =
        store::find_unique(session.txn, session.realm(), value.path->index, value.value);
    if (id) return find_resource(session, binding, *id);
  }
  return std::nullopt;
}

// The document that a write is about, as long as the client knows its version.
Result<model::Document> get_to_change(Session& session, const Binding& binding, std::string_view id,
                                      const Preconditions& preconditions) {
  auto document = get_resource(session, binding, id);
  if (!document.ok()) return document;
  if (auto status = require_version(preconditions, document.value()); !status.ok())
    return status.error();
  return document;
}

}  // namespace

Result<model::Document> get_resource(Session& session, const Binding& binding,
                                     std::string_view id) {
  const auto parsed = base::ResourceId::parse_exact(id);
  auto document = parsed ? find_resource(session, binding, *parsed) : std::nullopt;
  if (document) return std::move(*document);
  return Error{ErrorCode::kNotFound, binding.type->name + " not found"};
}

Result<model::Document> create_resource(Session& session, const Binding& binding,
                                        scim::ResourceBody body) {
  const Rules& rules = rules_of(binding);
  if (auto status =
          meet_cloudflare_rules(session, binding, WriteVerb::kCreate, {}, body.attributes);
      !status.ok()) {
    return status.error();
  }
  rules.complete_new(body.attributes);
  auto existing = find_by_name(session, binding, body.attributes);
  if (existing && !rules.may_be_taken_over(session, existing->header)) {
    return Error{ErrorCode::kUniqueness,
                 (binding.kind == model::Kind::kUser ? "userName" : "displayName") +
                     std::string(" is already in use")};
  }
  scim::RelationChange change;
  if (body.relation) change = replacing(*body.relation);
  Draft draft = existing ? draft_of(binding, std::move(*existing)) : new_draft(session, binding);
  draft.attributes = std::move(body.attributes);
  draft.touched = true;  // a taken-over resource is adopted even when nothing else changes
  return finish(session, draft, change, "create", "Create");
}

Result<model::Document> replace_resource(Session& session, const Binding& binding,
                                         std::string_view id, scim::ResourceBody body,
                                         const Preconditions& preconditions) {
  auto document = get_to_change(session, binding, id, preconditions);
  if (!document.ok()) return document.error();
  Draft draft = draft_of(binding, std::move(document).value());
  draft.attributes = std::move(body.attributes);
  if (auto status = meet_cloudflare_rules(session, binding, WriteVerb::kReplace,
                                          draft.attributes_before, draft.attributes);
      !status.ok()) {
    return status.error();
  }
  if (auto status = scim::keep_immutable(*binding.type, draft.attributes_before, draft.attributes);
      !status.ok())
    return status.error();
  scim::RelationChange change;
  // A PUT without `members` empties the group (product.md section 8).
  if (binding.kind == model::Kind::kGroup)
    change = replacing(body.relation.value_or(std::vector<std::string>{}));
  return finish(session, draft, change, "update", "Replace");
}

Result<model::Document> modify_resource(Session& session, const Binding& binding,
                                        std::string_view id, const json::Value& patch,
                                        scim::Strictness strictness,
                                        const Preconditions& preconditions) {
  auto document = get_to_change(session, binding, id, preconditions);
  if (!document.ok()) return document.error();
  Draft draft = draft_of(binding, std::move(document).value());
  const auto current = [&] {
    const bool is_user = binding.kind == model::Kind::kUser;
    return resource_tree(session, binding, draft.document,
                         is_user ? Relations::kIncluded : Relations::kOmitted);
  };
  auto operations = scim::read_patch(patch, *binding.type, strictness, session.quirks, current);
  if (!operations.ok()) return operations.error();
  scim::RelationChange change;
  std::size_t examined = 0;
  const auto match = [&](const scim::RelationChange& so_far,
                         const scim::FilterNode& filter) -> Result<std::vector<std::string>> {
    const std::size_t members = count_members(session, draft.document.id) + so_far.added().size();
    // One operation may look at a group of any size, many may not do so again and again.
    if (examined > 0 && examined + members > kMembersExaminedMax) {
      return Error{ErrorCode::kTooManyOperations,
                   "the filters in the paths would look at more than " +
                       std::to_string(kMembersExaminedMax) +
                       " members: send fewer operations, or name members by their value"};
    }
    examined += members;
    return match_members(session, member_ids(session, draft.document.id), so_far, filter);
  };
  if (auto status = scim::apply_patch(operations.value(), *binding.type, strictness, match,
                                      draft.attributes, change, session.quirks);
      !status.ok()) {
    return status.error();
  }
  if (auto status = meet_cloudflare_rules(session, binding, WriteVerb::kModify,
                                          draft.attributes_before, draft.attributes);
      !status.ok()) {
    return status.error();
  }
  return finish(session, draft, change, "update", "Update", Demand::kWhatWasThere);
}

Status delete_resource(Session& session, const Binding& binding, std::string_view id,
                       const Preconditions& preconditions) {
  auto document = get_to_change(session, binding, id, preconditions);
  if (!document.ok()) return document.error();
  Draft draft = draft_of(binding, std::move(document).value());
  if (auto status = rules_of(binding).before_delete(session, draft); !status.ok()) return status;
  erase_resource(session, binding, *draft.before);
  return base::done();
}

}  // namespace domain
