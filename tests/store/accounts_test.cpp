#include "store/accounts.h"

#include <string>

#include "doctest/doctest.h"
#include "json/write.h"
#include "store/keys.h"
#include "support/test_store.h"

namespace {

using support::TestStore;

const base::AccountId kAccount = *base::AccountId::parse("023e105f4ecef8ad9ca31a8372d0c353");
const base::AccountId kOther = *base::AccountId::parse("023e105f4ecef8ad9ca31a8372d0c354");

model::Account example_account(base::AccountId id, std::uint32_t realm) {
  model::Account account;
  account.id = id;
  account.realm = base::Realm{realm};
  account.name = "Ünïted \"Æ\"";
  account.created_us = 1'767'225'600'000'001;
  account.settings.patch_status = model::PatchStatus::kNoContent;
  return account;
}

model::Token example_token(base::AccountId account, std::uint8_t number) {
  model::Token token;
  token.id.bytes.fill(number);
  token.account = account;
  token.user = support::numbered_id(3);
  token.name = "token \"1\"";
  token.status = model::TokenStatus::kDisabled;
  token.issued_us = 1;
  token.modified_us = 2;
  token.not_before = "2026-01-01T00:00:00Z";
  token.expires_on = "2027-01-01T00:00:00+01:00";
  token.condition =
      json::Object{{"request_ip", json::Object{{"in", json::Array{"192.0.2.0/24", "2001:db8::/32"}},
                                               {"not_in", json::Array{"192.0.2.7/32"}}}}};
  token.creator_email = "ada@example.com";
  model::TokenPolicy policy;
  policy.id.bytes.fill(9);
  policy.effect = model::Effect::kDeny;
  policy.permission_groups = {"3f454457e54084934871465a7be2a5c6"};
  policy.resources = json::Object{{"com.cloudflare.api.account." + account.hex(), "*"}};
  token.policies.push_back(std::move(policy));
  return token;
}

store::TokenHash hash_of(std::uint8_t number) {
  store::TokenHash hash{};
  hash.fill(number);
  return hash;
}

}  // namespace

TEST_CASE("accounts: a record comes back whole, by id and in the list") {
  TestStore test;
  store::Txn txn = test.write();
  store::RecordMemo memo;
  CHECK_FALSE(store::find_account(txn, memo, kAccount));
  CHECK(store::list_accounts(txn).empty());
  const model::Account account = example_account(kAccount, 7);
  store::put_account(txn, account);
  store::put_account(txn, example_account(kOther, 8));
  const auto found = store::find_account(txn, memo, kAccount);
  REQUIRE(found);
  CHECK(found->id == kAccount);
  CHECK(model::to_json(*found) == model::to_json(account));
  const auto listed = store::list_accounts(txn);
  REQUIRE(listed.size() == 2);
  CHECK(listed[0].id == kAccount);
  CHECK(listed[1].realm == base::Realm{8});
}

TEST_CASE("accounts: the memo never answers with an older record or one of another transaction") {
  TestStore test;
  store::RecordMemo memo;
  {
    store::Txn txn = test.write();
    store::put_account(txn, example_account(kAccount, 7));
    txn.commit();
  }
  {
    store::Txn txn = test.write();
    model::Account changed = example_account(kAccount, 7);
    changed.name = "changed";
    store::put_account(txn, changed);
    CHECK(store::find_account(txn, memo, kAccount)->name == "changed");
  }
  store::Txn txn = test.read();
  CHECK(store::find_account(txn, memo, kAccount)->name == example_account(kAccount, 7).name);
}

TEST_CASE("tokens: a record is found by its hash, by its id and in its account's list") {
  TestStore test;
  store::Txn txn = test.write();
  store::RecordMemo memo;
  const model::Token token = example_token(kAccount, 1);
  store::put_token(txn, hash_of(1), token);
  store::put_token(txn, hash_of(2), example_token(kAccount, 2));
  store::put_token(txn, hash_of(3), example_token(kOther, 3));

  const auto found = store::find_token(txn, memo, hash_of(1));
  REQUIRE(found);
  CHECK(model::to_json(*found) == model::to_json(token));
  CHECK_FALSE(store::find_token(txn, memo, hash_of(4)));
  CHECK(store::find_token_hash(txn, kAccount, token.id) == hash_of(1));
  CHECK_FALSE(store::find_token_hash(txn, kOther, token.id));
  CHECK(store::list_tokens(txn, kAccount).size() == 2);
  CHECK(store::list_tokens(txn, kOther).size() == 1);

  store::erase_token(txn, hash_of(1), token);
  CHECK_FALSE(store::find_token(txn, memo, hash_of(1)));
  CHECK_FALSE(store::find_token_hash(txn, kAccount, token.id));
  CHECK(store::list_tokens(txn, kAccount).size() == 1);
}

TEST_CASE("tokens: an id that points at nothing is damage, not an empty list") {
  TestStore test;
  store::Txn txn = test.write();
  const model::Token token = example_token(kAccount, 1);
  store::put_token(txn, hash_of(1), token);
  const store::TokenHash hash = hash_of(1);
  txn.erase(store::Db::kTokens, {reinterpret_cast<const char*>(hash.data()), hash.size()});
  CHECK_THROWS_AS(store::list_tokens(txn, kAccount), store::Damaged);
  txn.put(store::Db::kTokenIds, store::token_id_key(kAccount, token.id), "short");
  CHECK_THROWS_AS(store::find_token_hash(txn, kAccount, token.id), store::Damaged);
}
