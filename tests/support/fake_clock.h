// Time that stands still until a test moves it.
#pragma once

#include <cstdint>

#include "base/clock.h"

namespace support {

class FakeClock final : public base::Clock {
 public:
  std::int64_t wall_us() const override { return wall_us_; }
  std::int64_t monotonic_us() const override { return monotonic_us_ += look_us_; }

  void advance_us(std::int64_t us) {
    wall_us_ += us;
    monotonic_us_ += us;
  }
  void set_wall_us(std::int64_t us) { wall_us_ = us; }
  // Each look at the monotonic clock costs this much from now on, so that slices of work end.
  void set_look_us(std::int64_t us) { look_us_ = us; }

 private:
  std::int64_t wall_us_ = 1'767'225'600'000'000;  // 2026-01-01T00:00:00Z
  mutable std::int64_t monotonic_us_ = 0;
  std::int64_t look_us_ = 0;
};

}  // namespace support
