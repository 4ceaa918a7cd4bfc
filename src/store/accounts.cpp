#include "store/accounts.h"

#include <cstring>

#include "json/read.h"
#include "json/write.h"
#include "store/audit.h"
#include "store/indexes.h"
#include "store/keys.h"
#include "store/objects.h"
#include "store/records.h"
#include "store/retired_realms.h"

namespace store {
namespace {

json::Value decode_json(std::string_view key, std::string_view record) {
  auto value = json::parse(decode_record(key, record));
  if (!value.ok()) throw Damaged("a record holds no JSON");
  return std::move(value).value();
}

model::Account decode_account(std::string_view key, std::string_view record) {
  return model::account_from_json(base::AccountId::from_view(key), decode_json(key, record));
}

model::Token decode_token(std::string_view key, std::string_view record) {
  return model::token_from_json(decode_json(key, record));
}

std::string_view view_of(const TokenHash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

// Some at a time: a cursor must be closed before rows are erased under it.
void erase_audit(Txn& txn, base::Realm realm) {
  constexpr std::size_t kKeysAtOnce = 1000;
  const std::string prefix = realm_prefix(realm);
  std::vector<std::string> keys;
  do {
    keys.clear();
    {
      Cursor cursor(txn, Db::kAudit);
      for (auto row = cursor.seek(prefix);
           row && row->key.starts_with(prefix) && keys.size() < kKeysAtOnce; row = cursor.next()) {
        keys.emplace_back(row->key);
      }
    }
    for (const std::string& key : keys) txn.erase(Db::kAudit, key);
  } while (!keys.empty());
  erase_audit_anchor(txn, realm);
}

TokenHash to_hash(std::string_view bytes) {
  TokenHash hash{};
  if (bytes.size() != hash.size()) throw Damaged("a token hash has the wrong size");
  std::memcpy(hash.data(), bytes.data(), hash.size());
  return hash;
}

}  // namespace

std::shared_ptr<const model::Account> find_account(Txn& txn, RecordMemo& memo, base::AccountId id) {
  const auto record = txn.get(Db::kAccounts, id.view());
  if (!record) return nullptr;
  return memo.accounts.get(id.view(), *record, decode_account);
}

std::vector<model::Account> list_accounts(Txn& txn) {
  std::vector<model::Account> accounts;
  Cursor cursor(txn, Db::kAccounts);
  for (auto row = cursor.first(); row; row = cursor.next())
    accounts.push_back(decode_account(row->key, row->value));
  return accounts;
}

std::optional<base::AccountId> next_account(Txn& txn, const std::optional<base::AccountId>& after) {
  Cursor cursor(txn, Db::kAccounts);
  auto row = after ? cursor.seek(after->view()) : cursor.first();
  if (row && after && row->key == after->view()) row = cursor.next();
  if (!row) return std::nullopt;
  return base::AccountId::from_view(row->key);
}

void put_account(Txn& txn, const model::Account& account) {
  txn.put(Db::kAccounts, account.id.view(),
          encode_record(account.id.view(), json::write(to_json(account))));
}

void erase_account(Txn& txn, const model::Account& account) {
  for (const auto& [id, provider] :
       list_objects(txn, account.realm, ObjectType::kIdentityProvider)) {
    const std::int64_t realm = provider.integer_or("realm", 0);
    if (realm > 0) retire_realm(txn, base::Realm{static_cast<std::uint32_t>(realm)});
  }
  for (const model::Token& token : list_tokens(txn, account.id)) {
    if (const auto hash = find_token_hash(txn, account.id, token.id))
      erase_token(txn, *hash, token);
  }
  erase_audit(txn, account.realm);
  retire_realm(txn, account.realm);
  txn.erase(Db::kAccounts, account.id.view());
}

std::shared_ptr<const model::Token> find_token(Txn& txn, RecordMemo& memo, const TokenHash& hash) {
  const auto record = txn.get(Db::kTokens, view_of(hash));
  if (!record) return nullptr;
  return memo.tokens.get(view_of(hash), *record, decode_token);
}

std::optional<TokenHash> find_token_hash(Txn& txn, base::AccountId account, base::TokenId id) {
  const auto found = txn.get(Db::kTokenIds, token_id_key(account, id));
  if (!found) return std::nullopt;
  return to_hash(*found);
}

std::vector<model::Token> list_tokens(Txn& txn, base::AccountId account) {
  std::vector<TokenHash> hashes;
  {
    Cursor cursor(txn, Db::kTokenIds);
    for (auto row = cursor.seek(account.view()); row && row->key.substr(0, 16) == account.view();
         row = cursor.next()) {
      hashes.push_back(to_hash(row->value));
    }
  }
  std::vector<model::Token> tokens;
  for (const TokenHash& hash : hashes) {
    const auto record = txn.get(Db::kTokens, view_of(hash));
    if (!record) throw Damaged("a token id points at no token");
    tokens.push_back(decode_token(view_of(hash), *record));
  }
  return tokens;
}

std::string token_owner_value(const model::Token& token) {
  return std::string(token.account.view()).append(token.user->view());
}

std::vector<base::TokenId> list_tokens_of(Txn& txn, base::AccountId account,
                                          base::ResourceId user) {
  const std::string owner = std::string(account.view()).append(user.view());
  std::vector<base::TokenId> ids;
  for (const base::ResourceId& id :
       find_indexed(txn, base::Realm::kNone, IndexedAttribute::kTokenOwner, owner))
    ids.push_back(base::TokenId{id.bytes});
  return ids;
}

void put_token(Txn& txn, const TokenHash& hash, const model::Token& token) {
  if (token.user) {
    add_indexed(txn, base::Realm::kNone, IndexedAttribute::kTokenOwner, token_owner_value(token),
                base::ResourceId{token.id.bytes});
  }
  txn.put(Db::kTokens, view_of(hash), encode_record(view_of(hash), json::write(to_json(token))));
  txn.put(Db::kTokenIds, token_id_key(token.account, token.id), view_of(hash));
}

void replace_token(Txn& txn, const TokenHash& old_hash, const TokenHash& hash,
                   const model::Token& token) {
  txn.erase(Db::kTokens, view_of(old_hash));
  put_token(txn, hash, token);
}

void erase_token(Txn& txn, const TokenHash& hash, const model::Token& token) {
  if (token.user) {
    remove_indexed(txn, base::Realm::kNone, IndexedAttribute::kTokenOwner, token_owner_value(token),
                   base::ResourceId{token.id.bytes});
  }
  txn.erase(Db::kTokens, view_of(hash));
  txn.erase(Db::kTokenIds, token_id_key(token.account, token.id));
  txn.erase(Db::kTokenUses, token_id_key(token.account, token.id));
}

std::int64_t find_token_use(Txn& txn, base::AccountId account, base::TokenId id) {
  const std::string key = token_id_key(account, id);
  const auto record = txn.get(Db::kTokenUses, key);
  return record ? decode_token_use({key, *record}) : 0;
}

void put_token_use(Txn& txn, base::AccountId account, base::TokenId id, std::int64_t wall_us) {
  const std::string key = token_id_key(account, id);
  std::string content;
  append_u64(content, static_cast<std::uint64_t>(wall_us));
  txn.put(Db::kTokenUses, key, encode_record(key, content));
}

std::int64_t decode_token_use(const Row& row) {
  const std::string_view content = decode_record(row.key, row.value);
  if (content.size() != sizeof(std::uint64_t)) throw Damaged("the time has the wrong length");
  return static_cast<std::int64_t>(read_u64(content));
}

}  // namespace store
