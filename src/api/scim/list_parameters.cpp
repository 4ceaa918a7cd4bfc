#include "api/scim/list_parameters.h"

#include <algorithm>
#include <charconv>

namespace api::scim_api {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

constexpr std::ptrdiff_t kAttributeNamesMax = 500;
constexpr std::string_view kSearchRequestUrn =
    "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

struct TextParameter {
  std::string_view name;
  std::optional<std::string> ListParameters::* value;
};
constexpr TextParameter kTexts[] = {
    {"filter", &ListParameters::filter},
    {"sortBy", &ListParameters::sort_by},
    {"sortOrder", &ListParameters::sort_order},
    {"cursor", &ListParameters::cursor},
};
constexpr TextParameter kNameLists[] = {
    {"attributes", &ListParameters::attributes},
    {"excludedAttributes", &ListParameters::excluded_attributes},
};

struct NumberParameter {
  std::string_view name;
  std::optional<std::int64_t> ListParameters::* value;
};
constexpr NumberParameter kNumbers[] = {
    {"startIndex", &ListParameters::start_index},
    {"count", &ListParameters::count},
};

Error no_number(std::string_view name, const ListParameters& parameters) {
  const bool by_cursor = parameters.cursor && name == "count";
  return {by_cursor ? ErrorCode::kInvalidCount : ErrorCode::kInvalidValue,
          std::string(name) + " must be a whole number below 2^63"};
}

std::optional<std::int64_t> parse_number(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

base::Status require_few_names(const ListParameters& parameters) {
  for (const TextParameter& list : kNameLists) {
    const auto& names = parameters.*list.value;
    if (names && std::count(names->begin(), names->end(), ',') >= kAttributeNamesMax) {
      return Error{ErrorCode::kInvalidValue,
                   "attributes and excludedAttributes take at most 500 names each"};
    }
  }
  return base::done();
}

void take_name_lists(const http::Query& query, ListParameters& parameters) {
  for (const TextParameter& list : kNameLists) {
    if (const std::string* names = query.find(list.name)) parameters.*list.value = *names;
  }
}

// --- SearchRequest -----------------------------------------------------------------------------

bool holds_search_urn(const json::Value* schemas) {
  if (!schemas || !schemas->is_array()) return false;
  const json::Array& urns = schemas->as_array();
  return std::any_of(urns.begin(), urns.end(), [](const json::Value& urn) {
    return urn.is_string() && urn.as_string() == kSearchRequestUrn;
  });
}

Error wrong_kind(std::string_view name, std::string_view wanted, const json::Value& sent) {
  return {ErrorCode::kInvalidValue, std::string(name) + " must be " + std::string(wanted) +
                                        ", not " + std::string(json::kind_name(sent))};
}

// Null where the member is absent or says so (RFC 7643 2.5).
const json::Value* find_member(const json::Value& body, std::string_view name) {
  const json::Value* member = body.find_fold(name);
  return member && !member->is_null() ? member : nullptr;
}

Result<std::string> join_names(std::string_view list, const json::Value& names) {
  constexpr std::string_view kWanted = "an array of attribute names";
  if (!names.is_array()) return wrong_kind(list, kWanted, names);
  std::string joined;
  for (const json::Value& name : names.as_array()) {
    if (!name.is_string()) return wrong_kind("each of " + std::string(list), "a string", name);
    if (!joined.empty()) joined += ',';
    joined += name.as_string();
  }
  return joined;
}

}  // namespace

Result<ListParameters> read_parameters(std::string_view raw_query) {
  auto parsed = http::Query::parse(raw_query);
  if (!parsed.ok()) return Error{ErrorCode::kInvalidFilter, parsed.error().detail};
  const http::Query& query = parsed.value();
  if (query.count("filter") > 1)
    return Error{ErrorCode::kInvalidFilter, "filter is given more than once"};
  if (query.count("cursor") > 1)
    return Error{ErrorCode::kInvalidCursor, "cursor is given more than once"};
  ListParameters parameters;
  for (const TextParameter& text : kTexts) {
    if (const std::string* value = query.find(text.name)) parameters.*text.value = *value;
  }
  for (const NumberParameter& number : kNumbers) {
    const std::string* text = query.find(number.name);
    if (!text) continue;
    parameters.*number.value = parse_number(*text);
    if (!(parameters.*number.value)) return no_number(number.name, parameters);
  }
  take_name_lists(query, parameters);
  if (auto status = require_few_names(parameters); !status.ok()) return status.error();
  return parameters;
}

Result<ListParameters> read_parameters(const json::Value& body) {
  if (!body.is_object()) {
    return Error{ErrorCode::kInvalidSyntax,
                 "the body must be a JSON object, not " + std::string(json::kind_name(body))};
  }
  if (!holds_search_urn(find_member(body, "schemas"))) {
    return Error{ErrorCode::kInvalidSyntax,
                 "schemas must be an array that holds " + std::string(kSearchRequestUrn)};
  }
  ListParameters parameters;
  for (const TextParameter& text : kTexts) {
    const json::Value* value = find_member(body, text.name);
    if (!value) continue;
    if (!value->is_string()) return wrong_kind(text.name, "a string", *value);
    parameters.*text.value = value->as_string();
  }
  for (const NumberParameter& number : kNumbers) {
    const json::Value* value = find_member(body, number.name);
    if (!value) continue;
    if (!value->is_integer()) return no_number(number.name, parameters);
    parameters.*number.value = value->as_integer();
  }
  for (const TextParameter& list : kNameLists) {
    const json::Value* value = find_member(body, list.name);
    if (!value) continue;
    auto names = join_names(list.name, *value);
    if (!names.ok()) return names.error();
    parameters.*list.value = std::move(names).value();
  }
  if (auto status = require_few_names(parameters); !status.ok()) return status.error();
  return parameters;
}

Result<ListParameters> read_names(std::string_view raw_query) {
  auto query = http::Query::parse(raw_query);
  if (!query.ok()) return Error{ErrorCode::kInvalidValue, query.error().detail};
  ListParameters parameters;
  take_name_lists(query.value(), parameters);
  if (auto status = require_few_names(parameters); !status.ok()) return status.error();
  return parameters;
}

}  // namespace api::scim_api
