#include "model/policy.h"

namespace model {

json::Value to_json(const Scope& scope) {
  json::Array objects;
  for (const std::string& key : scope.objects) objects.push_back(json::Object{{"key", key}});
  return json::Object{{"key", scope.key}, {"objects", std::move(objects)}};
}

Scope scope_from_json(const json::Value& value) {
  Scope scope;
  scope.key = value.string_or("key", "");
  for (const json::Value& object : value.find("objects")->as_array())
    scope.objects.emplace_back(object.string_or("key", ""));
  return scope;
}

json::Value to_json(const Policy& policy) {
  json::Array groups;
  for (const std::string& id : policy.permission_groups) groups.emplace_back(id);
  json::Array resources;
  for (const PolicyResource& resource : policy.resource_groups) {
    resources.push_back(resource.id ? json::Object{{"id", resource.id->hex()}}
                                    : json::Object{{"scope", to_json(resource.scope)}});
  }
  return json::Object{
      {"id", policy.id.hex()},
      {"access", policy.access == Effect::kAllow ? "allow" : "deny"},
      {"permission_groups", std::move(groups)},
      {"resource_groups", std::move(resources)},
      {"created_us", policy.created_us},
      {"modified_us", policy.modified_us},
  };
}

Policy policy_from_json(const json::Value& value) {
  Policy policy;
  policy.id = base::PolicyId::parse(value.string_or("id", "")).value_or(base::PolicyId{});
  policy.access = value.string_or("access", "") == "deny" ? Effect::kDeny : Effect::kAllow;
  for (const json::Value& id : value.find("permission_groups")->as_array())
    policy.permission_groups.push_back(id.as_string());
  for (const json::Value& item : value.find("resource_groups")->as_array()) {
    PolicyResource resource;
    resource.id = base::ResourceGroupId::parse(item.string_or("id", ""));
    if (!resource.id) resource.scope = scope_from_json(*item.find("scope"));
    policy.resource_groups.push_back(std::move(resource));
  }
  policy.created_us = value.integer_or("created_us", 0);
  policy.modified_us = value.integer_or("modified_us", 0);
  return policy;
}

}  // namespace model
