// How often something took how long, in buckets that Prometheus can read.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace base {

class Histogram {
 public:
  // Upper bounds of the buckets, µs; what is longer is in the last one, which has none.
  static constexpr std::int64_t kBoundsUs[] = {50,    100,   250,   500,    1000,   2500,   5000,
                                               10000, 25000, 50000, 100000, 250000, 1000000};

  void observe(std::int64_t us) {
    std::size_t bucket = 0;
    while (bucket < std::size(kBoundsUs) && us > kBoundsUs[bucket]) ++bucket;
    ++counts_[bucket];
    ++count_;
    sum_us_ += us;
  }

  std::uint64_t in_bucket(std::size_t bucket) const { return counts_[bucket]; }
  std::uint64_t count() const { return count_; }
  std::int64_t sum_us() const { return sum_us_; }

 private:
  std::array<std::uint64_t, std::size(kBoundsUs) + 1> counts_{};
  std::uint64_t count_ = 0;
  std::int64_t sum_us_ = 0;
};

}  // namespace base
