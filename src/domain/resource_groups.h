// Resource groups of an account. The default one, which stands for the whole account, is not
// stored: its id is made from the account's and it cannot be changed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/session.h"
#include "model/resource_group.h"

namespace domain {

std::string account_scope_key(const model::Account& account);  // "com.cloudflare.api.account.<id>"

model::ResourceGroup default_resource_group(const model::Account& account);
// The default one too; nothing for another account's.
std::optional<model::ResourceGroup> find_resource_group(Session& session, base::ResourceGroupId id);
std::vector<model::ResourceGroup> list_resource_groups(Session& session);  // the default one first

base::Result<model::ResourceGroup> get_resource_group(Session& session, std::string_view id);

// What is absent stays as it is.
struct ResourceGroupRequest {
  std::optional<std::string> name;
  std::optional<model::Scope> scope;
};
// Both members are required. Names need not be unique. kInvalidValue at "/name" or "/scope";
// kBadRequest when the account has as many as it may have.
base::Result<model::ResourceGroup> create_resource_group(Session& session,
                                                         const ResourceGroupRequest& request);
// kProtected: the default one. What policies name may change, and with it what they reach.
base::Result<model::ResourceGroup> update_resource_group(Session& session,
                                                         model::ResourceGroup group,
                                                         const ResourceGroupRequest& request);
// kProtected: the default one. kBadRequest while a policy names it: the detail says whose.
base::Status delete_resource_group(Session& session, const model::ResourceGroup& group);

// kInvalidValue unless the key names the session's account and there are objects in it:
// "*", zones "com.cloudflare.api.account.zone.<id or *>" and the like: 1 to 128 visible ASCII
// characters, as what can be named is not ours to know. `pointer`: of the scope.
base::Status require_scope(Session& session, const model::Scope& scope, const std::string& pointer);

}  // namespace domain
