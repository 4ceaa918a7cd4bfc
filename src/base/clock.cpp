#include "base/clock.h"

#include <chrono>

namespace base {
namespace {

template <typename Source>
std::int64_t read_us() {
  const auto since_epoch = Source::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count();
}

}  // namespace

// C++20 fixes the epoch of system_clock at 1970-01-01 UTC; steady_clock is CLOCK_MONOTONIC here.
std::int64_t SystemClock::wall_us() const { return read_us<std::chrono::system_clock>(); }
std::int64_t SystemClock::monotonic_us() const { return read_us<std::chrono::steady_clock>(); }

}  // namespace base
