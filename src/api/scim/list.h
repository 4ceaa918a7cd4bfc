// Lists and filters: RFC 7644 3.4.2.
#pragma once

#include "api/call.h"

namespace api::scim_api {

// What is quick is answered at once; what is not (a filter that no index serves, many candidates,
// large members) goes on in slices.
Outcome list_resources(Call& call);

}  // namespace api::scim_api
