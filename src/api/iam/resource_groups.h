// Resource groups of an account (cloudflare.md section 6.2): A/iam/resource_groups.
#pragma once

#include "api/call.h"

namespace api::iam {

Outcome list_resource_groups(Call& call);
Outcome create_resource_group(Call& call);
Outcome get_resource_group(Call& call);
Outcome update_resource_group(Call& call);
Outcome delete_resource_group(Call& call);

}  // namespace api::iam
