// What the framer makes of a stream of bytes, as text that can be compared.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "net/framer.h"

namespace support {

// Frames one request after the other, as a connection does: each piece arrives in a buffer that has
// moved since. Pieces are sizes, the last one is repeated to the end; none: all at once.
// One paragraph for each request ("GET /a?b HTTP/1.1\nname: value\n\nbody") or the refusal
// ("refused 400 GET /a: why"), and last "more" when a request is unfinished.
std::string frame_stream(std::string_view bytes, const std::vector<std::size_t>& pieces = {},
                         const net::Limits& limits = {});

// The first request of `bytes` written again as the framer understood it: "" when it is not whole.
std::string canonical_request(std::string_view bytes, const net::Limits& limits = {});

// "" for a whole request, "more", or the status of the refusal.
std::string verdict(std::string_view bytes, const net::Limits& limits = {});

}  // namespace support
