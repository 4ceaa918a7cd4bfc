#include "scim/conform.h"

#include <utility>

#include "scim/attribute_value.h"
#include "scim/own_schemas.h"

namespace scim {
namespace {

json::Object conform_to(const ResourceType& type, const Schema& schema, const Schema* extension,
                        const json::Object& stored) {
  Quirks met_before;
  const ValueReader reader(type, Strictness::kTolerant, met_before);
  json::Object kept;
  for (const Attribute& attribute : schema.attributes) {
    const json::Value* value = stored.find(attribute.name);
    if (!value || attribute.returned == Returned::kNever) continue;
    auto read = reader.read({extension, &attribute, nullptr}, *value, Unassigned::kDrop);
    if (read.ok() && !read.value().is_null()) kept.append(attribute.name, std::move(read).value());
  }
  return kept;
}

}  // namespace

json::Object conform(const ResourceType& type, const json::Object& stored) {
  json::Object kept;
  for (const Attribute& common : type.common)
    if (const json::Value* value = stored.find(common.name)) kept.append(common.name, *value);
  if (is_built_in(*type.schema)) {
    for (const Attribute& attribute : type.schema->attributes)
      if (const json::Value* value = stored.find(attribute.name))
        kept.append(attribute.name, *value);
  } else {
    for (auto& [name, value] : conform_to(type, *type.schema, nullptr, stored))
      kept.append(name, std::move(value));
  }
  for (const Schema* extension : type.extensions) {
    const json::Value* container = stored.find(extension->urn);
    if (!container || !container->is_object()) continue;
    json::Object inside = is_built_in(*extension)
                              ? container->as_object()
                              : conform_to(type, *extension, extension, container->as_object());
    if (!inside.empty()) kept.append(extension->urn, std::move(inside));
  }
  return kept;
}

}  // namespace scim
