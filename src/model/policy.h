// A permission policy of a member or a user group (cloudflare.md section 4.1): which permission
// groups, on which resources, allowed or denied.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "json/value.h"
#include "model/token.h"

namespace model {

// "com.cloudflare.api.account.<id>", and which objects in it: "*" or zones.
struct Scope {
  std::string key;
  std::vector<std::string> objects;
  bool operator==(const Scope& other) const = default;
};

// Named by the id of a resource group, or spelled out; an inline one has neither id nor name.
struct PolicyResource {
  std::optional<base::ResourceGroupId> id;
  Scope scope;  // inline only
};

struct Policy {
  base::PolicyId id;
  Effect access = Effect::kAllow;
  std::vector<std::string> permission_groups;  // ids, 32 hex digits
  std::vector<PolicyResource> resource_groups;
  std::int64_t created_us = 0;
  std::int64_t modified_us = 0;
};

// The stored form.
json::Value to_json(const Scope& scope);
Scope scope_from_json(const json::Value& value);
json::Value to_json(const Policy& policy);
Policy policy_from_json(const json::Value& value);

}  // namespace model
