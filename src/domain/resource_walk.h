// One page of the resources of one or several types, filtered and sorted (RFC 7644 3.4.2), found in
// slices: each slice has a transaction of its own, and what changes meanwhile counts as before or
// as after. A resource that matched throughout, unchanged, is found exactly once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "domain/binding.h"
#include "domain/ordered_page.h"
#include "domain/query.h"
#include "domain/session.h"
#include "domain/stored_walk.h"
#include "scim/filter.h"

namespace domain {

// The resources of one type: the stored ones in the order of their making, then the computed ones
// in an order of ours that stays.
struct ListPart {
  const Binding* binding = nullptr;
  std::optional<scim::FilterNode> filter;
  std::optional<scim::AttributeRef>
      sort_by;  // absent in a sorted list: this type has no such value
  std::vector<json::Object> computed;
};

// Where a page begins that is not asked for by its number: behind a place or, backward, in front of
// it, wherever that is by now.
struct ListEdge {
  WalkDirection direction = WalkDirection::kForward;
  std::optional<Place> place;  // absent: the beginning of the list; backward: its end
};

struct ListQuery {
  std::vector<ListPart> parts;
  std::optional<SortOrder> sorted;  // absent: part by part. Equals go in that order, either way
  std::size_t offset = 0;           // 0-based
  std::size_t count = 0;
  std::optional<ListEdge> edge;  // set: instead of the offset. A count of 0 needs no edge
};

// The same text for the same resources in the same order, whatever the page.
std::string describe_list(const ListQuery& query);

// Without filter and order a page costs the logarithm of what there is; with an index, the
// candidates; else a look at every resource, or at those between the edge and the page's end.
// Sorting looks at every match and keeps what comes before the end of the page.
class ResourceWalk {
 public:
  explicit ResourceWalk(ListQuery query);
  ResourceWalk(const ResourceWalk&) = delete;
  ResourceWalk& operator=(const ResourceWalk&) = delete;

  // Works about budget_us; true when the page is found. Each step may have another transaction.
  bool step(Session& session, const base::Clock& clock, std::int64_t budget_us);

  // What step() found.
  const std::vector<Place>& page() const { return page_; }
  // Of all pages; absent when a page by an edge was found without looking at the rest.
  std::optional<std::size_t> total() const { return total_; }
  // Where the next and the previous page begin; absent when there is none, and in a page that was
  // asked for by its offset.
  std::optional<ListEdge> next() const;
  std::optional<ListEdge> previous() const;

  const ListQuery& query() const { return query_; }
  const json::Object& computed_at(const Spot& spot) const;

 private:
  struct Part {
    QueryPlan plan;
    std::vector<std::pair<base::ResourceId, const json::Object*>> computed;  // matches, by id
    bool takes_none() const { return plan.way == QueryPlan::Way::kNone; }
    bool takes_all() const { return plan.way == QueryPlan::Way::kScan && !plan.filter; }
  };
  struct Source {  // the stored or the computed resources of a part
    std::uint32_t part;
    bool is_computed;
  };

  void begin(Session& session);
  void plan_parts();
  void list_sources();
  std::size_t count_at_most(Session& session) const;
  bool is_backward() const;
  bool walk(Session& session, const base::Clock& clock, std::int64_t deadline_us);
  bool walk_source(Session& session, const base::Clock& clock, std::int64_t deadline_us);
  std::optional<base::ResourceId> start_of(const Source& source) const;
  void read_all_stored(Session& session, const Source& source);
  void walk_computed(const Source& source);
  bool take(std::string key, const Spot& spot);
  void finish();

  ListQuery query_;
  std::vector<Part> parts_;
  PlaceOrder order_;                    // of the walk: backward it is reversed
  std::optional<OrderedPage> ordered_;  // of a sorted list
  std::vector<Source> sources_;         // in the order of the walk
  std::size_t source_ = 0;              // where the walk is
  std::optional<StoredWalk> stored_;    // in it
  bool is_begun_ = false;
  bool is_full_ = false;   // one more than the page was found; what follows does not matter
  bool has_more_ = false;  // beyond the page, in the direction of the walk
  std::size_t found_ = 0;  // of all pages, so far
  std::vector<Place> page_;
  std::optional<std::size_t> total_;
};

}  // namespace domain
