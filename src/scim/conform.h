// What was stored under other schemas than the present ones.
#pragma once

#include "json/value.h"
#include "scim/schema.h"

namespace scim {

// Stored attributes as the present schemas have them: what the account's own schemas do not know,
// or what does not fit them, is left out. Built-in attributes stay as they are.
json::Object conform(const ResourceType& type, const json::Object& stored);

}  // namespace scim
