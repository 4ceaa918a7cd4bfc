#include "store/txn.h"

#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "support/test_store.h"

namespace {

using store::Cursor;
using store::Db;
using store::Txn;
using support::TestStore;

constexpr std::size_t kMiB = std::size_t{1} << 20;

std::string number_key(int number) {
  const std::string digits = std::to_string(number);
  return std::string(8 - digits.size(), '0') + digits;
}

std::string value_of(Txn& txn, Db db, std::string_view key) {
  const auto value = txn.get(db, key);
  return value ? std::string(*value) : "none";
}

}  // namespace

TEST_CASE("txn: what an aborted child wrote is gone, what its parent wrote stays (lmdb.h)") {
  TestStore test;
  Txn txn = test.write();
  txn.put(Db::kMeta, "parent", "1");
  {
    Txn child = txn.begin_child();
    child.put(Db::kMeta, "child", "1");
    child.put(Db::kMeta, "parent", "2");
    child.erase(Db::kMeta, "format");
    child.abort();
  }
  CHECK(value_of(txn, Db::kMeta, "parent") == "1");
  CHECK(value_of(txn, Db::kMeta, "child") == "none");
  {
    Txn child = txn.begin_child();  // left without a word: aborted by its destructor
    child.put(Db::kMeta, "child", "1");
  }
  CHECK(value_of(txn, Db::kMeta, "child") == "none");
  txn.commit();
  Txn after = test.read();
  CHECK(value_of(after, Db::kMeta, "parent") == "1");
  CHECK(value_of(after, Db::kMeta, "child") == "none");
  CHECK(after.get(Db::kMeta, "format").has_value());
}

TEST_CASE("txn: a committed child is in its parent and leaves with it") {
  TestStore test;
  {
    Txn txn = test.write();
    Txn child = txn.begin_child();
    child.put(Db::kMeta, "a", "1");
    child.commit();
    CHECK(value_of(txn, Db::kMeta, "a") == "1");
  }
  CHECK_FALSE(test.read().get(Db::kMeta, "a"));

  Txn txn = test.write();
  Txn child = txn.begin_child();
  child.put(Db::kMeta, "a", "2");
  child.commit();
  txn.commit();
  Txn after = test.read();
  CHECK(value_of(after, Db::kMeta, "a") == "2");
}

TEST_CASE("txn: rows written are counted with those of committed children only") {
  TestStore test;
  Txn txn = test.write();
  CHECK(txn.rows_written() == 0);
  txn.put(Db::kMeta, "a", "1");
  Txn kept = txn.begin_child();
  kept.put(Db::kMeta, "b", "1");
  kept.put(Db::kMeta, "c", "1");
  kept.commit();
  Txn dropped = txn.begin_child();
  dropped.put(Db::kMeta, "d", "1");
  dropped.abort();
  CHECK(txn.rows_written() == 3);
  CHECK_FALSE(txn.insert(Db::kMeta, "a", "2"));
  CHECK_FALSE(txn.erase(Db::kMeta, "nothing"));
  CHECK(txn.rows_written() == 3);
}

TEST_CASE("txn: a reader keeps its snapshot until it is renewed") {
  TestStore test;
  Txn reader = test.read();
  Txn writer = test.write();
  writer.put(Db::kMeta, "a", "1");
  writer.commit();
  CHECK_FALSE(reader.get(Db::kMeta, "a"));
  reader.release();
  reader.renew();
  CHECK(reader.get(Db::kMeta, "a"));
}

TEST_CASE("txn: insert refuses a key that exists, and a pair that exists under duplicates") {
  TestStore test;
  Txn txn = test.write();
  CHECK(txn.insert(Db::kUnique, "k", "1"));
  CHECK_FALSE(txn.insert(Db::kUnique, "k", "2"));
  CHECK(value_of(txn, Db::kUnique, "k") == "1");

  const std::string first(16, 'a');
  const std::string second(16, 'b');
  CHECK(txn.insert(Db::kList, "k", first));
  CHECK(txn.insert(Db::kList, "k", second));
  CHECK_FALSE(txn.insert(Db::kList, "k", second));
  CHECK(txn.erase(Db::kList, "k", first));
  CHECK_FALSE(txn.erase(Db::kList, "k", first));
  CHECK(value_of(txn, Db::kList, "k") == second);
  CHECK(txn.insert(Db::kList, "k", first));
  CHECK(txn.erase(Db::kList, "k"));  // with all duplicates
  CHECK_FALSE(txn.get(Db::kList, "k"));
}

TEST_CASE("cursor: walks in key order, both ways, and seeks to the next key") {
  TestStore test;
  Txn txn = test.write();
  {
    Cursor empty(txn, Db::kUnique);
    CHECK_FALSE(empty.first());
    CHECK_FALSE(empty.last());
    CHECK_FALSE(empty.seek("a"));
    CHECK_FALSE(empty.next());
  }
  for (const char* key : {"d", "b", "c"}) txn.put(Db::kUnique, key, key);
  Cursor cursor(txn, Db::kUnique);
  std::string seen;
  for (auto row = cursor.first(); row; row = cursor.next()) seen += row->key;
  CHECK(seen == "bcd");
  seen.clear();
  for (auto row = cursor.last(); row; row = cursor.previous()) seen += row->key;
  CHECK(seen == "dcb");
  CHECK(cursor.seek("bb")->key == "c");
  CHECK(cursor.seek("d")->key == "d");
  CHECK_FALSE(cursor.seek("e"));
}

