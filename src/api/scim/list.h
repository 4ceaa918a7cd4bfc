// Lists, filters, sorting, paging and search: RFC 7644 3.4.2 and 3.4.3, RFC 9865. Of one resource
// type, or at the root of all.
#pragma once

#include "api/call.h"

namespace api::scim_api {

// What is quick is answered at once; what is not (a filter that no index serves, sorting many,
// large members) goes on in slices.
Outcome list_resources(Call& call);
Outcome search_resources(Call& call);

}  // namespace api::scim_api
