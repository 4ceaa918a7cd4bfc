// The SCIM schemas and resource types of an account's own (our own extension).
#pragma once

#include "api/call.h"

namespace api::accounts {

Outcome get_scim_schemas(Call& call);
Outcome put_scim_schemas(Call& call);  // replaces all of them

}  // namespace api::accounts
