#include "domain/effective_permissions.h"

#include <algorithm>

#include "domain/draft.h"
#include "domain/members.h"
#include "domain/memberships.h"
#include "domain/policies.h"
#include "domain/resource_groups.h"
#include "json/write.h"
#include "store/documents.h"
#include "store/group_memberships.h"

namespace domain {
namespace {

using model::Effect;

// "*" is everything, "com.cloudflare.api.account.zone.*" all keys below.
bool covers(std::string_view pattern, std::string_view key) {
  if (pattern == "*" || pattern == key) return true;
  const bool many = pattern.size() > 2 && pattern.substr(pattern.size() - 2) == ".*";
  return many && key.substr(0, pattern.size() - 1) == pattern.substr(0, pattern.size() - 1);
}

bool applies(const EffectivePermission& permission, std::string_view resource) {
  for (const EffectiveResource& group : permission.resource_groups) {
    for (const std::string& object : group.scope.objects) {
      if (covers(object, resource)) return true;
      if (permission.access == Effect::kDeny && covers(resource, object)) return true;
    }
  }
  return false;
}

std::string key_of(const model::PolicyResource& resource) {
  return resource.id ? resource.id->hex() : json::write(to_json(resource.scope));
}

}  // namespace

const EffectiveResource& EffectivePermissions::resolve(Session& session,
                                                       const model::PolicyResource& resource,
                                                       std::string key) {
  const auto [at, fresh] = resources_.try_emplace(std::move(key));
  if (!fresh) return at->second;
  at->second.id = resource.id;
  at->second.scope = resource.scope;
  if (resource.id) {
    if (auto group = find_resource_group(session, *resource.id)) {
      at->second.name = std::move(group->name);
      at->second.scope = std::move(group->scope);
    }
  }
  return at->second;
}

void EffectivePermissions::add_policies(Session& session,
                                        const std::vector<model::Policy>& policies,
                                        PermissionSource source) {
  for (const model::Policy& policy : policies) {
    source.policy = policy.id;
    for (const std::string& group : policy.permission_groups) {
      const CatalogueEntry* entry = find_iam_permission_group(group);
      if (!entry) continue;
      const auto place = static_cast<std::size_t>(entry - catalogue().data());
      Entry& into = entries_[{policy.access == Effect::kAllow, place}];
      into.permission.permission_group = entry;
      into.permission.access = policy.access;
      into.permission.sources.push_back(source);
      for (const model::PolicyResource& resource : policy.resource_groups) {
        std::string key = key_of(resource);
        if (!into.seen.insert(key).second) continue;
        into.permission.resource_groups.push_back(resolve(session, resource, std::move(key)));
      }
    }
  }
}

void EffectivePermissions::add_group(Session& session, base::ResourceId id) {
  const auto group = store::find_document(session.txn, session.realm(), id);
  if (!group) return;  // deleted since the first step
  const auto policies = policies_of(*group);
  if (policies.empty()) return;
  const json::Value attributes = parse_stored_object(group->attributes);
  add_policies(session, policies,
               {true, id.hex(), std::string(attributes.string_or("displayName", "")), {}});
}

bool EffectivePermissions::step(Session& session, const base::Clock& clock,
                                std::int64_t budget_us) {
  const std::int64_t deadline_us = clock.monotonic_us() + budget_us;
  if (!started_) {
    started_ = true;
    const auto user = find_member(session, member_);
    if (!user) return true;
    add_policies(session, policies_of_member(session.account, *user),
                 {false, member_.hex(), {}, {}});
    groups_ = store::list_groups_of(session.txn, session.realm(), user->id);
    std::reverse(groups_.begin(), groups_.end());
  }
  while (!groups_.empty()) {
    add_group(session, groups_.back());
    groups_.pop_back();
    if (clock.monotonic_us() >= deadline_us) break;
  }
  return groups_.empty();
}

std::vector<EffectivePermission> EffectivePermissions::take() {
  std::vector<EffectivePermission> permissions;
  for (auto& [place, entry] : entries_) permissions.push_back(std::move(entry.permission));
  entries_.clear();
  return permissions;
}

bool is_allowed(const std::vector<EffectivePermission>& permissions,
                std::string_view permission_group_id, std::string_view resource) {
  bool allowed = false;
  for (const EffectivePermission& permission : permissions) {
    if (permission.permission_group->permission_group_id != permission_group_id) continue;
    if (!applies(permission, resource)) continue;
    if (permission.access == Effect::kDeny) return false;
    allowed = true;
  }
  return allowed;
}

}  // namespace domain
