// In whose terms an account's clients speak: the account's own resource types, or, in profile
// cloudflare, the few attributes of the live endpoint. What is stored follows the former whatever
// the profile, so that it can be changed at any time and nothing is lost.
#pragma once

#include "domain/binding.h"
#include "domain/session.h"
#include "scim/schema.h"

namespace domain {

// What /Schemas and /ResourceTypes list.
const scim::Registry& wire_registry(Session& session);
// With whose type bodies and filters are read. For finding and showing only: what is written
// belongs to `binding` itself.
const Binding& wire_binding(const Session& session, const Binding& binding);

}  // namespace domain
