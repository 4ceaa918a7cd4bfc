#include "store/indexes.h"

#include <algorithm>
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

TEST_CASE("unique: a walk in slices gives all plain values of one attribute in order, both ways") {
  TestStore test;
  store::Txn txn = test.write();
  constexpr auto kAttribute = IndexedAttribute::kGroupDisplayName;
  std::map<std::string, ResourceId> model;
  std::set<ResourceId> beyond;
  std::mt19937 random(3);
  std::uint64_t number = 0;
  const auto add = [&](const std::string& value) {
    const ResourceId id = numbered_id(++number);
    if (!store::add_unique(txn, kTestRealm, kAttribute, value, id)) return;
    if (value.size() <= 400) {
      model[value] = id;
    } else {
      beyond.insert(id);
    }
  };
  for (const std::string& value :
       {std::string("\xff\xff"), std::string("a"), std::string("a\0", 2), std::string(400, 'y'),
        std::string(401, 'a'), std::string(401, 'z')})
    add(value);
  for (int i = 0; i < 300; ++i) add(std::string(1 + random() % 3, static_cast<char>(random())));
  // Neighbours in the database that are no part of it.
  store::add_unique(txn, kTestRealm, IndexedAttribute::kUserName, "m", numbered_id(1000));
  store::add_unique(txn, base::Realm{2}, kAttribute, "m", numbered_id(1001));
  for (const std::size_t slice : {1, 7, 1000}) {
    for (const auto direction : {store::WalkDirection::kForward, store::WalkDirection::kBackward}) {
      std::vector<std::pair<std::string, ResourceId>> walked;
      std::optional<std::string> after;
      for (;;) {
        const auto rows = store::walk_unique(txn, kTestRealm, kAttribute, after, direction, slice);
        for (const auto& row : rows) walked.emplace_back(row.value, row.id);
        if (rows.size() < slice) break;
        after = rows.back().value;
      }
      if (direction == store::WalkDirection::kBackward) std::reverse(walked.begin(), walked.end());
      CHECK(walked == std::vector<std::pair<std::string, ResourceId>>(model.begin(), model.end()));
    }
  }
  const auto found = store::list_unique_beyond_plain(txn, kTestRealm, kAttribute);
  CHECK(std::set<ResourceId>(found.begin(), found.end()) == beyond);
  CHECK(found.size() == 2);
  // A walk goes on behind a value that was taken away meanwhile.
  store::remove_unique(txn, kTestRealm, kAttribute, "a");
  CHECK(store::walk_unique(txn, kTestRealm, kAttribute, "a", store::WalkDirection::kForward, 1)
            .front()
            .value == std::string("a\0", 2));
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
