// Accounts: making, listing, changing and deleting them. The rules are the same whether the command
// line or the API asks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "domain/session.h"
#include "model/account.h"

namespace domain {

struct NewAccount {
  std::string name;
  std::string type = "enterprise";  // or "standard"
  std::optional<base::AccountId> id;
  std::string admin_email = "admin@scimd.test";
};
// With its one Super Administrator, who is not SCIM-managed. kUniqueness when the id is taken.
base::Result<model::Account> create_account(Session& session, const NewAccount& wanted);

struct AccountUpdate {
  std::string name;
  std::string type = {};  // empty: as it is; any other is refused
  std::optional<std::string> abuse_contact_email = std::nullopt;  // empty text: none
  std::optional<bool> enforce_twofactor = std::nullopt;
};
// Of the session's account.
base::Result<model::Account> update_account(Session& session, const AccountUpdate& wanted);
// The session's account with everything in it: members, groups, tokens, identity providers and its
// audit log. The entry about it is in realm 0.
base::Status delete_account(Session& session);

// Settings of our own, as `scimd account set` gives them: profile, patch_status, virtual_groups,
// audit_retention_days, and the name. What is not named stays. They count from the next request on.
// kInvalidValue points at the setting.
base::Result<model::Account> set_account(
    Session& session, base::AccountId id,
    const std::vector<std::pair<std::string, std::string>>& settings);

std::vector<model::Account> list_accounts(Session& session);  // in the order of their making

// The active member whose e-mail (product.md section 6: the primary one, else the first, else the
// userName) is `email`, compared as names are. kNotFound; kUniqueness when
// there are several.
base::Result<base::ResourceId> get_member_by_email(Session& session, std::string_view email);

}  // namespace domain
