// Whether a request may reach its handler at all: the one place that holds the rules of product.md
// section 5 against the route table.
#pragma once

#include <cstdint>
#include <optional>

#include "app/routes.h"
#include "auth/authenticate.h"
#include "domain/session.h"
#include "http/message.h"
#include "model/account.h"
#include "model/principal.h"
#include "net/handler.h"
#include "store/accounts.h"
#include "store/txn.h"

namespace app {

struct Admission {
  std::optional<auth::Fault> fault;  // absent: admitted
  // Set as far as the credential was good; the token also when the account refuses it.
  model::Principal principal;
  // The path's, or the one in which the user who asks lives; default when there is none, and as
  // long as the principal may not know of it.
  model::Account account;
};

Admission admit(const net::Frame& frame, const Route& route, const http::PathParams& params,
                store::Txn& txn, store::RecordMemo& memo, std::int64_t now_us);

// Whether a route belongs to an identity provider's SCIM endpoint.
bool is_in_directory(const Route& route);

// Behind admit(): such a route works on what that provisioned,
// and only its own secret opens it. To the secret of another one it does not exist, and to nobody
// does one whose SCIM is not enabled. All other routes stay in the account.
std::optional<auth::Fault> enter_directory(const Route& route, const http::PathParams& params,
                                           const model::Principal& principal,
                                           domain::Session& session);

}  // namespace app
