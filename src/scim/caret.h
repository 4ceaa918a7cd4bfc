// Complaints about a text a client wrote in one line: what was expected, at which column, and the
// text with a caret.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace scim {

// The detail has three lines: "expected an operator at column 10", the text, and a caret below the
// column, which is 1-based and counts bytes. Only the surroundings of the column are shown, without
// control characters.
base::Error error_at(base::ErrorCode code, std::string_view message, std::string_view text,
                     std::size_t offset);

}  // namespace scim
