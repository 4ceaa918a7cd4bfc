#include "json/read.h"

#include <string>

#include "doctest/doctest.h"
#include "json/write.h"

namespace {

std::string refusal_of(std::string_view text) {
  const auto parsed = json::parse(text);
  if (parsed.ok()) return "accepted: " + json::write(parsed.value());
  CHECK(parsed.error().code == base::ErrorCode::kInvalidSyntax);
  return parsed.error().detail;
}

std::string nest(int depth) {
  const auto levels = static_cast<std::size_t>(depth);
  return std::string(levels, '[') + std::string(levels, ']');
}

}  // namespace

TEST_CASE("json reader: a document of each kind is read (RFC 8259 section 3)") {
  static const struct {
    const char* text;
    json::Value value;
  } kCases[] = {
      {"null", nullptr},
      {" \t\r\n true \n", true},
      {"false", false},
      {"0", 0},
      {"-0", 0},
      {"-12", -12},
      {"1.5e3", 1500.0},
      {"\"\"", ""},
      {"\"a\\\"\\\\\\/\\b\\f\\n\\r\\tz\"", "a\"\\/\b\f\n\r\tz"},
      {"\"\\u00e9\\uD83D\\uDE00\\ufeff\"", "\xC3\xA9\xF0\x9F\x98\x80\xEF\xBB\xBF"},
      {"\"\\u0000\"", std::string(1, '\0')},
      {"[]", json::Array{}},
      {"{}", json::Object{}},
      {"[1,[2,{\"a\":null}]]", json::Array{1, json::Array{2, json::Object{{"a", nullptr}}}}},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.text);
    const auto parsed = json::parse(c.text);
    REQUIRE(parsed.ok());
    CHECK(parsed.value() == c.value);
    CHECK(json::kind_name(parsed.value()) == json::kind_name(c.value));
  }
}

TEST_CASE("json reader: members keep their order, names differ by case (RFC 8259 section 4)") {
  const auto parsed = json::parse(R"({"b":1,"a":2,"B":3,"":4})");
  REQUIRE(parsed.ok());
  CHECK(json::write(parsed.value()) == R"({"b":1,"a":2,"B":3,"":4})");
}

TEST_CASE("json reader: integers beyond int64 become doubles (RFC 8259 section 6)") {
  static const struct {
    const char* text;
    const char* written;
    bool integer;
  } kCases[] = {
      {"9223372036854775807", "9223372036854775807", true},
      {"-9223372036854775808", "-9223372036854775808", true},
      {"9007199254740993", "9007199254740993", true},
      {"9223372036854775808", "9223372036854775808.0", false},
      {"18446744073709551615", "18446744073709551616.0", false},
      {"18446744073709551616", "18446744073709551616.0", false},
      {"-9223372036854775809", "-9223372036854775808.0", false},
      {"100000000000000000000000000000", "1e+29", false},
      {"1.0", "1.0", false},
      {"1e2", "100.0", false},
      {"1e-400", "0.0", false},
      {"1.7976931348623157e308", "1.7976931348623157e+308", false},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.text);
    const auto parsed = json::parse(c.text);
    REQUIRE(parsed.ok());
    CHECK(json::write(parsed.value()) == c.written);
    CHECK(parsed.value().is_integer() == c.integer);
  }
  const auto mixed = json::parse(
      R"({"12345678901234567890123":"9\"99999999999999999999999","n":[12345678901234567890123]})");
  REQUIRE(mixed.ok());
  CHECK(json::write(mixed.value()) ==
        R"({"12345678901234567890123":"9\"99999999999999999999999","n":[1.2345678901234568e+22]})");
}

