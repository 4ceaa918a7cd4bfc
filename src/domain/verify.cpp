#include "domain/verify.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "domain/binding.h"
#include "domain/draft.h"
#include "domain/memberships.h"
#include "domain/own_schemas.h"
#include "domain/policies.h"
#include "domain/resource_groups.h"
#include "domain/resource_types.h"
#include "json/read.h"
#include "scim/conform.h"
#include "scim/validate.h"
#include "store/accounts.h"
#include "store/documents.h"
#include "store/indexes.h"
#include "store/keys.h"
#include "store/lists.h"
#include "store/objects.h"
#include "store/records.h"
#include "store/retired_realms.h"

namespace domain {
namespace {

using base::Realm;
using base::ResourceId;
using store::Db;
using store::Findings;
using store::Row;
using store::Txn;

constexpr std::size_t kAttributeKeyBytesMin = 6;  // realm, attribute, marker

std::string label(const IndexedPath& path) {
  std::string text(path.kind == model::Kind::kUser    ? "user's "
                   : path.kind == model::Kind::kGroup ? "group's "
                                                      : "resource's ");
  if (!path.extension.empty()) text.append(path.extension).append(":");
  text += path.attribute;
  if (!path.sub.empty()) text += "." + std::string(path.sub);
  return text;
}

bool is_indexed(Txn& txn, const std::string& key, ResourceId id) {
  store::Cursor cursor(txn, Db::kIndex);
  const auto found = cursor.seek_pair(key, id.view());
  return found && *found == id.view();
}

using Accounts = std::map<Realm, model::Account>;

// What the accounts serve, by realm. An account whose own schemas cannot be read is judged by the
// built-in types, and the fault is said once.
class TypesOfRealms {
 public:
  TypesOfRealms(Txn& txn, Findings& findings, const Accounts& accounts) {
    for (const auto& [realm, account] : accounts) {
      const std::uint32_t epoch = account.settings.schema_epoch;
      const std::string key =
          store::object_key(realm, store::ObjectType::kOwnSchemas, base::IdBytes{});
      const auto record = txn.get(Db::kObjects, key);
      if (!record && epoch == 0) continue;
      if (const std::string_view fault = read(realm, epoch, key, record); !fault.empty())
        findings.add(Db::kObjects, key, fault);
    }
  }

  const ResourceTypes& of(Realm realm) const {
    const auto found = types_.find(realm);
    return found == types_.end() ? *ResourceTypes::built_in() : *found->second;
  }

 private:
  std::string_view read(Realm realm, std::uint32_t epoch, const std::string& key,
                        const std::optional<std::string_view>& record) {
    if (!record) return "the account's own schemas are missing";
    try {
      types_[realm] = make_own_types(store::decode_object({key, *record}));
    } catch (const store::Damaged&) {
      return "the account's own schemas cannot be read";
    }
    return types_[realm]->epoch() == epoch
               ? ""
               : "the account's own schemas are of another epoch than its settings";
  }

