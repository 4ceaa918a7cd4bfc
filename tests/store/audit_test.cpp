#include "store/audit.h"

#include <functional>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "store/keys.h"
#include "support/test_store.h"

namespace {

using store::Db;
using support::kTestRealm;
using support::TestStore;

std::string entry(int number) { return "{\"n\":" + std::to_string(number) + "}"; }

void append_entries(store::Txn& txn, base::Realm realm, int count) {
  for (int i = 1; i <= count; ++i) store::append_audit(txn, realm, entry(i));
}

std::string value_at(store::Txn& txn, std::uint64_t sequence) {
  return std::string(*txn.get(Db::kAudit, store::audit_key(kTestRealm, sequence)));
}

void put_at(store::Txn& txn, std::uint64_t sequence, const std::string& value) {
  txn.put(Db::kAudit, store::audit_key(kTestRealm, sequence), value);
}

}  // namespace

TEST_CASE("audit: entries are numbered from 1 in each realm, and their chains are whole") {
  TestStore test;
  store::Txn txn = test.write();
  CHECK(store::count_audit(txn, kTestRealm) == 0);
  CHECK(store::verify_audit_chain(txn, kTestRealm).empty());
  append_entries(txn, base::Realm::kNone, 3);
  append_entries(txn, base::Realm{2}, 5);
  append_entries(txn, kTestRealm, 4);
  append_entries(txn, base::Realm{2}, 1);
  CHECK(store::count_audit(txn, base::Realm::kNone) == 3);
  CHECK(store::count_audit(txn, kTestRealm) == 4);
  CHECK(store::count_audit(txn, base::Realm{2}) == 6);
  CHECK(store::count_audit(txn, base::Realm{3}) == 0);
  for (std::uint32_t realm = 0; realm < 4; ++realm) {
    CHECK(store::verify_audit_chain(txn, base::Realm{realm}).empty());
  }
  const std::string key = store::audit_key(kTestRealm, 2);
  const store::AuditRow row = store::decode_audit({key, *txn.get(Db::kAudit, key)});
  CHECK(row.realm == kTestRealm);
  CHECK(row.sequence == 2);
  CHECK(row.entry == entry(2));
}

TEST_CASE("audit: an entry that was dropped, swapped, changed or inserted is found (design 4)") {
  static const struct {
    const char* what;
    std::function<void(store::Txn&)> tamper;
    const char* fault;
  } kCases[] = {
      {"nothing", [](store::Txn&) {}, ""},
      {"first dropped",
       [](store::Txn& txn) { txn.erase(Db::kAudit, store::audit_key(kTestRealm, 1)); },
       "audit entry 2 stands where 1 is expected"},
      {"one dropped",
       [](store::Txn& txn) { txn.erase(Db::kAudit, store::audit_key(kTestRealm, 5)); },
       "audit entry 6 stands where 5 is expected"},
      {"one dropped and the rest moved up",
       [](store::Txn& txn) {
         for (std::uint64_t i = 5; i < 9; ++i) put_at(txn, i, value_at(txn, i + 1));
         txn.erase(Db::kAudit, store::audit_key(kTestRealm, 9));
       },
       "audit entry 5 does not continue the chain"},
      {"two swapped",
       [](store::Txn& txn) {
         const std::string third = value_at(txn, 3);
         put_at(txn, 3, value_at(txn, 4));
         put_at(txn, 4, third);
       },
       "audit entry 3 does not continue the chain"},
      {"an entry changed",
       [](store::Txn& txn) {
         std::string value = value_at(txn, 7);
         value.back() = ']';
         put_at(txn, 7, value);
       },
       "audit entry 7 does not continue the chain"},
      {"a hash changed",
       [](store::Txn& txn) {
         std::string value = value_at(txn, 9);
         value[0] = static_cast<char>(value[0] ^ 1);
         put_at(txn, 9, value);
       },
       "audit entry 9 does not continue the chain"},
      {"one inserted at the end", [](store::Txn& txn) { put_at(txn, 10, value_at(txn, 9)); },
       "audit entry 10 does not continue the chain"},
      {"one inserted in front", [](store::Txn& txn) { put_at(txn, 0, value_at(txn, 1)); },
       "audit entry 0 stands where 1 is expected"},
      {"another realm's entry",
       [](store::Txn& txn) {
         append_entries(txn, base::Realm{2}, 4);
         put_at(txn, 4, std::string(*txn.get(Db::kAudit, store::audit_key(base::Realm{2}, 3))));
       },
       "audit entry 4 does not continue the chain"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.what);
    TestStore test;
    store::Txn txn = test.write();
    append_entries(txn, kTestRealm, 9);
    c.tamper(txn);
    CHECK(store::verify_audit_chain(txn, kTestRealm) == c.fault);
  }
}

TEST_CASE("audit: a row that is too short is damage") {
  TestStore test;
  store::Txn txn = test.write();
  put_at(txn, 1, "short");
  CHECK_THROWS_AS(store::verify_audit_chain(txn, kTestRealm), store::Damaged);
}

// --- Pruning
// --------------------------------------------------------------------------------------

namespace {

bool every(std::string_view) { return true; }

store::IsOld up_to(int number) {
  return
      [number](std::string_view text) { return std::stoi(std::string(text.substr(5))) <= number; };
}

}  // namespace

