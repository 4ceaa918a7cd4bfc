// The SCIM verbs on any resource type: RFC 7644 3.3 to 3.6.
#pragma once

#include "api/call.h"

namespace api::scim_api {

Outcome get_resource(Call& call);
Outcome create_resource(Call& call);
Outcome replace_resource(Call& call);
Outcome modify_resource(Call& call);
Outcome delete_resource(Call& call);

// Endpoints the RFC names and this service does not serve: 501, as RFC 7644 3.11 and 3.7 ask.
Outcome not_implemented(Call& call);

}  // namespace api::scim_api
