// Accounts: what the command line needs of them. Only the local operator reaches these routes.
#pragma once

#include "api/call.h"

namespace api::accounts {

Outcome list_accounts(Call& call);
Outcome create_account(Call& call);  // body: name, id?, admin_email? (ours)
// Our own extension: the settings of an account as an object of names and values.
Outcome put_settings(Call& call);

}  // namespace api::accounts
