// Makes ids: unix milliseconds u48 ‖ counter u72 ‖ last byte, big-endian. Each is larger than every
// one before it, also after a restart and when the clock goes back, so an id is never given twice
// and id order is the order of making.
#pragma once

#include <cstdint>
#include <optional>

#include "base/ids.h"

namespace base {

class IdSource {
 public:
  // Without a seed the counter starts each millisecond at a random value below 2^64, so that nobody
  // can guess an id from its neighbours in time. With a seed nothing is random: the milliseconds
  // are a constant made from the seed and the counter starts at 0, so that two runs give the same
  // ids.
  explicit IdSource(std::optional<std::uint64_t> seed = std::nullopt);

  // The store has given `last` before: all ids to come are larger. Never goes back.
  void resume_after(const IdBytes& last);

  // For users and groups: the last byte is 0 and left to the generation of a membership.
  IdBytes next(std::int64_t wall_us);
  // For everything else: the last byte is like the rest. No two ids of either kind share their
  // first 15 bytes.
  IdBytes next_plain(std::int64_t wall_us);

  // The largest id given or resumed after; all zeros before the first.
  IdBytes last() const { return last_; }

 private:
  std::uint64_t make_milliseconds(std::int64_t wall_us) const;
  void advance(std::int64_t wall_us);  // sets last_ to the next id with last byte 0

  std::optional<std::uint64_t> seeded_ms_;  // takes the place of the clock
  IdBytes last_{};
};

}  // namespace base
