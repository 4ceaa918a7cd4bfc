#include "base/ids.h"

namespace base {
namespace {

// The value of a hex digit, -1 for any other character.
int find_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string format_hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex(bytes.size() * 2, '0');
  char* digit = hex.data();
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    *digit++ = kDigits[byte >> 4];
    *digit++ = kDigits[byte & 15];
  }
  return hex;
}

std::optional<IdBytes> parse_id_bytes(std::string_view hex) {
  IdBytes bytes{};
  if (hex.size() != bytes.size() * 2) return std::nullopt;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = find_digit(hex[2 * i]);
    const int low = find_digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return bytes;
}

std::string format_uuid(std::string_view sixteen_bytes) {
  std::string uuid = format_hex(sixteen_bytes);
  for (const std::size_t dash : {8u, 13u, 18u, 23u}) uuid.insert(dash, 1, '-');
  return uuid;
}

std::optional<IdBytes> parse_uuid_bytes(std::string_view uuid) {
  std::string hex;
  for (const char c : uuid) {
    if (c != '-') hex += c;
  }
  const auto bytes = parse_id_bytes(hex);
  if (!bytes) return std::nullopt;
  const std::string_view view(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  return format_uuid(view) == uuid ? bytes : std::nullopt;
}

}  // namespace base
