#include "json/write.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace json {
namespace {

constexpr std::size_t kPrettyIndent = 2;

// What RFC 8259 section 7 wants escaped: quote, backslash, and everything below U+0020.
constexpr std::array<bool, 256> kEscaped = [] {
  std::array<bool, 256> escaped{};
  for (std::size_t c = 0; c < 0x20; ++c) escaped[c] = true;
  escaped['"'] = true;
  escaped['\\'] = true;
  return escaped;
}();

void append_escape(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  static constexpr char kDigits[] = "0123456789abcdef";
  out += "\\u00";
  out += kDigits[static_cast<unsigned char>(c) >> 4];
  out += kDigits[static_cast<unsigned char>(c) & 15];
}

void append_integer(std::string& out, std::int64_t integer) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), integer).ptr;
  out.append(digits.data(), end);
}

// The shortest text that reads back as the same double, and as a double: never digits alone. JSON
// has no infinities and no NaN (RFC 8259 section 6); no reader makes them, so null stands for a bug
// of ours.
void append_double(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  std::array<char, 40> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  const std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
  out += text;
  if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

bool append_scalar(std::string& out, const Value& value) {
  if (value.is_null()) {
    out += "null";
  } else if (value.is_bool()) {
    out += value.as_bool() ? "true" : "false";
  } else if (value.is_integer()) {
    append_integer(out, value.as_integer());
  } else if (value.is_double()) {
    append_double(out, value.as_number());
  } else if (value.is_string()) {
    append_string(out, value.as_string());
  } else {
    return false;
  }
  return true;
}

void append_line(std::string& out, std::size_t depth) {
  out += '\n';
  out.append(depth * kPrettyIndent, ' ');
}

void append_pretty(std::string& out, const Value& value, std::size_t depth) {
  if (append_scalar(out, value)) return;
  const char* separator = "";
  if (value.is_array()) {
    out += '[';
    for (const Value& element : value.as_array()) {
      out += std::exchange(separator, ",");
      append_line(out, depth + 1);
      append_pretty(out, element, depth + 1);
    }
    if (!value.as_array().empty()) append_line(out, depth);
    out += ']';
    return;
  }
  out += '{';
  for (const auto& [key, member] : value.as_object()) {
    out += std::exchange(separator, ",");
    append_line(out, depth + 1);
    append_string(out, key);
    out += ": ";
    append_pretty(out, member, depth + 1);
  }
  if (!value.as_object().empty()) append_line(out, depth);
  out += '}';
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!kEscaped[static_cast<unsigned char>(text[i])]) continue;
    out.append(text, start, i - start);
    append_escape(out, text[i]);
    start = i + 1;
  }
  out.append(text, start);
  out += '"';
}

void append(std::string& out, const Value& value) {
  if (append_scalar(out, value)) return;
  bool first = true;
  if (value.is_array()) {
    out += '[';
    for (const Value& element : value.as_array()) {
      if (!std::exchange(first, false)) out += ',';
      append(out, element);
    }
    out += ']';
    return;
  }
  out += '{';
  for (const auto& [key, member] : value.as_object()) {
    if (!std::exchange(first, false)) out += ',';
    append_string(out, key);
    out += ':';
    append(out, member);
  }
  out += '}';
}

std::string write(const Value& value) {
  std::string text;
  append(text, value);
  return text;
}

std::string write_pretty(const Value& value) {
  std::string text;
  append_pretty(text, value, 0);
  return text;
}

}  // namespace json
