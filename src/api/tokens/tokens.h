// API tokens, owned by an account or by the user who asks (cloudflare.md section 7). Which of the
// two a request is about follows from its route.
#pragma once

#include "api/call.h"

namespace api::tokens {

Outcome list_tokens(Call& call);
Outcome create_token(Call& call);  // the value is in this answer and in no other
Outcome get_token(Call& call);
Outcome update_token(Call& call);
Outcome roll_token(Call& call);  // result: the new value
Outcome delete_token(Call& call);
Outcome verify_token(Call& call);  // the one that makes the request
Outcome list_permission_groups(Call& call);

}  // namespace api::tokens
