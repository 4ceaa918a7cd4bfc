// Account members (cloudflare.md section 5).
#pragma once

#include "api/call.h"

namespace api::members {

Outcome list_members(Call& call);
Outcome get_member(Call& call);
Outcome add_member(Call& call);
Outcome update_member(Call& call);
Outcome remove_member(Call& call);

// Our own extension: {"member_id", "permissions"}, and "allowed" when one permission group is asked
// for.
Outcome get_effective_permissions(Call& call);

}  // namespace api::members
