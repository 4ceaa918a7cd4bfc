// The stored resources of one type that match a filter, one after the other in the order of their
// ids or its reverse, in slices.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "domain/binding.h"
#include "domain/query.h"
#include "domain/session.h"
#include "store/indexes.h"

namespace domain {

using store::WalkDirection;

// It sees resources up to the last one there was at its start.
class StoredWalk {
 public:
  // What is walked over; the binding and the plan must outlive the walk.
  struct Range {
    const Binding* binding;
    const QueryPlan* plan;
    WalkDirection direction;
    std::optional<base::ResourceId> from;  // exclusive; absent: from the end that comes first
  };
  // With what a match is given to `take`: nothing, or its place by an attribute.
  enum class Keys { kNone, kMissing, kByAttribute };
  // False: enough.
  using Take = std::function<bool(std::string key, base::ResourceId id)>;

  StoredWalk(const Range& range, Keys keys, const scim::AttributeRef& sort_by);

  // True when nothing is left to look at, or `take` has enough.
  bool step(Session& session, const base::Clock& clock, std::int64_t deadline_us, const Take& take);

 private:
  bool begin(Session& session);
  void trim_candidates();
  std::vector<base::ResourceId> next_batch(Session& session);
  std::optional<std::string> find_key(Session& session, base::ResourceId id);

  Range range_;
  Keys keys_;
  scim::AttributeRef sort_by_;
  std::optional<std::vector<base::ResourceId>> candidates_;  // in the order of the walk
  std::size_t looked_at_ = 0;
  bool is_begun_ = false;
  bool is_fresh_ = false;  // the candidates were found in this step's transaction
  base::ResourceId at_{};  // the last id looked at
  base::ResourceId end_{};
};

}  // namespace domain
