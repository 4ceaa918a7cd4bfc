// Sorting, RFC 7644 3.4.2.3: what `sortBy` names, and a resource's place in that order as bytes
// that compare as the values do.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/value.h"
#include "scim/quirks.h"
#include "scim/schema.h"

namespace scim {

// Of a longer value only so much counts, which is more than the longest name has. What agrees in it
// is equal.
inline constexpr std::size_t kSortKeyBytesMax = 1024;

// An attribute, a sub-attribute, or a complex attribute that has a `value`, which is then meant (of
// a singular one a quirk, and refused when strictness is kRfc). kInvalidValue says why a name
// cannot be sorted by: unknown, complex, or never returned (an oracle for passwords).
base::Result<AttributeRef> parse_sort_by(std::string_view text, const ResourceType& type,
                                         Strictness strictness, Quirks& quirks);

// Compares as bytes: texts folded unless they are case-exact, then by code point; numbers,
// booleans and dates by value. Of several values the primary one counts, else the first. Never
// empty: without a value the key is kNoSortKey, which is greater than all others, so that it is
// last in ascending order.
std::string sort_key(const AttributeRef& ref, const json::Object& resource);
inline constexpr std::string_view kNoSortKey = "\x02";

}  // namespace scim
