#include "base/ip_range.h"

#include <arpa/inet.h>

#include <charconv>
#include <cstring>
#include <string>

namespace base {

std::optional<IpRange::Bytes> IpRange::parse_address(std::string_view text, bool* is_v4) {
  const std::string zero_terminated(text);
  Bytes bytes{};
  *is_v4 = text.find(':') == std::string_view::npos;
  if (!*is_v4) {
    if (::inet_pton(AF_INET6, zero_terminated.c_str(), bytes.data()) != 1) return std::nullopt;
    return bytes;
  }
  bytes[10] = bytes[11] = 0xFF;  // the IPv4-mapped form, RFC 4291 2.5.5.2
  if (::inet_pton(AF_INET, zero_terminated.c_str(), bytes.data() + 12) != 1) return std::nullopt;
  return bytes;
}

std::optional<IpRange> IpRange::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  bool is_v4 = false;
  const auto bytes = parse_address(text.substr(0, slash), &is_v4);
  if (!bytes) return std::nullopt;
  const unsigned width = is_v4 ? 32 : 128;
  unsigned bits = width;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc() || end != digits.data() + digits.size() || bits > width)
      return std::nullopt;
  }
  IpRange range;
  range.bytes_ = *bytes;
  range.bits_ = 128 - width + bits;
  return range;
}

bool IpRange::contains(std::string_view address) const {
  bool is_v4 = false;
  const auto bytes = parse_address(address, &is_v4);
  if (!bytes) return false;
  const unsigned whole = bits_ / 8;
  if (std::memcmp(bytes->data(), bytes_.data(), whole) != 0) return false;
  const unsigned rest = bits_ % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xFF << (8 - rest));
  return (((*bytes)[whole] ^ bytes_[whole]) & mask) == 0;
}

bool is_loopback(std::string_view address) {
  static const IpRange range = *IpRange::parse("127.0.0.0/8");
  return address == "::1" || range.contains(address);
}

}  // namespace base
