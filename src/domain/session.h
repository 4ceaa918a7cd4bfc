// What a domain function works with: one transaction on one account, one moment in time. Handlers
// get a Session and pass it on; only domain and store look inside.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/id_source.h"
#include "base/ids.h"
#include "model/account.h"
#include "scim/quirks.h"
#include "store/accounts.h"
#include "store/txn.h"

namespace domain {

// What an operation did, for its audit entry. Empty `resource_id` and no `changed`: nothing
// happened.
struct Change {
  bool changed = false;
  std::string action_type;    // create, update, delete
  std::string description;    // "Create SCIM User"
  std::string resource_type;  // "scim_user"
  std::string resource_id;
  std::vector<std::string> attributes;  // names only
  // Where the entry goes instead of the session's account: what was done took that away.
  std::optional<base::Realm> audit_realm;
  bool retires_realm = false;  // left rows behind that nobody owns (retired_realms.h)
  int status = 0;              // HTTP status of the answer, once it is known
};

class ResourceTypes;
class TokenUses;

struct Session {
  store::Txn& txn;
  store::RecordMemo& memo;
  base::IdSource& ids;
  std::int64_t now_us = 0;
  model::Account account;  // of the path; default for routes without one
  std::string
      base_uri;  // "http://host:port/client/v4/accounts/<id>/scim/v2", without trailing slash
  scim::Quirks quirks;
  Change change;
  const TokenUses* token_uses = nullptr;
  // Set: users and groups are those that an identity provider of the account provisioned, not the
  // account's (identity_providers.h).
  std::optional<base::Realm> directory = std::nullopt;
  std::shared_ptr<const ResourceTypes> types = {};  // ask types_of (resource_types.h)

  // Where users and groups are. What else an account has is under account.realm.
  base::Realm realm() const { return directory.value_or(account.realm); }
};

// A fresh id, and the promise in the store that it is never given again.
base::ResourceId next_resource_id(Session& session);
base::IdBytes next_plain_id(Session& session);

// How much of what clients send wrongly the account's profile forgives.
scim::Strictness strictness_of(const Session& session);

void require_store(Session& session);  // throws when the store does not answer

}  // namespace domain
