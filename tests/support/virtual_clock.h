// A clock that stands still until a test moves it.
#pragma once

#include "base/clock.h"

namespace support {

class VirtualClock final : public base::Clock {
 public:
  std::int64_t wall_us() const override { return now_us_; }
  std::int64_t monotonic_us() const override { return now_us_; }
  void pass_ms(std::int64_t ms) { now_us_ += ms * 1000; }

 private:
  std::int64_t now_us_ = 1'000'000'000;
};

}  // namespace support
