#include "store/records.h"

#include <string>

#include "base/ids.h"
#include "doctest/doctest.h"
#include "store/txn.h"

namespace {

bool is_refused(std::string_view key, std::string_view record) {
  try {
    store::decode_record(key, record);
    return false;
  } catch (const store::Damaged&) {
    return true;
  }
}

}  // namespace

TEST_CASE("records: the content comes back under its own key only") {
  for (const std::string& content :
       {std::string(), std::string("x"), std::string(100'000, 'y'), std::string("\0\xFF\n", 3)}) {
    const std::string record = store::encode_record("key", content);
    CHECK(record.size() == content.size() + 5);
    CHECK(store::decode_record("key", record) == content);
    CHECK(is_refused("kez", record));
    CHECK(is_refused("ke", record));
    CHECK(is_refused("", record));
  }
}

TEST_CASE("records: every flipped bit is found (design section 4)") {
  const std::string key = "0123456789abcdef0123";
  const std::string record = store::encode_record(key, "{\"userName\":\"ada@example.com\"}");
  for (std::size_t at = 0; at < record.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = record;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      INFO("byte ", at, " bit ", bit);
      REQUIRE(is_refused(key, damaged));
    }
  }
  for (std::size_t at = 0; at < key.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string other = key;
      other[at] = static_cast<char>(other[at] ^ (1 << bit));
      INFO("key byte ", at, " bit ", bit);
      REQUIRE(is_refused(other, record));
    }
  }
}

TEST_CASE("records: one that was cut or made longer is refused") {
  const std::string record = store::encode_record("key", "some content");
  for (std::size_t size = 0; size < record.size(); ++size) {
    CAPTURE(size);
    CHECK(is_refused("key", record.substr(0, size)));
  }
  CHECK(is_refused("key", record + '\0'));
  CHECK(is_refused("key", record + record));
}
