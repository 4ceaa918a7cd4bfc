// Errors at the edge: one table from ErrorCode to status, scimType and v4 code, one from
// authentication faults, and the two bodies they become (RFC 7644 3.12; cloudflare.md sections 1.1
// and 12).
#pragma once

#include <string>
#include <string_view>

#include "api/call.h"
#include "auth/authenticate.h"
#include "base/result.h"
#include "http/message.h"

namespace api {

int status_of(Dialect dialect, base::ErrorCode code);

http::Response render_error(Dialect dialect, const base::Error& error);
// Some endpoints word a refusal in their own way, so the permission they ask for counts too.
http::Response render_fault(Dialect dialect, auth::Permission permission, auth::Fault fault);
// A refusal that has a status of its own: the framer's, or the router's 404 and 405.
http::Response render_status(Dialect dialect, int status, std::string_view detail);

}  // namespace api
