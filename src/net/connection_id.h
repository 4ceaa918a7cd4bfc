// Names a connection for as long as it lives: slots are used again, generations are not, so an
// event or a timer of a connection that is gone finds nobody.
#pragma once

#include <cstdint>

namespace net {

struct ConnectionId {
  std::uint32_t slot = 0;
  std::uint32_t generation = 0;

  bool operator==(const ConnectionId&) const = default;
  std::uint64_t packed() const { return std::uint64_t{generation} << 32 | slot; }
  static ConnectionId unpack(std::uint64_t packed) {
    return {static_cast<std::uint32_t>(packed), static_cast<std::uint32_t>(packed >> 32)};
  }
};

}  // namespace net
