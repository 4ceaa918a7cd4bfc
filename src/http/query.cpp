#include "http/query.h"

#include "base/text.h"

namespace http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = base::to_lower_ascii(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

base::Error undecodable(std::string why) {
  return {base::ErrorCode::kInvalidValue, "The query " + std::move(why)};
}

base::Result<std::string> decode(std::string_view raw) {
  std::string text;
  text.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '%') {
      text.push_back(raw[i] == '+' ? ' ' : raw[i]);
      continue;
    }
    const int high = i + 2 < raw.size() ? hex_digit(raw[i + 1]) : -1;
    const int low = i + 2 < raw.size() ? hex_digit(raw[i + 2]) : -1;
    if (high < 0 || low < 0) return undecodable("has a % that is not followed by two hex digits.");
    text.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  if (text.find('\0') != std::string::npos) return undecodable("holds a NUL character.");
  if (!base::is_valid_utf8(text)) return undecodable("is not UTF-8 after decoding.");
  return text;
}

}  // namespace

base::Result<Query> Query::parse(std::string_view raw) {
  Query query;
  while (!raw.empty()) {
    const std::string_view piece = raw.substr(0, raw.find('&'));
    raw.remove_prefix(std::min(raw.size(), piece.size() + 1));
    if (piece.empty()) continue;
    const std::size_t equals = piece.find('=');
    auto name = decode(piece.substr(0, equals));
    if (!name.ok()) return name.error();
    auto value =
        decode(equals == std::string_view::npos ? std::string_view() : piece.substr(equals + 1));
    if (!value.ok()) return value.error();
    query.pairs_.emplace_back(std::move(name).value(), std::move(value).value());
  }
  return query;
}

const std::string* Query::find(std::string_view name) const {
  for (const auto& [known, value] : pairs_) {
    if (base::equal_fold_ascii(known, name)) return &value;
  }
  return nullptr;
}

std::size_t Query::count(std::string_view name) const {
  std::size_t count = 0;
  for (const auto& [known, value] : pairs_) count += base::equal_fold_ascii(known, name) ? 1 : 0;
  return count;
}

std::vector<std::string> Query::find_all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [known, value] : pairs_) {
    if (base::equal_fold_ascii(known, name)) values.push_back(value);
  }
  return values;
}

}  // namespace http
