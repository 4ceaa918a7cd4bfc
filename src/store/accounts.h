// Account records, and the API tokens that open them.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "model/account.h"
#include "model/token.h"
#include "store/memo.h"
#include "store/objects.h"
#include "store/txn.h"

namespace store {

using TokenHash = std::array<std::uint8_t, 32>;  // SHA-256 of a token value

// Decoded records seen lately; lives as long as the store is open.
struct RecordMemo {
  Memo<model::Account> accounts;
  Memo<model::Token> tokens;
  Memo<MadeOfObject> own_schemas{256};  // a record of it may have 64 KiB
};

std::shared_ptr<const model::Account> find_account(Txn& txn, RecordMemo& memo, base::AccountId id);
std::vector<model::Account> list_accounts(Txn& txn);
// The first account behind `after` in the order of ids; the first of all without it.
std::optional<base::AccountId> next_account(Txn& txn, const std::optional<base::AccountId>& after);
void put_account(Txn& txn, const model::Account& account);
// With its tokens, and with everything under its realm and the realms of its identity providers.
void erase_account(Txn& txn, const model::Account& account);

std::shared_ptr<const model::Token> find_token(Txn& txn, RecordMemo& memo, const TokenHash& hash);
std::optional<TokenHash> find_token_hash(Txn& txn, base::AccountId account, base::TokenId id);
std::vector<model::Token> list_tokens(Txn& txn, base::AccountId account);
// The ids of the tokens a user of the account owns.
std::vector<base::TokenId> list_tokens_of(Txn& txn, base::AccountId account, base::ResourceId user);
// Of a user-owned token: where it is found by its owner (attribute kTokenOwner).
std::string token_owner_value(const model::Token& token);
void put_token(Txn& txn, const TokenHash& hash, const model::Token& token);
// The same token under another value.
void replace_token(Txn& txn, const TokenHash& old_hash, const TokenHash& hash,
                   const model::Token& token);
void erase_token(Txn& txn, const TokenHash& hash, const model::Token& token);

// When the token was last used, as far as it was written down; 0: never.
std::int64_t find_token_use(Txn& txn, base::AccountId account, base::TokenId id);
void put_token_use(Txn& txn, base::AccountId account, base::TokenId id, std::int64_t wall_us);
std::int64_t decode_token_use(const Row& row);  // for verify and dump; throws Damaged

}  // namespace store
