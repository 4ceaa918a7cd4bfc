#include "store/dump.h"

#include <string>

#include "doctest/doctest.h"
#include "store/accounts.h"
#include "store/audit.h"
#include "store/documents.h"
#include "store/group_memberships.h"
#include "store/indexes.h"
#include "store/keys.h"
#include "store/lists.h"
#include "store/meta.h"
#include "support/test_store.h"

namespace {

using store::Db;
using support::kTestRealm;
using support::numbered_id;
using support::TestStore;

constexpr std::int64_t kNewYearUs = 1'767'225'600'000'000;  // 2026-01-01T00:00:00Z

void fill(store::Txn& txn) {
  model::Account account;
  account.id = *base::AccountId::parse("023e105f4ecef8ad9ca31a8372d0c353");
  account.realm = store::next_realm(txn);
  account.name = "Test";
  account.created_us = kNewYearUs;
  store::put_account(txn, account);
  model::Token token;
  token.id.bytes.fill(0x11);
  token.account = account.id;
  token.name = "scim";
  store::TokenHash hash;
  hash.fill(0x22);
  store::put_token(txn, hash, token);

  model::Document user;
  user.id = numbered_id(1);
  user.header.active = true;
  user.header.scim_managed = true;
  user.header.generation = 2;
  user.header.version = 3;
  user.header.created_us = kNewYearUs;
  user.header.modified_us = kNewYearUs + 1;
  user.attributes = R"({"userName":"Ada"})";
  store::put_document(txn, kTestRealm, user);
  store::add_to_list(txn, kTestRealm, store::List::kUsers, user.id);
  store::add_unique(txn, kTestRealm, store::IndexedAttribute::kUserName, "a\"da\n", user.id);
  store::add_unique(txn, kTestRealm, store::IndexedAttribute::kUserName, std::string(401, 'x'),
                    user.id);
  store::add_indexed(txn, kTestRealm, store::IndexedAttribute::kUserExternalId, "\xFF", user.id);
  store::add_group_member(txn, kTestRealm, numbered_id(2), {user.id, kNewYearUs / 1000});
  store::append_audit(txn, kTestRealm, R"({"id":"1"})");
}

std::string dump_text(store::Txn& txn, std::string_view prefix = "",
                      std::size_t* damaged = nullptr) {
  std::string text;
  const std::size_t count = store::dump(txn, prefix, [&text](std::string_view line) {
    text += line;
    return true;
  });
  if (damaged) *damaged = count;
  return text;
}

const std::string kUserId = "00000000000000000000000000000100";
const std::string kGroupId = "00000000000000000000000000000200";
const std::string kAccount = "023e105f4ecef8ad9ca31a8372d0c353";

}  // namespace

TEST_CASE("dump: each row of each database is one line that people can read (scimd inspect)") {
  TestStore test;
  store::Txn txn = test.write();
  fill(txn);
  const std::string hash(64, '2');
  const std::string token_id(32, '1');
  const std::string expected =
      "meta/cursor_secret (not shown)\n"
      "meta/format 2\n"
      "meta/next_realm 2\n"
      "accounts/" +
      kAccount +
      R"( {"realm":1,"name":"Test","type":"enterprise",)"
      R"("created_us":1767225600000000,"settings":{"patch_status":200}})"
      "\n"
      "tokens/" +
      hash + R"( {"id":")" + token_id + R"(","account":")" + kAccount +
      R"(","name":"scim","status":"active","issued_us":0,"modified_us":0,"not_before":"",)"
      R"("expires_on":"","policies":[]})"
      "\n"
      "token_ids/" +
      kAccount + "/" + token_id + " " + hash +
      "\n"
      "docs/1/" +
      kUserId +
      " user active scim-managed generation=2 extensions=0 epoch=0 version=3 "
      "created=2026-01-01T00:00:00.000000Z modified=2026-01-01T00:00:00.000001Z "
      R"(attributes={"userName":"Ada"} access={})"
      "\n"
      "list/1/users " +
      kUserId +
      "\n"
      "unique/1/user.userName/\"a\\\"da\\n\" " +
      kUserId +
      "\n"
      "unique/1/user.userName/sha256:" +
      base::format_hex(std::string(64, 'x'));
  const std::string text = dump_text(txn);
  CHECK(text.substr(0, expected.size()) == expected);
  const std::string rest = " " + kUserId +
                           "\n"
                           "index/1/user.externalId/ff " +
                           kUserId +
                           "\n"
                           "group_members/1/" +
                           kGroupId + " " + kUserId +
                           " added=2026-01-01T00:00:00.000000Z\n"
                           "member_groups/1/" +
                           kUserId + " " + kGroupId +
                           "\n"
                           "audit/1/1 ";
  CHECK(text.find(rest) == expected.size() + 64);
  CHECK(text.substr(text.size() - 12) == " {\"id\":\"1\"}\n");
  CHECK(dump_text(txn) == text);
}

TEST_CASE("dump: a prefix gives the lines that begin with it, at any point of a line") {
  TestStore test;
  store::Txn txn = test.write();
  fill(txn);
  const std::string all = dump_text(txn);
  for (std::size_t at = 0; at < all.size(); at = all.find('\n', at) + 1) {
    const std::string line = all.substr(at, all.find('\n', at) - at);
    for (std::size_t length = 0; length <= line.size(); length += 7) {
      const std::string prefix = line.substr(0, length);
      std::string expected;
      for (std::size_t i = 0; i < all.size(); i = all.find('\n', i) + 1) {
        const std::string candidate = all.substr(i, all.find('\n', i) - i + 1);
        if (candidate.rfind(prefix, 0) == 0) expected += candidate;
      }
      CAPTURE(prefix);
      REQUIRE(dump_text(txn, prefix) == expected);
    }
  }
  CHECK(dump_text(txn, "doc/").empty());
  CHECK(dump_text(txn, "docs/11/").empty());
}

TEST_CASE("dump: a reader that has seen enough ends it (scimd inspect | head)") {
  TestStore test;
  store::Txn txn = test.write();
  fill(txn);
  int lines = 0;
  store::dump(txn, "", [&lines](std::string_view) { return ++lines < 3; });
  CHECK(lines == 3);
}

TEST_CASE("dump: rows that cannot be decoded are shown as far as they can be, and counted") {
  TestStore test;
  store::Txn txn = test.write();
  fill(txn);
  txn.put(Db::kDocs, store::document_key(kTestRealm, numbered_id(1)), "broken");
  txn.put(Db::kDocs, "k", "v");
  txn.put(Db::kList, std::string("\0\0\0\1\x09", 5), std::string(16, 'i'));
  txn.put(Db::kUnique, "\x01", "v");
  txn.put(Db::kMemberGroups, "key", std::string(16, 'g'));
  txn.put(Db::kAudit, "seq", "short");
  std::size_t damaged = 0;
  const std::string text = dump_text(txn, "", &damaged);
  CHECK(damaged == 6);
  CHECK(text.find("docs/1/" + kUserId + " DAMAGED (") != std::string::npos);
  CHECK(text.find("docs/6b DAMAGED (") != std::string::npos);
  CHECK(text.find("list/0000000109 69696969") != std::string::npos);
  CHECK(text.find("unique/01 76\n") != std::string::npos);
  CHECK(text.find("member_groups/6b6579 ") != std::string::npos);
  CHECK(text.find("audit/736571 DAMAGED (") != std::string::npos);
  CHECK(text.find("token_ids/") != std::string::npos);  // and the rest is still there
}
