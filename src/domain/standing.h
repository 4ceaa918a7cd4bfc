// What a member is in their account as a whole: what their global API key may do. It follows from
// the roles and policies they hold themselves and from the policies of their user groups.
#pragma once

#include "base/ids.h"
#include "model/account.h"
#include "store/txn.h"

namespace domain {

// Each may do what those before it may.
enum class Standing { kMember, kAdministratorReadOnly, kAdministrator, kSuperAdministrator };

// `user` is an active member. Policies count where they name the whole account; an explicit deny of
// a role takes it away.
Standing standing_of(store::Txn& txn, const model::Account& account, base::ResourceId user);

}  // namespace domain
