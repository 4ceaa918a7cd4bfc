#include "json/fault.h"

#include <random>

#include "doctest/doctest.h"
#include "json/read.h"

namespace {

// One random change of a few bytes: hostile enough to reach every rule, near enough to JSON to get
// past the first.
std::string damage(std::string text, std::mt19937_64& random) {
  static constexpr std::string_view kPieces[] = {"{",
                                                 "}",
                                                 "[",
                                                 "]",
                                                 ",",
                                                 ":",
                                                 "\"",
                                                 "\\",
                                                 "\\u",
                                                 "d800",
                                                 "0",
                                                 "-",
                                                 ".",
                                                 "e",
                                                 "1e999",
                                                 "t",
                                                 "null",
                                                 " ",
                                                 "\n",
                                                 "/",
                                                 "'",
                                                 "\xC3",
                                                 "\xA9",
                                                 "\xC3\xA9",
                                                 "\x01",
                                                 "99999999999999999999",
                                                 std::string_view("\0", 1)};
  for (auto changes = 1 + random() % 3; changes > 0; --changes) {
    const std::size_t position = random() % (text.size() + 1);
    const std::string_view piece = kPieces[random() % std::size(kPieces)];
    switch (random() % 3) {
      case 0:
        text.insert(position, piece);
        break;
      case 1:
        text.replace(position, random() % 3, piece);
        break;
      default:
        text.erase(position, 1 + random() % 3);
        break;
    }
  }
  return text;
}

}  // namespace

TEST_CASE("json fault: it finds a place exactly where the parser refuses (differential, seeded)") {
  static const std::string kDocuments[] = {
      R"({"a":[1,-2.5e+3,true,false,null],"b":{"c":"\u00e9\"\\ \ud83d\ude00"},"d":""})",
      R"([[[]],{},"x",0,[123456789012345678901234567890]])",
      "[\n  \"\xC3\xA9\",\t12\r\n]",
  };
  std::mt19937_64 random(7);
  int refused = 0;
  for (int round = 0; round < 30000; ++round) {
    const std::string text = damage(kDocuments[random() % std::size(kDocuments)], random);
    CAPTURE(round);
    CAPTURE(text);
    const auto parsed = json::parse(text);
    const auto fault = json::describe_fault(text, json::kDepthMax);
    const bool duplicate =
        !parsed.ok() && parsed.error().detail.find("two members named") != std::string::npos;
    REQUIRE((parsed.ok() || duplicate) == !fault.has_value());
    if (!parsed.ok() && !duplicate) {
      REQUIRE(parsed.error().detail == *fault);
      ++refused;
    }
  }
  CHECK(refused > 10000);
  CHECK(refused < 30000);
}

TEST_CASE("json fault: a good document has none, and depth is counted from the limit given") {
  CHECK_FALSE(json::describe_fault("[[1]]", 2).has_value());
  CHECK(json::describe_fault("[[[1]]]", 2) ==
        "invalid JSON at line 1, column 3: it is nested deeper than 2 levels");
}
