#include "domain/audit_walk.h"

#include <algorithm>
#include <utility>

#include "store/audit.h"

namespace domain {
namespace {

// A clock that is set may step back: by this much, entries are still found by their time. What lies
// in between is held against the exact times anyway.
constexpr std::int64_t kStepBackUs = 600'000'000;

std::int64_t time_at(Session& session, std::uint64_t sequence) {
  const auto row = store::find_audit(session.txn, session.account.realm, sequence);
  if (!row) throw store::Damaged("an audit entry is missing");
  const auto time_us = model::parse_audit_time(row->entry);
  if (!time_us) throw store::Damaged("an audit entry has no time");
  return *time_us;
}

// The first sequence in [first, last + 1] before which every entry is older than `us`. If the entry
// in the middle is older by more than the clock steps back, so is everything in front of it.
std::uint64_t find_since(Session& session, store::AuditRange range, std::int64_t us) {
  std::uint64_t low = range.first;
  std::uint64_t high = range.last + 1;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (time_at(session, middle) + kStepBackUs < us) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

// The same for the other end: from the result on, every entry is at `us` or later.
std::uint64_t find_end(Session& session, store::AuditRange range, std::int64_t us) {
  std::uint64_t low = range.first;
  std::uint64_t high = range.last + 1;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (time_at(session, middle) - kStepBackUs >= us) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace

void AuditWalk::start(Session& session) {
  started_ = true;
  const store::AuditRange range = store::audit_range(session.txn, session.account.realm);
  const AuditQuery whole;
  const bool has_since = query_.since_us != whole.since_us;
  const bool has_end = query_.end_us != whole.end_us;
  low_ = has_since ? find_since(session, range, query_.since_us) : range.first;
  high_ = (has_end ? find_end(session, range, query_.end_us) : range.last + 1) - 1;
  low_ = std::max(low_, bounds_.first);
  high_ = std::min(high_, bounds_.last);
  // Where every entry fits, a page far behind is found without walking there.
  if (to_skip_ == 0 || has_since || has_end || !query_.terms.empty() || low_ > high_) return;
  const std::uint64_t jump = std::min(std::exchange(to_skip_, 0), high_ - low_ + 1);
  if (query_.order == AuditOrder::kOldestFirst) {
    low_ += jump;
  } else {
    high_ -= jump;
  }
}

// One entry off the end that is next; nothing when it does not fit.
std::optional<AuditRecord> AuditWalk::take(Session& session) {
  const bool oldest_first = query_.order == AuditOrder::kOldestFirst;
  const std::uint64_t sequence = oldest_first ? low_++ : high_--;
  const auto row = store::find_audit(session.txn, session.account.realm, sequence);
  if (!row) {  // pruned since the walk began, and all that is older with it
    const std::uint64_t first = store::audit_range(session.txn, session.account.realm).first;
    if (sequence >= first) throw store::Damaged("an audit entry is missing");
    low_ = std::max(low_, first);
    return std::nullopt;
  }
  auto entry = model::parse_audit(row->entry, session.account.id.hex());
  if (!entry) throw store::Damaged("an audit entry holds no JSON");
  if (!query_.fits(*entry, session.account)) return std::nullopt;
  if (to_skip_ > 0) {
    --to_skip_;
    return std::nullopt;
  }
  return AuditRecord{sequence, std::move(*entry)};
}

std::optional<AuditRecord> AuditWalk::next(Session& session, const base::Clock& clock,
                                           std::int64_t deadline_us) {
  if (!started_) start(session);
  while (!is_over()) {
    if (auto record = take(session)) return record;
    if (clock.monotonic_us() >= deadline_us) break;
  }
  return std::nullopt;
}

}  // namespace domain
