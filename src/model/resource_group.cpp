#include "model/resource_group.h"

namespace model {

json::Value to_json(const ResourceGroup& group) {
  return json::Object{{"name", group.name}, {"scope", to_json(group.scope)}};
}

ResourceGroup resource_group_from_json(const base::ResourceGroupId& id, const json::Value& value) {
  ResourceGroup group;
  group.id = id;
  group.name = value.string_or("name", "");
  group.scope = scope_from_json(*value.find("scope"));
  return group;
}

}  // namespace model
