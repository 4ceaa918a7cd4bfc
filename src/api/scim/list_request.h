// The query of a list: filter, paging and projection (RFC 7644 3.4.2), read once.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "domain/binding.h"
#include "scim/filter.h"
#include "scim/projection.h"
#include "scim/quirks.h"

namespace api::scim_api {

inline constexpr std::size_t kPageSizeDefault = 100;
inline constexpr std::size_t kPageSizeMax = 1000;

struct ListRequest {
  std::optional<scim::FilterNode> filter;
  std::size_t start_index = 1;  // 1-based
  std::size_t count = kPageSizeDefault;
  scim::Projection projection;
};

// kInvalidFilter for anything wrong with the query as a whole or with the filter, kInvalidValue for
// the rest.
base::Result<ListRequest> read_list_request(std::string_view raw_query,
                                            const domain::Binding& binding,
                                            scim::Strictness strictness, scim::Quirks& quirks);
// For single resources: only attributes and excludedAttributes count.
base::Result<scim::Projection> read_projection(std::string_view raw_query,
                                               const domain::Binding& binding);

}  // namespace api::scim_api
