// A named set of resources that policies refer to (cloudflare.md section 6.2).
#pragma once

#include <string>

#include "base/ids.h"
#include "model/policy.h"

namespace model {

struct ResourceGroup {
  base::ResourceGroupId id;
  std::string name;
  Scope scope;
  bool editable = true;  // the default group of an account is not
};

json::Value to_json(const ResourceGroup& group);  // the stored form, without id
ResourceGroup resource_group_from_json(const base::ResourceGroupId& id, const json::Value& value);

}  // namespace model