TEST_CASE("cursor: duplicates are found by pair, counted, and come in runs of whole values") {
  TestStore test;
  Txn txn = test.write();
  constexpr int kValues = 2000;  // more than one page holds
  for (int i = 0; i < kValues; ++i) txn.put(Db::kList, "k", number_key(2 * i) + "--------");
  txn.put(Db::kList, "l", std::string(16, 'z'));
  Cursor cursor(txn, Db::kList);
  CHECK_FALSE(cursor.seek_key("j"));
  REQUIRE(cursor.seek_key("k"));
  CHECK(cursor.count_duplicates() == kValues);
  CHECK(cursor.seek_pair("k", number_key(5) + "--------")->substr(0, 8) == number_key(6));
  CHECK(cursor.next_duplicate()->substr(0, 8) == number_key(8));
  CHECK(cursor.last_duplicate()->substr(0, 8) == number_key(2 * (kValues - 1)));
  CHECK_FALSE(cursor.next_duplicate());
  CHECK_FALSE(cursor.seek_pair("k", number_key(2 * kValues) + "--------"));

  REQUIRE(cursor.seek_key("k"));
  std::string all;
  int runs = 0;
  for (auto run = cursor.first_run(); run; run = cursor.next_run()) {
    all += *run;
    ++runs;
  }
  CHECK(runs > 1);
  REQUIRE(all.size() == kValues * 16);
  for (int i = 0; i < kValues; ++i) {
    REQUIRE(all.substr(static_cast<std::size_t>(i) * 16, 8) == number_key(2 * i));
  }
}

TEST_CASE(
    "txn: a full map costs the child that met it; its parent and later ones go on (design 1)") {
  TestStore test(2 * kMiB);
  Txn txn = test.write();
  txn.put(Db::kMeta, "before", "1");
  const std::string big(64 * 1024, 'x');
  bool full = false;
  for (int i = 0; i < 1000 && !full; ++i) {
    Txn child = txn.begin_child();
    try {
      child.put(Db::kUnique, number_key(i), big);
      child.commit();
    } catch (const store::Full&) {
      full = true;
    }
  }
  REQUIRE(full);
  Txn small = txn.begin_child();
  small.put(Db::kMeta, "after", "1");
  small.commit();
  txn.commit();
  Txn after = test.read();
  CHECK(value_of(after, Db::kMeta, "before") == "1");
  CHECK(value_of(after, Db::kMeta, "after") == "1");
}

TEST_CASE(
    "env: the room that is left shrinks with writes, and pages that deletes freed count again") {
  TestStore test(20 * kMiB);
  const std::string page(64 * 1024, 'x');
  int written = 0;
  for (; test.env().room_bytes() >= 16 * kMiB && written < 1000; ++written) {
    Txn txn = test.write();
    txn.put(Db::kUnique, number_key(written), page);
    txn.commit();
  }
  REQUIRE(test.env().room_bytes() < 16 * kMiB);
  CHECK(test.env().used_bytes() + 16 * kMiB > 20 * kMiB);
  CHECK(test.env().used_bytes() < 5 * kMiB);

  for (int i = 0; i < written; ++i) {
    Txn txn = test.write();
    CHECK(txn.erase(Db::kUnique, number_key(i)));
    txn.commit();
  }
  CHECK(test.env().room_bytes() >= 16 * kMiB);
  test.reopen();
  CHECK(test.env().room_bytes() >= 16 * kMiB);
}

TEST_CASE(
    "txn: a commit that the disk refuses keeps nothing and the next one works (reliability)") {
  TestStore test;
  Txn txn = test.write();
  txn.put(Db::kMeta, "lost", "1");
  {
    support::FailingWrites failing;
    bool failed = false;
    try {
      txn.commit();
    } catch (const store::Failure& failure) {
      failed = true;
      CHECK_FALSE(failure.fatal());
    }
    CHECK(failed);
  }
  CHECK_FALSE(test.read().get(Db::kMeta, "lost"));
  Txn again = test.write();
  again.put(Db::kMeta, "kept", "1");
  again.commit();
  test.reopen();
  Txn after = test.read();
  CHECK_FALSE(after.get(Db::kMeta, "lost"));
  CHECK(after.get(Db::kMeta, "kept"));
}

TEST_CASE("db: each database has a name of its own (store/keys.h)") {
  std::vector<std::string_view> names;
  for (unsigned i = 0; i < static_cast<unsigned>(Db::kCount_); ++i) {
    const std::string_view name = store::name_of(static_cast<Db>(i));
    for (std::string_view other : names) CHECK(name != other);
    names.push_back(name);
  }
  CHECK(store::name_of(Db::kMeta) == "meta");
  CHECK(store::name_of(Db::kAudit) == "audit");
}
