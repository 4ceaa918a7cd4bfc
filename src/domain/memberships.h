// A user's membership of the account: how it starts, how it ends, and who may not lose it (seed
// facts: "Minimal Account Access" for everybody who is provisioned; the only Super Administrator is
// never deprovisioned).
#pragma once

#include <string_view>

#include "domain/draft.h"
#include "domain/session.h"
#include "model/document.h"

namespace domain {

// Published ids of the roles the rules name (GET /accounts/:id/roles).
inline constexpr std::string_view kSuperAdministratorRole = "33666b9c79b9a5273fc7344ff42f953d";
inline constexpr std::string_view kMinimalAccessRole = "5c35d2bf3a545e6b7560b826c0d23c39";

// The next generation of the membership, accepted, with Minimal Account Access and no groups.
void start_membership(Session& session, Draft& draft);
// Out of the members, out of every group, roles and policies gone. The user stays.
void end_membership(Session& session, Draft& draft);
// An invited member whom SCIM provisions needs no invitation any more.
void accept_membership(Session& session, Draft& draft);
void set_roles(Session& session, Draft& draft, std::vector<std::string_view> roles);

// Who counts as a Super Administrator: an accepted membership whose own roles hold that role;
// groups do not count.
bool counts_as_super_administrator(const model::Document& document);
// Counted are accepted memberships that hold the role themselves. Own policies count too as soon as
// members can have any, which no interface gives them yet.
bool is_only_super_administrator(Session& session, base::ResourceId user);

}  // namespace domain
