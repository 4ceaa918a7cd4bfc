#include "net/jobs.h"

#include <algorithm>
#include <utility>

#include "net/timers.h"

namespace net {

bool Jobs::has_room_for(const Job& job) const {
  if (jobs_.size() >= options_.jobs_max) return false;
  const auto of_owner = std::count_if(jobs_.begin(), jobs_.end(), [&](const Entry& entry) {
    return entry.job->owner() == job.owner();
  });
  return static_cast<std::size_t>(of_owner) < options_.jobs_per_owner_max;
}

void Jobs::add(ConnectionId id, std::unique_ptr<Job> job, std::int64_t now_us) {
  jobs_.push_back({id, std::move(job), now_us});
}

void Jobs::cancel(ConnectionId id) {
  std::erase_if(jobs_, [&](const Entry& entry) { return entry.id == id; });
}

std::vector<Jobs::Finished>& Jobs::step(const base::Clock& clock, bool has_news) {
  finished_.clear();
  if (jobs_.empty()) return finished_;
  const std::int64_t begin_us = clock.monotonic_us();
  const std::int64_t slice_us = std::max(
      options_.job_slice_min_us, options_.jobs_us / static_cast<std::int64_t>(jobs_.size()));
  std::int64_t now_us = begin_us;
  std::size_t index = turn_ % jobs_.size();
  for (std::size_t left = jobs_.size(); left > 0; --left) {
    const std::int64_t left_us = options_.jobs_us - (now_us - begin_us);
    if (left_us <= 0) break;
    Entry& entry = jobs_[index];
    const bool is_due =
        !entry.job->waits() || has_news || now_us - entry.stepped_us >= options_.job_news_us;
    bool is_done = false;
    if (is_due) {
      is_done = entry.job->step(std::min(slice_us, left_us));
      now_us = clock.monotonic_us();
      entry.stepped_us = now_us;
    }
    if (is_done) {
      finished_.push_back({entry.id, std::move(entry.job)});
      jobs_.erase(jobs_.begin() + static_cast<std::ptrdiff_t>(index));
    } else {
      ++index;
    }
    if (index >= jobs_.size()) index = 0;
  }
  turn_ = index;
  return finished_;
}

std::int64_t Jobs::next_us() const {
  std::int64_t next_us = kNever;
  for (const Entry& entry : jobs_) {
    if (!entry.job->waits()) return 0;
    next_us = std::min(next_us, entry.stepped_us + options_.job_news_us);
  }
  return next_us;
}

}  // namespace net
