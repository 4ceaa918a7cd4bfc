#include "api/scim/name_filter.h"

#include <string>

namespace api::scim_api {

base::Result<scim::FilterNode> read_name_filter(std::string_view text,
                                                const domain::Binding& binding) {
  const std::string_view name = binding.kind == model::Kind::kUser ? "userName" : "displayName";
  scim::Quirks none;
  auto filter = scim::parse_filter(text, *binding.type, scim::Strictness::kRfc, none);
  if (!filter.ok()) return filter.error();
  const scim::FilterNode& node = filter.value();
  const bool compares_name = node.kind == scim::FilterNode::Kind::kCompare &&
                             node.op == scim::CompareOp::kEq && node.literal.is_string() &&
                             node.ref.attribute == binding.type->schema->find(name);
  if (compares_name) return filter;
  return base::Error{base::ErrorCode::kInvalidFilter,
                     "The only filter here is " + std::string(name) + " eq \"value\"."};
}

}  // namespace api::scim_api
