#include "base/text.h"

#include <cstdint>

#include "doctest/doctest.h"

using base::NameFault;

namespace {

// Straight from Unicode 3.9 table 3-6; surrogates are encoded as if they were characters.
std::string encode(std::uint32_t code_point) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
  if (code_point < 0x80) return {byte(code_point)};
  if (code_point < 0x800) return {byte(0xC0 | code_point >> 6), byte(0x80 | (code_point & 63))};
  if (code_point < 0x10000)
    return {byte(0xE0 | code_point >> 12), byte(0x80 | (code_point >> 6 & 63)),
            byte(0x80 | (code_point & 63))};
  return {byte(0xF0 | code_point >> 18), byte(0x80 | (code_point >> 12 & 63)),
          byte(0x80 | (code_point >> 6 & 63)), byte(0x80 | (code_point & 63))};
}

bool is_surrogate(std::uint32_t code_point) { return code_point >= 0xD800 && code_point <= 0xDFFF; }

}  // namespace

TEST_CASE("text: every character is valid UTF-8 and no surrogate is (Unicode 3.9 table 3-7)") {
  for (std::uint32_t c = 0; c <= 0x10FFFF; ++c) {
    if (base::is_valid_utf8(encode(c)) == is_surrogate(c)) FAIL_CHECK(c);
    if (!is_surrogate(c) && base::count_characters(encode(c)) != 1) FAIL_CHECK(c);
  }
  CHECK(base::count_characters("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80") == 4);
}

TEST_CASE("text: the first invalid byte is found (Unicode 3.9 table 3-7)") {
  static const struct {
    std::string_view text;
    std::size_t offset;
  } kCases[] = {
      {"", std::string_view::npos},
      {{"\0", 1}, std::string_view::npos},
      {"0123456789\x80", 10},
      {"0123456\xFF"
       "9",
       7},
      {"\xC3\xA9\xC0\x80", 2},
      {"\xC1\xBF", 0},
      {"ab\xE0\x80\x80", 2},
      {"\xE2\x82", 0},
      {"\xE2\x28\xA1", 0},
      {"\xED\xA0\x80", 0},
      {"\xED\xBF\xBF", 0},
      {"\xF0\x80\x80\x80", 0},
      {"\xF4\x90\x80\x80", 0},
      {"\xF5\x80\x80\x80", 0},
      {"\xF8\x88\x80\x80\x80", 0},
      {"\xEF\xBB\xBFx\xFE", 4},
      {"\xC3", 0},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.text);
    CHECK(base::find_invalid_utf8(c.text) == c.offset);
    CHECK(base::is_valid_utf8(c.text) == (c.offset == std::string_view::npos));
  }
}

