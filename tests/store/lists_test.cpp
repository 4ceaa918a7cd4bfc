#include "store/lists.h"

#include <algorithm>
#include <random>
#include <vector>

#include "doctest/doctest.h"
#include "support/test_store.h"

namespace {

using base::ResourceId;
using store::List;
using support::kTestRealm;
using support::numbered_id;
using support::TestStore;

std::vector<ResourceId> model_page(const std::vector<ResourceId>& all, std::size_t offset,
                                   std::size_t count) {
  if (offset >= all.size()) return {};
  const std::size_t end = offset + std::min(count, all.size() - offset);
  return {all.begin() + static_cast<std::ptrdiff_t>(offset),
          all.begin() + static_cast<std::ptrdiff_t>(end)};
}

}  // namespace

TEST_CASE("lists: a page at any offset is what a vector gives, from none to many pages") {
  for (const std::size_t size : {0U, 1U, 2U, 3U, 255U, 256U, 1000U, 5000U}) {
    CAPTURE(size);
    TestStore test;
    store::Txn txn = test.write();
    std::vector<ResourceId> all;
    for (std::size_t i = 0; i < size; ++i) {
      all.push_back(numbered_id(3 * i + 1));
      store::add_to_list(txn, kTestRealm, List::kUsers, all.back());
      store::add_to_list(txn, base::Realm{2}, List::kUsers, numbered_id(i));  // neighbours
      store::add_to_list(txn, kTestRealm, List::kGroups, numbered_id(i));
    }
    CHECK(store::count_list(txn, kTestRealm, List::kUsers) == size);
    CHECK(store::list_page(txn, kTestRealm, List::kUsers, 0, size + 10) == all);
    const std::size_t offsets[] = {
        0, 1, 2, 100, 254, 255, 256, size / 2, size, size + 1, ~std::size_t{0}};
    const std::size_t counts[] = {0, 1, 2, 100, 256, 1000, ~std::size_t{0}};
    for (const std::size_t offset : offsets) {
      for (const std::size_t count : counts) {
        CAPTURE(offset);
        CAPTURE(count);
        REQUIRE(store::list_page(txn, kTestRealm, List::kUsers, offset, count) ==
                model_page(all, offset, count));
      }
    }
    const auto last = store::last_of_list(txn, kTestRealm, List::kUsers);
    CHECK(last.has_value() == !all.empty());
    if (last) CHECK(*last == all.back());
  }
}

TEST_CASE("lists: a walk by id meets each id once, wherever it starts") {
  TestStore test;
  store::Txn txn = test.write();
  std::vector<ResourceId> all;
  for (std::size_t i = 0; i < 700; ++i) {
    all.push_back(numbered_id(2 * i + 2));
    store::add_to_list(txn, kTestRealm, List::kMembers, all.back());
  }
  std::vector<ResourceId> seen;
  ResourceId at{};
  for (;;) {
    const auto batch = store::list_after(txn, kTestRealm, List::kMembers, at, 33);
    if (batch.empty()) break;
    seen.insert(seen.end(), batch.begin(), batch.end());
    at = batch.back();
  }
  CHECK(seen == all);
  const auto between = store::list_after(txn, kTestRealm, List::kMembers, numbered_id(5), 2);
  CHECK(between == std::vector<ResourceId>{numbered_id(6), numbered_id(8)});
  CHECK(store::list_after(txn, kTestRealm, List::kMembers, all.back(), 2).empty());
  CHECK(store::list_after(txn, kTestRealm, List::kUsers, {}, 2).empty());
}

TEST_CASE("lists: random additions and removals agree with a sorted vector") {
  TestStore test;
  store::Txn txn = test.write();
  std::mt19937 random(20260101);
  std::vector<ResourceId> model;
  for (int step = 0; step < 4000; ++step) {
    const ResourceId id = numbered_id(random() % 600);
    const auto place = std::lower_bound(model.begin(), model.end(), id);
    const bool known = place != model.end() && *place == id;
    REQUIRE(store::is_in_list(txn, kTestRealm, List::kUsers, id) == known);
    if (random() % 5 < 3) {
      store::add_to_list(txn, kTestRealm, List::kUsers, id);
      if (!known) model.insert(place, id);
    } else {
      store::remove_from_list(txn, kTestRealm, List::kUsers, id);
      if (known) model.erase(place);
    }
    if (step % 50 != 0) continue;
    CAPTURE(step);
    REQUIRE(store::count_list(txn, kTestRealm, List::kUsers) == model.size());
    const std::size_t offset = random() % (model.size() + 2);
    REQUIRE(store::list_page(txn, kTestRealm, List::kUsers, offset, 40) ==
            model_page(model, offset, 40));
  }
}

TEST_CASE("lists: the ids behind one and in front of one are what a vector gives, in both orders") {
  for (const std::size_t size : {0U, 1U, 2U, 3U, 300U, 1000U}) {
    CAPTURE(size);
    TestStore test;
    store::Txn txn = test.write();
    std::vector<ResourceId> all;
    for (std::size_t i = 0; i < size; ++i) {
      all.push_back(numbered_id(2 * i + 2));
      store::add_to_list(txn, kTestRealm, List::kUsers, all.back());
      store::add_to_list(txn, base::Realm{0}, List::kUsers, numbered_id(i));  // neighbours
      store::add_to_list(txn, kTestRealm, List::kGroups, numbered_id(i));
    }
    std::vector<ResourceId> greatest_first(all.rbegin(), all.rend());
    std::mt19937 random(static_cast<unsigned>(size));
    for (int round = 0; round < 60; ++round) {
      const ResourceId at = numbered_id(random() % (2 * size + 4));
      const std::size_t count = 1 + random() % 40;
      CAPTURE(at.hex());
      CAPTURE(count);
      const auto behind = std::upper_bound(all.begin(), all.end(), at);
      CHECK(store::list_after(txn, kTestRealm, List::kUsers, at, count) ==
            model_page({behind, all.end()}, 0, count));
      const auto in_front = std::upper_bound(greatest_first.begin(), greatest_first.end(), at,
                                             [](const auto& a, const auto& b) { return b < a; });
      CHECK(store::list_before(txn, kTestRealm, List::kUsers, at, count) ==
            model_page({in_front, greatest_first.end()}, 0, count));
    }
  }
}
