// Bulk requests: RFC 7644 3.7. Each operation goes through the same verbs as a request of its own
// (api/scim/resources.h).
#pragma once

#include "api/call.h"

namespace api::scim_api {

// Judges the message; a good one becomes a Batch.
Outcome begin_bulk(Call& call);

}  // namespace api::scim_api
