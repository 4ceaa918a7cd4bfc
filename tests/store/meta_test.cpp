#include "store/meta.h"

#include "base/id_source.h"
#include "doctest/doctest.h"
#include "support/test_store.h"

using support::TestStore;

TEST_CASE("meta: a new store has the one known format and no id") {
  TestStore test;
  store::Txn txn = test.read();
  CHECK(store::get_number(txn, "format", 0) == store::kFormatVersion);
  CHECK_FALSE(store::last_id(txn));
  CHECK(store::get_number(txn, "nothing", 17) == 17);
}

TEST_CASE("meta: realms are given once each, from 1 on") {
  TestStore test;
  store::Txn txn = test.write();
  CHECK(store::next_realm(txn) == base::Realm{1});
  CHECK(store::next_realm(txn) == base::Realm{2});
  txn.commit();
  store::Txn lost = test.write();
  CHECK(store::next_realm(lost) == base::Realm{3});
  lost.abort();
  test.reopen();
  store::Txn again = test.write();
  CHECK(store::next_realm(again) == base::Realm{3});
}

TEST_CASE("meta: a counter of the wrong size is damage") {
  TestStore test;
  store::Txn txn = test.write();
  txn.put(store::Db::kMeta, "next_realm", "1234567");
  txn.put(store::Db::kMeta, "last_id", "123456789012345");
  CHECK_THROWS_AS(store::next_realm(txn), store::Damaged);
  CHECK_THROWS_AS(store::last_id(txn), store::Damaged);
}

TEST_CASE("meta: the last id never goes back, through restarts and a clock that does (design 4)") {
  TestStore test;
  base::IdBytes highest{};
  std::int64_t wall_us = 1'767'225'600'000'000;
  for (int start = 0; start < 20; ++start) {
    CAPTURE(start);
    base::IdSource ids(start % 3 == 0 ? std::optional<std::uint64_t>(1) : std::nullopt);
    {
      store::Txn txn = test.read();
      if (const auto last = store::last_id(txn)) ids.resume_after(*last);
    }
    for (int i = 0; i < 20; ++i) {
      const base::IdBytes id = i % 2 == 0 ? ids.next(wall_us) : ids.next_plain(wall_us);
      REQUIRE(id > highest);
      highest = id;
      store::Txn txn = test.write();
      store::put_last_id(txn, ids.last());
      txn.commit();
    }
    wall_us -= 3'600'000'000;  // an hour back at each start
    test.reopen();
    store::Txn txn = test.read();
    CHECK(store::last_id(txn) == highest);
  }
}

TEST_CASE("meta: the secret of the cursors is made once, kept, and missing nowhere") {
  TestStore test;
  std::string secret;
  {
    store::Txn txn = test.read();
    secret = store::cursor_secret(txn);
  }
  CHECK(secret.size() == store::kCursorSecretBytes);
  test.reopen();
  {
    store::Txn txn = test.write();
    CHECK(store::cursor_secret(txn) == secret);
    txn.erase(store::Db::kMeta, store::kCursorSecret);  // as in a store of an older version
    CHECK_THROWS_AS(store::cursor_secret(txn), store::Damaged);
    txn.commit();
  }
  test.reopen();
  store::Txn txn = test.read();
  CHECK(store::cursor_secret(txn).size() == store::kCursorSecretBytes);
  CHECK(store::cursor_secret(txn) != secret);
  TestStore other;
  store::Txn others = other.read();
  CHECK(store::cursor_secret(others) != store::cursor_secret(txn));
}
