// Keeps a client that is refused over and over from filling the audit log: above 60 refusals a
// minute and token, one entry says how many more there were.
#pragma once

#include <cstdint>
#include <optional>
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

  // True when this refusal gets an entry of its own; otherwise it is counted.
  bool admit(const std::string& token, const Subject& subject, int status, std::int64_t now_us) {
    Window& window = windows_[token];
    if (now_us - window.since_us >= kWindowUs && window.owed.refusals == 0)
      window = Window{now_us, 0, {}};
    if (++window.seen <= kRefusalsMax) return true;
    window.owed.subject = subject;
    window.owed.status = status;
    ++window.owed.refusals;
    return false;
  }

  // What is due: windows that have ended (all of them when `all`). They start afresh.
  std::vector<Owed> take_owed(std::int64_t now_us, bool all) {
    std::vector<Owed> due;
    for (auto it = windows_.begin(); it != windows_.end();) {
      const bool ended = all || now_us - it->second.since_us >= kWindowUs;
      if (ended && it->second.owed.refusals > 0) due.push_back(std::move(it->second.owed));
      it = ended ? windows_.erase(it) : std::next(it);
    }
    return due;
  }

  bool empty() const { return windows_.empty(); }

 private:
  static constexpr std::int64_t kWindowUs = 60'000'000;
  static constexpr std::uint64_t kRefusalsMax = 60;
  struct Window {
    std::int64_t since_us = 0;
    std::uint64_t seen = 0;
    Owed owed;
  };
  std::unordered_map<std::string, Window> windows_;
};

}  // namespace domain
