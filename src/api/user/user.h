// The user who asks, about themselves (cloudflare.md section 11).
#pragma once

#include "api/call.h"

namespace api::user {

Outcome get_user(Call& call);
Outcome update_user(Call& call);  // body: first_name, last_name, country, telephone, zipcode

}  // namespace api::user
