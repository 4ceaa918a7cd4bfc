// Liveness and readiness, for supervisors and load balancers. No token, no account.
#pragma once

#include "api/call.h"

namespace api {

Outcome get_health(Call& call);
Outcome get_ready(Call& call);

Outcome get_metrics(Call& call);  // Prometheus text
Outcome get_openapi(Call& call);  // OpenAPI 3.1 of what this build serves

}  // namespace api
