// The query of a list: filter, paging and projection (RFC 7644 3.4.2), read once.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "domain/binding.h"
#include "domain/session.h"
#include "scim/filter.h"
#include "scim/projection.h"

namespace api::scim_api {

struct ListRequest {
  std::optional<scim::FilterNode> filter;
  std::size_t start_index = 1;  // 1-based
  std::size_t count = 0;
  scim::Projection projection;
};

// What the account's profile does not serve of a query is ignored (features.h).
// kInvalidFilter for anything wrong with the query as a whole or with the filter, kInvalidValue for
// the rest.
base::Result<ListRequest> read_list_request(std::string_view raw_query,
                                            const domain::Binding& binding,
                                            domain::Session& session);
// For single resources: only attributes and excludedAttributes count.
base::Result<scim::Projection> read_projection(std::string_view raw_query,
                                               const domain::Binding& binding,
                                               const domain::Session& session);

}  // namespace api::scim_api
