#include "store/accounts.h"

#include <cstring>

#include "json/read.h"
#include "json/write.h"
#include "store/keys.h"
#include "store/records.h"

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

void put_token(Txn& txn, const TokenHash& hash, const model::Token& token) {
  txn.put(Db::kTokens, view_of(hash), encode_record(view_of(hash), json::write(to_json(token))));
  txn.put(Db::kTokenIds, token_id_key(token.account, token.id), view_of(hash));
}

void erase_token(Txn& txn, const TokenHash& hash, const model::Token& token) {
  txn.erase(Db::kTokens, view_of(hash));
  txn.erase(Db::kTokenIds, token_id_key(token.account, token.id));
}

}  // namespace store
