// Accounts and API tokens: making, listing and changing them. The rules are the same whether the
// command line or the API asks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "domain/session.h"
#include "model/account.h"
#include "model/token.h"

namespace domain {

struct NewAccount {
  std::string name;
  std::optional<base::AccountId> id;
  std::string admin_email = "admin@scimd.test";
};
// With its one Super Administrator, who is not SCIM-managed. kUniqueness when the id is taken.
base::Result<model::Account> create_account(Session& session, const NewAccount& wanted);
base::Result<model::Account> set_account(
    Session& session, base::AccountId id,
    const std::vector<std::pair<std::string, std::string>>& settings);

std::vector<model::Account> list_accounts(Session& session);

struct NewToken {
  std::string name;
  std::optional<base::ResourceId> user;  // user-owned when set
  std::vector<model::TokenPolicy> policies;
  std::string not_before;
  std::string expires_on;
  std::vector<std::string> ip_in;
  std::vector<std::string> ip_not_in;
  std::string value;  // empty: a fresh one is made
};
struct IssuedToken {
  model::Token token;
  std::string value;  // shown once, never stored
};
// kInvalidValue names the member at fault: name, times (RFC 3339), CIDRs, permission groups, value.
base::Result<IssuedToken> create_token(Session& session, NewToken wanted);
std::vector<model::Token> list_tokens(Session& session);  // of the session's account
base::Result<model::Token> get_token(Session& session, base::TokenId id);
base::Result<model::Token> set_token_status(Session& session, base::TokenId id,
                                            model::TokenStatus status);
base::Result<IssuedToken> roll_token(Session& session,
                                     base::TokenId id);  // same id, the old value is dead
base::Status delete_token(Session& session, base::TokenId id);

// The active member whose e-mail (product.md section 6: the primary one, else the first, else the
// userName) is `email`, compared as names are. kNotFound; kUniqueness when
// there are several.
base::Result<base::ResourceId> get_member_by_email(Session& session, std::string_view email);

bool is_expired(const model::Token& token, std::int64_t now_us);

// A published prefix, 40 characters that must be hard to guess, 8 of a checksum over both; the
// checksum is for secret scanners and is never verified.
std::string make_token_value(std::string_view prefix, std::string_view forty_characters);

// ^[0-9A-Za-z_-]{40,80}$, as published clients check it.
bool is_token_value(std::string_view text);

}  // namespace domain
