// One page of a sorted list that is met in another order, one place after the other: only the first
// of the order are kept, up to the end of the page, so that memory is bounded by how far from the
// beginning the page is and not by how long the list is.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"

namespace domain {

enum class SortOrder { kAscending, kDescending };

// Where something stands in the unsorted order of a list: resources of one type behind those of
// another, within a type those that are computed behind those that are stored, then by id, which
// for stored ones is the order of their making.
struct Spot {
  std::uint32_t part = 0;
  bool is_computed = false;
  base::ResourceId id{};
  auto operator<=>(const Spot&) const = default;
};

// The same in a sorted list: by key, equals by their spot.
struct Place {
  std::string key;  // compares as bytes; empty where nothing is sorted
  Spot spot;
};

struct PlaceOrder {
  SortOrder keys = SortOrder::kAscending;
  SortOrder spots = SortOrder::kAscending;

  bool precedes(std::string_view a_key, const Spot& a, std::string_view b_key, const Spot& b) const;
  PlaceOrder reversed() const;
};

class OrderedPage {
 public:
  // `offset` is 0-based. A count of 0 keeps nothing.
  OrderedPage(PlaceOrder order, std::size_t offset, std::size_t count);

  void keep(std::string_view key, const Spot& spot);
  // Call until true, then take_places() has the page in its order. A page far from the beginning
  // has kept much: letting go of it takes its time too.
  bool let_go(const base::Clock& clock, std::int64_t deadline_us);
  std::vector<Place> take_places() { return std::move(page_); }

 private:
  using Entry = std::pair<std::pmr::string, Spot>;
  struct Before {
    PlaceOrder order;
    bool operator()(const Entry& a, const Entry& b) const {
      return order.precedes(a.first, a.second, b.first, b.second);
    }
  };

  std::size_t offset_;
  std::size_t end_;
  // Freed as a whole: 100 000 small pieces, given back one by one, stop the process for long at
  // some moment of malloc's choosing. What leaves the set makes room for what comes.
  std::pmr::monotonic_buffer_resource arena_;
  std::pmr::unsynchronized_pool_resource pool_;
  std::pmr::set<Entry, Before> first_;
  std::vector<Place> page_;
};

}  // namespace domain
