// Members of a request's body with the type they must have. Every error names the member and points
// at it (RFC 6901). A member that is null is as if it were absent; members nobody asks for are
// ignored, since clients send extras.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/value.h"

namespace api {

// One value of the body and where it stands: "" is the body itself, "/policies/0" its element.
struct Field {
  const json::Value& value;
  std::string pointer = {};

  Field member(std::string_view key) const;  // requires an object; null when absent
  Field element(std::size_t index) const;    // requires an array with so many elements
};

// "/policies/0/access" reads as "policies[0].access"; the body itself is "the body".
std::string name_of(const Field& field);

// kInvalidValue at the field: "<name> <sentence>".
base::Error invalid(const Field& field, std::string_view sentence);

base::Result<const json::Object*> require_object(const Field& field);
base::Result<const json::Array*> require_array(const Field& field);
base::Result<std::string> require_string(const Field& field);
base::Result<std::optional<std::string>> optional_string(const Field& field);
base::Result<std::optional<bool>> optional_bool(const Field& field);

}  // namespace api
