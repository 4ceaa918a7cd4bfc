// base64url without padding, RFC 4648 section 5: bytes as text that a URL may hold as it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace base {

std::string encode_base64url(std::string_view bytes);
// Nothing for any other character, and for text that encode_base64url would not have made.
std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace base
