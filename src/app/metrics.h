// What the process counts about itself, and its text for Prometheus (text exposition format 0.0.4).
// Labels are route patterns, methods and statuses: nothing of a client, an account or a person.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/histogram.h"
#include "net/loop.h"

namespace app {

class Metrics {
 public:
  Metrics();

  static constexpr std::size_t kNoRoute = static_cast<std::size_t>(-1);
  // `route`: its place in routes(), kNoRoute for what reached none (404, 405, the framer's).
  void count_answer(std::size_t route, int status);
  // From the request's last byte to the moment at which its answer may leave.
  void observe_answer(std::int64_t us) { answers_.observe(us); }
  void observe_commit(std::int64_t us) { commits_.observe(us); }

  // `loop` may be null: no loop serves this process.
  std::string text(const net::LoopStats* loop, std::size_t store_bytes) const;

 private:
  using Statuses = std::vector<std::pair<int, std::uint64_t>>;

  std::vector<Statuses> by_route_;  // the last one is of no route
  base::Histogram answers_;
  base::Histogram commits_;
};

}  // namespace app
