// The body of a request that makes or replaces an identity provider.
#pragma once

#include "api/call.h"
#include "base/result.h"
#include "domain/identity_providers.h"

namespace api::zero_trust {

// kInvalidValue points at the member that is missing or has the wrong type.
base::Result<domain::WantedIdentityProvider> read_identity_provider(const Call& call);

}  // namespace api::zero_trust
