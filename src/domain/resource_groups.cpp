#include "domain/resource_groups.h"

#include <algorithm>
#include <cstring>

#include "base/crypto.h"
#include "base/text.h"
#include "domain/draft.h"
#include "domain/members.h"
#include "domain/user_groups.h"
#include "store/documents.h"
#include "store/indexes.h"
#include "store/objects.h"

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t kObjectsMax = 1000;
constexpr std::size_t kObjectKeyBytesMax = 128;
constexpr std::size_t kNameCharactersMax = 255;
constexpr std::size_t kResourceGroupsMax = 500;  // of an account: they are listed on one page

bool is_object_key(const std::string& key) {
  const auto visible = [](char c) { return c > 0x20 && c < 0x7F; };
  return !key.empty() && key.size() <= kObjectKeyBytesMax &&
         std::all_of(key.begin(), key.end(), visible);
}

base::Status require_name(const std::string& name) {
  const auto fault = base::find_name_fault(name, kNameCharactersMax);
  if (fault == base::NameFault::kNone) return base::done();
  std::string sentence = "name " + std::string(base::describe(fault));
  if (fault == base::NameFault::kTooLong)
    sentence += " (at most " + std::to_string(kNameCharactersMax) + " characters)";
  return Error{ErrorCode::kInvalidValue, sentence, "/name"};
}

base::Status require_editable(const model::ResourceGroup& group) {
  if (group.editable) return base::done();
  return Error{ErrorCode::kProtected,
               "Resource group stands for the whole account and cannot be changed or deleted"};
}

base::Status apply_request(Session& session, model::ResourceGroup& group,
                           const ResourceGroupRequest& request) {
  if (request.name) {
    if (auto status = require_name(*request.name); !status.ok()) return status;
    group.name = *request.name;
  }
  if (request.scope) {
    if (auto status = require_scope(session, *request.scope, "/scope"); !status.ok()) return status;
    group.scope = *request.scope;
  }
  return base::done();
}

void describe_change(Session& session, const model::ResourceGroup& group,
                     std::string_view action_type, std::string_view description,
                     std::vector<std::string> attributes) {
  Change& change = session.change;
  change.changed = true;
  change.action_type = action_type;
  change.description = description;
  change.resource_type = "resource_group";
  change.resource_id = group.id.hex();
  change.attributes = std::move(attributes);
}

void put(Session& session, const model::ResourceGroup& group) {
  store::put_object(session.txn, session.realm(), store::ObjectType::kResourceGroup, group.id.bytes,
                    to_json(group));
}

// "the user group "Developers"", "the member jane@example.com".
std::string describe_holder(Session& session, base::ResourceId id) {
  const auto holder = store::find_document(session.txn, session.realm(), id);
  if (!holder) throw store::Damaged("the index of policies names nobody");
  if (holder->header.kind == model::Kind::kGroup)
    return "the user group \"" + user_group_name(*holder) + "\"";
  return "the member " + email_of(parse_stored_object(holder->attributes));
}

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

base::Result<model::ResourceGroup> get_resource_group(Session& session, std::string_view id) {
  const auto parsed = base::ResourceGroupId::parse_exact(id);
  auto group = parsed ? find_resource_group(session, *parsed) : std::nullopt;
  if (group) return std::move(*group);
  return Error{ErrorCode::kNotFound, "Resource group not found"};
}

base::Result<model::ResourceGroup> create_resource_group(Session& session,
                                                         const ResourceGroupRequest& request) {
  model::ResourceGroup group;
  if (auto status = apply_request(session, group, request); !status.ok()) return status.error();
  if (list_resource_groups(session).size() > kResourceGroupsMax) {
    return Error{
        ErrorCode::kBadRequest,
        "an account has at most " + std::to_string(kResourceGroupsMax) + " resource groups"};
  }
  group.id = base::ResourceGroupId{next_plain_id(session)};
  put(session, group);
  describe_change(session, group, "create", "Create Resource Group", {"name", "scope"});
  return group;
}

base::Result<model::ResourceGroup> update_resource_group(Session& session,
                                                         model::ResourceGroup group,
                                                         const ResourceGroupRequest& request) {
  if (auto status = require_editable(group); !status.ok()) return status.error();
  const model::ResourceGroup before = group;
  if (auto status = apply_request(session, group, request); !status.ok()) return status.error();
  std::vector<std::string> attributes;
  if (group.name != before.name) attributes.emplace_back("name");
  if (group.scope != before.scope) attributes.emplace_back("scope");
  if (attributes.empty()) return group;
  put(session, group);
  describe_change(session, group, "update", "Update Resource Group", std::move(attributes));
  return group;
}

base::Status delete_resource_group(Session& session, const model::ResourceGroup& group) {
  if (auto status = require_editable(group); !status.ok()) return status;
  const auto holders = store::find_indexed(
      session.txn, session.realm(), store::IndexedAttribute::kPolicyResourceGroup, group.id.hex());
  if (!holders.empty()) {
    std::string who = describe_holder(session, holders.front());
    if (holders.size() > 1) who += " and " + std::to_string(holders.size() - 1) + " more";
    return Error{ErrorCode::kBadRequest,
                 "Resource group is named by a policy of " + who + ": change the policy first"};
  }
  store::erase_object(session.txn, session.realm(), store::ObjectType::kResourceGroup,
                      group.id.bytes);
  describe_change(session, group, "delete", "Delete Resource Group", {});
  return base::done();
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
    if (is_object_key(scope.objects[i])) continue;
    return Error{ErrorCode::kInvalidValue, "an object's key has 1 to 128 visible ASCII characters",
                 pointer + "/objects/" + std::to_string(i) + "/key"};
  }
  return base::done();
}

}  // namespace domain
