// Who is in a user group (cloudflare.md section 4.6): A/iam/user_groups/{id}/members. Members are
// named by their membership ids.
#pragma once

#include "api/call.h"

namespace api::iam {

Outcome list_members(Call& call);
Outcome add_members(Call& call);
Outcome replace_members(Call& call);
Outcome get_member(Call& call);
Outcome remove_member(Call& call);

}  // namespace api::iam