TEST_CASE("text: names that are one name fold to one text (NFKC case folding, Unicode UAX 31)") {
  static const struct {
    const char *a, *b;
  } kSame[] = {
      {"Ada@Example.COM", "ada@example.com"},
      {"\xC3\x89mile", "\xC3\xA9mile"},   // É é
      {"e\xCC\x81mile", "\xC3\xA9mile"},  // NFD, NFC
      {"E\xCC\x81mile", "\xC3\xA9mile"},
      {"Stra\xC3\x9F"
       "e",
       "STRASSE"},                                      // ß
      {"\xE1\xBA\x9E", "ss"},                           // capital ß
      {"\xC4\xB0", "i\xCC\x87"},                        // İ is i with a dot above
      {"\xEF\xBC\xA1\xEF\xBC\xA2\xEF\xBC\x91", "ab1"},  // full-width
      {"\xE2\x84\xAA"
       "elvin",
       "kelvin"},                                                // Kelvin sign
      {"\xE2\x84\xAB", "\xC3\xA5"},                              // Ångström sign
      {"\xEF\xAC\x81", "fi"},                                    // ligature
      {"\xCE\xA3\xCE\xB1\xCF\x82", "\xCF\x83\xCE\xB1\xCF\x83"},  // final sigma
      {"a\xC2\xA0"
       "b",
       "a b"},                                                   // no-break space
      {"\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "\xED\x95\x9C"},  // Hangul
  };
  for (const auto& c : kSame) {
    CAPTURE(c.a);
    CHECK(base::fold(c.a) == base::fold(c.b));
    CHECK(base::fold(c.a) == base::fold(c.b));
  }
}

TEST_CASE("text: names that are two stay two, nothing is dropped (product rule)") {
  static const struct {
    const char *a, *b;
  } kDifferent[] = {
      {"i", "\xC4\xB1"},  // dotless i
      {"i", "\xC4\xB0"},  // dotted capital I keeps its dot
      {"e", "\xC3\xA9"},
      {"a", "\xD0\xB0"},  // Cyrillic
      {"ab",
       "a\xC2\xAD"
       "b"},  // soft hyphen
      {"ab",
       "a\xE2\x80\x8D"
       "b"},  // zero-width joiner
      {"a", "a "},
      {"", "\xE2\x80\x8B"},
  };
  for (const auto& c : kDifferent) {
    CAPTURE(c.b);
    CHECK(base::fold(c.a) != base::fold(c.b));
    CHECK(base::fold(c.a) != base::fold(c.b));
  }
}

TEST_CASE("text: folding what is folded changes nothing, and ASCII takes the same road") {
  for (std::uint32_t c = 0; c <= 0x10FFFF; ++c) {
    if (is_surrogate(c)) continue;
    const std::string folded = base::fold(encode(c));
    if (base::fold(folded) != folded) FAIL_CHECK(c);
    // The last character leaves the fast path for ASCII.
    if (c < 0x80 && base::fold(encode(c) + "\xC3\xA9") != folded + "\xC3\xA9") FAIL_CHECK(c);
  }
  CHECK(base::fold("\xFF"
                   "A") ==
        "\xFF"
        "A");
}

TEST_CASE("text: lower case of ASCII leaves all other bytes alone") {
  CHECK(base::to_lower_ascii("aZ09[@`{\xC3\x89") == "az09[@`{\xC3\x89");
  CHECK(base::equal_fold_ascii("userName", "USERNAME"));
  CHECK_FALSE(base::equal_fold_ascii("userName", "userNam"));
  CHECK_FALSE(base::equal_fold_ascii("[", "{"));
  CHECK_FALSE(base::equal_fold_ascii("\xC3\x89", "\xC3\xA9"));
}

TEST_CASE("text: a name is refused for the first rule it breaks (product contract, names)") {
  static const struct {
    std::string_view name;
    NameFault fault;
  } kCases[] = {
      {"ada@example.com", NameFault::kNone},
      {"Ada Lovelace", NameFault::kNone},
      {"O'Brien \"x\" <y>\\", NameFault::kNone},
      {"\xE5\xB1\xB1\xE7\x94\xB0", NameFault::kNone},
      {"\xE8\x91\x9B\xF3\xA0\x84\x80", NameFault::kNone},  // U+E0100, selects a glyph
      {"\xF0\x9F\x98\x80", NameFault::kNone},
      {"e\xCC\x81", NameFault::kNone},
      {"a\xE3\x80\x80"
       "b",
       NameFault::kNone},                  // ideographic space inside
      {"\xEE\x80\x80", NameFault::kNone},  // private use
      {"\xCD\xB8", NameFault::kNone},      // U+0378, unassigned
      {"", NameFault::kEmpty},
      {" ada", NameFault::kSpaceAtEnd},
      {"ada ", NameFault::kSpaceAtEnd},
      {" ", NameFault::kSpaceAtEnd},
      {"ada\xE3\x80\x80", NameFault::kSpaceAtEnd},
      {"\xE2\x80\x83"
       "ada",
       NameFault::kSpaceAtEnd},  // em space
      {"a\tb", NameFault::kForbiddenCharacter},
      {"ada\n", NameFault::kForbiddenCharacter},
      {{"a\0b", 3}, NameFault::kForbiddenCharacter},
      {"a\x7F"
       "b",
       NameFault::kForbiddenCharacter},
      {"a\xC2\x85"
       "b",
       NameFault::kForbiddenCharacter},  // next line
      {"a\xC2\xAD"
       "b",
       NameFault::kForbiddenCharacter},  // soft hyphen
      {"\xEF\xBB\xBF"
       "a",
       NameFault::kForbiddenCharacter},  // byte order mark
      {"a\xE2\x80\x8B"
       "b",
       NameFault::kForbiddenCharacter},
      {"a\xE2\x80\x8D"
       "b",
       NameFault::kForbiddenCharacter},
      {"a\xE2\x80\x8E"
       "b",
       NameFault::kForbiddenCharacter},
      {"a\xE2\x80\xAE"
       "b",
       NameFault::kForbiddenCharacter},
      {"a\xE2\x81\xA6"
       "b",
       NameFault::kForbiddenCharacter},
      {"a\xD8\x9C"
       "b",
       NameFault::kForbiddenCharacter},                       // Arabic letter mark
      {"a\xF3\xA0\x80\x81", NameFault::kForbiddenCharacter},  // tags
      {"a\xF3\xA0\x81\xA1", NameFault::kForbiddenCharacter},
      {"a\xC2\xA0"
       "b",
       NameFault::kForbiddenCharacter},
      {"a\xE2\x80\x87"
       "b",
       NameFault::kForbiddenCharacter},
      {"a\xE2\x80\xAF"
       "b",
       NameFault::kForbiddenCharacter},
      {"a\xE2\x80\xA8"
       "b",
       NameFault::kForbiddenCharacter},
      {"a\xE2\x80\xA9"
       "b",
       NameFault::kForbiddenCharacter},
      {"\xEF\xB7\x90", NameFault::kForbiddenCharacter},  // U+FDD0
      {"\xEF\xBF\xBF", NameFault::kForbiddenCharacter},
      {"\xF4\x8F\xBF\xBE", NameFault::kForbiddenCharacter},  // U+10FFFE
      {"\xED\xA0\x80", NameFault::kForbiddenCharacter},
      {"a\xFF", NameFault::kForbiddenCharacter},
      {" \xFF", NameFault::kForbiddenCharacter},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.name);
    CHECK(base::find_name_fault(c.name, 256) == c.fault);
    CHECK_FALSE(base::describe(c.fault).empty());
  }
}

