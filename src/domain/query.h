// Finding resources: which index serves a filter, and the walk that serves all others slice by
// slice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "domain/binding.h"
#include "domain/resource_tree.h"
#include "domain/session.h"
#include "scim/filter.h"

namespace domain {

// How candidates for a filter are found. Whatever the way, each candidate is held against the whole
// filter afterwards.
struct QueryPlan {
  enum class Way { kId, kIndex, kMembersOf, kGroupsOf, kScan };
  Way way = Way::kScan;
  const IndexedPath* path = nullptr;  // kIndex
  std::string value;                  // in index form; an id for the others
};

// An `eq` on an indexed attribute, alone or anywhere inside `and`; else a scan.
QueryPlan plan_query(const scim::FilterNode& filter, const Binding& binding);
std::string to_string(const QueryPlan& plan);  // for `scimd filter`: "index userName", "scan"

// Only for plans that are no scan; ids ascending.
std::vector<base::ResourceId> find_candidates(Session& session, const QueryPlan& plan);

// All resources of a type, in the order of their making.
std::size_t count_all(Session& session, const Binding& binding);
std::vector<base::ResourceId> page_of_all(Session& session, const Binding& binding,
                                          std::size_t offset, std::size_t count);
std::optional<model::Document> find_resource(Session& session, const Binding& binding,
                                             base::ResourceId id);

// Whether the filter looks at members or groups, which cost look-ups to put together.
Relations relations_of(const scim::FilterNode& filter, const Binding& binding);
bool resource_matches(Session& session, const Binding& binding, base::ResourceId id,
                      const scim::FilterNode& filter, Relations relations);

// A walk over all resources of a type in id order, up to the highest id at its start. It holds ids
// only, so a resource that matched throughout is found exactly once; what changed meanwhile counts
// as before or as after.
class Scan {
 public:
  Scan(const Binding& binding, scim::FilterNode filter);
  // The same over what an index gave, which may be 100 000 ids.
  Scan(const Binding& binding, scim::FilterNode filter, std::vector<base::ResourceId> candidates);
  // Works about budget_us; true when the walk is over. Each step may have another transaction.
  bool step(Session& session, const base::Clock& clock, std::int64_t budget_us);
  std::vector<base::ResourceId> take_matches() { return std::move(matches_); }

 private:
  std::vector<base::ResourceId> next_batch(Session& session);

  const Binding& binding_;
  scim::FilterNode filter_;
  Relations relations_;
  std::optional<std::vector<base::ResourceId>> candidates_;  // absent: all of the type
  std::size_t looked_at_ = 0;
  bool started_ = false;
  base::ResourceId at_{};  // the last id looked at
  base::ResourceId end_{};
  std::vector<base::ResourceId> matches_;
};

// A scan for a filter, over what the best index gives when one serves it.
Scan start_scan(Session& session, const Binding& binding, const scim::FilterNode& filter);

}  // namespace domain
