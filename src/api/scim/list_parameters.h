// The parameters of a list as they came, from a query string or from a SearchRequest (RFC
// 7644 3.4.2 and 3.4.3, RFC 9865 section 2): their form is right, their meaning is not looked at.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/query.h"
#include "json/value.h"

namespace api::scim_api {

struct ListParameters {
  std::optional<std::string> filter;
  std::optional<std::string> sort_by;
  std::optional<std::string> sort_order;
  std::optional<std::int64_t> start_index;
  std::optional<std::int64_t> count;
  std::optional<std::string> cursor;      // empty: the first page
  std::optional<std::string> attributes;  // comma-separated
  std::optional<std::string> excluded_attributes;
};

// kInvalidFilter for what is no query string and for a second filter; kInvalidCount and
// kInvalidCursor (RFC 9865 2.1) where a cursor is given, else kInvalidValue.
base::Result<ListParameters> read_parameters(std::string_view raw_query);
// kInvalidSyntax for what is no SearchRequest, else as above.
base::Result<ListParameters> read_parameters(const json::Value& body);

// attributes and excludedAttributes only.
base::Result<ListParameters> read_names(std::string_view raw_query);

}  // namespace api::scim_api
