// RFC 8259 as a recursive descent; functions carry the names of its rules (section 2 to 7).
#include "json/fault.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/text.h"

namespace json {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

class FaultFinder {
 public:
  FaultFinder(std::string_view text, int depth_max) : text_(text), depth_max_(depth_max) {}

  bool document();  // true: no fault
  std::string describe() const;

 private:
  bool value();
  bool object();
  bool member();
  bool array();
  bool number();
  bool digits();
  bool string();
  bool escape();
  bool literal(std::string_view word);
  bool hex_escape(unsigned& unit);

  void skip_white_space();
  bool at_end() const { return pos_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[pos_]; }
  bool take(char c);
  bool enter();
  bool fail(std::string why);
  bool fail_at(std::size_t position, std::string why);

  std::string_view text_;
  int depth_max_;
  int depth_ = 0;
  std::size_t pos_ = 0;
  std::string why_;
};

bool FaultFinder::fail(std::string why) {
  why_ = at_end() ? "the text ends too early, " + why : std::move(why);
  return false;
}

bool FaultFinder::fail_at(std::size_t position, std::string why) {
  pos_ = position;
  why_ = std::move(why);
  return false;
}

void FaultFinder::skip_white_space() {
  pos_ = std::min(text_.find_first_not_of(" \t\r\n", pos_), text_.size());
}

bool FaultFinder::take(char c) {
  if (at_end() || text_[pos_] != c) return false;
  ++pos_;
  return true;
}

bool FaultFinder::enter() {
  if (++depth_ > depth_max_)
    return fail("it is nested deeper than " + std::to_string(depth_max_) + " levels");
  ++pos_;
  skip_white_space();
  return true;
}

bool FaultFinder::document() {
  if (text_.starts_with(kByteOrderMark))
    return fail("a byte order mark is not allowed (RFC 8259 section 8.1)");
  const std::size_t invalid = base::find_invalid_utf8(text_);
  if (invalid != std::string_view::npos) return fail_at(invalid, "this byte is not valid UTF-8");
  skip_white_space();
  if (at_end()) return fail_at(0, "there is no JSON at all, the text is empty");
  if (!value()) return false;
  skip_white_space();
  return at_end() || fail("there is something after the end of the document");
}

bool FaultFinder::value() {
  switch (peek()) {
    case '{':
      return object();
    case '[':
      return array();
    case '"':
      return string();
    case 't':
      return literal("true");
    case 'f':
      return literal("false");
    case 'n':
      return literal("null");
    case '\'':
      return fail("strings are written in double quotes");
    case '/':
    case '#':
      return fail("JSON has no comments");
    default:
      break;
  }
  if (peek() == '-' || is_digit(peek())) return number();
  return fail("a value is expected: an object, an array, a string, a number, true, false or null");
}

bool FaultFinder::object() {
  if (!enter()) return false;
  if (!take('}')) {
    do {
      skip_white_space();
      if (!member()) return false;
      skip_white_space();
    } while (take(','));
    if (!take('}')) return fail("',' or '}' is expected after a member of an object");
  }
  --depth_;
  return true;
}

bool FaultFinder::member() {
  if (peek() != '"') return fail("the name of a member in double quotes is expected");
  if (!string()) return false;
  skip_white_space();
  if (!take(':')) return fail("':' is expected after the name of a member");
  skip_white_space();
  return value();
}

bool FaultFinder::array() {
  if (!enter()) return false;
  if (!take(']')) {
    do {
      skip_white_space();
      if (!value()) return false;
      skip_white_space();
    } while (take(','));
    if (!take(']')) return fail("',' or ']' is expected after an element of an array");
  }
  --depth_;
  return true;
}

bool FaultFinder::digits() {
  if (!is_digit(peek())) return fail("a digit is expected");
  while (is_digit(peek())) ++pos_;
  return true;
}

bool FaultFinder::number() {
  const std::size_t start = pos_;
  take('-');
  if (take('0')) {
    if (is_digit(peek())) return fail("a number has no leading zeros");
  } else if (!digits()) {
    return false;
  }
  if (take('.') && !digits()) return false;
  if (take('e') || take('E')) {
    if (!take('+')) take('-');
    if (!digits()) return false;
  }
  const std::string text(text_.substr(start, pos_ - start));
  if (std::isinf(std::strtod(text.c_str(), nullptr)))
    return fail_at(start, "this number is too large");
  return true;
}

bool FaultFinder::string() {
  ++pos_;  // the opening quote
  while (!at_end()) {
    const char c = text_[pos_];
    if (take('"')) return true;
    if (c == '\\') {
      if (!escape()) return false;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      return fail("a control character in a string must be written as an escape");
    } else {
      ++pos_;
    }
  }
  return fail("a string is not closed");
}

bool FaultFinder::hex_escape(unsigned& unit) {
  pos_ += 2;  // backslash and u
  unit = 0;
  for (int i = 0; i < 4; ++i, ++pos_) {
    const char c = peek();
    if (!is_hex_digit(c)) return fail("four hex digits are expected after \\u");
    unit = unit * 16 + static_cast<unsigned>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return true;
}

bool FaultFinder::escape() {
  const std::size_t start = pos_;
  const char kind = pos_ + 1 < text_.size() ? text_[pos_ + 1] : '\0';
  if (kind != 'u') {
    ++pos_;
    if (at_end() || std::string_view("\"\\/bfnrt").find(kind) == std::string_view::npos)
      return fail("an escape is one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u");
    ++pos_;
    return true;
  }
  constexpr std::string_view kLone = "half of a surrogate pair is not a character";
  unsigned unit = 0;
  if (!hex_escape(unit)) return false;
  if (unit >= 0xDC00 && unit <= 0xDFFF) return fail_at(start, std::string(kLone));
  if (unit < 0xD800 || unit > 0xDFFF) return true;
  if (!text_.substr(pos_).starts_with("\\u")) return fail_at(start, std::string(kLone));
  if (!hex_escape(unit)) return false;
  return (unit >= 0xDC00 && unit <= 0xDFFF) || fail_at(start, std::string(kLone));
}

bool FaultFinder::literal(std::string_view word) {
  if (text_.substr(pos_).starts_with(word)) {
    pos_ += word.size();
    return true;
  }
  return fail("words other than true, false and null must be strings in double quotes");
}

std::string FaultFinder::describe() const {
  const std::string_view before = text_.substr(0, pos_);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::string_view in_line = before.substr(before.rfind('\n') + 1);  // npos + 1 is 0
  return "invalid JSON at line " + std::to_string(line) + ", column " +
         std::to_string(base::count_characters(in_line) + 1) + ": " + why_;
}

}  // namespace

std::optional<std::string> describe_fault(std::string_view text, int depth_max) {
  FaultFinder finder(text, depth_max);
  if (finder.document()) return std::nullopt;
  return finder.describe();
}

}  // namespace json
