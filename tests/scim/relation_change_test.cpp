#include <cstdint>
#include <random>
#include <set>
#include <string>

#include "doctest/doctest.h"
#include "scim/patch.h"

using Names = std::set<std::string>;

namespace {

// What a store does with a change.
Names applied(const Names& stored, const scim::RelationChange& change) {
  Names names = change.cleared() ? Names() : stored;
  for (const std::string& value : change.removed()) names.erase(value);
  for (const std::string& value : change.added()) names.insert(value);
  return names;
}

}  // namespace

TEST_CASE("relation change: operations compose as the header says (RFC 7644 3.5.2, in order)") {
  scim::RelationChange change;
  CHECK(change.empty());
  change.add("a");
  change.add("b");
  change.add("a");
  CHECK(change.added() == std::vector<std::string>{"a", "b"});
  change.remove("a");
  CHECK(change.added() == std::vector<std::string>{"b"});
  CHECK(change.removed().count("a") == 1);  // it may have been stored before
  change.add("a");
  CHECK(change.added() == std::vector<std::string>{"b", "a"});
  CHECK(change.removed().empty());
  change.clear();
  CHECK(change.cleared());
  CHECK_FALSE(change.empty());
  CHECK(change.added().empty());
  change.remove("c");
  CHECK(change.removed().empty());
}

TEST_CASE(
    "relation change: added and removed are disjoint and agree with a plain set (seeded model)") {
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    std::mt19937 random(seed);
    auto below = [&](std::uint32_t n) { return random() % n; };
    Names stored;
    for (std::uint32_t i = 0; i < below(12); ++i) stored.insert(std::to_string(below(12)));
    Names model = stored;
    scim::RelationChange change;
    for (int step = 0; step < 60; ++step) {
      std::string value = std::to_string(below(12));
      switch (below(12)) {
        case 0:
          change.clear();
          model.clear();
          break;
        case 1:
        case 2:
        case 3:
        case 4:
        case 5:
          change.remove(value);
          model.erase(value);
          break;
        case 6:
          change.add(value);
          model.insert(value);
          CHECK(applied(stored, change) == model);  // looking must not change anything
          break;
        default:
          change.add(value);
          model.insert(value);
      }
    }
    CAPTURE(seed);
    REQUIRE(applied(stored, change) == model);
    Names unique(change.added().begin(), change.added().end());
    REQUIRE(unique.size() == change.added().size());
    for (const std::string& value : change.removed()) REQUIRE(unique.count(value) == 0);
    if (change.cleared()) REQUIRE(change.removed().empty());
    if (change.empty()) REQUIRE(model == stored);
  }
}

TEST_CASE(
    "relation change: 100 000 additions taken back one by one stay cheap (product: large groups)") {
  scim::RelationChange change;
  for (int i = 0; i < 100000; ++i) change.add(std::to_string(i));
  for (int i = 0; i < 100000; ++i) change.remove(std::to_string(i));
  CHECK(change.added().empty());
  CHECK(change.removed().size() == 100000);
}
