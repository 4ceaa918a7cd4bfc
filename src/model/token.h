// The record of a credential: an API token, a global API key, or the SCIM secret of a Zero Trust
// identity provider. The value itself is never stored, only its SHA-256 (the record's key).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "json/value.h"

namespace model {

enum class Effect { kAllow, kDeny };

struct TokenPolicy {
  base::PolicyId id;
  Effect effect = Effect::kAllow;
  std::vector<std::string> permission_groups;  // ids, 32 hex digits
  json::Value resources;  // as given: {"com.cloudflare.api.account.<id>": "*" | {…}}
};

enum class TokenStatus { kActive, kDisabled };

enum class CredentialKind {
  kToken,             // an API token, sent as Bearer
  kGlobalKey,         // user-owned, sent as X-Auth-Key; may do what its owner may
  kIdentityProvider,  // opens the SCIM endpoint of one identity provider and nothing else
};

struct Token {
  base::TokenId id;
  CredentialKind kind = CredentialKind::kToken;
  base::AccountId account;               // the owner, or the account of the owning user
  std::optional<base::ResourceId> user;  // set: user-owned
  std::optional<base::IdentityProviderId> identity_provider;  // kIdentityProvider only
  std::string name;
  TokenStatus status = TokenStatus::kActive;
  std::int64_t issued_us = 0;
  std::int64_t modified_us = 0;
  std::string not_before;  // RFC 3339, echoed as given; empty: none
  std::string expires_on;
  json::Value condition;      // as given, {"request_ip": {"in", "not_in"}}; null: none
  std::string creator_email;  // of the user who made it; empty: unknown
  std::vector<TokenPolicy> policies;
};

// The addresses of a condition, CIDR or single; empty when it does not name any.
std::vector<std::string> request_ips(const json::Value& condition, std::string_view list);

json::Value to_json(const Token& token);  // the stored form
Token token_from_json(const json::Value& value);

}  // namespace model
