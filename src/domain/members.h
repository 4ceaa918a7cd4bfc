// The members of an account: the users that have a membership now. The v4 API names a membership by
// an id of its own, which is the user's with the last byte set to the membership's generation
// (1 to 255): after a user left and came back, the old id finds nobody.
#pragma once

#include <optional>
#include <string>

#include "base/ids.h"
#include "domain/session.h"
#include "json/value.h"
#include "model/document.h"

namespace domain {

base::MembershipId membership_id(const model::Document& user);
base::ResourceId user_id(base::MembershipId id);

// The user whose membership this is; nothing when it is over, or was never in this account.
std::optional<model::Document> find_member(Session& session, base::MembershipId id);

// A member's e-mail: the primary one of the user, else the first, else the userName.
std::string email_of(const json::Object& attributes);

}  // namespace domain
