// One page of entries, put together in slices.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "api/audit/shapes.h"
#include "base/clock.h"
#include "domain/audit_walk.h"
#include "domain/session.h"

namespace api::audit {

// Whether it has to be known that there is an entry behind the page, for which it is looked.
enum class LookBehind { kNo, kYes };

class Page {
 public:
  Page(domain::AuditWalk walk, std::size_t limit, LookBehind look_behind, AppendEntry append)
      : walk_(std::move(walk)), limit_(limit), look_behind_(look_behind), append_(append) {}

  // True when the page is whole; each step may have another transaction.
  bool step(domain::Session& session, const base::Clock& clock, std::int64_t deadline_us);

  const std::string& text() const { return text_; }
  std::size_t count() const { return count_; }
  bool has_more() const { return has_more_; }
  std::uint64_t last_sequence() const { return last_sequence_; }

 private:
  domain::AuditWalk walk_;
  std::size_t limit_;
  LookBehind look_behind_;
  AppendEntry append_;
  std::string text_;
  std::size_t count_ = 0;
  bool has_more_ = false;
  std::uint64_t last_sequence_ = 0;
};

}  // namespace api::audit
