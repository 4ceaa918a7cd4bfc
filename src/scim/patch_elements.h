// PATCH on the values of one multi-valued attribute, and on the sub-attributes of one value.
#pragma once

#include "base/result.h"
#include "json/value.h"
#include "scim/patch.h"

namespace scim {

// Applies one operation to `elements`, with or without a filter and a sub-attribute in its path.
// Keeps at most one primary true: the one set last (RFC 7644 3.5.2). Empty afterwards means
// unassigned. kNoTarget, kInvalidValue, kMutability.
base::Status change_elements(const PatchOperation& operation, Strictness strictness,
                             json::Array& elements, Quirks& quirks);

// Sets what `value` names in `element`; a null removes. kMutability when an immutable sub-attribute
// would change.
base::Status merge_element(const Attribute& attribute, const json::Object& value,
                           json::Object& element);
base::Status set_sub_attribute(const Attribute& attribute, const Attribute& sub,
                               const json::Value& value, json::Object& element);

}  // namespace scim
