#include "base/base64url.h"

#include <string>

#include "doctest/doctest.h"

TEST_CASE("base64url: the examples of RFC 4648 section 10, without padding") {
  static const struct {
    const char* bytes;
    const char* text;
  } kCases[] = {{"", ""},
                {"f", "Zg"},
                {"fo", "Zm8"},
                {"foo", "Zm9v"},
                {"foob", "Zm9vYg"},
                {"fooba", "Zm9vYmE"},
                {"foobar", "Zm9vYmFy"},
                {"\xff\xfe\xfd", "__79"},
                {"\xfb\xef\xbe", "----"}};
  for (const auto& c : kCases) {
    CAPTURE(c.text);
    CHECK(base::encode_base64url(c.bytes) == c.text);
    CHECK(base::decode_base64url(c.text) == std::string(c.bytes));
  }
}

TEST_CASE("base64url: every text but the one that encoding gives is refused") {
  for (const char* text : {"Z", "Zh", "Zm9", "Zg==", "Zm8=", "Zm9v Zm9v", "+/79", "Zm9vY", "Zgé"}) {
    CAPTURE(text);
    CHECK_FALSE(base::decode_base64url(text).has_value());
  }
}
