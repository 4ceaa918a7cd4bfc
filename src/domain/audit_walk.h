// A walk over an account's audit log in slices. Entries come in the order of their sequence, which
// is the order in which they were written; between slices entries may be appended or pruned.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "domain/audit_query.h"
#include "domain/session.h"
#include "model/audit_entry.h"

namespace domain {

struct AuditRecord {
  std::uint64_t sequence = 0;
  model::AuditEntry entry;
};

class AuditWalk {
 public:
  // Sequences outside [first, last] are left out: that is how a walk goes on where another ended.
  struct Bounds {
    std::uint64_t first = 1;
    std::uint64_t last = UINT64_MAX;
  };
  AuditWalk(AuditQuery query, Bounds bounds) : query_(std::move(query)), bounds_(bounds) {}
  explicit AuditWalk(AuditQuery query) : AuditWalk(std::move(query), Bounds{}) {}

  // Passes over so many entries that fit. Before the first next().
  void skip(std::uint64_t entries) { to_skip_ = entries; }

  // The next entry that fits. Nothing: the walk is over, or `deadline_us` (monotonic) has passed;
  // is_over() tells. The log is walked as far as it reached at the first call.
  std::optional<AuditRecord> next(Session& session, const base::Clock& clock,
                                  std::int64_t deadline_us);
  bool is_over() const { return started_ && low_ > high_; }

 private:
  void start(Session& session);
  std::optional<AuditRecord> take(Session& session);

  AuditQuery query_;
  Bounds bounds_;
  std::uint64_t to_skip_ = 0;
  bool started_ = false;
  std::uint64_t low_ = 1;  // what is left to look at, both ends included
  std::uint64_t high_ = 0;
};

}  // namespace domain
