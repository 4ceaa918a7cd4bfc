// A JSON file that the binary carries.
#pragma once

#include <string_view>

#include "json/value.h"

namespace json {

// `path` from src/ on: "domain/roles.json". Throws std::logic_error when it is missing or no JSON:
// a defect of the build.
Value read_embedded(std::string_view path);

}  // namespace json
