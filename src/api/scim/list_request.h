// What a list is asked for (RFC 7644 3.4.2, 3.4.3; RFC 9865), read once: from a query string or
// from the body of a search, at one resource type or at the root.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "api/call.h"
#include "base/result.h"
#include "domain/resource_walk.h"
#include "scim/projection.h"

namespace api::scim_api {

struct ListRequest {
  domain::ListQuery query;
  std::vector<scim::Projection> projections;  // one for each part of the query
  std::size_t start_index = 1;                // 1-based; of a page by cursor without meaning
  // Set: pages go by cursor, and cursors are made for this text (domain::describe_list).
  std::optional<std::string> list;
};

// What the account's profile does not serve of a query is ignored (features.h).
// Of the call's binding, without one of all types. kInvalidFilter for anything wrong with the query
// as a whole or with the filter; kInvalidCursor, kExpiredCursor and kInvalidCount where a cursor is
// given; kInvalidValue for the rest.
base::Result<ListRequest> read_list_request(Call& call);
// From a SearchRequest in the body; what the query string says does not count. kInvalidSyntax for
// what is no SearchRequest.
base::Result<ListRequest> read_search_request(Call& call);

// For single resources: only attributes and excludedAttributes count.
base::Result<scim::Projection> read_projection(std::string_view raw_query,
                                               const domain::Binding& binding,
                                               const domain::Session& session);

}  // namespace api::scim_api
