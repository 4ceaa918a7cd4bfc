#include "base/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

namespace base {
namespace {

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

// Length of the ASCII run at the start of text; eight bytes a step, because nearly all text here is
// ASCII.
std::size_t count_leading_ascii(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080u;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, sizeof word);
    if ((word & kHighBits) != 0) break;
  }
  while (i < text.size() && is_ascii(text[i])) ++i;
  return i;
}

bool is_all_ascii(std::string_view text) { return count_leading_ascii(text) == text.size(); }

// Length of the run at the start of text that needs no look at what it is: printable ASCII without
// quote and backslash.
std::size_t count_leading_plain(std::string_view text) {
  const auto plain = [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; };
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), plain) - text.begin());
}

struct Character {
  std::int32_t code_point = -1;
  std::size_t size = 0;  // bytes; 0 when the text does not start with a well-formed character
};

Character read_character(std::string_view text) {
  utf8proc_int32_t code_point = -1;
  const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &code_point);
  if (size <= 0 || code_point < 0) return {};
  return {code_point, static_cast<std::size_t>(size)};
}

bool is_non_character(std::int32_t c) {  // Unicode 23.7: 66 code points that are never characters
  return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

bool is_no_break_space(std::int32_t c) { return c == 0x00A0 || c == 0x2007 || c == 0x202F; }

bool is_space(std::int32_t c) { return utf8proc_category(c) == UTF8PROC_CATEGORY_ZS; }

bool is_forbidden_in_name(std::int32_t c) {
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return true;
    default:
      return is_non_character(c) || is_no_break_space(c);
  }
}

// What a terminal or a reader of logs may be fooled with, or what breaks a line in two.
bool is_shown_as_escape(std::int32_t c) {
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return true;
    default:
      return is_non_character(c);
  }
}

void append_hex(std::string& out, std::uint32_t number) {
  std::array<char, 8> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
  out.append(digits.data(), end);
}

struct FreeDeleter {
  void operator()(utf8proc_uint8_t* text) const { std::free(text); }
};

// False for text that is not UTF-8.
bool map_text(std::string_view text, int options, std::string& out) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                                 static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, FreeDeleter> owner(mapped);
  if (size == UTF8PROC_ERROR_NOMEM) throw std::bad_alloc();
  if (size < 0) return false;
  out.assign(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
  return true;
}

}  // namespace

std::size_t find_invalid_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    i += count_leading_ascii(text.substr(i));
    if (i == text.size()) break;
    const Character character = read_character(text.substr(i));
    if (character.size == 0) return i;
    i += character.size;
  }
  return std::string_view::npos;
}

bool is_valid_utf8(std::string_view text) {
  return find_invalid_utf8(text) == std::string_view::npos;
}

std::size_t count_characters(std::string_view text) {
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  return text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), continues));
}

char to_lower_ascii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

std::string to_lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = to_lower_ascii(c);
  return lower;
}

bool equal_fold_ascii(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return to_lower_ascii(x) == to_lower_ascii(y); });
}

std::string fold(std::string_view text) {
  if (is_all_ascii(text)) return to_lower_ascii(text);
  // STABLE keeps to the normalisation stability policy: a later Unicode must not change the key of
  // a stored name. Decomposed first, as Unicode 3.13 asks: folding turns U+0345 into a letter,
  // which must happen where its canonical order puts it.
  std::string decomposed;
  std::string folded;
  if (!map_text(text, UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE, decomposed) ||
      !map_text(decomposed,
                UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD, folded)) {
    return std::string(text);
  }
  return folded;
}

void append_escaped(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t plain = count_leading_plain(text.substr(i));
    out.append(text, i, plain);
    i += plain;
    if (i == text.size()) return;
    const Character character = read_character(text.substr(i));
    const std::size_t size = std::max<std::size_t>(character.size, 1);
    if (character.size == 0) {
      out += "\\x";
      append_hex(out, static_cast<unsigned char>(text[i]));
    } else if (text[i] == '"' || text[i] == '\\') {
      out += '\\';
      out += text[i];
    } else if (is_shown_as_escape(character.code_point)) {
      out += "\\u{";
      append_hex(out, static_cast<std::uint32_t>(character.code_point));
      out += '}';
    } else {
      out.append(text, i, size);
    }
    i += size;
  }
}

NameFault find_name_fault(std::string_view name, std::size_t characters_max) {
  if (name.empty()) return NameFault::kEmpty;
  if (count_characters(name) > characters_max) return NameFault::kTooLong;
  bool space_first = false;
  bool space_last = false;
  for (std::size_t i = 0; i < name.size();) {
    const Character character = read_character(name.substr(i));
    if (character.size == 0 || is_forbidden_in_name(character.code_point))
      return NameFault::kForbiddenCharacter;
    space_last = is_space(character.code_point);
    if (i == 0) space_first = space_last;
    i += character.size;
  }
  return space_first || space_last ? NameFault::kSpaceAtEnd : NameFault::kNone;
}

std::string_view describe(NameFault fault) {
  switch (fault) {
    case NameFault::kNone:
      return "is well-formed";
    case NameFault::kEmpty:
      return "must not be empty";
    case NameFault::kTooLong:
      return "has too many characters";
    case NameFault::kForbiddenCharacter:
      return "holds a character that names may not have: control, invisible, no-break space "
             "or not a character";
    case NameFault::kSpaceAtEnd:
      return "must not start or end with a space";
  }
  return "";
}

std::string_view text_library_version() { return utf8proc_version(); }

}  // namespace base
