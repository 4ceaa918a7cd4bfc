// The query of a list of provisioned users or groups, as a SCIM filter.
#pragma once

#include <optional>

#include "api/paging.h"
#include "domain/binding.h"
#include "scim/filter.h"

namespace api::zero_trust {

inline constexpr std::size_t kResourceIdsMax = 50;

struct ProvisionedQuery {
  PageRequest page;
  // Absent: all.
  std::optional<scim::FilterNode> filter;
};

// kInvalidValue when parameters exclude each other or there are too many of them.
base::Result<ProvisionedQuery> read_provisioned_query(std::string_view raw_query,
                                                      const domain::Binding& binding);

}  // namespace api::zero_trust
