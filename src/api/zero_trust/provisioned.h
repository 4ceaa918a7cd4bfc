// What an identity provider provisioned through its SCIM endpoint, as Zero Trust shows it
// (cloudflare.md section 10): ids with dashes, only some of the attributes.
#pragma once

#include "api/call.h"

namespace api::zero_trust {

// The route's binding says whether these are users or groups.
// cf_resource_id or idp_resource_id, up to 50 of either, or name, username, email; page, per_page.
Outcome list_provisioned(Call& call);
Outcome get_provisioned(Call& call);     // a group with all its members
Outcome delete_provisioned(Call& call);  // 204

}  // namespace api::zero_trust
