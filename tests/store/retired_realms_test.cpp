#include "store/retired_realms.h"

#include "doctest/doctest.h"
#include "store/documents.h"
#include "store/indexes.h"
#include "store/lists.h"
#include "store/objects.h"
#include "support/test_store.h"

using base::Realm;
using support::numbered_id;

namespace {

void fill(store::Txn& txn, Realm realm) {
  for (std::uint64_t number = 1; number <= 5; ++number) {
    model::Document document;
    document.id = numbered_id(number);
    store::put_document(txn, realm, document);
    store::add_to_list(txn, realm, store::List::kUsers, document.id);
    store::add_unique(txn, realm, store::IndexedAttribute::kUserName, std::to_string(number),
                      document.id);
    store::add_indexed(txn, realm, store::IndexedAttribute::kUserExternalId, "x", document.id);
  }
  store::put_object(txn, realm, store::ObjectType::kResourceGroup, numbered_id(9).bytes,
                    json::Object{});
}

}  // namespace

TEST_CASE("retired realms: their rows go in slices, those of all others stay") {
  support::TestStore store;
  auto txn = store.write();
  for (std::uint32_t realm : {1U, 2U, 3U}) fill(txn, Realm{realm});
  CHECK_FALSE(store::erase_retired_rows(txn, 100));
  store::retire_realm(txn, Realm{2});
  CHECK(store::list_retired_realms(txn) == std::set<Realm>{Realm{2}});
  // 5 documents, 1 list, 5 names, 1 external id, 1 object
  int slices = 1;
  while (store::erase_retired_rows(txn, 4)) ++slices;
  CHECK(slices == 4);
  CHECK(store::list_retired_realms(txn).empty());
  for (std::uint32_t realm : {1U, 3U}) {
    CHECK(store::count_list(txn, Realm{realm}, store::List::kUsers) == 5);
    CHECK(store::find_document(txn, Realm{realm}, numbered_id(5)));
    CHECK(store::find_indexed(txn, Realm{realm}, store::IndexedAttribute::kUserExternalId, "x")
              .size() == 5);
  }
  CHECK(txn.count_rows(store::Db::kDocs) == 10);
  CHECK(txn.count_rows(store::Db::kList) == 10);
  CHECK(txn.count_rows(store::Db::kUnique) == 10);
  CHECK(txn.count_rows(store::Db::kIndex) == 10);
  CHECK(txn.count_rows(store::Db::kObjects) == 2);
}

TEST_CASE("retired realms: several may be marked, also realms with a high number") {
  support::TestStore store;
  auto txn = store.write();
  fill(txn, Realm{0xABCDEF01});
  store::retire_realm(txn, Realm{0xABCDEF01});
  store::retire_realm(txn, Realm{7});
  CHECK(store::list_retired_realms(txn) == std::set<Realm>{Realm{7}, Realm{0xABCDEF01}});
  CHECK_FALSE(store::erase_retired_rows(txn, 1000));
  CHECK(txn.count_rows(store::Db::kDocs) == 0);
}
