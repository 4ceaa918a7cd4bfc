#include "http/query.h"

#include "doctest/doctest.h"

TEST_CASE("query: values are percent-decoded and both + and %20 are a space (idp.md section 1)") {
  const auto query = http::Query::parse("filter=userName+eq%20%22a%2Bb%22&startIndex=1");
  REQUIRE(query.ok());
  REQUIRE(query.value().find("filter"));
  CHECK(*query.value().find("filter") == "userName eq \"a+b\"");
  CHECK(*query.value().find("startIndex") == "1");
}

TEST_CASE("query: names are found in any letter case (quirk Q-33)") {
  const auto query = http::Query::parse("STARTINDEX=7");
  REQUIRE(query.ok());
  CHECK(*query.value().find("startIndex") == "7");
}

TEST_CASE("query: odd but decodable queries are read without complaint") {
  static const struct {
    const char* raw;
    const char* name;
    bool found;
  } kCases[] = {
      {"", "x", false},
      {"&&&=&=x&x", "x", true},
      {"aadOptscim062020&filter=a", "filter", true},  // Entra's bare flag, quirk Q-20
      {"aadOptscim062020", "aadOptscim062020", true},
      {"x", "y", false},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.raw);
    const auto query = http::Query::parse(c.raw);
    REQUIRE(query.ok());
    CHECK((query.value().find(c.name) != nullptr) == c.found);
  }
  CHECK(http::Query::parse("filter=a&filter=b").value().count("filter") == 2);
}

TEST_CASE("query: what cannot be decoded is refused with the reason") {
  for (const char* raw : {"filter=%zz", "filter=%", "filter=%4", "filter=%u0075", "x=%00",
                          "x=%c0%af", "x=%ff", "%zz=1"}) {
    CAPTURE(raw);
    const auto query = http::Query::parse(raw);
    REQUIRE_FALSE(query.ok());
    CHECK(query.error().code == base::ErrorCode::kInvalidValue);
    CHECK_FALSE(query.error().detail.empty());
  }
}
