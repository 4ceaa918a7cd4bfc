#include "json/write.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "doctest/doctest.h"
#include "json/read.h"

namespace {

// Random trees, the same for the same seed.
class TreeMaker {
 public:
  explicit TreeMaker(unsigned seed) : random_(seed) {}

  json::Value make(int depth_left) {
    const auto kind = pick(depth_left > 0 ? 8 : 6);
    switch (kind) {
      case 0:
        return nullptr;
      case 1:
        return pick(2) == 0;
      case 2:
        return static_cast<std::int64_t>(random_());
      case 3:
        return static_cast<std::int64_t>(pick(2000)) - 1000;
      case 4:
        return make_double();
      case 5:
        return make_text();
      case 6:
        return make_array(depth_left);
      default:
        return make_object(depth_left);
    }
  }

 private:
  std::uint64_t pick(std::uint64_t bound) { return random_() % bound; }

  double make_double() {
    const std::uint64_t bits = random_();
    double number;
    std::memcpy(&number, &bits, sizeof number);
    return std::isfinite(number) ? number : 0.5;
  }

  std::string make_text() {
    static constexpr std::string_view kPieces[] = {"a",
                                                   "Z",
                                                   "\"",
                                                   "\\",
                                                   "/",
                                                   "\n",
                                                   "\x1F",
                                                   "\x7F",
                                                   "\xC3\xA9",
                                                   "\xE2\x80\xA8",
                                                   "\xF0\x9F\x98\x80",
                                                   " ",
                                                   std::string_view("\0", 1)};
    std::string text;
    for (auto left = pick(12); left > 0; --left) text += kPieces[pick(std::size(kPieces))];
    return text;
  }

  json::Value make_array(int depth_left) {
    json::Array array;
    for (auto left = pick(5); left > 0; --left) array.push_back(make(depth_left - 1));
    return array;
  }

  json::Value make_object(int depth_left) {
    json::Object object;
    for (auto left = pick(5); left > 0; --left) object.set(make_text(), make(depth_left - 1));
    return object;
  }

  std::mt19937_64 random_;
};

}  // namespace

TEST_CASE("json writer: strings escape what RFC 8259 section 7 requires and nothing else") {
  static const struct {
    std::string_view text;
    const char* written;
  } kCases[] = {
      {"", R"("")"},
      {"plain", R"("plain")"},
      {"a\"b\\c/d", R"("a\"b\\c/d")"},
      {"\b\f\n\r\t", R"("\b\f\n\r\t")"},
      {{"\0\x01\x1F", 3}, R"("\u0000\u0001\u001f")"},
      {"\x7F", "\"\x7F\""},
      {"\xC3\xA9\xE2\x80\xA8", "\"\xC3\xA9\xE2\x80\xA8\""},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.text);
    std::string out = ">";
    json::append_string(out, c.text);
    CHECK(out == ">" + std::string(c.written));
  }
}

TEST_CASE("json writer: doubles are shortest and never look like integers") {
  static const struct {
    double number;
    const char* written;
  } kCases[] = {
      {0.0, "0.0"},
      {-0.0, "-0.0"},
      {1.0, "1.0"},
      {0.1, "0.1"},
      {-2.5e-7, "-2.5e-07"},
      {1e22, "1e+22"},
      {9007199254740993.0, "9007199254740992.0"},
      {5e-324, "5e-324"},
      {1.7976931348623157e308, "1.7976931348623157e+308"},
      {std::numeric_limits<double>::infinity(), "null"},
      {std::numeric_limits<double>::quiet_NaN(), "null"},
  };
  for (const auto& c : kCases) CHECK(json::write(c.number) == c.written);
}

TEST_CASE("json writer: pretty text has two spaces an indent and empty containers on one line") {
  const json::Value value = json::Object{{"a", json::Array{1, json::Object{}}},
                                         {"b", json::Array{}},
                                         {"c", json::Object{{"d", nullptr}}}};
  CHECK(json::write_pretty(value) ==
        "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": [],\n  \"c\": {\n    \"d\": null\n  }\n}");
}

TEST_CASE("json writer: what it writes reads back as the same tree and writes as the same bytes") {
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    CAPTURE(seed);
    const json::Value tree = TreeMaker(seed).make(5);
    const std::string text = json::write(tree);
    const auto parsed = json::parse(text);
    REQUIRE(parsed.ok());
    CHECK(parsed.value() == tree);
    CHECK(json::write(parsed.value()) == text);
    const auto pretty = json::parse(json::write_pretty(tree));
    REQUIRE(pretty.ok());
    CHECK(json::write(pretty.value()) == text);
  }
}