TEST_CASE("text: the length of a name counts characters, not bytes") {
  std::string name;
  for (int i = 0; i < 256; ++i) name += "\xF0\x9F\x98\x80";
  CHECK(base::find_name_fault(name, 256) == NameFault::kNone);
  CHECK(base::find_name_fault(name + "a", 256) == NameFault::kTooLong);
  CHECK(base::find_name_fault("ab", 1) == NameFault::kTooLong);
}

TEST_CASE("text: escaped text stays on one line and hides nothing") {
  static const struct {
    std::string_view text;
    const char* escaped;
  } kCases[] = {
      {"plain \xC3\xA9", "plain \xC3\xA9"},
      {"a\nb\r\t", "a\\u{a}b\\u{d}\\u{9}"},
      {{"\0\x1B[31m", 6}, "\\u{0}\\u{1b}[31m"},
      {"\"\\", "\\\"\\\\"},
      {"\xFF\xC3", "\\xff\\xc3"},
      {"\xE2\x80\xAE\xE2\x80\xA8\xC2\x85", "\\u{202e}\\u{2028}\\u{85}"},
      {"\xEF\xBF\xBF", "\\u{ffff}"},
  };
  for (const auto& c : kCases) {
    std::string out = ">";
    base::append_escaped(out, c.text);
    CHECK(out == ">" + std::string(c.escaped));
  }
}
