// Unicode text: validity, folding, and what a name may hold. The only door to utf8proc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace base {

// Offset of the first byte that is not part of well-formed UTF-8 (Unicode 3.9, table 3-7: no
// overlong forms, no surrogates, nothing above U+10FFFF); npos when all is well-formed.
std::size_t find_invalid_utf8(std::string_view text);
bool is_valid_utf8(std::string_view text);

// Code points of valid UTF-8; in anything else, bytes that do not continue a character.
std::size_t count_characters(std::string_view text);

char to_lower_ascii(char c);
std::string to_lower_ascii(std::string_view text);
// ASCII letters without case, all else by bytes.
bool equal_fold_ascii(std::string_view a, std::string_view b);

// NFKC case folding, the one fold of the product: names that must be unique, attributes with
// caseExact false, filters. Nothing is dropped: two texts that differ in an invisible character
// stay different. Text that is not valid UTF-8 comes back as it is.
std::string fold(std::string_view text);

// Appends text from outside so that it stays on one line and shows what it is: quotes and
// backslashes get a backslash, control, format and line-breaking characters become \u{202e}, bytes
// that are not UTF-8 become \xff.
void append_escaped(std::string& out, std::string_view text);

enum class NameFault { kNone, kEmpty, kTooLong, kForbiddenCharacter, kSpaceAtEnd };

// What forbids `name` as a userName or a group's name. Forbidden are invalid UTF-8, control, format
// (soft hyphen, byte order mark, bidirectional and tag characters) and non-characters, line and
// paragraph separators, no-break spaces, and any space at either end. Unassigned and private-use
// characters are allowed: the table of characters ages, a name must not become invalid or valid
// with it.
NameFault find_name_fault(std::string_view name, std::size_t characters_max);

// The end of a sentence about the name: "must not be empty". kTooLong leaves the limit to the
// caller.
std::string_view describe(NameFault fault);

std::string_view text_library_version();

}  // namespace base
