// Says in words where a text stops being JSON. Runs only on text the parser has refused, so that
// the parser stays fast and the person who reads the error still learns the place.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace json {

// One sentence with line and column (both from 1, columns in characters), or nothing when the text
// is one JSON document of at most depth_max levels whose numbers are within double.
std::optional<std::string> describe_fault(std::string_view text, int depth_max);

}  // namespace json