TEST_CASE("audit: what is pruned goes from the front, and the chain is proved from its anchor") {
  TestStore test;
  {
    store::Txn txn = test.write();
    append_entries(txn, kTestRealm, 9);
    append_entries(txn, base::Realm{2}, 3);
    CHECK(store::prune_audit(txn, kTestRealm, up_to(0), 100) == 0);
    CHECK(store::audit_anchor(txn, kTestRealm).sequence == 0);
    const store::AuditHash fourth = store::find_audit(txn, kTestRealm, 4)->hash;
    CHECK(store::prune_audit(txn, kTestRealm, up_to(4), 100) == 4);
    CHECK(store::audit_anchor(txn, kTestRealm).sequence == 4);
    CHECK(store::audit_anchor(txn, kTestRealm).hash == fourth);
    txn.commit();
  }
  test.reopen();
  store::Txn txn = test.write();
  CHECK(store::audit_range(txn, kTestRealm).first == 5);
  CHECK(store::audit_range(txn, kTestRealm).last == 9);
  CHECK(store::count_audit(txn, kTestRealm) == 5);
  CHECK(store::count_audit(txn, base::Realm{2}) == 3);
  CHECK_FALSE(store::find_audit(txn, kTestRealm, 4));
  CHECK(store::verify_audit_chain(txn, kTestRealm).empty());
  CHECK(store::prune_audit(txn, kTestRealm, every, 2) == 2);
  CHECK(store::audit_range(txn, kTestRealm).first == 7);
  CHECK(store::verify_audit_chain(txn, kTestRealm).empty());
  const store::AuditChain chain = store::walk_audit_chain(txn, kTestRealm, [](const auto&) {});
  CHECK(chain.entries == 3);
  CHECK(chain.pruned == 6);
  CHECK(chain.first == entry(7));
  CHECK(chain.last == entry(9));
}

TEST_CASE("audit: a log that was pruned empty goes on with its sequence and its chain") {
  TestStore test;
  {
    store::Txn txn = test.write();
    append_entries(txn, kTestRealm, 3);
    CHECK(store::prune_audit(txn, kTestRealm, every, 100) == 3);
    CHECK(store::audit_range(txn, kTestRealm).empty());
    CHECK(store::count_audit(txn, kTestRealm) == 0);
    CHECK(store::verify_audit_chain(txn, kTestRealm).empty());
    txn.commit();
  }
  test.reopen();
  store::Txn txn = test.write();
  const store::AuditHash before = store::audit_anchor(txn, kTestRealm).hash;
  append_entries(txn, kTestRealm, 2);
  CHECK(store::audit_range(txn, kTestRealm).first == 4);
  CHECK(store::audit_range(txn, kTestRealm).last == 5);
  CHECK(store::verify_audit_chain(txn, kTestRealm).empty());
  CHECK(store::audit_anchor(txn, kTestRealm).hash == before);
}

TEST_CASE("audit: behind pruned entries a break is found as everywhere else") {
  static const struct {
    const char* what;
    std::function<void(store::Txn& txn)> tamper;
    const char* fault;
  } kCases[] = {
      {"the anchor is gone", [](store::Txn& txn) { txn.erase(Db::kMeta, "audit_anchor/1"); },
       "audit entry 4 stands where 1 is expected"},
      {"the anchor has another hash",
       [](store::Txn& txn) {
         std::string value(*txn.get(Db::kMeta, "audit_anchor/1"));
         value.back() = static_cast<char>(value.back() ^ 1);
         txn.put(Db::kMeta, "audit_anchor/1", value);
       },
       "audit entry 4 does not continue the chain"},
      {"one more was taken away",
       [](store::Txn& txn) { txn.erase(Db::kAudit, store::audit_key(kTestRealm, 4)); },
       "audit entry 5 stands where 4 is expected"},
      {"one that was pruned is back", [](store::Txn& txn) { put_at(txn, 3, value_at(txn, 4)); },
       "audit entry 3 stands where 4 is expected"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.what);
    TestStore test;
    store::Txn txn = test.write();
    append_entries(txn, kTestRealm, 9);
    REQUIRE(store::prune_audit(txn, kTestRealm, up_to(3), 100) == 3);
    c.tamper(txn);
    CHECK(store::verify_audit_chain(txn, kTestRealm) == c.fault);
  }
}

TEST_CASE("audit: two breaks in one chain are told apart") {
  TestStore test;
  store::Txn txn = test.write();
  append_entries(txn, kTestRealm, 9);
  for (const std::uint64_t sequence : {3, 7}) {
    std::string value = value_at(txn, sequence);
    value.back() = ']';
    put_at(txn, sequence, value);
  }
  std::vector<std::string> breaks;
  store::walk_audit_chain(txn, kTestRealm,
                          [&](const std::string& sentence) { breaks.push_back(sentence); });
  CHECK(breaks == std::vector<std::string>{"audit entry 3 does not continue the chain",
                                           "audit entry 7 does not continue the chain"});
}

TEST_CASE("audit: the realms that have entries are listed in their order") {
  TestStore test;
  store::Txn txn = test.write();
  CHECK(store::list_audit_realms(txn).empty());
  for (const std::uint32_t realm : {7, 0, 300}) append_entries(txn, base::Realm{realm}, 2);
  CHECK(store::list_audit_realms(txn) ==
        std::vector<base::Realm>{base::Realm{0}, base::Realm{7}, base::Realm{300}});
}
