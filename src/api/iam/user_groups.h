// User groups of an account (cloudflare.md sections 4.1 to 4.5): A/iam/user_groups.
#pragma once

#include "api/call.h"

namespace api::iam {

Outcome list_user_groups(Call& call);
Outcome create_user_group(Call& call);
Outcome get_user_group(Call& call);
Outcome update_user_group(Call& call);
Outcome delete_user_group(Call& call);

}  // namespace api::iam
