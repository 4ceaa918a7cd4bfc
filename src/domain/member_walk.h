// A page of an account's members, sorted and filtered: a walk over all of them in slices, which
// keeps no more than the page's end away from the beginning.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "domain/ordered_page.h"
#include "domain/session.h"

namespace domain {

enum class MemberOrder { kCreation, kFirstName, kLastName, kEmail, kStatus };
enum class MemberStatus { kAccepted, kPending };

struct MemberQuery {
  MemberOrder order = MemberOrder::kCreation;  // names and e-mails without regard to case
  bool descending = false;                     // the exact reverse; equals go by creation
  std::optional<MemberStatus> status;          // absent: both
  std::size_t offset = 0;                      // 0-based
  std::size_t count = 0;
};

// It sees members up to the last one there was at its start. What changes meanwhile counts as
// before or as after.
class MemberWalk {
 public:
  explicit MemberWalk(const MemberQuery& query);

  // Works about budget_us; true when the walk is over. Each step may have another transaction.
  bool step(Session& session, const base::Clock& clock, std::int64_t budget_us);

  std::size_t total() const { return total_; }  // of all pages
  const std::vector<base::ResourceId>& ids() const { return page_; }

 private:
  bool needs_walk() const;
  void read_page(Session& session);
  bool walk(Session& session, const base::Clock& clock, std::int64_t deadline_us);
  bool let_go(const base::Clock& clock, std::int64_t deadline_us);
  std::optional<std::string> find_key(Session& session, base::ResourceId id) const;

  MemberQuery query_;
  std::size_t total_ = 0;
  std::vector<base::ResourceId> page_;
  OrderedPage ordered_;
  bool started_ = false;
  bool is_beyond_end_ = false;  // nobody can be on the page; the walk counts only
  bool walked_ = false;
  base::ResourceId at_{};  // the last id looked at
  base::ResourceId end_{};
};

}  // namespace domain
