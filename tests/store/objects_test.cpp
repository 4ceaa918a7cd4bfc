#include "store/objects.h"

#include "doctest/doctest.h"
#include "support/test_store.h"

using base::Realm;
using store::ObjectType;

namespace {
base::IdBytes id_of(std::uint8_t last) {
  base::IdBytes id{};
  id.back() = last;
  return id;
}
}  // namespace

TEST_CASE("objects: each realm and type has its own, listed in the order of their ids") {
  support::TestStore store;
  auto txn = store.write();
  store::put_object(txn, Realm{1}, ObjectType::kResourceGroup, id_of(2), json::Object{{"n", 2}});
  store::put_object(txn, Realm{1}, ObjectType::kResourceGroup, id_of(1), json::Object{{"n", 1}});
  store::put_object(txn, Realm{1}, ObjectType::kIdentityProvider, id_of(1), json::Object{{"n", 3}});
  store::put_object(txn, Realm{2}, ObjectType::kResourceGroup, id_of(1), json::Object{{"n", 4}});
  const auto objects = store::list_objects(txn, Realm{1}, ObjectType::kResourceGroup);
  REQUIRE(objects.size() == 2);
  CHECK(objects[0].first == id_of(1));
  CHECK(objects[0].second.integer_or("n", 0) == 1);
  CHECK(objects[1].second.integer_or("n", 0) == 2);
  CHECK_FALSE(store::find_object(txn, Realm{2}, ObjectType::kIdentityProvider, id_of(1)));
  store::erase_object(txn, Realm{1}, ObjectType::kResourceGroup, id_of(1));
  CHECK_FALSE(store::find_object(txn, Realm{1}, ObjectType::kResourceGroup, id_of(1)));
  CHECK(store::find_object(txn, Realm{2}, ObjectType::kResourceGroup, id_of(1)));
}
