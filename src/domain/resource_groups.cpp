#include "domain/resource_groups.h"

#include <cstring>

#include "base/crypto.h"
#include "store/objects.h"

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t kObjectsMax = 1000;
constexpr std::size_t kObjectKeyBytesMax = 256;

}  // namespace

std::string account_scope_key(const model::Account& account) {
  return "com.cloudflare.api.account." + account.id.hex();
}

model::ResourceGroup default_resource_group(const model::Account& account) {
  model::ResourceGroup group;
  const auto hash = base::sha256("resource group of " + account.id.hex());
  std::memcpy(group.id.bytes.data(), hash.data(), group.id.bytes.size());
  group.name = account_scope_key(account);
  group.scope = {group.name, {"*"}};
  group.editable = false;
  return group;
}

std::optional<model::ResourceGroup> find_resource_group(Session& session,
                                                        base::ResourceGroupId id) {
  model::ResourceGroup standard = default_resource_group(session.account);
  if (id == standard.id) return standard;
  const auto object =
      store::find_object(session.txn, session.realm(), store::ObjectType::kResourceGroup, id.bytes);
  if (!object) return std::nullopt;
  return model::resource_group_from_json(id, *object);
}

std::vector<model::ResourceGroup> list_resource_groups(Session& session) {
  std::vector<model::ResourceGroup> groups{default_resource_group(session.account)};
  for (const auto& [id, object] :
       store::list_objects(session.txn, session.realm(), store::ObjectType::kResourceGroup)) {
    groups.push_back(model::resource_group_from_json(base::ResourceGroupId{id}, object));
  }
  return groups;
}

base::Status require_scope(Session& session, const model::Scope& scope,
                           const std::string& pointer) {
  if (scope.key != account_scope_key(session.account)) {
    return Error{ErrorCode::kInvalidValue,
                 "scope.key must name this account: " + account_scope_key(session.account),
                 pointer + "/key"};
  }
  if (scope.objects.empty() || scope.objects.size() > kObjectsMax) {
    return Error{ErrorCode::kInvalidValue,
                 "the number of scope objects must be 1 to " + std::to_string(kObjectsMax),
                 pointer + "/objects"};
  }
  for (std::size_t i = 0; i < scope.objects.size(); ++i) {
    const std::string& key = scope.objects[i];
    if (!key.empty() && key.size() <= kObjectKeyBytesMax) continue;
    return Error{ErrorCode::kInvalidValue, "an object's key has 1 to 256 characters",
                 pointer + "/objects/" + std::to_string(i) + "/key"};
  }
  return base::done();
}

}  // namespace domain
