// Zero Trust identity providers (cloudflare.md section 10).
#pragma once

#include "api/call.h"

namespace api::zero_trust {

Outcome list_identity_providers(Call& call);  // scim_enabled, page, per_page
// The answers of these three hold scim_config.secret in clear when they made it; all others mask
// it.
Outcome create_identity_provider(Call& call);
Outcome put_identity_provider(Call& call);
Outcome refresh_scim_secret(Call& call);
Outcome get_identity_provider(Call& call);
Outcome delete_identity_provider(Call& call);
Outcome create_saml_certificate(Call& call);  // 201, or 200 with the set that there is

}  // namespace api::zero_trust