  std::map<Realm, std::shared_ptr<const ResourceTypes>> types_;
};

Accounts accounts_by_realm(Txn& txn) {
  Accounts accounts;
  try {
    for (const model::Account& account : store::list_accounts(txn))
      accounts.emplace(account.realm, account);
  } catch (const store::Damaged&) {  // said where the accounts are walked
  }
  return accounts;
}

constexpr auto kPolicyIndex = store::IndexedAttribute::kPolicyResourceGroup;
constexpr auto kHeldIndex = store::IndexedAttribute::kHeldPermissionGroup;

// What the policies of a document name exists, and is found from there.
void check_policies(Txn& txn, Findings& findings, Realm realm, const model::Document& document,
                    const Accounts& accounts) {
  const std::string key = store::document_key(realm, document.id);
  for (const std::string& group : named_resource_groups(document.access)) {
    if (!is_indexed(txn, store::attribute_key(realm, kPolicyIndex, group), document.id))
      findings.add(Db::kDocs, key, "the resource is not found by the resource group of its policy");
    // The default group stands for its account and is not stored.
    const auto account = accounts.find(realm);
    if (account != accounts.end() && default_resource_group(account->second).id.hex() == group)
      continue;
    const auto id = base::parse_id_bytes(group);
    const auto type = store::ObjectType::kResourceGroup;
    if (!id || !txn.get(Db::kObjects, store::object_key(realm, type, *id)))
      findings.add(Db::kDocs, key, "a policy names a resource group that does not exist");
  }
}

// What a user holds on the whole account is found from there.
void check_held(Txn& txn, Findings& findings, Realm realm, const model::Document& user,
                const model::Account& account) {
  for (const std::string& group : held_permission_groups(account, user.access)) {
    if (is_indexed(txn, store::attribute_key(realm, kHeldIndex, group), user.id)) continue;
    findings.add(Db::kDocs, store::document_key(realm, user.id),
                 "the user is not found by a permission group they hold");
  }
}

// A member holds roles or policies, everybody else neither.
std::string_view find_access_fault(const model::Document& user, bool of_account) {
  if (user.header.pending && !user.header.active) return "the user is invited and no member";
  const json::Object access = parse_stored_object(user.access);
  if (!user.header.active || !of_account) {
    return access.empty() ? "" : "a user without membership holds roles or policies";
  }
  const bool roles = access.find("roles") != nullptr;
  const bool policies = access.find("policies") != nullptr;
  return roles != policies ? "" : "a member must hold either roles or policies";
}

void check_user(Txn& txn, Findings& findings, Realm realm, const Accounts& accounts,
                const model::Document& user, const json::Object& attributes) {
  const std::string key = store::document_key(realm, user.id);
  const json::Value* active = attributes.find("active");
  if (!active || !active->is_bool() || active->as_bool() != user.header.active) {
    findings.add(Db::kDocs, key, "the attribute active disagrees with the membership");
  }
  const auto account = accounts.find(realm);
  const std::string_view fault = find_access_fault(user, account != accounts.end());
  if (!fault.empty()) return findings.add(Db::kDocs, key, fault);
  if (account == accounts.end()) return;
  check_held(txn, findings, realm, user, account->second);
  const bool listed = store::is_in_list(txn, realm, store::List::kSuperAdministrators, user.id);
  if (counts_as_super_administrator(account->second, user) == listed) return;
  findings.add(Db::kDocs, key,
               listed ? "the user is listed as a Super Administrator and is none"
                      : "the Super Administrator is missing from their list");
}

// A document of an account with own schemas: of a type it has, and as its schemas are.
void check_schemas(Findings& findings, const std::string& key, const ResourceTypes& types,
                   const Binding& binding, const model::Document& document,
                   const json::Object& attributes) {
  const auto fault = [&](std::string_view what) { findings.add(Db::kDocs, key, what); };
  if (document.header.schema_epoch > types.epoch())
    return fault("the resource was written under schemas that never were");
  if (document.header.schema_epoch != types.epoch()) return;
  if (document.header.extension_mask != scim::extension_mask(*binding.type, attributes))
    fault("the header names other schema extensions than the attributes hold");
  if (types.epoch() != 0 && scim::conform(*binding.type, attributes) != attributes)
    fault("the attributes do not fit the account's own schemas");
}

// One document against what should be derived from it.
void check_document(Txn& txn, Findings& findings, Realm realm, const Accounts& accounts,
                    const ResourceTypes& types, const model::Document& document,
                    const json::Object& attributes) {
  const std::string key = store::document_key(realm, document.id);
  const auto fault = [&](std::string_view what) { findings.add(Db::kDocs, key, what); };
  const Binding* binding = types.find(document.header.kind);
  if (!binding) return fault("the resource is of a type that its account does not have");

  bool has_name = model::is_own(binding->kind);
  for (const IndexedValue& value : indexed_values(*binding, attributes)) {
    const IndexedPath& path = *value.path;
    has_name = has_name || (path.unique && !store::is_own(path.index));
    const std::string row = store::attribute_key(realm, path.index, value.value);
    const auto holder = path.unique ? txn.get(Db::kUnique, row) : std::nullopt;
    const bool found =
        path.unique ? holder && *holder == document.id.view() : is_indexed(txn, row, document.id);
    if (!found) fault("the resource is not found by the " + label(path));
  }
  if (!has_name) fault("the resource has no name");
  check_schemas(findings, key, types, *binding, document, attributes);
  if (binding->kind == model::Kind::kUser)
    check_user(txn, findings, realm, accounts, document, attributes);
}

const IndexedPath* find_path(const ResourceTypes& types, std::string_view key, bool unique) {
  for (const Binding& binding : types.bindings()) {
    for (const IndexedPath& path : binding.paths) {
      if (path.unique == unique && static_cast<char>(path.index) == key[4]) return &path;
    }
  }
  return nullptr;
}

// Whether the document has a value that belongs under this key.
bool has_value_for(Txn& txn, const ResourceTypes& types, std::string_view key, ResourceId id,
                   const IndexedPath& path) {
  const Realm realm = store::realm_of(key);
  const auto document = store::find_document(txn, realm, id);
  if (!document || document->header.kind != path.kind) return false;
  const auto attributes = json::parse(document->attributes);
  if (!attributes.ok() || !attributes.value().is_object()) return false;
  const auto values = indexed_values(*types.find(path.kind), attributes.value().as_object());
  return std::any_of(values.begin(), values.end(), [&](const IndexedValue& value) {
    return value.path == &path && store::attribute_key(realm, path.index, value.value) == key;
  });
}

// Whether the document has a policy with the resource group under this key.
bool has_policy_for(Txn& txn, std::string_view key, ResourceId id) {
  const Realm realm = store::realm_of(key);
  const auto document = store::find_document(txn, realm, id);
  if (!document) return false;
  const auto groups = named_resource_groups(document->access);
  return std::any_of(groups.begin(), groups.end(), [&](const std::string& group) {
    return store::attribute_key(realm, kPolicyIndex, group) == key;
  });
}

bool holds_group_of(Txn& txn, std::string_view key, ResourceId id, const Accounts& accounts) {
  const Realm realm = store::realm_of(key);
  const auto account = accounts.find(realm);
  const auto document = store::find_document(txn, realm, id);
  if (account == accounts.end() || !document || document->header.kind != model::Kind::kUser)
    return false;
  const auto groups = held_permission_groups(account->second, document->access);
  return std::any_of(groups.begin(), groups.end(), [&](const std::string& group) {
    return store::attribute_key(realm, kHeldIndex, group) == key;
  });
}

// A token of the account and user under this key.
bool is_owner_of(Txn& txn, std::string_view key, ResourceId id) {
  constexpr std::size_t kAccountAt = 6;  // behind realm, attribute, marker
  if (key.size() != kAccountAt + 32) return false;
  const base::AccountId account = base::AccountId::from_view(key.substr(kAccountAt, 16));
  const auto hash = txn.get(Db::kTokenIds, store::token_id_key(account, base::TokenId{id.bytes}));
  const auto record = hash ? txn.get(Db::kTokens, *hash) : std::nullopt;
  if (!record) return false;
  const auto token = json::parse(store::decode_record(*hash, *record));
  if (!token.ok()) return true;  // said where the tokens are walked
  const auto user = ResourceId::parse(token.value().string_or("user", ""));
  return user && user->view() == key.substr(kAccountAt + 16);
}

// The fault of a row in an index, or nothing.
std::string find_row_fault(Txn& txn, Db db, const Row& row, const Accounts& accounts,
                           const ResourceTypes& types) {
  const ResourceId id = ResourceId::from_view(row.value);
  try {
    if (db == Db::kIndex && row.key[4] == static_cast<char>(kPolicyIndex)) {
      if (has_policy_for(txn, row.key, id)) return {};
      return "the row finds " + id.hex() + " by a resource group which no policy of it names";
    }
    if (db == Db::kIndex && row.key[4] == static_cast<char>(kHeldIndex)) {
      if (holds_group_of(txn, row.key, id, accounts)) return {};
      return "the row finds " + id.hex() + " by a permission group which that user does not hold";
    }
    if (db == Db::kIndex && row.key[4] == static_cast<char>(store::IndexedAttribute::kTokenOwner)) {
      if (is_owner_of(txn, row.key, id)) return {};
      return "the row finds " + id.hex() + " by an owner which is not that token's";
    }
    const IndexedPath* path = find_path(types, row.key, db == Db::kUnique);
    if (!path) return "there is no such indexed attribute";
    if (has_value_for(txn, types, row.key, id, *path)) return {};
    return "the row finds " + id.hex() + " by a " + label(*path) +
           " which that resource does not have";
  } catch (const store::Damaged&) {
    return {};  // said where the documents are walked
  }
}

void check_index_rows(Txn& txn, Findings& findings, Db db, const Accounts& accounts,
                      const TypesOfRealms& types) {
  const std::set<Realm> retired = store::list_retired_realms(txn);
  store::Cursor cursor(txn, db);
  for (auto row = cursor.first(); row; row = cursor.next()) {
    findings.count_row(db);
    if (row->key.size() < kAttributeKeyBytesMin || row->value.size() != ResourceId{}.bytes.size()) {
      findings.add(db, row->key, "the row has the wrong length");
      continue;
    }
    if (retired.count(store::realm_of(row->key)) != 0) continue;
    const ResourceTypes& served = types.of(store::realm_of(row->key));
    const std::string fault = find_row_fault(txn, db, *row, accounts, served);
    if (!fault.empty()) findings.add(db, row->key, fault);
  }
  store::verify_count(txn, db, findings);
}

}  // namespace

Findings verify_store(Txn& txn) {
  Findings findings;
  const Accounts accounts = accounts_by_realm(txn);
  const TypesOfRealms types(txn, findings, accounts);
  store::verify_records(
      txn, findings,
      [&](Realm realm, const model::Document& document, const json::Object& attributes) {
        check_document(txn, findings, realm, accounts, types.of(realm), document, attributes);
        check_policies(txn, findings, realm, document, accounts);
      });
  check_index_rows(txn, findings, Db::kUnique, accounts, types);
  check_index_rows(txn, findings, Db::kIndex, accounts, types);
  return findings;
}

}  // namespace domain
