#include "api/audit/cursor.h"

#include "base/crc32c.h"

namespace api::audit {
namespace {

// order[1] sequence[8] CRC-32C[4] over both and the realm; numbers big-endian.
constexpr std::size_t kContentBytes = 9;
constexpr std::size_t kChecksumBytes = 4;
constexpr std::string_view kBase64Url =  // RFC 4648 5
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void append_number(std::string& out, std::uint64_t number, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(number >> shift));
}

std::uint64_t read_number(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char c : bytes) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

std::string with_checksum(std::string content, base::Realm realm) {
  std::string covered = content;
  append_number(covered, static_cast<std::uint32_t>(realm), 4);
  append_number(content, base::crc32c(covered), kChecksumBytes);
  return content;
}

std::string encode_base64url(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) text.push_back(kBase64Url[bits >> (count - 6) & 63]);
  }
  if (count > 0) text.push_back(kBase64Url[bits << (6 - count) & 63]);
  return text;
}

std::optional<std::string> decode_base64url(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t digit = kBase64Url.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> count));
  }
  return bytes;
}

}  // namespace

std::string format_cursor(const Cursor& cursor, base::Realm realm) {
  std::string content(1, cursor.order == domain::AuditOrder::kOldestFirst ? 'a' : 'd');
  append_number(content, cursor.sequence, 8);
  return encode_base64url(with_checksum(std::move(content), realm));
}

std::optional<Cursor> parse_cursor(std::string_view text, base::Realm realm) {
  const auto bytes = decode_base64url(text);
  if (!bytes || bytes->size() != kContentBytes + kChecksumBytes) return std::nullopt;
  if (with_checksum(bytes->substr(0, kContentBytes), realm) != *bytes) return std::nullopt;
  if (encode_base64url(*bytes) != text) return std::nullopt;  // bits left over at the end
  Cursor cursor;
  cursor.order =
      bytes->front() == 'a' ? domain::AuditOrder::kOldestFirst : domain::AuditOrder::kNewestFirst;
  cursor.sequence = read_number(std::string_view(*bytes).substr(1, 8));
  return cursor;
}

}  // namespace api::audit
