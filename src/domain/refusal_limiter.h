// Keeps a client that is refused over and over from filling the audit log: above 60 refusals a
// minute and token, one entry says how many more there were.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

namespace domain {

template <typename Subject>
class RefusalLimiter {
 public:
  struct Owed {
    Subject subject;  // of the last refusal that was only counted
    int status = 0;
    std::uint64_t refusals = 0;
  };

  // True when this refusal gets an entry of its own; otherwise it is counted. Times are monotonic.
  bool admit(const std::string& token, const Subject& subject, int status, std::int64_t now_us) {
    const auto [place, is_new] = windows_.try_emplace(token);
    Window& window = place->second;
    const bool ended = now_us - window.since_us >= kWindowUs;
    if (is_new || (ended && window.owed.refusals == 0)) window = Window{now_us, 0, {}};
    next_due_us_ = std::min(next_due_us_, window.since_us + kWindowUs);
    if (++window.seen <= kRefusalsMax) return true;
    window.owed.subject = subject;
    window.owed.status = status;
    ++window.owed.refusals;
    return false;
  }

  // What is due: windows that have ended (all of them when `all`). They start afresh.
  std::vector<Owed> take_owed(std::int64_t now_us, bool all) {
    std::vector<Owed> due;
    if (!all && now_us < next_due_us_) return due;
    next_due_us_ = kNever;
    for (auto it = windows_.begin(); it != windows_.end();) {
      const std::int64_t end_us = it->second.since_us + kWindowUs;
      const bool ended = all || now_us >= end_us;
      if (ended && it->second.owed.refusals > 0) due.push_back(std::move(it->second.owed));
      if (!ended) next_due_us_ = std::min(next_due_us_, end_us);
      it = ended ? windows_.erase(it) : std::next(it);
    }
    return due;
  }

  // When take_owed() has something to do.
  std::int64_t next_due_us() const { return next_due_us_; }

 private:
  static constexpr std::int64_t kWindowUs = 60'000'000;
  static constexpr std::uint64_t kRefusalsMax = 60;
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
  struct Window {
    std::int64_t since_us = 0;
    std::uint64_t seen = 0;
    Owed owed;
  };
  std::int64_t next_due_us_ = kNever;
  std::unordered_map<std::string, Window> windows_;
};

}  // namespace domain
