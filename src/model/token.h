// API tokens: the record of a credential. The value itself is never stored, only its SHA-256 (the
// record's key).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
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

enum class CredentialKind { kToken, kGlobalKey, kIdentityProvider };

struct Token {
  base::TokenId id;
  CredentialKind kind = CredentialKind::kToken;
  std::optional<base::IdentityProviderId> identity_provider;
  base::AccountId account;               // the owner, or the account of the owning user
  std::optional<base::ResourceId> user;  // set: user-owned
  std::string name;
  TokenStatus status = TokenStatus::kActive;
  std::int64_t issued_us = 0;
  std::int64_t modified_us = 0;
  std::string not_before;  // RFC 3339, echoed as given; empty: none
  std::string expires_on;
  std::vector<std::string> ip_in;  // CIDR
  std::vector<std::string> ip_not_in;
  std::vector<TokenPolicy> policies;
};

json::Value to_json(const Token& token);  // the stored form
Token token_from_json(const json::Value& value);

}  // namespace model
