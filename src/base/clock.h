// Time through one seam, so that tests run on a virtual clock. Everything inside one tick of the
// loop sees one time.
#pragma once

#include <cstdint>

namespace base {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t wall_us() const = 0;       // microseconds since 1970 UTC; may jump
  virtual std::int64_t monotonic_us() const = 0;  // for time-outs; never goes back
};

class SystemClock final : public Clock {
 public:
  std::int64_t wall_us() const override;
  std::int64_t monotonic_us() const override;
};

}  // namespace base
