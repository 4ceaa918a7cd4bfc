#include "domain/resource_match.h"

#include <string>

#include "domain/bound_filter.h"
#include "domain/role_groups.h"
#include "scim/sort_key.h"
#include "store/group_memberships.h"

namespace domain {
namespace {

using scim::FilterNode;

bool names_relation(const scim::AttributeRef& ref, const Binding& binding) {
  if (ref.extension || !ref.attribute) return false;
  const std::string& name = ref.attribute->name;
  return name == binding.type->relation || name == binding.type->reverse_relation;
}

// The id in a term that asks for one edge: `members eq "u"`, `members[value eq "u"]`, `groups.value
// eq "g"`.
const std::string* edge_in(const FilterNode& node, const Binding& binding) {
  if (!names_relation(node.ref, binding)) return nullptr;
  if (node.kind == FilterNode::Kind::kValuePath) return edge_in(node.children.front(), binding);
  const bool asks = node.kind == FilterNode::Kind::kCompare && node.op == scim::CompareOp::kEq &&
                    node.ref.sub && node.ref.sub->name == "value" && node.literal.is_string();
  return asks ? &node.literal.as_string() : nullptr;
}

bool has_edge(Session& session, const Binding& binding, base::ResourceId id,
              const std::string& other) {
  const bool user = binding.kind == model::Kind::kUser;
  if (const auto group = user ? find_role_group(session, other) : std::nullopt)
    return group->is_listed && is_in_role_group(session, *group, id);
  const auto parsed = base::ResourceId::parse(other);
  if (!parsed) return false;
  return store::find_group_member(session.txn, session.realm(), user ? *parsed : id,
                                  user ? id : *parsed)
      .has_value();
}

// The filter with each term about one edge answered from the relation itself: nobody puts 100 000
// members together to look for one.
FilterNode answer_edges(Session& session, const Binding& binding, base::ResourceId id,
                        const FilterNode& node) {
  if (const std::string* other = edge_in(node, binding))
    return constant_term(binding, has_edge(session, binding, id, *other));
  FilterNode copy = node;
  if (copy.kind == FilterNode::Kind::kValuePath) return copy;
  for (FilterNode& child : copy.children) child = answer_edges(session, binding, id, child);
  return copy;
}

}  // namespace

Relations relations_of(const FilterNode& filter, const Binding& binding) {
  if (names_relation(filter.ref, binding)) return Relations::kIncluded;
  for (const FilterNode& child : filter.children) {
    if (relations_of(child, binding) == Relations::kIncluded) return Relations::kIncluded;
  }
  return Relations::kOmitted;
}

std::optional<json::Object> match_resource(Session& session, const Binding& binding,
                                           const model::Document& document,
                                           const FilterNode* filter) {
  if (!filter) return resource_tree(session, binding, document, Relations::kOmitted);
  if (relations_of(*filter, binding) == Relations::kOmitted) {
    json::Object tree = resource_tree(session, binding, document, Relations::kOmitted);
    if (!scim::matches(*filter, tree)) return std::nullopt;
    return tree;
  }
  const FilterNode answered = answer_edges(session, binding, document.id, *filter);
  json::Object tree = resource_tree(session, binding, document, relations_of(answered, binding));
  if (!scim::matches(answered, tree)) return std::nullopt;
  return tree;
}

std::string sort_key_of(Session& session, const Binding& binding, const model::Document& document,
                        const scim::AttributeRef& sort_by, json::Object& tree) {
  if (names_relation(sort_by, binding)) {
    json::Array first;
    if (auto value = first_relation_value(session, binding, document.id))
      first.push_back(std::move(*value));
    tree.set(sort_by.attribute->name, std::move(first));
  }
  return scim::sort_key(sort_by, tree);
}

}  // namespace domain
