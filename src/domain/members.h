// The members of an account: the users that have a membership now, and what the v4 API does with
// them. It names a membership by an id of its own, which is the user's with the last byte set to
// the membership's generation (1 to 255): after a user left and came back, the old id finds nobody.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "domain/policies.h"
#include "domain/session.h"
#include "json/value.h"
#include "model/document.h"

namespace domain {

base::MembershipId membership_id(const model::Document& user);
base::ResourceId user_id(base::MembershipId id);

// The user whose membership this is; nothing when it is over, or was never in this account.
std::optional<model::Document> find_member(Session& session, base::MembershipId id);
base::Result<model::Document> get_member(Session& session, base::MembershipId id);  // kNotFound

// What the header alone says of a user's membership; nothing when the user has none now.
struct Membership {
  base::MembershipId id;
  bool pending = false;
};
std::optional<Membership> find_membership(Session& session, base::ResourceId user);

// A member's e-mail: the primary one of the user, else the first, else the userName.
std::string email_of(const json::Object& attributes);

struct RoleRequest {
  std::string id;
  std::string pointer;  // to it in the request's body
};
// What a member is to hold: policies when there are any, else roles. Neither is kInvalidValue.
struct GrantRequest {
  std::vector<RoleRequest> roles;
  std::vector<PolicyRequest> policies;
};

enum class Invited { kPending, kAccepted };
struct Invitation {
  std::string email;
  GrantRequest grant;
  Invited status = Invited::kPending;
};

// A new membership for the user with this userName or primary e-mail who has none now, else for a
// user made from the e-mail; SCIM does not manage them until it writes to them. kUniqueness when a
// member has the e-mail or the userName. kAccepted is for users the account knows: anybody else has
// to accept, which is kBadRequest.
base::Result<model::Document> invite_member(Session& session, const Invitation& invitation);

// A policy that comes with the id of one the member holds keeps it; all others get fresh ids.
// kProtected when the only Super Administrator would be none any more.
base::Result<model::Document> update_member(Session& session, base::MembershipId id,
                                            const GrantRequest& grant);

// As SCIM's active:false: the membership ends, the user stays. kProtected for the only Super
// Administrator.
base::Status remove_member(Session& session, base::MembershipId id);

}  // namespace domain
