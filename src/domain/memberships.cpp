#include "domain/memberships.h"

#include <algorithm>
#include <cstring>

#include "base/crypto.h"
#include "domain/members.h"
#include "domain/policies.h"
#include "domain/resource_groups.h"
#include "json/write.h"
#include "store/group_memberships.h"
#include "store/lists.h"

namespace domain {
namespace {

using model::Effect;
using model::Policy;

std::vector<std::string> read_roles(const std::string& access_text) {
  std::vector<std::string> roles;
  if (access_text.size() <= 2) return roles;  // "{}"
  const json::Object access = parse_stored_object(access_text);
  const json::Value* stored = access.find("roles");
  for (const json::Value& role : stored ? stored->as_array() : json::Array{})
    roles.push_back(role.as_string());
  return roles;
}

std::vector<std::string> stored_roles(const model::Document& user) {
  return read_roles(user.access);
}

bool allows_on_account(const model::Account& account, const Policy& policy) {
  return policy.access == Effect::kAllow && is_account_wide(account, policy);
}

Policy policy_of_role(const model::Account& account, const model::Document& user,
                      const CatalogueEntry& role) {
  Policy policy;
  const auto hash = base::sha256("policy of " + membership_id(user).hex() + " " + role.role_id);
  std::memcpy(policy.id.bytes.data(), hash.data(), policy.id.bytes.size());
  policy.permission_groups = {role.permission_group_id};
  policy.resource_groups = {{default_resource_group(account).id, {}}};
  policy.created_us = user.header.created_us;
  policy.modified_us = user.header.modified_us;
  return policy;
}

const CatalogueEntry* role_of_policy(const model::Account& account, const Policy& policy) {
  const bool simple = policy.access == Effect::kAllow && policy.permission_groups.size() == 1 &&
                      policy.resource_groups.size() == 1 && is_account_wide(account, policy);
  if (!simple) return nullptr;
  const CatalogueEntry* entry = find_iam_permission_group(policy.permission_groups.front());
  return entry && !entry->role_id.empty() ? entry : nullptr;
}

bool names_super_administrator(const Policy& policy) {
  const std::string& group = find_role(kSuperAdministratorRole)->permission_group_id;
  const auto& groups = policy.permission_groups;
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

// Keeps the list that "the only Super Administrator" is counted in.
void list_super_administrator(Session& session, const model::Document& user) {
  if (counts_as_super_administrator(session.account, user)) {
    store::add_to_list(session.txn, session.realm(), store::List::kSuperAdministrators, user.id);
  } else {
    store::remove_from_list(session.txn, session.realm(), store::List::kSuperAdministrators,
                            user.id);
  }
}

void set_access(Session& session, Draft& draft, std::string access) {
  if (access != draft.document.access) draft.touched = true;
  draft.document.access = std::move(access);
  list_super_administrator(session, draft.document);
}

}  // namespace

void set_roles(Session& session, Draft& draft, const std::vector<std::string_view>& roles) {
  json::Array array;
  for (std::string_view role : roles) array.emplace_back(role);
  json::Object access;
  if (!array.empty()) access.append("roles", std::move(array));
  set_access(session, draft, json::write(access));
}

void set_member_policies(Session& session, Draft& draft, const std::vector<Policy>& policies) {
  json::Array array;
  for (const Policy& policy : policies) array.push_back(to_json(policy));
  set_access(session, draft, json::write(json::Object{{"policies", std::move(array)}}));
}

void start_membership(Session& session, Draft& draft) {
  model::Header& header = draft.document.header;
  header.active = true;
  header.pending = false;
  header.generation =
      header.generation == 255 ? std::uint8_t{1} : static_cast<std::uint8_t>(header.generation + 1);
  store::add_to_list(session.txn, session.realm(), store::List::kMembers, draft.document.id);
  // Who is active in the directory of an identity provider has no access to the account.
  if (!session.directory) set_roles(session, draft, {kMinimalAccessRole});
  draft.touched = true;
}

void start_invitation(Session& session, Draft& draft) {
  start_membership(session, draft);
  draft.document.header.pending = true;
}

void end_membership(Session& session, Draft& draft) {
  model::Header& header = draft.document.header;
  header.active = false;
  header.pending = false;
  store::remove_from_list(session.txn, session.realm(), store::List::kMembers, draft.document.id);
  set_roles(session, draft, {});
  for (base::ResourceId group :
       store::list_groups_of(session.txn, session.realm(), draft.document.id)) {
    store::remove_group_member(session.txn, session.realm(), group, draft.document.id);
    touch_document(session, group_binding(), group);
  }
}

void accept_membership(Session& session, Draft& draft) {
  draft.document.header.pending = false;
  draft.touched = true;
  list_super_administrator(session, draft.document);
}

std::vector<Policy> policies_of_member(const model::Account& account, const model::Document& user) {
  std::vector<Policy> policies = policies_of(user);
  for (const std::string& role : stored_roles(user)) {
    if (const CatalogueEntry* entry = find_role(role))
      policies.push_back(policy_of_role(account, user, *entry));
  }
  return policies;
}

std::vector<const CatalogueEntry*> roles_of_member(const model::Account& account,
                                                   const model::Document& user) {
  std::vector<const CatalogueEntry*> roles;
  for (const std::string& role : stored_roles(user)) {
    if (const CatalogueEntry* entry = find_role(role)) roles.push_back(entry);
  }
  for (const Policy& policy : policies_of(user)) {
    const CatalogueEntry* entry = role_of_policy(account, policy);
    if (!entry) return {};
    if (std::find(roles.begin(), roles.end(), entry) == roles.end()) roles.push_back(entry);
  }
  return roles;
}

std::vector<std::string> held_permission_groups(const model::Account& account,
                                                const std::string& access) {
  std::vector<std::string> held;
  for (const std::string& role : read_roles(access)) {
    if (const CatalogueEntry* entry = find_role(role)) held.push_back(entry->permission_group_id);
  }
  for (const Policy& policy : policies_in(access)) {
    if (!allows_on_account(account, policy)) continue;
    held.insert(held.end(), policy.permission_groups.begin(), policy.permission_groups.end());
  }
  std::sort(held.begin(), held.end());
  held.erase(std::unique(held.begin(), held.end()), held.end());
  return held;
}

void grant_role(Session& session, Draft& draft, const CatalogueEntry& role) {
  const auto held = held_permission_groups(session.account, draft.document.access);
  if (std::binary_search(held.begin(), held.end(), role.permission_group_id)) return;
  std::vector<Policy> policies = policies_of(draft.document);
  if (policies.empty()) {
    const std::vector<std::string> stored = stored_roles(draft.document);
    std::vector<std::string_view> roles(stored.begin(), stored.end());
    roles.push_back(role.role_id);
    return set_roles(session, draft, roles);
  }
  Policy policy;
  policy.id = base::PolicyId{next_plain_id(session)};
  policy.permission_groups = {role.permission_group_id};
  policy.resource_groups = {{default_resource_group(session.account).id, {}}};
  policy.created_us = policy.modified_us = session.now_us;
  policies.push_back(std::move(policy));
  set_member_policies(session, draft, policies);
}

void revoke_role(Session& session, Draft& draft, const CatalogueEntry& role) {
  std::vector<Policy> policies = policies_of(draft.document);
  const std::vector<std::string> stored = stored_roles(draft.document);
  std::vector<std::string_view> roles(stored.begin(), stored.end());
  std::erase(roles, role.role_id);
  for (Policy& policy : policies) {
    if (!allows_on_account(session.account, policy)) continue;
    if (std::erase(policy.permission_groups, role.permission_group_id) > 0)
      policy.modified_us = session.now_us;
  }
  std::erase_if(policies, [](const Policy& policy) { return policy.permission_groups.empty(); });
  if (!policies.empty()) return set_member_policies(session, draft, policies);
  if (roles.empty()) roles.push_back(kMinimalAccessRole);
  set_roles(session, draft, roles);
}

bool is_account_wide(const model::Account& account, const Policy& policy) {
  const model::ResourceGroup whole = default_resource_group(account);
  return std::any_of(policy.resource_groups.begin(), policy.resource_groups.end(),
                     [&](const model::PolicyResource& resource) {
                       if (resource.id) return *resource.id == whole.id;
                       const auto& objects = resource.scope.objects;
                       return resource.scope.key == whole.scope.key &&
                              std::find(objects.begin(), objects.end(), "*") != objects.end();
                     });
}

bool counts_as_super_administrator(const model::Account& account, const model::Document& user) {
  if (!user.header.active || user.header.pending) return false;
  const std::vector<std::string> roles = stored_roles(user);
  bool holds = std::find(roles.begin(), roles.end(), kSuperAdministratorRole) != roles.end();
  for (const Policy& policy : policies_of(user)) {
    if (!names_super_administrator(policy) || !is_account_wide(account, policy)) continue;
    if (policy.access == Effect::kDeny) return false;
    holds = true;
  }
  return holds;
}

bool is_only_super_administrator(Session& session, base::ResourceId user) {
  return store::is_in_list(session.txn, session.realm(), store::List::kSuperAdministrators, user) &&
         store::count_list(session.txn, session.realm(), store::List::kSuperAdministrators) == 1;
}

}  // namespace domain
