// What can be granted to members and user groups (cloudflare.md section 6.1):
// A/iam/permission_groups.
#pragma once

#include "api/call.h"

namespace api::iam {

Outcome list_permission_groups(Call& call);
Outcome get_permission_group(Call& call);

}  // namespace api::iam
