#include "store/documents.h"

#include <string>

#include "doctest/doctest.h"
#include "store/keys.h"
#include "store/records.h"
#include "support/test_store.h"

namespace {

using support::kTestRealm;
using support::numbered_id;
using support::TestStore;

model::Document example() {
  model::Document document;
  document.id = numbered_id(7);
  document.header.kind = model::Kind::kGroup;
  document.header.generation = 255;
  document.header.extension_mask = 0xA5;
  document.header.schema_epoch = 0xFFFFFFFF;
  document.header.version = ~std::uint64_t{0};
  document.header.created_us = -1;
  document.header.modified_us = 1'767'225'600'000'001;
  document.attributes = "{\"displayName\":\"A\"}";
  document.access = "{\"roles\":[]}";
  return document;
}

void check_equal(const model::Document& a, const model::Document& b) {
  CHECK(a.id == b.id);
  CHECK(a.header.kind == b.header.kind);
  CHECK(a.header.active == b.header.active);
  CHECK(a.header.scim_managed == b.header.scim_managed);
  CHECK(a.header.pending == b.header.pending);
  CHECK(a.header.generation == b.header.generation);
  CHECK(a.header.extension_mask == b.header.extension_mask);
  CHECK(a.header.schema_epoch == b.header.schema_epoch);
  CHECK(a.header.version == b.header.version);
  CHECK(a.header.created_us == b.header.created_us);
  CHECK(a.header.modified_us == b.header.modified_us);
  CHECK(a.attributes == b.attributes);
  CHECK(a.access == b.access);
}

bool is_damaged(std::string_view key, std::string_view content) {
  try {
    store::decode_document(key, store::encode_record(key, content));
    return false;
  } catch (const store::Damaged&) {
    return true;
  }
}

}  // namespace

TEST_CASE("documents: every field comes back as it was stored") {
  TestStore test;
  store::Txn txn = test.write();
  for (int flags = 0; flags < 8; ++flags) {
    CAPTURE(flags);
    model::Document document = example();
    document.header.active = (flags & 1) != 0;
    document.header.scim_managed = (flags & 2) != 0;
    document.header.pending = (flags & 4) != 0;
    if (flags == 5) document.header.kind = model::Kind::kUser;
    store::put_document(txn, kTestRealm, document);
    const auto found = store::find_document(txn, kTestRealm, document.id);
    REQUIRE(found);
    check_equal(*found, document);
    const auto header = store::find_header(txn, kTestRealm, document.id);
    REQUIRE(header);
    model::Document of_header = document;
    of_header.header = *header;
    check_equal(of_header, document);
  }
}

TEST_CASE("documents: empty and large parts are kept apart") {
  TestStore test;
  store::Txn txn = test.write();
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{2}, std::size_t{5000}, std::size_t{300'000}}) {
    CAPTURE(size);
    model::Document document = example();
    document.attributes = std::string(size, 'a');
    document.access = std::string(size / 2, 'b');
    store::put_document(txn, kTestRealm, document);
    check_equal(*store::find_document(txn, kTestRealm, document.id), document);
  }
}

TEST_CASE("documents: an id is found in its own realm only (the tenant wall is in the key)") {
  TestStore test;
  store::Txn txn = test.write();
  store::put_document(txn, base::Realm{1}, example());
  CHECK(store::find_document(txn, base::Realm{1}, example().id));
  CHECK_FALSE(store::find_document(txn, base::Realm{2}, example().id));
  CHECK_FALSE(store::find_header(txn, base::Realm{256}, example().id));
  CHECK_FALSE(store::find_document(txn, base::Realm{1}, numbered_id(8)));
  store::erase_document(txn, base::Realm{2}, example().id);
  CHECK(store::find_document(txn, base::Realm{1}, example().id));
  store::erase_document(txn, base::Realm{1}, example().id);
  CHECK_FALSE(store::find_document(txn, base::Realm{1}, example().id));
}

TEST_CASE("documents: lengths that do not add up are damage, whatever the checksum says") {
  const std::string key = store::document_key(kTestRealm, numbered_id(7));
  TestStore test;
  store::Txn txn = test.write();
  store::put_document(txn, kTestRealm, example());
  const std::string good(store::decode_record(key, *txn.get(store::Db::kDocs, key)));
  CHECK_FALSE(is_damaged(key, good));
  const struct {
    const char* what;
    std::size_t at;
    char byte;
  } kCases[] = {
      {"kind 0", 0, '\0'},
      {"kind 3", 0, '\3'},
      {"more attributes", 32, '\x7F'},
      {"fewer attributes", 32, 1},
      {"more access", 36, '\x7F'},
      {"fewer access", 36, 1},
      {"huge attributes", 35, '\xFF'},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.what);
    std::string bad = good;
    bad[c.at] = c.byte;
    CHECK(is_damaged(key, bad));
  }
  CHECK(is_damaged(key, ""));
  CHECK(is_damaged(key, good.substr(0, 39)));
  CHECK(is_damaged(key, good + "x"));
}
