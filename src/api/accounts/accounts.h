// Accounts (cloudflare.md section 11).
#pragma once

#include "api/call.h"

namespace api::accounts {

Outcome list_accounts(Call& call);   // those that are visible to the caller
Outcome create_account(Call& call);  // body: name, type; from the local operator also id and
                                     // admin_email
Outcome get_account(Call& call);
Outcome update_account(Call& call);
Outcome delete_account(Call& call);
// Our own extension: the settings of an account as an object of names and values.
Outcome put_settings(Call& call);
// Our own extension: the account's own schemas and resource types (domain/own_schemas.h).
Outcome get_schemas(Call& call);
Outcome put_schemas(Call& call);

}  // namespace api::accounts
