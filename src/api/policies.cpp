#include "api/policies.h"

#include "api/iam/catalogue_shapes.h"
#include "base/time.h"
#include "domain/catalogue.h"
#include "domain/resource_groups.h"

namespace api {
namespace {

using base::Result;
using domain::PolicyRequest;
using domain::ResourceRequest;

std::string iam_time(std::int64_t wall_us) {
  return base::format_time(wall_us, base::TimePrecision::kMicroseconds);
}

Result<ResourceRequest> read_resource(const Field& field) {
  if (auto object = require_object(field); !object.ok()) return object.error();
  auto id = optional_string(field.member("id"));
  if (!id.ok()) return id.error();
  ResourceRequest request;
  if (id.value()) {
    request.id = std::move(*id.value());
    if (request.id.empty()) return invalid(field.member("id"), "must not be empty");
    return request;
  }
  auto scope = read_scope(field.member("scope"));
  if (!scope.ok()) return scope.error();
  request.scope = std::move(scope).value();
  return request;
}

Result<PolicyRequest> read_policy(const Field& field) {
  if (auto object = require_object(field); !object.ok()) return object.error();
  PolicyRequest request;
  auto id = optional_string(field.member("id"));
  if (!id.ok()) return id.error();
  request.id = id.value().value_or("");
  auto access = require_string(field.member("access"));
  if (!access.ok()) return access.error();
  if (access.value() != "allow" && access.value() != "deny")
    return invalid(field.member("access"), "must be \"allow\" or \"deny\"");
  if (access.value() == "deny") request.access = model::Effect::kDeny;
  const Field groups = field.member("permission_groups");
  auto group_items = require_array(groups);
  if (!group_items.ok()) return group_items.error();
  for (std::size_t i = 0; i < group_items.value()->size(); ++i) {
    if (auto object = require_object(groups.element(i)); !object.ok()) return object.error();
    auto group = require_string(groups.element(i).member("id"));
    if (!group.ok()) return group.error();
    request.permission_groups.push_back(std::move(group).value());
  }
  const Field resources = field.member("resource_groups");
  auto resource_items = require_array(resources);
  if (!resource_items.ok()) return resource_items.error();
  for (std::size_t i = 0; i < resource_items.value()->size(); ++i) {
    auto resource = read_resource(resources.element(i));
    if (!resource.ok()) return resource.error();
    request.resource_groups.push_back(std::move(resource).value());
  }
  return request;
}

json::Value shape_resource(domain::Session& session, const model::Policy& policy,
                           const model::PolicyResource& resource) {
  if (!resource.id) {
    return json::Object{{"created_on", iam_time(policy.created_us)},
                        {"modified_on", iam_time(policy.modified_us)},
                        {"scope", to_json(resource.scope)}};
  }
  const auto group = domain::find_resource_group(session, *resource.id);
  if (!group) return json::Object{{"id", resource.id->hex()}};
  return shape_resource_group(*group);
}

}  // namespace

Result<std::vector<PolicyRequest>> read_policies(const Field& field) {
  auto items = require_array(field);
  if (!items.ok()) return items.error();
  std::vector<PolicyRequest> requests;
  for (std::size_t i = 0; i < items.value()->size(); ++i) {
    auto request = read_policy(field.element(i));
    if (!request.ok()) return request.error();
    requests.push_back(std::move(request).value());
  }
  return requests;
}

json::Array shape_policies(domain::Session& session, const std::vector<model::Policy>& policies) {
  json::Array shaped;
  for (const model::Policy& policy : policies) {
    json::Array groups;
    for (const std::string& id : policy.permission_groups) {
      if (const auto* entry = domain::find_iam_permission_group(id))
        groups.push_back(shape_permission_group(*entry));
    }
    json::Array resources;
    for (const model::PolicyResource& resource : policy.resource_groups)
      resources.push_back(shape_resource(session, policy, resource));
    shaped.push_back(json::Object{
        {"id", policy.id.hex()},
        {"access", policy.access == model::Effect::kAllow ? "allow" : "deny"},
        {"permission_groups", std::move(groups)},
        {"resource_groups", std::move(resources)},
        {"created_on", iam_time(policy.created_us)},
        {"modified_on", iam_time(policy.modified_us)},
        {"status", "V"},
    });
  }
  return shaped;
}

}  // namespace api
