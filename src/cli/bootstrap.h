// What a new data folder starts with: one Enterprise account with its Super Administrator, and
// tokens. Everything goes through the same routes as later requests, in one commit.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/instance.h"

namespace cli {

struct Bootstrap {
  std::string account_id;  // 32 hex digits
  std::string account_name = "scimd";
  std::string admin_email = "admin@scimd.test";
  std::string scim_token;            // empty: none is made
  std::string admin_token;           // user-owned, holds every permission group
  std::string admin_api_key;         // the Super Administrator's global key; empty: none is made
  std::string identity_provider_id;  // known once it is made
  std::string identity_provider_secret;  // of its SCIM endpoint; empty: none is made
};

bool has_accounts(Instance& instance);
bool has_account(Instance& instance, const std::string& id);

// Makes account, tokens and identity provider with exactly these values.
base::Status make_first_account(Instance& instance, const Bootstrap& wanted);

// `profile`: a word that model::parse_profile knows.
base::Status set_profile(Instance& instance, const std::string& account_id,
                         const std::string& profile);

// With dashes; empty when the account has none that make_first_account made.
std::string find_identity_provider_id(Instance& instance, const std::string& account_id);

// The operator's request for a user's global API key; an empty value: a fresh one is made.
json::Object global_key(const std::string& email, const std::string& value);

// Values where none were given: from the seed when there is one, else random.
std::string make_account_id(std::optional<std::uint64_t> seed);
// `use` tells values of one prefix apart.
std::string make_token(std::string_view prefix, std::optional<std::uint64_t> seed,
                       std::string_view use = {});

}  // namespace cli
