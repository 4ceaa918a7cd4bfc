#include "domain/token_grants.h"

#include <algorithm>

namespace domain {
namespace {

constexpr std::string_view kEveryZone = "com.cloudflare.api.account.zone.*";

bool key_covers(std::string_view held, std::string_view wanted) {
  if (held == wanted) return true;
  if (held == kEveryZone) return wanted.starts_with(kZoneResource);
  if (held == kEveryAccount)
    return wanted.starts_with(kAccountResource) || wanted.starts_with(kBucketResource);
  if (!held.starts_with(kAccountResource) || !wanted.starts_with(kBucketResource)) return false;
  // A bucket's key begins with the id of its account: "<account>_<jurisdiction>_<bucket>".
  const std::string_view account = held.substr(kAccountResource.size());
  const std::string_view bucket = wanted.substr(kBucketResource.size());
  return bucket.starts_with(account) && bucket.substr(account.size()).starts_with('_');
}

bool covers(const TokenResource& held, const TokenResource& wanted) {
  if (held.inner.empty() && !wanted.inner.empty() && key_covers(held.outer, wanted.inner))
    return true;
  if (!key_covers(held.outer, wanted.outer)) return false;
  return held.inner.empty() || (!wanted.inner.empty() && key_covers(held.inner, wanted.inner));
}

bool holds_group(const model::TokenPolicy& policy, std::string_view permission_group) {
  const auto& groups = policy.permission_groups;
  return std::find(groups.begin(), groups.end(), permission_group) != groups.end();
}

template <typename Predicate>
bool any_resource(const model::Token& token, model::Effect effect,
                  std::string_view permission_group, Predicate predicate) {
  for (const model::TokenPolicy& policy : token.policies) {
    if (policy.effect != effect || !holds_group(policy, permission_group)) continue;
    const auto resources = resources_of(policy);
    if (std::any_of(resources.begin(), resources.end(), predicate)) return true;
  }
  return false;
}

}  // namespace

std::vector<TokenResource> resources_of(const model::TokenPolicy& policy) {
  std::vector<TokenResource> resources;
  if (!policy.resources.is_object()) return resources;
  for (const auto& [key, value] : policy.resources.as_object()) {
    if (value.is_string() && value.as_string() == "*") resources.push_back({key, {}});
    if (!value.is_object()) continue;
    for (const auto& [inner, scope] : value.as_object()) {
      if (scope.is_string() && scope.as_string() == "*") resources.push_back({key, inner});
    }
  }
  return resources;
}

bool is_granted(const model::Token& token, std::string_view permission_group,
                const TokenResource& resource) {
  const auto covers_it = [&](const TokenResource& held) { return covers(held, resource); };
  return any_resource(token, model::Effect::kAllow, permission_group, covers_it) &&
         !any_resource(token, model::Effect::kDeny, permission_group, covers_it);
}

std::string find_ungranted_group(const model::Token& giver,
                                 const std::vector<model::TokenPolicy>& policies) {
  for (const model::TokenPolicy& policy : policies) {
    if (policy.effect == model::Effect::kDeny) continue;
    for (const std::string& group : policy.permission_groups) {
      for (const TokenResource& resource : resources_of(policy)) {
        const auto is_part = [&](const TokenResource& held) { return covers(resource, held); };
        if (!is_granted(giver, group, resource) ||
            any_resource(giver, model::Effect::kDeny, group, is_part)) {
          return group;
        }
      }
    }
  }
  return {};
}

bool names_account(const model::Token& token, std::string_view account_id) {
  const std::string key = std::string(kAccountResource) + std::string(account_id);
  for (const model::TokenPolicy& policy : token.policies) {
    if (policy.effect == model::Effect::kDeny || !policy.resources.is_object()) continue;
    const json::Object& resources = policy.resources.as_object();
    if (resources.find(key) || resources.find(kEveryAccount)) return true;
  }
  return false;
}

}  // namespace domain
