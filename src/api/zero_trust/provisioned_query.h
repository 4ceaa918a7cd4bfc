// The query of a list of provisioned users or groups, as a SCIM filter.
#pragma once

#include <optional>

#include "api/paging.h"
#include "domain/query.h"

namespace api::zero_trust {

inline constexpr std::size_t kResourceIdsMax = 50;

struct ProvisionedQuery {
  PageRequest page;
  // Absent: all.
  std::optional<scim::FilterNode> filter;
  // The equalities that the filter is an `or` of, when it looks up ids: each has its own
  // candidates.
  bool is_lookup = false;
};

// kInvalidValue when parameters exclude each other or there are too many of them.
base::Result<ProvisionedQuery> read_provisioned_query(std::string_view raw_query,
                                                      const domain::Binding& binding);

// Candidates from the indexes where there are any.
domain::Scan start_provisioned_scan(domain::Session& session, const domain::Binding& binding,
                                    const ProvisionedQuery& query);

}  // namespace api::zero_trust
