// What a client may say of a token. Split from domain/tokens.cpp, which is about the records.
#pragma once

#include "base/result.h"
#include "domain/session.h"
#include "domain/tokens.h"

namespace domain {

// Name, times, condition, permission groups, and resources that are the owner's own.
base::Status require_token_fields(const Session& session,
                                  const std::optional<base::ResourceId>& user,
                                  const TokenFields& fields);

}  // namespace domain