TEST_CASE("json reader: each malformed text is refused with its place (RFC 8259)") {
  static const struct {
    std::string_view text;
    const char* refusal;
  } kCases[] = {
      {"", "line 1, column 1: there is no JSON at all, the text is empty"},
      {" \n\t", "line 1, column 1: there is no JSON at all, the text is empty"},
      {"\xEF\xBB\xBF{}", "line 1, column 1: a byte order mark is not allowed"},
      {{"{}\0", 3}, "line 1, column 3: there is something after the end"},
      {{"\0{}", 3}, "line 1, column 1: a value is expected"},
      {"{} {}", "line 1, column 4: there is something after the end"},
      {"{}}", "line 1, column 3: there is something after the end"},
      {"1 2", "line 1, column 3: there is something after the end"},
      {"nullx", "line 1, column 5: there is something after the end"},
      {"{\"a\":1,}", "line 1, column 8: the name of a member in double quotes"},
      {"[1,]", "line 1, column 4: a value is expected"},
      {"[1 2]", "line 1, column 4: ',' or ']' is expected"},
      {"{\"a\" 1}", "line 1, column 6: ':' is expected"},
      {"{\"a\":}", "line 1, column 6: a value is expected"},
      {"{\"a\":1 \"b\":2}", "line 1, column 8: ',' or '}' is expected"},
      {"{a:1}", "line 1, column 2: the name of a member in double quotes"},
      {"{1:1}", "line 1, column 2: the name of a member in double quotes"},
      {"{'a':1}", "line 1, column 2: the name of a member in double quotes"},
      {"['a']", "line 1, column 2: strings are written in double quotes"},
      {"[1] // why", "line 1, column 5: there is something after the end"},
      {"[/* why */1]", "line 1, column 2: JSON has no comments"},
      {"[\n  # why\n]", "line 2, column 3: JSON has no comments"},
      {"NaN", "line 1, column 1: a value is expected"},
      {"[nan]", "line 1, column 2: words other than"},
      {"True", "line 1, column 1: a value is expected"},
      {"[tru]", "line 1, column 2: words other than"},
      {"Infinity", "line 1, column 1: a value is expected"},
      {"-Infinity", "line 1, column 2: a digit is expected"},
      {"undefined", "line 1, column 1: a value is expected"},
      {"0x10", "line 1, column 2: there is something after the end"},
      {"[01]", "line 1, column 3: a number has no leading zeros"},
      {"-01", "line 1, column 3: a number has no leading zeros"},
      {"+1", "line 1, column 1: a value is expected"},
      {".5", "line 1, column 1: a value is expected"},
      {"[1.]", "line 1, column 4: a digit is expected"},
      {"[1e]", "line 1, column 4: a digit is expected"},
      {"[1e+]", "line 1, column 5: a digit is expected"},
      {"-", "line 1, column 2: the text ends too early, a digit is expected"},
      {"1e400", "line 1, column 1: this number is too large"},
      {"[0,-1e400]", "line 1, column 4: this number is too large"},
      {"\"a\tb\"", "line 1, column 3: a control character in a string"},
      {"\"a\nb\"", "line 1, column 3: a control character in a string"},
      {{"\"a\0b\"", 5}, "line 1, column 3: a control character in a string"},
      {"\"a", "line 1, column 3: the text ends too early, a string is not closed"},
      {"\"\\x41\"", "line 1, column 3: an escape is one of"},
      {"\"\\u12g4\"", "line 1, column 6: four hex digits"},
      {"\"\\ud800\"", "line 1, column 2: half of a surrogate pair"},
      {"\"\\udc00\"", "line 1, column 2: half of a surrogate pair"},
      {"\"\\ud800\\u0041\"", "line 1, column 2: half of a surrogate pair"},
      {"\"\\ud800\\ud800\"", "line 1, column 2: half of a surrogate pair"},
      {"\"\\ud83dx\"", "line 1, column 2: half of a surrogate pair"},
      {"\"\xFF\"", "line 1, column 2: this byte is not valid UTF-8"},
      {"\"\xC0\x80\"", "line 1, column 2: this byte is not valid UTF-8"},
      {"\"\xED\xA0\x80\"", "line 1, column 2: this byte is not valid UTF-8"},
      {"\"\xF4\x90\x80\x80\"", "line 1, column 2: this byte is not valid UTF-8"},
      {"\"\xC3\xA9\xE2\x82\"", "line 1, column 3: this byte is not valid UTF-8"},
      {"{\"a\":\"\xC3\xA9\",\r\n \"b\":\xC3\xA9}", "line 2, column 6: a value is expected"},
      {"]", "line 1, column 1: a value is expected"},
      {"[1}", "line 1, column 3: ',' or ']' is expected"},
      {"{\"a\":1]", "line 1, column 7: ',' or '}' is expected"},
      {"\xC2\xA0{}", "line 1, column 1: a value is expected"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.text);
    CHECK(refusal_of(c.text).find(c.refusal) != std::string::npos);
    CHECK(refusal_of(c.text).substr(0, 16) == "invalid JSON at ");
  }
}

