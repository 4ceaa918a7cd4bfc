// API tokens and the other credentials that are kept like them: making, listing and changing them.
// The rules are the same whether the command line or the API asks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/session.h"
#include "model/document.h"
#include "model/principal.h"
#include "model/token.h"

namespace domain {

// A policy as a client wrote it; types are checked, meaning is not.
struct TokenPolicyRequest {
  std::string id;  // empty: none was given
  model::Effect effect = model::Effect::kAllow;
  std::vector<std::string> permission_groups;  // ids
  json::Value resources;
};

// What a client says of a token: the whole of it, also in an update.
struct TokenFields {
  std::string name;
  std::vector<TokenPolicyRequest> policies;
  std::string not_before;  // RFC 3339; empty: none
  std::string expires_on;
  json::Value condition;  // {"request_ip": {"in": […], "not_in": […]}}; null: none
};

// Whose tokens a request is about.
struct TokenOwner {
  enum class Kind {
    kAccount,  // those the session's account owns
    kUser,     // those of one user
    kAnybody,  // every token and key in the account: what the local operator works with
  };
  Kind kind = Kind::kAccount;
  base::ResourceId user = {};  // kUser
};

struct NewToken {
  TokenFields fields;
  std::optional<base::ResourceId> user;  // user-owned when set
  model::CredentialKind kind = model::CredentialKind::kToken;
  std::string value;  // empty: a fresh one is made
};
struct IssuedToken {
  model::Token token;
  std::string value;  // shown once, never stored
};

inline constexpr std::size_t kTokensOfUserMax = 50;  // cloudflare.md section 1.4
inline constexpr std::size_t kTokensOfAccountMax = 500;

// Errors point at the member at fault: kInvalidName, kInvalidValue for times (RFC 3339), CIDRs,
// permission groups, resources that are not the owner's and what the caller does not hold itself;
// kUniqueness when the value is in use, kBadRequest when the owner has too many.
base::Result<IssuedToken> create_token(Session& session, const model::Principal& caller,
                                       NewToken wanted);
// In the order of their making. Expired ones only when asked for, and not those that expired more
// than 30 days ago.
enum class Expired { kOmitted, kRecent };
std::vector<model::Token> list_tokens(Session& session, const TokenOwner& owner, Expired expired);
base::Result<model::Token> get_token(Session& session, const TokenOwner& owner, base::TokenId id);
// What the fields do not say is cleared; without a status it keeps the one it has. A policy that
// comes with the id of one of the token's policies keeps it, any other gets a fresh one.
base::Result<model::Token> update_token(Session& session, const model::Principal& caller,
                                        const TokenOwner& owner, base::TokenId id,
                                        TokenFields fields,
                                        std::optional<model::TokenStatus> status);
// Same id, the old value is dead. Whoever gets the new value must hold what it opens.
base::Result<IssuedToken> roll_token(Session& session, const model::Principal& caller,
                                     const TokenOwner& owner, base::TokenId id);
base::Status delete_token(Session& session, const TokenOwner& owner, base::TokenId id);

// The SCIM secret of an identity provider of the session's account. It has the provider's id.
// Issuing replaces the old one; without a value a fresh one is made. Erasing does nothing when
// there is none.
base::Result<IssuedToken> issue_identity_provider_secret(Session& session,
                                                         base::IdentityProviderId id,
                                                         std::string value = {});
void erase_identity_provider_secret(Session& session, base::IdentityProviderId id);

bool is_expired(const model::Token& token, std::int64_t now_us);
std::int64_t last_used_us(Session& session, const model::Token& token);  // 0: never

// The user who owns a user-owned token, whatever account the session is on; nothing when they are
// gone.
std::optional<model::Document> find_owner(store::Txn& txn, store::RecordMemo& memo,
                                          const model::Token& token);
// The user behind a request; nothing when it comes from an account's token or the operator.
std::optional<model::Document> find_caller(Session& session, const model::Principal& caller);
std::string email_of_caller(Session& session, const model::Principal& caller);

// A published prefix, 40 characters that must be hard to guess, 8 of a checksum over both; the
// checksum is for secret scanners and is never verified.
std::string make_token_value(std::string_view prefix, std::string_view forty_characters);

// ^[0-9A-Za-z_-]{40,80}$ and {37,60}, as published clients check tokens and global keys.
bool is_token_value(std::string_view text);
bool is_key_value(std::string_view text);

}  // namespace domain
