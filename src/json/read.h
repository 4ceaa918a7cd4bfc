// JSON text to tree. simdjson's DOM does the parsing (RFC 8259, strict UTF-8); on top of it
// duplicate member names are refused, because two readers of the same body must never see two
// different requests.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "json/value.h"

namespace json {

inline constexpr int kDepthMax = 32;
// A body of 8 MiB may hold four million numbers, and a tree of them takes a third of a second: more
// values than a group of 100 000 members has are refused, and more members of one object than any
// resource has.
inline constexpr std::size_t kValuesMax = 600'000;
inline constexpr std::size_t kObjectMembersMax = 10'000;

// kInvalidSyntax for anything that is not exactly one JSON document: truncated, trailing bytes, bad
// UTF-8, lone surrogates, duplicate keys, numbers beyond double, deeper than kDepthMax, more
// than kValuesMax values or kObjectMembersMax members of one object. A string
// may hold U+0000; who uses it refuses.
base::Result<Value> parse(std::string_view text);

std::string_view library_version();

}  // namespace json
