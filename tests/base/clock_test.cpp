#include "base/clock.h"

#include <ctime>

#include "doctest/doctest.h"

TEST_CASE("clock: wall time is microseconds since 1970, as the C library counts seconds") {
  const std::int64_t before_s = std::time(nullptr);
  const std::int64_t wall_us = base::SystemClock().wall_us();
  const std::int64_t after_s = std::time(nullptr);
  CHECK(wall_us / 1'000'000 >= before_s - 1);  // time() may lag by a timer tick
  CHECK(wall_us / 1'000'000 <= after_s + 1);
}

TEST_CASE("clock: monotonic time never goes back and does go on") {
  const base::SystemClock clock;
  const std::int64_t start_us = clock.monotonic_us();
  std::int64_t last_us = start_us;
  while (last_us == start_us) {
    const std::int64_t now_us = clock.monotonic_us();
    REQUIRE(now_us >= last_us);
    last_us = now_us;
  }
  CHECK(last_us - start_us < 60'000'000);
}
