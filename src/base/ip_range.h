// Address ranges in CIDR notation, as a token's condition names them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace base {

class IpRange {
 public:
  // "192.0.2.0/24", "2001:db8::/32", or an address alone. Nothing for any other text.
  static std::optional<IpRange> parse(std::string_view text);
  // An IPv4 address and its IPv4-mapped IPv6 form are the same address. False for text that is no
  // address.
  bool contains(std::string_view address) const;

 private:
  using Bytes = std::array<std::uint8_t, 16>;
  static std::optional<Bytes> parse_address(std::string_view text, bool* is_v4);
  Bytes bytes_{};
  unsigned bits_ = 0;  // of the 128
};

bool is_loopback(std::string_view address);  // 127.0.0.0/8, ::1; numeric, without brackets

}  // namespace base
