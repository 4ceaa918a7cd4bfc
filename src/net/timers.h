// Deadlines of connections, one each. A heap that is corrected lazily: moving a deadline later, as
// every answered request does, costs nothing; the entry is put right when it comes due.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "net/connection_id.h"

namespace net {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

class Timers {
 public:
  void add(std::int64_t when_us, ConnectionId id);
  std::int64_t next_us() const { return heap_.empty() ? kNever : heap_.front().when_us; }
  struct Entry {
    std::int64_t when_us;
    ConnectionId id;
  };
  // The earliest entry that is due, taken out. Whether it still holds is for the caller to say.
  std::optional<Entry> take_due(std::int64_t now_us);
  std::size_t size() const { return heap_.size(); }

 private:
  std::vector<Entry> heap_;
};

}  // namespace net
