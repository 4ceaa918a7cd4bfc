// The values of a relation (the members of a group) as a client sends them.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "json/value.h"
#include "scim/attribute_value.h"
#include "scim/quirks.h"
#include "scim/schema.h"

namespace scim {

// The forms in which values may come: an array of objects in POST and PUT, one object for an array
// of one in PATCH, too (RFC 7644 3.5.2.1), and "u1" for {"value":"u1"} in PATCH unless the profile
// is rfc.
enum class RelationForm { kArray, kArrayOrObject, kBareValuesToo };

const Attribute& relation_attribute(const ResourceType& type);
bool is_relation(const ResourceType& type, const AttributeRef& ref);
// The form in which two spellings of one value are equal: lower case unless the schema says
// caseExact.
std::string relation_key(const ResourceType& type, std::string_view value);

// The `value` of each element, in order, without repetitions; `$ref` and `display` are not looked
// at, and what the schema does not have is unknown as anywhere else. kInvalidValue.
base::Result<std::vector<std::string>> read_relation(const ResourceType& type,
                                                     const json::Value& sent, RelationForm form,
                                                     const ValueReader& reader, Quirks& quirks);

}  // namespace scim
