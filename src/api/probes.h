// Liveness and readiness, for supervisors and load balancers. No token, no account.
#pragma once

#include "api/call.h"

namespace api {

Outcome get_health(Call& call);
Outcome get_ready(Call& call);

}  // namespace api
