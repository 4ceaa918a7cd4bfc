// Who stands behind an audit entry.
#pragma once

#include "model/audit_entry.h"
#include "model/principal.h"
#include "store/accounts.h"
#include "store/txn.h"

namespace domain {

// Fills the actor of an entry. A user is named by the e-mail that the member has now; one who is
// gone, by the id alone.
void name_actor(model::AuditEntry& entry, const model::Principal& principal, store::Txn& txn,
                store::RecordMemo& memo);

}  // namespace domain
