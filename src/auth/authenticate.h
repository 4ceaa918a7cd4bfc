// Credentials to a Principal, and what that principal may do (product.md section 5). The order of
// the answers is part of the contract: a credential that is itself not valid answers first,
// whatever the account; the address condition comes before visibility; visibility before
// permission.
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
  kAbsent,        // no credentials, or one half of e-mail and key
  kMalformed,     // not `Bearer <40 to 80 characters>`
  kMalformedKey,  // X-Auth-Key is no key
  kScheme,        // e-mail and key where only a bearer token is taken
  kUnknown,       // unknown, rolled or deleted
  kUnknownKey,    // the same of a key, or a key with another e-mail than its owner's
  kNotActive,     // expired, not yet valid, disabled, or its owner is no member any more
  kAddress,       // used from an address its condition excludes
  kUserLevel,     // good, but owned by an account where a user is needed
  kPermission,    // good, without the permission here
  kMalformedId,   // an id in the path is none
  kAccount,       // good, for another account; or the account does not exist
};

// The values of the header fields as they came; empty: not sent.
struct Credentials {
  std::string_view authorization;
  std::string_view email;    // X-Auth-Email
  std::string_view key;      // X-Auth-Key
  std::string_view address;  // numeric peer address
};

std::variant<model::Principal, Fault> authenticate(store::Txn& txn, store::RecordMemo& memo,
                                                   const Credentials& credentials, Schemes schemes,
                                                   std::int64_t now_us);

// Whether a credential and an endpoint belong together at all: the secret of an identity provider
// opens the SCIM endpoint of an identity provider and nothing else; anywhere else it is kUnknown.
// Which one it opens is app::enter_directory's question.
std::optional<Fault> match_endpoint(const model::Principal& principal, Permission permission);

// kAccount when the principal may not see the account, kPermission when it lacks the permission
// there.
std::optional<Fault> authorize(store::Txn& txn, const model::Principal& principal,
                               const model::Account& account, Permission permission);

// The same for permissions of other levels than kAccount: what a user may do. kUserLevel when the
// principal is none.
std::optional<Fault> authorize_user(const model::Principal& principal, Permission permission);

// An account is visible to a credential it owns, to the key of one of its users, and when an allow
// policy names it.
bool is_visible(const model::Principal& principal, const model::Account& account);

}  // namespace auth
