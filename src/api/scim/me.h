// "/Me": the user behind the token, RFC 7644 3.11.
#pragma once

#include "api/call.h"

namespace api::scim_api {

// 501 when the token is not a user's, or its user is no member of the path's account.
Outcome get_me(Call& call);
Outcome replace_me(Call& call);
Outcome modify_me(Call& call);
Outcome delete_me(Call& call);

}  // namespace api::scim_api