TEST_CASE("json reader: one name twice in an object is refused (RFC 8259 section 4)") {
  static const struct {
    const char* text;
    const char* refusal;
  } kCases[] = {
      {R"({"a":1,"a":1})", R"(invalid JSON: the object at "/" has two members named "a")"},
      {R"({"a":1,"\u0061":2})", R"(invalid JSON: the object at "/" has two members named "a")"},
      {R"({"x":[0,{"y":{"a":1,"b":2,"a":3}}]})",
       R"(invalid JSON: the object at "/x/1/y" has two members named "a")"},
      {R"([{"":1,"":2}])", R"(invalid JSON: the object at "/0" has two members named "")"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.text);
    CHECK(refusal_of(c.text) == c.refusal);
  }
  std::string wide = "{";
  for (int i = 0; i < 9998; ++i) wide += "\"k" + std::to_string(i) + "\":0,";
  CHECK(refusal_of(wide + "\"k7\":0}") ==
        R"(invalid JSON: the object at "/" has two members named "k7")");
  CHECK(json::parse(wide + "\"k\":0}").ok());
  const std::string long_name(63, 'a');
  const std::string quoted = "\"" + long_name + "\xC3\xA9\xC3\xA9\":0";
  const std::string refusal = refusal_of("{" + quoted + "," + quoted + "}");
  CHECK(refusal.find("\"" + long_name + "\"") != std::string::npos);
}

TEST_CASE("json reader: 32 levels are read and 33 are refused (product limit)") {
  CHECK(json::parse(nest(json::kDepthMax)).ok());
  CHECK(refusal_of(nest(json::kDepthMax + 1)) ==
        "invalid JSON at line 1, column 33: it is nested deeper than 32 levels");
  CHECK(refusal_of(nest(100000)).find("deeper than 32") != std::string::npos);
  std::string objects;
  for (int i = 0; i < json::kDepthMax; ++i) objects += "{\"a\":";
  CHECK(json::parse(objects + "1" + std::string(json::kDepthMax, '}')).ok());
  CHECK_FALSE(json::parse(objects + "{}" + std::string(json::kDepthMax, '}')).ok());
}

TEST_CASE("json reader: a document cut at any byte is refused (RFC 8259)") {
  const std::string document =
      R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add",)"
      R"("value":{"n":-1.5e+3,"t":true,"f":false,"z":null,"s":"\u00e9\"\\é\ud83d\ude00"}}]})";
  REQUIRE(json::parse(document).ok());
  for (std::size_t size = 0; size < document.size(); ++size) {
    CAPTURE(size);
    const auto cut = json::parse(document.substr(0, size));
    REQUIRE_FALSE(cut.ok());
    CHECK(cut.error().detail.find("invalid JSON at line 1, column ") == 0);
  }
}

TEST_CASE("json reader: a text of megabytes is read whole (product limit 8 MiB)") {
  std::string large = "[";
  for (int i = 0; i < 300000; ++i) large += "\"0123456789abcdef\",";
  large += "1]";
  const auto parsed = json::parse(large);
  REQUIRE(parsed.ok());
  CHECK(parsed.value().as_array().size() == 300001);
  CHECK(json::write(parsed.value()) == large);
  CHECK(json::parse("{}").ok());
}

TEST_CASE("json: more values than the largest request has, or members of an object, are refused") {
  const auto numbers = [](std::size_t count) {
    std::string text = "[0";
    for (std::size_t i = 1; i < count; ++i) text += ",0";
    return text + "]";
  };
  CHECK(json::parse(numbers(json::kValuesMax - 1)).ok());  // the array is a value too
  CHECK_FALSE(json::parse(numbers(json::kValuesMax)).ok());
  const auto members = [](std::size_t count) {
    std::string text = "{\"k0\":0";
    for (std::size_t i = 1; i < count; ++i) text += ",\"k" + std::to_string(i) + "\":0";
    return text + "}";
  };
  CHECK(json::parse(members(json::kObjectMembersMax)).ok());
  const auto refused = json::parse(members(json::kObjectMembersMax + 1));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().detail.find("10000 members") != std::string::npos);
}
