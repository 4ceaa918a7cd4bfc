#include "api/scim/list_request.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/text.h"
#include "http/query.h"

namespace api::scim_api {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

constexpr std::ptrdiff_t kAttributeNamesMax = 500;

// A whole decimal number that fits 63 bits; anything else is the client's mistake, said by name.
Result<std::int64_t> read_number(const http::Query& query, std::string_view name,
                                 std::int64_t otherwise) {
  const std::string* text = query.find(name);
  if (!text) return otherwise;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size()) {
    return Error{ErrorCode::kInvalidValue,
                 std::string(name) + " must be a whole number below 2^63"};
  }
  return number;
}

Result<http::Query> parse_query(std::string_view raw_query, ErrorCode otherwise) {
  auto query = http::Query::parse(raw_query);
  if (!query.ok()) return Error{otherwise, query.error().detail};
  return query;
}

Result<scim::Projection> projection_of(const http::Query& query, const domain::Binding& binding) {
  const std::string* attributes = query.find("attributes");
  const std::string* excluded = query.find("excludedAttributes");
  for (const std::string* names : {attributes, excluded}) {
    if (names && std::count(names->begin(), names->end(), ',') >= kAttributeNamesMax) {
      return Error{ErrorCode::kInvalidValue,
                   "attributes and excludedAttributes take at most 500 names each"};
    }
  }
  if (!attributes && !excluded) return scim::Projection();
  return scim::Projection(attributes ? std::string_view(*attributes) : std::string_view(),
                          excluded ? std::string_view(*excluded) : std::string_view(),
                          *binding.type);
}

base::Status check_sort_order(const http::Query& query) {
  const std::string* order = query.find("sortOrder");
  if (!order || base::equal_fold_ascii(*order, "ascending") ||
      base::equal_fold_ascii(*order, "descending")) {
    return base::done();
  }
  return Error{ErrorCode::kInvalidValue, "sortOrder must be \"ascending\" or \"descending\""};
}

}  // namespace

Result<ListRequest> read_list_request(std::string_view raw_query, const domain::Binding& binding,
                                      scim::Strictness strictness, scim::Quirks& quirks) {
  auto query = parse_query(raw_query, ErrorCode::kInvalidFilter);
  if (!query.ok()) return query.error();
  ListRequest request;

  if (query.value().count("filter") > 1)
    return Error{ErrorCode::kInvalidFilter, "filter is given more than once"};
  if (const std::string* text = query.value().find("filter")) {
    auto filter = scim::parse_filter(*text, *binding.type, strictness, quirks);
    if (!filter.ok()) return filter.error();
    request.filter = std::move(filter).value();
  }
  auto start = read_number(query.value(), "startIndex", 1);
  if (!start.ok()) return start.error();
  request.start_index = static_cast<std::size_t>(std::max<std::int64_t>(start.value(), 1));
  auto count = read_number(query.value(), "count", static_cast<std::int64_t>(kPageSizeDefault));
  if (!count.ok()) return count.error();
  request.count =
      std::min(static_cast<std::size_t>(std::max<std::int64_t>(count.value(), 0)), kPageSizeMax);
  if (auto status = check_sort_order(query.value()); !status.ok()) return status.error();

  auto projection = projection_of(query.value(), binding);
  if (!projection.ok()) return projection.error();
  request.projection = std::move(projection).value();
  return request;
}

Result<scim::Projection> read_projection(std::string_view raw_query,
                                         const domain::Binding& binding) {
  auto query = parse_query(raw_query, ErrorCode::kInvalidValue);
  if (!query.ok()) return query.error();
  return projection_of(query.value(), binding);
}

}  // namespace api::scim_api
