// The request target (RFC 9112 3.2) and the rules for its path: refused rather than resolved.
#pragma once

#include <cstdint>
#include <string_view>

namespace net {

// Offsets from the beginning of the target's own bytes.
struct Target {
  std::uint32_t path_at = 0;
  std::uint32_t path_size = 0;
  std::uint32_t query_at = 0;  // behind the '?'
  std::uint32_t query_size = 0;
};

// Accepts origin-form, absolute-form with http or https, and '*' for OPTIONS. Collapses doubled and
// trailing slashes of the path in place. Returns nullptr when the target is good, else one sentence
// that says what is wrong (status 400); `target` then holds the path as sent, so far as one can be
// told. The query is judged by its bytes only: a bad %XX in it is for the route to answer, in its
// dialect. The path of '*' is "*", and "/" where absolute-form has none.
const char* read_target(std::string_view method, char* bytes, std::uint32_t size, Target& target);

}  // namespace net
