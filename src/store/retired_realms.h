// Realms whose owner is gone (an identity provider that was deleted). Their rows are erased little
// by little, since there may be millions of them; a mark in the store remembers what is left to do.
#pragma once

#include <cstddef>
#include <set>

#include "base/ids.h"
#include "store/txn.h"

namespace store {

void retire_realm(Txn& txn, base::Realm realm);
std::set<base::Realm> list_retired_realms(Txn& txn);

// Erases up to `rows_max` keys of retired realms, audit entries excepted. False: nothing is left,
// and no realm is marked any more.
bool erase_retired_rows(Txn& txn, std::size_t rows_max);

}  // namespace store
