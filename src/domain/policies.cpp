#include "domain/policies.h"

#include <algorithm>

#include "domain/catalogue.h"
#include "domain/resource_groups.h"
#include "json/write.h"

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

constexpr std::size_t kPoliciesMax = 100;
constexpr std::size_t kGroupsInPolicyMax = 200;
// Of all policies of one holder: as stored, and the objects their resource groups hold when they
// are written, since every answer that shows the holder spells them out.
constexpr std::size_t kPoliciesBytesMax = 128 * 1024;
constexpr std::size_t kObjectsInPoliciesMax = 10'000;

Error invalid(std::string detail, std::string pointer) {
  return {ErrorCode::kInvalidValue, std::move(detail), std::move(pointer)};
}

base::Status require_permission_groups(const PolicyRequest& request, const std::string& pointer) {
  const auto& groups = request.permission_groups;
  if (groups.empty() || groups.size() > kGroupsInPolicyMax) {
    return invalid("a policy has 1 to " + std::to_string(kGroupsInPolicyMax) + " permission groups",
                   pointer);
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (find_iam_permission_group(groups[i])) continue;
    return invalid("Permission group \"" + groups[i] + "\" is unknown",
                   pointer + "/" + std::to_string(i) + "/id");
  }
  return base::done();
}

Result<model::PolicyResource> resolve(Session& session, const ResourceRequest& request,
                                      const std::string& pointer) {
  model::PolicyResource resource;
  if (request.id.empty()) {
    auto status = require_scope(session, request.scope, pointer + "/scope");
    if (!status.ok()) return status.error();
    resource.scope = request.scope;
    return resource;
  }
  resource.id = base::ResourceGroupId::parse_exact(request.id);
  if (resource.id && find_resource_group(session, *resource.id)) return resource;
  return Error{ErrorCode::kNotFound, "Resource group \"" + request.id + "\" not found",
               pointer + "/id"};
}

Result<model::Policy> make_policy(Session& session, const PolicyRequest& request,
                                  const std::string& pointer) {
  auto status = require_permission_groups(request, pointer + "/permission_groups");
  if (!status.ok()) return status.error();
  const auto& resources = request.resource_groups;
  if (resources.empty() || resources.size() > kGroupsInPolicyMax) {
    return invalid("a policy has 1 to " + std::to_string(kGroupsInPolicyMax) + " resource groups",
                   pointer + "/resource_groups");
  }
  model::Policy policy;
  for (std::size_t i = 0; i < resources.size(); ++i) {
    auto resource =
        resolve(session, resources[i], pointer + "/resource_groups/" + std::to_string(i));
    if (!resource.ok()) return resource.error();
    policy.resource_groups.push_back(std::move(resource).value());
  }
  policy.id = base::PolicyId{next_plain_id(session)};
  policy.access = request.access;
  policy.permission_groups = request.permission_groups;
  policy.created_us = policy.modified_us = session.now_us;
  return policy;
}

base::Status require_size(Session& session, const std::vector<model::Policy>& policies) {
  std::size_t bytes = 0;
  std::size_t objects = 0;
  for (const model::Policy& policy : policies) {
    bytes += json::write(to_json(policy)).size();
    for (const model::PolicyResource& resource : policy.resource_groups) {
      const auto group = resource.id ? find_resource_group(session, *resource.id) : std::nullopt;
      objects += (group ? group->scope : resource.scope).objects.size();
    }
  }
  if (bytes > kPoliciesBytesMax)
    return invalid("the policies are larger than " + std::to_string(kPoliciesBytesMax) + " bytes",
                   "/policies");
  if (objects > kObjectsInPoliciesMax)
    return invalid("the policies name more than " + std::to_string(kObjectsInPoliciesMax) +
                       " objects in their resource groups",
                   "/policies");
  return base::done();
}

bool is_known(const std::vector<model::Policy>& existing, const std::string& id) {
  return std::any_of(existing.begin(), existing.end(),
                     [&](const model::Policy& policy) { return policy.id.hex() == id; });
}

}  // namespace

Result<std::vector<model::Policy>> make_policies(Session& session, PolicyHolder holder,
                                                 const std::vector<PolicyRequest>& requests,
                                                 const std::vector<model::Policy>& existing) {
  if (requests.size() > kPoliciesMax) {
    return invalid("at most " + std::to_string(kPoliciesMax) + " policies are taken", "/policies");
  }
  std::vector<model::Policy> policies;
  for (const PolicyRequest& request : requests) {
    const std::string pointer = "/policies/" + std::to_string(policies.size());
    if (is_known(existing, request.id)) {
      return Error{ErrorCode::kBadRequest, "Cannot re-use policy IDs", pointer + "/id"};
    }
    if (holder == PolicyHolder::kUserGroup && request.access == model::Effect::kDeny) {
      return Error{ErrorCode::kBadRequest,
                   "Policy validation failed: a user group takes no deny policies",
                   pointer + "/access"};
    }
    auto policy = make_policy(session, request, pointer);
    if (!policy.ok()) return policy.error();
    policies.push_back(std::move(policy).value());
  }
  if (auto status = require_size(session, policies); !status.ok()) return status.error();
  return policies;
}

std::vector<model::Policy> policies_in(const std::string& access_text) {
  std::vector<model::Policy> policies;
  if (access_text.size() <= 2) return policies;  // "{}"
  const json::Object access = parse_stored_object(access_text);
  const json::Value* stored = access.find("policies");
  if (!stored) return policies;
  for (const json::Value& policy : stored->as_array())
    policies.push_back(model::policy_from_json(policy));
  return policies;
}

std::vector<model::Policy> policies_of(const model::Document& document) {
  return policies_in(document.access);
}

std::vector<std::string> named_resource_groups(const std::string& access) {
  std::vector<std::string> ids;
  for (const model::Policy& policy : policies_in(access)) {
    for (const model::PolicyResource& resource : policy.resource_groups) {
      if (resource.id) ids.push_back(resource.id->hex());
    }
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

void set_policies(Draft& draft, const std::vector<model::Policy>& policies) {
  json::Object access = parse_stored_object(draft.document.access);
  access.erase("policies");
  json::Array stored;
  for (const model::Policy& policy : policies) stored.push_back(to_json(policy));
  if (!stored.empty()) access.set("policies", std::move(stored));
  draft.document.access = json::write(access);
  draft.touched = true;
}

}  // namespace domain
