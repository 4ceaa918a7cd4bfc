// How an account's SCIM endpoint behaves: GET and PUT …/scim/settings, our own extension.
#pragma once

#include "api/call.h"
#include "json/value.h"
#include "model/account.h"

namespace api::accounts {

// {profile, patch_status, virtual_groups, audit_retention_days}; also a part of every account
// shown.
json::Object own_settings(const model::Account& account);

Outcome get_scim_settings(Call& call);
// What the body does not name stays; unknown names and values are refused with their pointer.
Outcome put_scim_settings(Call& call);

}  // namespace api::accounts
