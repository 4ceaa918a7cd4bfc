#include "api/audit/page.h"

namespace api::audit {

bool Page::step(domain::Session& session, const base::Clock& clock, std::int64_t deadline_us) {
  for (;;) {
    if (count_ == limit_ && look_behind_ == LookBehind::kNo) return true;
    const auto record = walk_.next(session, clock, deadline_us);
    if (!record) return walk_.is_over();
    if (count_ == limit_) {
      has_more_ = true;
      return true;
    }
    append_(text_, *record, session.account);
    last_sequence_ = record->sequence;
    ++count_;
    if (clock.monotonic_us() >= deadline_us && !walk_.is_over()) return false;
  }
}

}  // namespace api::audit
