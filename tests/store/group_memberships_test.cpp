#include "store/group_memberships.h"

#include <map>
#include <random>
#include <set>
#include <vector>

#include "doctest/doctest.h"
#include "support/test_store.h"

namespace {

using base::ResourceId;
using support::kTestRealm;
using support::numbered_id;
using support::TestStore;

}  // namespace

TEST_CASE("group memberships: both directions agree with a map through random changes") {
  TestStore test;
  store::Txn txn = test.write();
  std::mt19937 random(42);
  std::map<ResourceId, std::map<ResourceId, std::uint64_t>> members_of;
  std::map<ResourceId, std::set<ResourceId>> groups_of;
  for (int step = 0; step < 6000; ++step) {
    CAPTURE(step);
    const ResourceId group = numbered_id(1000 + random() % 12);
    const ResourceId user = numbered_id(random() % 80);
    auto& members = members_of[group];
    const auto known = members.find(user);
    const auto found = store::find_group_member(txn, kTestRealm, group, user);
    REQUIRE(found.has_value() == (known != members.end()));
    if (found) REQUIRE(found->added_ms == known->second);
    if (random() % 5 < 3) {
      const std::uint64_t added_ms = random();
      REQUIRE(store::add_group_member(txn, kTestRealm, group, {user, added_ms}) ==
              (known == members.end()));
      members.emplace(user, added_ms);  // the first time stays
      groups_of[user].insert(group);
    } else {
      REQUIRE(store::remove_group_member(txn, kTestRealm, group, user) == (known != members.end()));
      members.erase(user);
      groups_of[user].erase(group);
    }
    REQUIRE(store::count_group_members(txn, kTestRealm, group) == members.size());
    if (step % 100 != 0) continue;
    for (const auto& [id, expected] : members_of) {
      const auto listed = store::list_group_members(txn, kTestRealm, id);
      REQUIRE(listed.size() == expected.size());
      auto it = expected.begin();
      for (const store::GroupMember& member : listed) {
        REQUIRE(member.user == it->first);
        REQUIRE(member.added_ms == it->second);
        ++it;
      }
    }
    for (const auto& [id, expected] : groups_of) {
      REQUIRE(store::list_groups_of(txn, kTestRealm, id) ==
              std::vector<ResourceId>(expected.begin(), expected.end()));
    }
  }
}

TEST_CASE("group memberships: a group of one, and one of many pages, lists each member once") {
  for (const std::size_t size : {1U, 2U, 170U, 171U, 4000U}) {
    CAPTURE(size);
    TestStore test;
    store::Txn txn = test.write();
    const ResourceId group = numbered_id(1'000'000);
    for (std::size_t i = 0; i < size; ++i) {
      // From both ends, as ids of users who join later are not always larger.
      const std::size_t number = i % 2 == 0 ? i : 2 * size - i;
      CHECK(store::add_group_member(txn, kTestRealm, group, {numbered_id(number), i}));
    }
    const auto members = store::list_group_members(txn, kTestRealm, group);
    REQUIRE(members.size() == size);
    for (std::size_t i = 1; i < size; ++i) REQUIRE(members[i - 1].user < members[i].user);
    CHECK(store::count_group_members(txn, kTestRealm, group) == size);
  }
}

TEST_CASE("group memberships: realms do not see each other's") {
  TestStore test;
  store::Txn txn = test.write();
  store::add_group_member(txn, base::Realm{1}, numbered_id(9), {numbered_id(1), 5});
  CHECK_FALSE(store::find_group_member(txn, base::Realm{2}, numbered_id(9), numbered_id(1)));
  CHECK(store::list_group_members(txn, base::Realm{2}, numbered_id(9)).empty());
  CHECK(store::list_groups_of(txn, base::Realm{2}, numbered_id(1)).empty());
  CHECK(store::count_group_members(txn, base::Realm{2}, numbered_id(9)) == 0);
  CHECK_FALSE(store::remove_group_member(txn, base::Realm{2}, numbered_id(9), numbered_id(1)));
  CHECK(store::count_group_members(txn, base::Realm{1}, numbered_id(9)) == 1);
}

TEST_CASE("group memberships: the first member is the one with the smallest id") {
  TestStore test;
  store::Txn txn = test.write();
  const ResourceId group = numbered_id(9);
  CHECK_FALSE(store::first_group_member(txn, kTestRealm, group).has_value());
  for (const std::uint64_t user : {7U, 3U, 5U}) {
    store::add_group_member(txn, kTestRealm, group, {numbered_id(user), user});
    const auto first = store::first_group_member(txn, kTestRealm, group);
    REQUIRE(first.has_value());
    CHECK(first->user == numbered_id(user == 7U ? 7 : 3));
  }
}
