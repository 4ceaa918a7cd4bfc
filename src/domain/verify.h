// A full check of a store: store/verify.h, and what only the product's rules know: unique and index
// hold exactly the values that the documents have (domain/binding.h), and the list of Super
// Administrators holds exactly the accepted memberships with that role.
#pragma once

#include "store/txn.h"
#include "store/verify.h"

namespace domain {

store::Findings verify_store(store::Txn& txn);

}  // namespace domain
