// The definitions of attributes in a Schema document, RFC 7643 section 7: the one reader of what is
// built in and of what an account brings along.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/value.h"
#include "scim/schema.h"

namespace scim {

// kInvalidValue at the place a JSON pointer names: "/schemas/0/name" reads as "schemas[0].name".
base::Error fault_at(const std::string& pointer, std::string_view sentence);

// The list `attributes` of a document that stands at `pointer`. Characteristics that are absent
// have the values of RFC 7643 2.2; members that are none are ignored. kInvalidValue names the
// place.
base::Result<std::vector<Attribute>> read_attributes(const json::Value& document,
                                                     const std::string& pointer);

// The same as a document again, with every characteristic that applies written out.
json::Array describe(const std::vector<Attribute>& attributes);

}  // namespace scim
