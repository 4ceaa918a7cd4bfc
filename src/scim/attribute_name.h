// Attribute names as filters, PATCH paths and `attributes=` write them, RFC 7644 3.10, looked up in
// a resource type.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "scim/schema.h"

namespace scim {

struct ResolvedName {
  AttributeRef ref;            // `attribute` is null for a whole extension, named by its URN alone
  bool dotted_urn = false;     // `urn:...:User.manager`, with a dot where the RFC has a colon
  std::string problem;         // empty: the name is known; else what is wrong with it
  std::size_t problem_at = 0;  // byte of `text` where the problem begins
};

// `name`, `name.sub`, `URN:name`, `URN:name.sub` or `URN`, without regard to case. Core attributes
// come first, then the common ones, then extension attributes whose bare name only one extension
// has.
ResolvedName resolve_name(std::string_view text, const ResourceType& type);

// True for ATTRNAME of RFC 7643 2.1, with `$` also in front, because the RFC itself names a
// sub-attribute `$ref`.
bool is_attribute_name(std::string_view text);

}  // namespace scim
