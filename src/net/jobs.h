// Work that is too long for one tick: who waits for it, how much of it may be under way, and whose
// turn it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "net/connection_id.h"
#include "net/handler.h"
#include "net/limits.h"

namespace net {

class Jobs {
 public:
  struct Finished {
    ConnectionId id;
    std::unique_ptr<Job> job;
  };

  explicit Jobs(const LoopOptions& options) : options_(options) {}

  bool has_room_for(const Job& job) const;
  void add(ConnectionId id, std::unique_ptr<Job> job, std::int64_t now_us);
  void cancel(ConnectionId id);
  std::size_t size() const { return jobs_.size(); }

  // One slice of each, beginning where the last call ended, until the time of a tick is used up.
  // Jobs that wait get one only after a commit (`has_news`) or when job_news_us have passed.
  // The result is valid until the next call.
  std::vector<Finished>& step(const base::Clock& clock, bool has_news);
  // When the next slice is due: 0 for now, kNever without jobs.
  std::int64_t next_us() const;

 private:
  struct Entry {
    ConnectionId id;
    std::unique_ptr<Job> job;
    std::int64_t stepped_us;
  };

  const LoopOptions& options_;
  std::vector<Entry> jobs_;
  std::vector<Finished> finished_;
  std::size_t turn_ = 0;
};

}  // namespace net
