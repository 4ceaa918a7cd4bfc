// One page of a list that is searched in slices: first the ids are found, then the items of the
// page are shaped; both may take several ticks.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "api/answer_read.h"
#include "api/call.h"
#include "api/envelope.h"
#include "api/paging.h"

namespace api {

// Nothing for what was deleted since the search met it.
using ShapeItem = std::optional<json::Value> (*)(domain::Session& session, base::ResourceId id);

template <typename Search>
class PageRead final : public LongRead {
 public:
  template <typename... Wanted>
  PageRead(const PageRequest& page, ShapeItem shape, Wanted&&... wanted)
      : search_(std::forward<Wanted>(wanted)...), page_(page), shape_(shape) {}

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

// `wanted` makes the search.
template <typename Search, typename... Wanted>
Outcome read_page_of(Call& call, const PageRequest& page, ShapeItem shape, Wanted&&... wanted) {
  return answer_read(
      call, std::make_unique<PageRead<Search>>(page, shape, std::forward<Wanted>(wanted)...));
}

}  // namespace api
