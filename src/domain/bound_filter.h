// A filter as it applies to the resources of one type: what is the same for all of them is answered
// once. At an endpoint with several types (RFC 7644 3.4.2.1) a filter may name attributes that this
// type does not have.
#pragma once

#include <optional>

#include "domain/binding.h"
#include "scim/filter.h"

namespace domain {

struct BoundFilter {
  bool matches_none = false;
  // What is to be evaluated; absent, unless matches_none: every resource matches.
  std::optional<scim::FilterNode> node;
};

// Attributes of other types are "as if there is no attribute value" (RFC 7644 3.4.2.1): their terms
// are decided here, and those on meta.resourceType.
BoundFilter bind_filter(const scim::FilterNode& filter, const Binding& binding);

// A term that holds for every resource, or for none.
scim::FilterNode constant_term(const Binding& binding, bool holds);

}  // namespace domain
