// The answers of one connection that have not left yet, in request order. From the held offset on
// they depend on a write transaction that is not committed, and nothing of them may leave.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace net {

class OutputQueue {
 public:
  void append(std::string&& bytes);

  // All that is appended from now on waits for release() or drop_held().
  void hold();
  bool holds() const { return held_from_ != kNothing; }
  void release() { held_from_ = kNothing; }
  void drop_held();

  std::size_t waiting_bytes() const { return appended_ - sent_; }
  bool empty() const { return appended_ == sent_; }
  // The next piece that may leave now; empty when there is none. Valid until the queue changes.
  std::string_view sendable() const;
  void sent(std::size_t count);

 private:
  static constexpr std::size_t kNothing = static_cast<std::size_t>(-1);

  // Offsets count from the last time the queue was empty.
  std::vector<std::string> pieces_;
  std::size_t first_ = 0;       // pieces before it have left and are empty
  std::size_t first_sent_ = 0;  // bytes of the first piece that have left
  std::size_t appended_ = 0;
  std::size_t sent_ = 0;
  std::size_t held_from_ = kNothing;
};

}  // namespace net
