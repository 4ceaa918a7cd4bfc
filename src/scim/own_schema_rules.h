// What names and attributes an account may bring along.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "scim/schema.h"

namespace scim {

bool is_type_word(std::string_view text);  // the name of a resource type, a segment of a path
// A part of RFC 8141's URNs: only what stands in filters, paths and lists without being quoted.
bool is_plain_urn(std::string_view text);
// In a filter or path "<urn>:name" and "<urn>.name" begin with a schema's URN; another one that
// goes on like that could not be told from an attribute.
bool goes_on_from(std::string_view urn, std::string_view other);

// Of the schema that stands at `pointer`: what RFC 7643 2.2 and 7 forbid, and what this engine has
// no place for. kInvalidValue points at the characteristic.
base::Status check_attributes(const std::vector<Attribute>& attributes, const std::string& pointer);

}  // namespace scim
