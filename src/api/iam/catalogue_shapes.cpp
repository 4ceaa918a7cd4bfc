#include "api/iam/catalogue_shapes.h"

namespace api {

json::Value shape_permission_group(const domain::CatalogueEntry& entry) {
  return json::Object{
      {"id", entry.permission_group_id},
      {"name", entry.name},
      {"status", "V"},
      {"meta", json::Object{{"description", entry.description},
                            {"editable", "false"},
                            {"label", entry.label},
                            {"scopes", entry.scopes}}},
      {"created_on", entry.created_on},
      {"modified_on", entry.modified_on},
  };
}

json::Value shape_resource_group(const model::ResourceGroup& group) {
  return json::Object{
      {"id", group.id.hex()},
      {"name", group.name},
      {"scope", to_json(group.scope)},
      {"meta", json::Object{{"editable", group.editable ? "true" : "false"}}},
  };
}

base::Result<model::Scope> read_scope(const Field& field) {
  if (auto object = require_object(field); !object.ok()) return object.error();
  model::Scope scope;
  auto key = require_string(field.member("key"));
  if (!key.ok()) return key.error();
  scope.key = std::move(key).value();
  const Field objects = field.member("objects");
  auto items = require_array(objects);
  if (!items.ok()) return items.error();
  for (std::size_t i = 0; i < items.value()->size(); ++i) {
    if (auto object = require_object(objects.element(i)); !object.ok()) return object.error();
    auto object_key = require_string(objects.element(i).member("key"));
    if (!object_key.ok()) return object_key.error();
    scope.objects.push_back(std::move(object_key).value());
  }
  return scope;
}

}  // namespace api
