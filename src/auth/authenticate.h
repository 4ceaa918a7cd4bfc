// Bearer credentials to a Principal, and what that principal may do on an account (product.md
// section 5). The order of the answers is part of the contract: a token that is itself not valid
// answers first, whatever the account; the address condition comes before visibility; visibility
// before permission.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "auth/permission.h"
#include "model/account.h"
#include "model/principal.h"
#include "store/accounts.h"
#include "store/txn.h"

namespace auth {

enum class Fault {
  kAbsent,       // no credentials
  kMalformed,    // not `Bearer <40 to 80 characters>`
  kUnknown,      // unknown, rolled or deleted
  kNotActive,    // expired, not yet valid, disabled
  kAddress,      // used from an address its condition excludes
  kPermission,   // good, without the permission here
  kMalformedId,  // an id in the path is none
  kAccount,      // good, for another account; or the account does not exist
};

struct Credentials {
  std::string_view authorization;  // the header's value
  std::string_view address;        // numeric peer address
};

std::variant<model::Principal, Fault> authenticate(store::Txn& txn, store::RecordMemo& memo,
                                                   const Credentials& credentials,
                                                   std::int64_t now_us);

// kAccount when the principal may not see the account, kPermission when it lacks the permission
// there.
std::optional<Fault> authorize(const model::Principal& principal, const model::Account& account,
                               Permission permission);

}  // namespace auth
