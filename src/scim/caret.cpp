#include "scim/caret.h"

#include <algorithm>

#include "base/text.h"

namespace scim {
namespace {

// Around the fault, so that the line fits a terminal.
constexpr std::size_t kBytesBefore = 48;
constexpr std::size_t kBytesAfter = 32;

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// The text goes into an answer and maybe a log line: one byte stays one byte, but no line break, no
// other control character, and nothing that is not UTF-8.
std::string printable(std::string_view text) {
  std::string out(text);
  bool valid = base::is_valid_utf8(text);
  for (char& c : out) {
    auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !valid)) c = '?';
  }
  return out;
}

}  // namespace

base::Error error_at(base::ErrorCode code, std::string_view message, std::string_view text,
                     std::size_t offset) {
  offset = std::min(offset, text.size());
  std::size_t begin = offset > kBytesBefore ? offset - kBytesBefore : 0;
  std::size_t end = std::min(text.size(), offset + kBytesAfter);
  while (begin > 0 && continues_character(text[begin])) --begin;
  while (end < text.size() && continues_character(text[end])) ++end;

  std::string before = printable(text.substr(begin, offset - begin));
  std::string_view lead = begin > 0 ? "..." : "";
  std::string_view tail = end < text.size() ? "..." : "";
  std::string detail(message);
  detail.append(" at column ").append(std::to_string(offset + 1)).append("\n  ");
  detail.append(lead).append(before).append(printable(text.substr(offset, end - offset)));
  detail.append(tail).append("\n  ");
  detail.append(lead.size() + base::count_characters(before), ' ').append("^");
  return base::Error{code, std::move(detail)};
}

}  // namespace scim
