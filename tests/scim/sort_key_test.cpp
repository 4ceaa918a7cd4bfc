#include "scim/sort_key.h"

#include <algorithm>
#include <vector>

#include "doctest/doctest.h"
#include "json/value.h"

namespace {

scim::Attribute attribute_of(scim::Type type, bool case_exact = false) {
  scim::Attribute attribute;
  attribute.name = "a";
  attribute.type = type;
  attribute.case_exact = case_exact;
  return attribute;
}

std::string key_of(const scim::Attribute& attribute, json::Value value) {
  return scim::sort_key({nullptr, &attribute, nullptr}, json::Object{{"a", std::move(value)}});
}

// Each value's key is greater than those of the values before it.
void check_order(const scim::Attribute& attribute, const std::vector<json::Value>& values) {
  for (std::size_t i = 1; i < values.size(); ++i) {
    CAPTURE(values[i - 1]);
    CAPTURE(values[i]);
    CHECK(key_of(attribute, values[i - 1]) < key_of(attribute, values[i]));
  }
}

}  // namespace

TEST_CASE("sort key: numbers have the order of their values, whole or not (RFC 7644 3.4.2.3)") {
  constexpr std::int64_t kBeyondDouble = (std::int64_t{1} << 53) + 1;
  check_order(
      attribute_of(scim::Type::kDecimal),
      {-1e300, std::int64_t{-9'000'000'000'000'000'000}, -2.5, -2, -1, -0.5, -1e-300, 0, 1e-300,
       0.5, 1, 1.5, 2, 10, kBeyondDouble - 1, kBeyondDouble, kBeyondDouble + 2, 1e300});
  const scim::Attribute decimal = attribute_of(scim::Type::kDecimal);
  CHECK(key_of(decimal, 2) == key_of(decimal, 2.0));
  CHECK(key_of(decimal, 0.0) == key_of(decimal, -0.0));
  CHECK(key_of(decimal, 0) == key_of(decimal, -0.0));
}

TEST_CASE("sort key: false is before true, dates go by their moment, texts by code point") {
  check_order(attribute_of(scim::Type::kBoolean), {false, true});
  check_order(attribute_of(scim::Type::kDateTime),
              {"1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "2026-01-01T02:00:00+02:00",
               "2026-01-01T00:00:00.001Z", "2026-01-01T00:00:00-01:00"});
  check_order(attribute_of(scim::Type::kString, true), {"A", "B", "a", "b", "é", "日", "😀"});
  check_order(attribute_of(scim::Type::kString), {"A", "b", "C", "é", "日", "😀"});
  const scim::Attribute folded = attribute_of(scim::Type::kString);
  CHECK(key_of(folded, "STRASSE") == key_of(folded, "straße"));
  const scim::Attribute binary = attribute_of(scim::Type::kBinary);
  CHECK(key_of(binary, "QQ==") != key_of(binary, "qq=="));  // RFC 7643 2.3.6
}

TEST_CASE("sort key: what has no value has the greatest key") {
  const scim::Attribute text = attribute_of(scim::Type::kString);
  for (const json::Value& none :
       {json::Value(), json::Value(""), json::Value(json::Array{}), json::Value(json::Object{})}) {
    CHECK(key_of(text, none) == scim::kNoSortKey);
  }
  CHECK(key_of(attribute_of(scim::Type::kDateTime), "yesterday") == scim::kNoSortKey);
  CHECK(key_of(text, "\U0010FFFF") < scim::kNoSortKey);
  CHECK(key_of(text, std::string(5000, 'x')).size() == scim::kSortKeyBytesMax + 1);
}

TEST_CASE("sort key: of several values the primary one counts, else the first (RFC 7643 2.4)") {
  scim::Attribute sub = attribute_of(scim::Type::kString);
  sub.name = "value";
  const scim::Attribute owner = attribute_of(scim::Type::kComplex);
  const auto key = [&](const json::Array& values) {
    return scim::sort_key({nullptr, &owner, &sub}, json::Object{{"a", values}});
  };
  const json::Object x{{"value", "x"}};
  const json::Object y{{"value", "y"}, {"primary", true}};
  const json::Object nothing{{"type", "work"}};
  CHECK(key({x, y}) == key({y}));
  CHECK(key({x, nothing}) == key({x}));
  CHECK(key({nothing, x}) == scim::kNoSortKey);
  CHECK(key({}) == scim::kNoSortKey);
}
