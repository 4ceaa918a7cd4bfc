// A user's membership of the account: how it starts, how it ends, what it holds, and who may not
// lose it (seed facts: "Minimal Account Access" for everybody who is provisioned; the only Super
// Administrator is never deprovisioned).
//
// A member holds roles or policies. Stored is what was given; the other view is derived, as the
// live service keeps one role and one policy on the whole account the same thing (cloudflare.md
// section 5).
#pragma once

#include <string_view>
#include <vector>

#include "domain/catalogue.h"
#include "domain/draft.h"
#include "domain/session.h"
#include "model/account.h"
#include "model/document.h"
#include "model/policy.h"

namespace domain {

// Published ids of the roles the rules name (GET /accounts/:id/roles).
inline constexpr std::string_view kSuperAdministratorRole = "33666b9c79b9a5273fc7344ff42f953d";
inline constexpr std::string_view kMinimalAccessRole = "5c35d2bf3a545e6b7560b826c0d23c39";

// The next generation of the membership, accepted, with Minimal Account Access and no groups.
void start_membership(Session& session, Draft& draft);
// The same as an invitation that waits to be accepted.
void start_invitation(Session& session, Draft& draft);
// Out of the members, out of every group, roles and policies gone. The user stays.
void end_membership(Session& session, Draft& draft);
// An invited member whom SCIM provisions needs no invitation any more.
void accept_membership(Session& session, Draft& draft);

// Each takes the place of all the member held before.
void set_roles(Session& session, Draft& draft, const std::vector<std::string_view>& roles);
void set_member_policies(Session& session, Draft& draft,
                         const std::vector<model::Policy>& policies);

// The member's own policies. A role is one on the whole account, under an id that is the same at
// every reading.
std::vector<model::Policy> policies_of_member(const model::Account& account,
                                              const model::Document& user);
// The member's own roles; of policies only when each of them is what a role would be: one
// permission group that has a role, allowed, on the whole account. Otherwise none.
std::vector<const CatalogueEntry*> roles_of_member(const model::Account& account,
                                                   const model::Document& user);

// The permission groups that the roles and policies in a user's `access` allow on the whole
// account: ids, each once. store_draft keeps an index of them.
std::vector<std::string> held_permission_groups(const model::Account& account,
                                                const std::string& access);
// One role more or less, whatever else the member holds. Who has nothing left keeps Minimal Account
// Access (seed 001). Holding it already, or not holding it, changes nothing.
void grant_role(Session& session, Draft& draft, const CatalogueEntry& role);
void revoke_role(Session& session, Draft& draft, const CatalogueEntry& role);

// Whether a policy speaks about the whole account: its default resource group, or "*" spelled out.
// A resource group that people can edit is none, whatever it holds now.
bool is_account_wide(const model::Account& account, const model::Policy& policy);

// Who counts as a Super Administrator: an accepted membership whose own roles or policies hold
// that role on the whole account and no policy denies it there. Groups do not count.
bool counts_as_super_administrator(const model::Account& account, const model::Document& user);
bool is_only_super_administrator(Session& session, base::ResourceId user);

}  // namespace domain
