#include "base/ids.h"

#include "doctest/doctest.h"

TEST_CASE("ids: an id is 32 lower-case hex digits and reads back from either case") {
  const auto id = base::ResourceId::parse("0199B5C0ffee00112233445566778800");
  REQUIRE(id.has_value());
  CHECK(id->hex() == "0199b5c0ffee00112233445566778800");
  CHECK(id->bytes[0] == 0x01);
  CHECK(id->bytes[15] == 0x00);
  CHECK(base::ResourceId::from_view(id->view()) == *id);
}

TEST_CASE("ids: anything but exactly 32 hex digits is no id") {
  static const std::string_view kBad[] = {
      "",
      "0199b5c0ffee0011223344556677880",
      "0199b5c0ffee001122334455667788000",
      "0199b5c0-ffee-0011-2233-445566778800",
      "0199b5c0ffee0011223344556677880g",
      "0199b5c0ffee001122334455667788 0",
      "+199b5c0ffee00112233445566778800",
      {"0199b5c0ffee0011223344556677880\0", 32},
      "0x99b5c0ffee00112233445566778800",
  };
  for (const auto& text : kBad) {
    CAPTURE(text);
    CHECK_FALSE(base::AccountId::parse(text).has_value());
  }
}

TEST_CASE("ids: order is the order of the bytes, without sign") {
  const auto low = base::TokenId::parse("7fffffffffffffffffffffffffffffff");
  const auto high = base::TokenId::parse("80000000000000000000000000000000");
  CHECK(*low < *high);
}

TEST_CASE("ids: format_hex shows any bytes") {
  CHECK(base::format_hex({"\x00\x0F\xF0\xFF", 4}) == "000ff0ff");
  CHECK(base::format_hex("").empty());
}

TEST_CASE("ids: the form with dashes reads back, and only in lower case with dashes in place") {
  const auto id = base::IdentityProviderId::parse("f174e90afafe4643bbbc4a0ed4fc8415");
  CHECK(id->uuid() == "f174e90a-fafe-4643-bbbc-4a0ed4fc8415");
  CHECK(base::IdentityProviderId::parse_uuid(id->uuid()) == *id);
  for (const std::string_view text :
       {"f174e90afafe4643bbbc4a0ed4fc8415", "F174e90a-fafe-4643-bbbc-4a0ed4fc8415",
        "f174e90-afafe-4643-bbbc-4a0ed4fc8415", "f174e90a-fafe-4643-bbbc-4a0ed4fc841", ""}) {
    CAPTURE(text);
    CHECK_FALSE(base::IdentityProviderId::parse_uuid(text).has_value());
  }
}
