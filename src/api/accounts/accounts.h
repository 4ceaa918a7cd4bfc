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

}  // namespace api::accounts
