#include "domain/stored_walk.h"

#include <algorithm>
#include <utility>

#include "domain/resource_match.h"
#include "scim/sort_key.h"
#include "store/lists.h"

namespace domain {
namespace {

constexpr std::size_t kBatch = 32;  // ids fetched at once

base::ResourceId greatest_id() {
  base::ResourceId id;
  id.bytes.fill(0xff);
  return id;
}

}  // namespace

StoredWalk::StoredWalk(const Range& range, Keys keys, const scim::AttributeRef& sort_by)
    : range_(range), keys_(keys), sort_by_(sort_by) {
  const bool forward = range.direction == WalkDirection::kForward;
  at_ = range.from.value_or(forward ? base::ResourceId{} : greatest_id());
}

// False: there is nothing to look at.
bool StoredWalk::begin(Session& session) {
  is_begun_ = true;
  if (range_.plan->way != QueryPlan::Way::kScan) {
    candidates_ = find_candidates(session, *range_.plan);
    is_fresh_ = true;
    trim_candidates();
    return !candidates_->empty();
  }
  const auto last = store::last_of_list(session.txn, session.realm(), range_.binding->list);
  if (last) end_ = *last;
  return last.has_value();
}

void StoredWalk::trim_candidates() {
  std::vector<base::ResourceId>& ids = *candidates_;
  if (range_.direction == WalkDirection::kForward) {
    ids.erase(ids.begin(),
              range_.from ? std::upper_bound(ids.begin(), ids.end(), at_) : ids.begin());
  } else {
    ids.erase(std::lower_bound(ids.begin(), ids.end(), at_), ids.end());
    std::reverse(ids.begin(), ids.end());
  }
}

std::vector<base::ResourceId> StoredWalk::next_batch(Session& session) {
  if (!candidates_) {
    const auto list =
        range_.direction == WalkDirection::kForward ? store::list_after : store::list_before;
    return list(session.txn, session.realm(), range_.binding->list, at_, kBatch);
  }
  const auto first = candidates_->begin() + static_cast<std::ptrdiff_t>(looked_at_);
  const std::size_t count = std::min(kBatch, candidates_->size() - looked_at_);
  return {first, first + static_cast<std::ptrdiff_t>(count)};
}

// Nothing for what does not match. In a later transaction than that of the index a candidate may
// have changed, and is held against the whole filter.
std::optional<std::string> StoredWalk::find_key(Session& session, base::ResourceId id) {
  const auto document = find_resource(session, *range_.binding, id);
  if (!document) return std::nullopt;
  const auto& filter = is_fresh_ ? range_.plan->rest : range_.plan->filter;
  if (!filter && keys_ != Keys::kByAttribute)
    return std::string(keys_ == Keys::kNone ? std::string_view() : scim::kNoSortKey);
  auto tree = match_resource(session, *range_.binding, *document, filter ? &*filter : nullptr);
  if (!tree) return std::nullopt;
  if (keys_ == Keys::kByAttribute)
    return sort_key_of(session, *range_.binding, *document, sort_by_, *tree);
  return std::string(keys_ == Keys::kNone ? std::string_view() : scim::kNoSortKey);
}

bool StoredWalk::step(Session& session, const base::Clock& clock, std::int64_t deadline_us,
                      const Take& take) {
  is_fresh_ = false;
  if (!is_begun_ && !begin(session)) return true;
  for (;;) {
    const auto batch = next_batch(session);
    for (const base::ResourceId& id : batch) {
      const bool forward = range_.direction == WalkDirection::kForward;
      if (!candidates_ && forward && id > end_) return true;
      at_ = id;
      ++looked_at_;
      auto key = find_key(session, id);
      if (key && !take(std::move(*key), id)) return true;
      if (clock.monotonic_us() >= deadline_us) return false;
    }
    if (batch.size() < kBatch) return true;
  }
}

}  // namespace domain
