// Finding resources: which index serves a filter, and what the index leaves to be checked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/binding.h"
#include "domain/session.h"
#include "model/document.h"
#include "scim/filter.h"

namespace domain {

// How the resources of one type that match a filter are found.
struct QueryPlan {
  enum class Way {
    kNone,  // nothing can match: no candidates
    kId,
    kIndex,
    kMembersOf,
    kGroupsOf,
    kAnyOf,  // the candidates of several plans
    kScan,   // all of the type
  };
  Way way = Way::kScan;
  const IndexedPath* path = nullptr;  // kIndex
  std::string value;                  // in index form; an id for the other ways that have one
  std::vector<QueryPlan> any_of;      // kAnyOf: two or more, none of them a scan

  // What the filter comes down to for this type; absent: every resource matches, or none.
  std::optional<scim::FilterNode> filter;
  // The filter less what the way answers exactly: what each candidate is still held against.
  // Absent: candidates match as they are found.
  std::optional<scim::FilterNode> rest;
};

// An `eq` on an indexed attribute, alone or anywhere inside `and`; an `or` of nothing else; else a
// scan.
QueryPlan plan_query(const scim::FilterNode& filter, const Binding& binding);
std::string to_string(const QueryPlan& plan);  // for `scimd filter`: "index on userName", "scan"

// Only for plans that are no scan; ids ascending, each once.
std::vector<base::ResourceId> find_candidates(Session& session, const QueryPlan& plan);

std::size_t count_all(Session& session, const Binding& binding);
std::optional<model::Document> find_resource(Session& session, const Binding& binding,
                                             base::ResourceId id);

}  // namespace domain
