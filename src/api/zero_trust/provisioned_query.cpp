#include "api/zero_trust/provisioned_query.h"

#include <algorithm>

#include "base/ids.h"

namespace api::zero_trust {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using domain::Binding;
using scim::FilterNode;

constexpr PageRule kPages{100, 1, 100};

struct Parameter {
  std::string_view name;
  model::Kind kind;
  std::string_view attribute;
  std::string_view sub;
};
constexpr Parameter kParameters[] = {
    {"name", model::Kind::kGroup, "displayName", ""},
    {"name", model::Kind::kUser, "displayName", ""},
    {"username", model::Kind::kUser, "userName", ""},
    {"email", model::Kind::kUser, "emails", "value"},
};

FilterNode equality(const Binding& binding, std::string_view attribute, std::string_view sub,
                    std::string value) {
  FilterNode node;
  node.ref.attribute = binding.type->schema->find(attribute);
  for (const scim::Attribute& common : binding.type->common) {
    if (common.name == attribute) node.ref.attribute = &common;
  }
  if (!sub.empty()) node.ref.sub = node.ref.attribute->find_sub(sub);
  node.literal = std::move(value);
  return node;
}

std::optional<FilterNode> joined(FilterNode::Kind kind, std::vector<FilterNode> terms) {
  if (terms.empty()) return std::nullopt;
  if (terms.size() == 1) return std::move(terms.front());
  FilterNode node;
  node.kind = kind;
  node.children = std::move(terms);
  return node;
}

// With dashes or without, as the SCIM endpoint shows it. What is neither finds nothing.
std::string resource_id_of(const std::string& text) {
  const auto id = base::ResourceId::parse_uuid(text);
  return id ? id->hex() : text;
}

// cf_resource_id is our id, idp_resource_id the identity provider's: externalId.
Result<std::vector<FilterNode>> read_ids(const http::Query& query, const Binding& binding) {
  const std::vector<std::string> ours = query.find_all("cf_resource_id");
  const std::vector<std::string> theirs = query.find_all("idp_resource_id");
  if (!ours.empty() && !theirs.empty()) {
    return Error{ErrorCode::kInvalidValue, "cf_resource_id and idp_resource_id exclude each other"};
  }
  if (std::max(ours.size(), theirs.size()) > kResourceIdsMax) {
    return Error{ErrorCode::kInvalidValue,
                 std::string(ours.empty() ? "idp_resource_id" : "cf_resource_id") +
                     " may be given up to " + std::to_string(kResourceIdsMax) + " times"};
  }
  std::vector<FilterNode> terms;
  for (const std::string& id : ours)
    terms.push_back(equality(binding, "id", "", resource_id_of(id)));
  for (const std::string& id : theirs) terms.push_back(equality(binding, "externalId", "", id));
  return terms;
}

Result<std::vector<FilterNode>> read_attributes(const http::Query& query, const Binding& binding) {
  std::vector<FilterNode> terms;
  for (const Parameter& parameter : kParameters) {
    if (parameter.kind != binding.kind) continue;
    auto value = read_once(query, parameter.name);
    if (!value.ok()) return value.error();
    if (!value.value()) continue;
    terms.push_back(
        equality(binding, parameter.attribute, parameter.sub, std::move(*value.value())));
  }
  return terms;
}

}  // namespace

Result<ProvisionedQuery> read_provisioned_query(std::string_view raw_query,
                                                const Binding& binding) {
  auto query = read_query(raw_query);
  if (!query.ok()) return query.error();
  ProvisionedQuery wanted;
  auto page = read_page(query.value(), kPages);
  if (!page.ok()) return page.error();
  wanted.page = page.value();
  auto ids = read_ids(query.value(), binding);
  if (!ids.ok()) return ids.error();
  auto attributes = read_attributes(query.value(), binding);
  if (!attributes.ok()) return attributes.error();
  if (!ids.value().empty() && !attributes.value().empty()) {
    return Error{ErrorCode::kInvalidValue,
                 "cf_resource_id and idp_resource_id exclude all other filters"};
  }
  wanted.filter = !ids.value().empty()
                      ? joined(FilterNode::Kind::kOr, std::move(ids).value())
                      : joined(FilterNode::Kind::kAnd, std::move(attributes).value());
  return wanted;
}

}  // namespace api::zero_trust
