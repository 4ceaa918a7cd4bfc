#include "domain/group_members.h"

#include <unordered_set>

#include "domain/resource_tree.h"
#include "store/documents.h"
#include "store/group_memberships.h"

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;
using base::ResourceId;

enum class Joinable { kYes, kInactive };

base::Result<Joinable> require_user(Session& session, const std::string& value) {
  const auto id = ResourceId::parse(value);
  const auto header = id ? store::find_header(session.txn, session.realm(), *id) : std::nullopt;
  if (header && header->kind == model::Kind::kUser) {
    return header->active ? Joinable::kYes : Joinable::kInactive;
  }
  const bool is_group = header && header->kind == model::Kind::kGroup;
  return Error{ErrorCode::kInvalidValue,
               is_group ? "members: groups in groups are not supported (" + value + ")"
                        : "members: this account has no user with the id \"" + value + "\""};
}

bool add(Session& session, ResourceId group, ResourceId user) {
  const auto added_ms = static_cast<std::uint64_t>(session.now_us / 1000);
  return store::add_group_member(session.txn, session.realm(), group, {user, added_ms});
}

// A cleared group: what is wanted stays where it is, so that nobody's membership is renewed by a
// full push.
std::size_t remove_all_but(Session& session, ResourceId group,
                           const std::vector<ResourceId>& wanted) {
  std::unordered_set<std::string_view> keep;
  for (const ResourceId& id : wanted) keep.insert(id.view());
  std::size_t removed = 0;
  for (const store::GroupMember& member :
       store::list_group_members(session.txn, session.realm(), group)) {
    if (keep.count(member.user.view()) != 0) continue;
    store::remove_group_member(session.txn, session.realm(), group, member.user);
    ++removed;
  }
  return removed;
}

}  // namespace

base::Result<std::vector<ResourceId>> require_joinable(Session& session,
                                                       const std::vector<std::string>& values) {
  std::vector<ResourceId> users;
  users.reserve(values.size());
  for (const std::string& value : values) {
    auto joinable = require_user(session, value);
    if (!joinable.ok()) return joinable.error();
    if (joinable.value() == Joinable::kInactive) {
      if (strictness_of(session) == scim::Strictness::kRfc) {
        return Error{ErrorCode::kInvalidValue,
                     "members: the user with the id \"" + value + "\" is not active"};
      }
      session.quirks.note("inactive-member-skipped");
    } else {
      users.push_back(*ResourceId::parse(value));
    }
  }
  return users;
}

base::Result<std::size_t> apply_group_change(Session& session, ResourceId group,
                                             const scim::RelationChange& change) {
  auto joinable = require_joinable(session, change.added());
  if (!joinable.ok()) return joinable.error();
  const std::vector<ResourceId>& wanted = joinable.value();
  std::size_t changed = 0;
  if (change.cleared()) {
    changed += remove_all_but(session, group, wanted);
  } else {
    for (const std::string& value : change.removed()) {
      const auto id = ResourceId::parse(value);
      if (id && store::remove_group_member(session.txn, session.realm(), group, *id)) ++changed;
    }
  }
  for (const ResourceId& id : wanted) {
    if (add(session, group, id)) ++changed;
  }
  return changed;
}

base::Status remove_all_members(Session& session, ResourceId group) {
  scim::RelationChange nobody;
  nobody.clear();
  auto changed = apply_group_change(session, group, nobody);
  return changed.ok() ? base::done() : base::Status(changed.error());
}

base::Result<std::vector<std::string>> match_members(Session& session,
                                                     const std::vector<ResourceId>& members,
                                                     const scim::RelationChange& change,
                                                     const scim::FilterNode& value_filter) {
  std::vector<std::string> candidates = change.added();
  if (!change.cleared()) {
    const std::unordered_set<std::string> added(candidates.begin(), candidates.end());
    for (const ResourceId& member : members) {
      std::string id = member.hex();
      if (change.removed().count(id) == 0 && added.count(id) == 0)
        candidates.push_back(std::move(id));
    }
  }
  std::vector<std::string> matching;
  for (const std::string& candidate : candidates) {
    const auto id = ResourceId::parse(candidate);
    if (id &&
        scim::matches_value(value_filter, member_value(session, *id, MemberDisplay::kShown))) {
      matching.push_back(candidate);
    }
  }
  return matching;
}

}  // namespace domain
