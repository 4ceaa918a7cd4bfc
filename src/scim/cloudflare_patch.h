// What PATCH does in profile cloudflare (cloudflare.md sections 8.2 and 8.3): of a message, only
// the operations that the live endpoint acts on, in the form of the RFC. For users it acts on
// `replace` of a few attributes; the rest is accepted without effect, which is named as a quirk
// here, so that nobody is left with a 200 that silently did nothing.
#pragma once

#include <cstddef>
#include <vector>

#include "json/value.h"
#include "scim/quirks.h"
#include "scim/schema.h"

namespace scim {

struct ActingOperation {
  std::size_t index = 0;  // of the operation in the message that it comes from
  json::Value operation;
};

// `userName` and `emails[type eq "work"].value` are one value: what changes one of them changes the
// other, unless the message names both. An operation that is malformed comes back as it is, for the
// reader of operations to say so.
std::vector<ActingOperation> find_acting_operations(const json::Array& operations,
                                                    const ResourceType& type, Quirks& quirks);

}  // namespace scim
