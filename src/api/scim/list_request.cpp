#include "api/scim/list_request.h"

#include <algorithm>
#include <cstdint>

#include "api/scim/features.h"
#include "api/scim/list_parameters.h"
#include "api/scim/name_filter.h"
#include "base/text.h"
#include "domain/list_cursor.h"
#include "domain/resource_match.h"
#include "domain/resource_types.h"
#include "domain/wire_types.h"
#include "scim/sort_key.h"

namespace api::scim_api {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using domain::Binding;

scim::Projection projection_of(const ListParameters& parameters, const Binding& binding) {
  return scim::Projection(parameters.attributes.value_or(""),
                          parameters.excluded_attributes.value_or(""), *binding.type);
}

std::vector<const Binding*> bindings_of(Call& call) {
  if (call.binding) return {&domain::wire_binding(call.session, *call.binding)};
  std::vector<const Binding*> all;
  for (const Binding& binding : domain::types_of(call.session).bindings()) all.push_back(&binding);
  return all;
}

Result<domain::SortOrder> read_sort_order(const ListParameters& parameters) {
  if (!parameters.sort_order || base::equal_fold_ascii(*parameters.sort_order, "ascending"))
    return domain::SortOrder::kAscending;
  if (base::equal_fold_ascii(*parameters.sort_order, "descending"))
    return domain::SortOrder::kDescending;
  return Error{ErrorCode::kInvalidValue, "sortOrder must be \"ascending\" or \"descending\""};
}

Result<scim::FilterNode> read_filter(Call& call, const std::string& text, const Binding& binding,
                                     const std::vector<const scim::ResourceType*>& types) {
  domain::Session& session = call.session;
  if (!features_of(session).rfc_queries) return read_name_filter(text, binding);
  return scim::parse_filter(text, *binding.type, types, domain::strictness_of(session),
                            session.quirks);
}

// One for each type. Where a filter can be read for some types only, because an attribute is of
// another kind there, it matches none of the others.
Status read_filters(Call& call, const std::string& text,
                    const std::vector<const Binding*>& bindings, ListRequest& request) {
  std::vector<const scim::ResourceType*> types;
  for (const Binding* binding : bindings) types.push_back(binding->type);
  std::optional<Error> first_error;
  for (const Binding* binding : bindings) {
    auto filter = read_filter(call, text, *binding, types);
    if (!filter.ok()) {
      if (!first_error) first_error = filter.error();
      continue;
    }
    domain::ListPart part;
    part.binding = binding;
    part.filter = std::move(filter).value();
    request.query.parts.push_back(std::move(part));
  }
  if (request.query.parts.empty()) return *first_error;
  return base::done();
}

// A type without the attribute has no values to sort by; one type has to have it.
Status read_sorting(Call& call, const ListParameters& parameters, ListRequest& request) {
  auto order = read_sort_order(parameters);
  if (!order.ok()) return order.error();
  if (!parameters.sort_by || parameters.sort_by->empty()) return base::done();
  std::optional<Error> first_error;
  bool is_known = false;
  for (domain::ListPart& part : request.query.parts) {
    auto sort_by = scim::parse_sort_by(*parameters.sort_by, *part.binding->type,
                                       strictness_of(call.session), call.session.quirks);
    if (sort_by.ok()) {
      part.sort_by = sort_by.value();
      is_known = true;
    } else if (!first_error) {
      first_error = sort_by.error();
    }
  }
  if (!is_known) return *first_error;
  request.query.sorted = order.value();
  return base::done();
}

void read_page_by_index(const Features& features, const ListParameters& parameters,
                        ListRequest& request) {
  const std::int64_t start = std::max<std::int64_t>(parameters.start_index.value_or(1), 1);
  const std::int64_t count = std::max<std::int64_t>(
      parameters.count.value_or(static_cast<std::int64_t>(features.page_size_default)), 0);
  request.start_index = static_cast<std::size_t>(start);
  request.query.offset = request.start_index - 1;
  request.query.count = std::min(static_cast<std::size_t>(count), features.page_size_max);
}

Error wrong_count(const Features& features) {
  return {ErrorCode::kInvalidCount, "count must be between 0 and " +
                                        std::to_string(features.page_size_max) +
                                        " and the same for every page of a query"};
}

// RFC 9865 section 2. A page that does not say its size has that of the first one.
Status read_page_by_cursor(Call& call, const ListParameters& parameters, ListRequest& request) {
  if (parameters.start_index) {
    return Error{ErrorCode::kInvalidValue,
                 "startIndex and cursor exclude each other: pages are asked for by one of them"};
  }
  const Features& features = features_of(call.session);
  std::optional<std::size_t> count;
  if (parameters.count)
    count = static_cast<std::size_t>(std::max<std::int64_t>(*parameters.count, 0));
  if (count.value_or(0) > features.page_size_max) return wrong_count(features);
  request.list = domain::describe_list(request.query);
  request.query.edge.emplace();
  request.query.count = count.value_or(features.page_size_default);
  if (parameters.cursor->empty()) return base::done();
  auto cursor = domain::parse_list_cursor(call.session, *parameters.cursor, *request.list);
  if (!cursor.ok()) return cursor.error();
  if (count.value_or(cursor.value().count) != cursor.value().count) return wrong_count(features);
  request.query.count = cursor.value().count;
  request.query.edge = std::move(cursor.value().edge);
  return base::done();
}

void compute_resources(domain::Session& session, domain::ListPart& part) {
  const Binding& binding = *part.binding;
  if (!binding.computed) return;
  const bool sorted_by_relation =
      part.sort_by && part.sort_by->attribute->name == binding.type->relation;
  const bool filtered_by_relation =
      part.filter && domain::relations_of(*part.filter, binding) == domain::Relations::kIncluded;
  part.computed = binding.computed(session, sorted_by_relation || filtered_by_relation
                                                ? domain::Relations::kIncluded
                                                : domain::Relations::kOmitted);
}

Result<ListRequest> make_request(Call& call, const Result<ListParameters>& read) {
  if (!read.ok()) return read.error();
  const ListParameters& parameters = read.value();
  ListRequest request;
  const std::vector<const Binding*> bindings = bindings_of(call);
  if (parameters.filter) {
    if (auto status = read_filters(call, *parameters.filter, bindings, request); !status.ok())
      return status.error();
  } else {
    for (const Binding* binding : bindings) request.query.parts.push_back({binding, {}, {}, {}});
  }
  const Features& features = features_of(call.session);
  if (features.sort) {
    if (auto status = read_sorting(call, parameters, request); !status.ok()) return status.error();
  }
  if (!parameters.cursor || !features.rfc_queries) {
    read_page_by_index(features, parameters, request);
  } else if (auto status = read_page_by_cursor(call, parameters, request); !status.ok()) {
    return status.error();
  }
  for (domain::ListPart& part : request.query.parts) {
    request.projections.push_back(features.rfc_queries ? projection_of(parameters, *part.binding)
                                                       : scim::Projection());
    compute_resources(call.session, part);
  }
  return request;
}

}  // namespace

Result<ListRequest> read_list_request(Call& call) {
  return make_request(call, read_parameters(call.raw_query));
}

Result<ListRequest> read_search_request(Call& call) {
  return make_request(call, read_parameters(call.body));
}

Result<scim::Projection> read_projection(std::string_view raw_query, const Binding& binding,
                                         const domain::Session& session) {
  auto parameters = read_names(raw_query);
  if (!parameters.ok()) return parameters.error();
  if (!features_of(session).rfc_queries) return scim::Projection();
  return projection_of(parameters.value(), binding);
}

}  // namespace api::scim_api
