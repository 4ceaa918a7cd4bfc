#include "store/keys.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "doctest/doctest.h"
#include "support/test_store.h"

namespace {

using base::Realm;
using store::IndexedAttribute;
using store::List;

const base::AccountId kAccount = *base::AccountId::parse("023e105f4ecef8ad9ca31a8372d0c353");
const base::TokenId kToken = *base::TokenId::parse("ed17574386854bf78a67040be0a770b0");
const base::ResourceId kId = *base::ResourceId::parse("01890000000000000000000000000100");

}  // namespace

TEST_CASE("keys: the bytes are the format and never change (store/keys.h)") {
  const std::string id = "01890000000000000000000000000100";
  const struct {
    const char* what;
    std::string key;
    std::string hex;
  } kCases[] = {
      {"realm", store::realm_prefix(Realm{1}), "00000001"},
      {"realm, big-endian", store::realm_prefix(Realm{0x01020304}), "01020304"},
      {"document", store::document_key(Realm{1}, kId), "00000001" + id},
      {"list of users", store::list_key(Realm{1}, List::kUsers), "0000000101"},
      {"list of groups", store::list_key(Realm{1}, List::kGroups), "0000000102"},
      {"list of members", store::list_key(Realm{1}, List::kMembers), "0000000103"},
      {"Super Administrators", store::list_key(Realm{1}, List::kSuperAdministrators), "0000000104"},
      {"userName", store::attribute_key(Realm{1}, IndexedAttribute::kUserName, "ada"),
       "000000010100616461"},
      {"group displayName",
       store::attribute_key(Realm{1}, IndexedAttribute::kGroupDisplayName, "A"), "00000001020041"},
      {"user externalId", store::attribute_key(Realm{1}, IndexedAttribute::kUserExternalId, "A"),
       "00000001030041"},
      {"group externalId", store::attribute_key(Realm{1}, IndexedAttribute::kGroupExternalId, "A"),
       "00000001040041"},
      {"e-mail", store::attribute_key(Realm{1}, IndexedAttribute::kUserEmailValue, "A"),
       "00000001050041"},
      {"audit", store::audit_key(Realm{2}, 258), "000000020000000000000102"},
      {"token id", store::token_id_key(kAccount, kToken), kAccount.hex() + kToken.hex()},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.what);
    CHECK(base::format_hex(c.key) == c.hex);
  }
}

TEST_CASE("keys: numbers come back from their bytes") {
  const std::vector<std::uint64_t> numbers = {
      0, 1, 255, 256, 65535, 0x01020304, 0xFFFFFFFF, 0x0102030405060708, ~std::uint64_t{0}};
  for (const std::uint64_t number : numbers) {
    CAPTURE(number);
    std::string bytes;
    store::append_u64(bytes, number);
    CHECK(bytes.size() == 8);
    CHECK(store::read_u64(bytes) == number);
    bytes.clear();
    store::append_u32(bytes, static_cast<std::uint32_t>(number));
    CHECK(bytes.size() == 4);
    CHECK(store::read_u32(bytes) == static_cast<std::uint32_t>(number));
  }
}

TEST_CASE("keys: byte order is number order, so an account is one piece and a log is in sequence") {
  const std::vector<std::uint64_t> ascending = {0,   1,     127,        128,       255,
                                                256, 65536, 0x7FFFFFFF, 0xFFFFFFFF};
  for (std::size_t i = 1; i < ascending.size(); ++i) {
    CAPTURE(i);
    const Realm low{static_cast<std::uint32_t>(ascending[i - 1])};
    const Realm high{static_cast<std::uint32_t>(ascending[i])};
    CHECK(store::document_key(low, kId) < store::document_key(high, support::numbered_id(1)));
    CHECK(store::audit_key(high, ascending[i - 1]) < store::audit_key(high, ascending[i]));
    CHECK(store::audit_key(low, ascending[i]) < store::audit_key(high, ascending[i - 1]));
  }
}

TEST_CASE("keys: realm and id are read back from a key") {
  const std::string key = store::document_key(Realm{77}, kId);
  CHECK(store::realm_of(key) == Realm{77});
  CHECK(store::id_of_document_key(key) == kId);
}

TEST_CASE("keys: a value beyond 400 bytes is kept as its beginning and its hash (store/keys.h)") {
  const struct {
    std::size_t value_bytes;
    std::size_t key_bytes;
    char marker;
  } kCases[] = {{0, 6, 0},
                {1, 7, 0},
                {399, 405, 0},
                {400, 406, 0},
                {401, 6 + 64 + 32, 1},
                {10000, 6 + 64 + 32, 1}};
  for (const auto& c : kCases) {
    CAPTURE(c.value_bytes);
    const std::string value(c.value_bytes, 'v');
    const std::string key = store::attribute_key(Realm{1}, IndexedAttribute::kUserName, value);
    CHECK(key.size() == c.key_bytes);
    CHECK(key.size() <= 511);  // what LMDB takes
    CHECK(key[5] == c.marker);
    if (c.marker == 0) {
      CHECK(key.substr(6) == value);
    } else {
      const auto hash = base::sha256(value);
      CHECK(key.substr(6, 64) == value.substr(0, 64));
      CHECK(key.substr(70) ==
            std::string_view(reinterpret_cast<const char*>(hash.data()), hash.size()));
    }
  }
}

TEST_CASE("keys: no value can look like the hashed form of another one") {
  const std::string long_value(500, 'v');
  const std::string hashed =
      store::attribute_key(Realm{1}, IndexedAttribute::kUserName, long_value).substr(6);
  CHECK(store::attribute_key(Realm{1}, IndexedAttribute::kUserName, hashed) !=
        store::attribute_key(Realm{1}, IndexedAttribute::kUserName, long_value));
}
