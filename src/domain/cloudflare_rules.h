// What the live endpoint asks of a write beyond the RFCs (cloudflare.md sections 8.2, 8.3 and 8.5).
// In the other profiles these do nothing.
#pragma once

#include "base/result.h"
#include "domain/binding.h"
#include "domain/session.h"
#include "json/value.h"

namespace domain {

// Writes are for Enterprise accounts: kForbidden for others.
base::Status require_plan_for_writes(const Session& session);

enum class WriteVerb { kCreate, kReplace, kModify };

// Attributes as a request leaves them, before they are completed, and as they were (empty: new).
// A user's userName and primary e-mail are one, with case: kInvalidValue when they differ, and
// when a new user is not active:true with such an e-mail. The e-mail is then the only one, of type
// work. A group's new displayName must not begin with CF: kInvalidValue.
base::Status meet_cloudflare_rules(const Session& session, const Binding& binding, WriteVerb verb,
                                   const json::Object& before, json::Object& attributes);

}  // namespace domain
