#include "store/indexes.h"

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "support/test_store.h"

namespace {

using base::ResourceId;
using store::IndexedAttribute;
using support::kTestRealm;
using support::numbered_id;
using support::TestStore;

}  // namespace

TEST_CASE("unique: a value belongs to one id until it is given up") {
  TestStore test;
  store::Txn txn = test.write();
  const auto find = [&](std::string_view value) {
    return store::find_unique(txn, kTestRealm, IndexedAttribute::kUserName, value);
  };
  CHECK_FALSE(find("ada"));
  CHECK(store::add_unique(txn, kTestRealm, IndexedAttribute::kUserName, "ada", numbered_id(1)));
  CHECK_FALSE(
      store::add_unique(txn, kTestRealm, IndexedAttribute::kUserName, "ada", numbered_id(2)));
  CHECK(find("ada") == numbered_id(1));
  CHECK_FALSE(find("ad"));
  CHECK_FALSE(find("ada "));
  CHECK_FALSE(store::find_unique(txn, base::Realm{2}, IndexedAttribute::kUserName, "ada"));
  CHECK_FALSE(store::find_unique(txn, kTestRealm, IndexedAttribute::kGroupDisplayName, "ada"));
  store::remove_unique(txn, kTestRealm, IndexedAttribute::kUserName, "ada");
  CHECK_FALSE(find("ada"));
  CHECK(store::add_unique(txn, kTestRealm, IndexedAttribute::kUserName, "ada", numbered_id(2)));
}

TEST_CASE("unique: long values with the same beginning are told apart") {
  TestStore test;
  store::Txn txn = test.write();
  const std::string a = std::string(2000, 'x') + "a";
  const std::string b = std::string(2000, 'x') + "b";
  CHECK(store::add_unique(txn, kTestRealm, IndexedAttribute::kUserName, a, numbered_id(1)));
  CHECK(store::add_unique(txn, kTestRealm, IndexedAttribute::kUserName, b, numbered_id(2)));
  CHECK(store::find_unique(txn, kTestRealm, IndexedAttribute::kUserName, a) == numbered_id(1));
  CHECK(store::find_unique(txn, kTestRealm, IndexedAttribute::kUserName, b) == numbered_id(2));
}

TEST_CASE("index: random changes agree with a map of sets; ids come in ascending order") {
  TestStore test;
  store::Txn txn = test.write();
  std::mt19937 random(7);
  std::map<std::string, std::set<ResourceId>> model;
  const std::vector<std::string> values = {
      "", "a", "ab", "b", std::string("a\0b", 3), std::string(900, 'z')};
  for (int step = 0; step < 3000; ++step) {
    const std::string& value = values[random() % values.size()];
    const ResourceId id = numbered_id(random() % 40);
    if (random() % 2 == 0) {
      store::add_indexed(txn, kTestRealm, IndexedAttribute::kUserExternalId, value, id);
      model[value].insert(id);
    } else {
      store::remove_indexed(txn, kTestRealm, IndexedAttribute::kUserExternalId, value, id);
      model[value].erase(id);
    }
    const auto found =
        store::find_indexed(txn, kTestRealm, IndexedAttribute::kUserExternalId, value);
    const auto& expected = model[value];
    CAPTURE(step);
    REQUIRE(found == std::vector<ResourceId>(expected.begin(), expected.end()));
  }
  CHECK(store::find_indexed(txn, kTestRealm, IndexedAttribute::kGroupExternalId, "a").empty());
  CHECK(store::find_indexed(txn, base::Realm{2}, IndexedAttribute::kUserExternalId, "a").empty());
}
