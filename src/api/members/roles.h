// The legacy roles (cloudflare.md section 6.3): the account-wide entries of the catalogue.
#pragma once

#include "api/call.h"

namespace api::members {

Outcome list_roles(Call& call);
Outcome get_role(Call& call);

}  // namespace api::members
