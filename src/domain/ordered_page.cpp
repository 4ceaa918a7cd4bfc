#include "domain/ordered_page.h"

#include <algorithm>
#include <iterator>

namespace domain {
namespace {

SortOrder opposite(SortOrder order) {
  return order == SortOrder::kAscending ? SortOrder::kDescending : SortOrder::kAscending;
}

}  // namespace

bool PlaceOrder::precedes(std::string_view a_key, const Spot& a, std::string_view b_key,
                          const Spot& b) const {
  if (const int difference = a_key.compare(b_key); difference != 0)
    return keys == SortOrder::kAscending ? difference < 0 : difference > 0;
  return spots == SortOrder::kAscending ? a < b : b < a;
}

PlaceOrder PlaceOrder::reversed() const { return {opposite(keys), opposite(spots)}; }

OrderedPage::OrderedPage(PlaceOrder order, std::size_t offset, std::size_t count)
    : offset_(offset),
      end_(count == 0 ? 0 : offset + count),
      pool_(&arena_),
      first_(Before{order}, &pool_) {}

void OrderedPage::keep(std::string_view key, const Spot& spot) {
  if (end_ == 0) return;
  if (first_.size() >= end_) {
    const Entry& last = *first_.rbegin();
    if (!first_.key_comp().order.precedes(key, spot, last.first, last.second)) return;
    first_.erase(std::prev(first_.end()));
  }
  first_.emplace(key, spot);
}

bool OrderedPage::let_go(const base::Clock& clock, std::int64_t deadline_us) {
  while (!first_.empty()) {
    const auto last = std::prev(first_.end());
    if (first_.size() > offset_) page_.push_back({std::string(last->first), last->second});
    first_.erase(last);
    if (clock.monotonic_us() >= deadline_us && !first_.empty()) return false;
  }
  std::reverse(page_.begin(), page_.end());
  return true;
}

}  // namespace domain
