// API tokens of an account (cloudflare.md section 7).
#pragma once

#include "api/call.h"

namespace api::tokens {

Outcome list_tokens(Call& call);
Outcome create_token(Call& call);  // the value is in this answer and in no other
Outcome get_token(Call& call);
Outcome put_token_status(Call& call);  // body: status active | disabled
Outcome roll_token(Call& call);        // result: the new value
Outcome delete_token(Call& call);

}  // namespace api::tokens
