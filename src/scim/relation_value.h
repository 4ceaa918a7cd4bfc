// The values of a relation (the members of a group) as a client sends them.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "json/value.h"
#include "scim/quirks.h"
#include "scim/schema.h"

namespace scim {

// Whether "u1" may stand for {"value":"u1"}: in a PATCH of the tolerant profile only.
enum class BareValues { kRefused, kAccepted };

const Attribute& relation_attribute(const ResourceType& type);
bool is_relation(const ResourceType& type, const AttributeRef& ref);
// The form in which two spellings of one value are equal: lower case unless the schema says
// caseExact.
std::string relation_key(const ResourceType& type, std::string_view value);

// The `value` of each element, in order, without repetitions; `$ref` and `display` are not looked
// at. One object stands for an array of one when bare values are accepted, too (RFC 7644 3.5.2.1
// allows it in PATCH). kInvalidValue.
base::Result<std::vector<std::string>> read_relation(const ResourceType& type,
                                                     const json::Value& sent, BareValues bare,
                                                     Quirks& quirks);

}  // namespace scim
