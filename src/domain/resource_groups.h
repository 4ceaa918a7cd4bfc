// Resource groups of an account. The default one, which stands for the whole account, is not
// stored: its id is made from the account's and it cannot be changed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "domain/session.h"
#include "model/resource_group.h"

namespace domain {

std::string account_scope_key(const model::Account& account);  // "com.cloudflare.api.account.<id>"

model::ResourceGroup default_resource_group(const model::Account& account);
// The default one too; nothing for another account's.
std::optional<model::ResourceGroup> find_resource_group(Session& session, base::ResourceGroupId id);
std::vector<model::ResourceGroup> list_resource_groups(Session& session);  // the default one first

// kInvalidValue unless the key names the session's account and there are objects in it:
// "*", zones "com.cloudflare.api.account.zone.<id or *>" and the like. `pointer`: of the scope.
base::Status require_scope(Session& session, const model::Scope& scope, const std::string& pointer);

}  // namespace domain
