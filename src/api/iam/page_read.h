// One page of a list that is searched in slices: first the ids are found, then the items of the
// page are shaped; both may take several ticks.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "api/call.h"
#include "api/envelope.h"
#include "api/paging.h"
#include "domain/user_group_search.h"

namespace api::iam {

inline domain::ListWindow window_of(const PageRequest& page, Direction direction) {
  const bool ascending = direction == Direction::kAscending;
  return {ascending ? domain::SortOrder::kAscending : domain::SortOrder::kDescending, page.offset(),
          page.per_page};
}

// Nothing for what was deleted since the search met it.
using ShapeItem = std::optional<json::Value> (*)(domain::Session& session, base::ResourceId id);

template <typename Search>
class PageRead final : public LongRead {
 public:
  PageRead(Search search, const PageRequest& page, ShapeItem shape)
      : search_(std::move(search)), page_(page), shape_(shape) {}

  bool step(domain::Session& session, const base::Clock& clock, std::int64_t budget_us) override {
    const std::int64_t deadline_us = clock.monotonic_us() + budget_us;
    if (!found_ && !search_.step(session, clock, budget_us)) return false;
    found_ = true;
    while (next_ < search_.ids().size()) {
      if (auto item = shape_(session, search_.ids()[next_++])) items_.push_back(std::move(*item));
      if (clock.monotonic_us() > deadline_us) return next_ == search_.ids().size();
    }
    return true;
  }

  http::Response finish(domain::Session&) override {
    return envelope_list(std::move(items_), page_.page, page_.per_page, search_.total());
  }

 private:
  Search search_;
  PageRequest page_;
  ShapeItem shape_;
  bool found_ = false;
  std::size_t next_ = 0;
  json::Array items_;
};

// The answer at once when it takes a moment only, else a job.
template <typename Search>
Outcome read_page_of(Call& call, Search search, const PageRequest& page, ShapeItem shape) {
  constexpr std::int64_t kAtOnceUs = 1000;
  auto read = std::make_unique<PageRead<Search>>(std::move(search), page, shape);
  if (!read->step(call.session, call.clock, kAtOnceUs)) return read;
  return read->finish(call.session);
}

}  // namespace api::iam
