// The wire shapes of API tokens, read and written alike for both levels (cloudflare.md 7.1).
#pragma once

#include "api/call.h"
#include "base/result.h"
#include "domain/tokens.h"
#include "json/value.h"

namespace api::tokens {

// Everything is echoed as it was given: order of policies and keys, times, condition.
json::Object shape_token(domain::Session& session, const model::Token& token);
std::string_view status_word(const model::Token& token, std::int64_t now_us);

// Name, policies, times and condition; types are checked, meaning is not.
base::Result<domain::TokenFields> read_token_fields(const json::Value& body);

}  // namespace api::tokens
