#include "api/audit/cursor.h"

#include "base/base64url.h"
#include "base/crc32c.h"

namespace api::audit {
namespace {

// order[1] sequence[8] CRC-32C[4] over both and the realm; numbers big-endian.
constexpr std::size_t kContentBytes = 9;
constexpr std::size_t kChecksumBytes = 4;

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

}  // namespace

std::string format_cursor(const Cursor& cursor, base::Realm realm) {
  std::string content(1, cursor.order == domain::AuditOrder::kOldestFirst ? 'a' : 'd');
  append_number(content, cursor.sequence, 8);
  return base::encode_base64url(with_checksum(std::move(content), realm));
}

std::optional<Cursor> parse_cursor(std::string_view text, base::Realm realm) {
  const auto bytes = base::decode_base64url(text);
  if (!bytes || bytes->size() != kContentBytes + kChecksumBytes) return std::nullopt;
  if (with_checksum(bytes->substr(0, kContentBytes), realm) != *bytes) return std::nullopt;
  Cursor cursor;
  cursor.order =
      bytes->front() == 'a' ? domain::AuditOrder::kOldestFirst : domain::AuditOrder::kNewestFirst;
  cursor.sequence = read_number(std::string_view(*bytes).substr(1, 8));
  return cursor;
}

}  // namespace api::audit
