#include "domain/bound_filter.h"

#include <algorithm>
#include <utility>

namespace domain {
namespace {

using scim::FilterNode;
using Kind = FilterNode::Kind;

const scim::Attribute& common_attribute(const Binding& binding, std::string_view name) {
  return *std::find_if(binding.type->common.begin(), binding.type->common.end(),
                       [&](const scim::Attribute& attribute) { return attribute.name == name; });
}

bool is_one_of(const scim::Attribute* attribute, const std::vector<scim::Attribute>& attributes) {
  return std::any_of(attributes.begin(), attributes.end(),
                     [&](const scim::Attribute& each) { return &each == attribute; });
}

bool has_attribute(const scim::ResourceType& type, const scim::AttributeRef& ref) {
  if (!ref.extension)
    return is_one_of(ref.attribute, type.schema->attributes) ||
           is_one_of(ref.attribute, type.common);
  return std::find(type.extensions.begin(), type.extensions.end(), ref.extension) !=
         type.extensions.end();
}

// Nothing when it depends on the resource.
std::optional<bool> decide_term(const FilterNode& term, const Binding& binding) {
  const scim::AttributeRef& ref = term.ref;
  if (!has_attribute(*binding.type, ref)) return scim::matches(term, json::Object{});
  if (ref.extension || term.kind != Kind::kCompare) return std::nullopt;
  const json::Object same_for_all{{"id", "x"},
                                  {"meta", json::Object{{"resourceType", binding.type->name}}}};
  const bool is_type = ref.sub && ref.sub->name == "resourceType" &&
                       ref.attribute == &common_attribute(binding, "meta");
  const bool is_id = term.op == scim::CompareOp::kPr && !ref.sub &&
                     ref.attribute == &common_attribute(binding, "id");
  if (!is_type && !is_id) return std::nullopt;
  return scim::matches(term, same_for_all);
}

BoundFilter decided(bool holds) {
  BoundFilter bound;
  bound.matches_none = !holds;
  return bound;
}

BoundFilter undecided(FilterNode node) {
  BoundFilter bound;
  bound.node = std::move(node);
  return bound;
}

BoundFilter bind_chain(const FilterNode& chain, const Binding& binding) {
  const bool is_or = chain.kind == Kind::kOr;
  FilterNode kept;
  kept.kind = chain.kind;
  for (const FilterNode& child : chain.children) {
    BoundFilter bound = bind_filter(child, binding);
    if (bound.node) {
      kept.children.push_back(std::move(*bound.node));
    } else if (bound.matches_none != is_or) {
      return decided(is_or);  // one that holds decides `or`, one that does not decides `and`
    }
  }
  if (kept.children.empty()) return decided(!is_or);
  if (kept.children.size() == 1) return undecided(std::move(kept.children.front()));
  return undecided(std::move(kept));
}

BoundFilter bind_negation(const FilterNode& negation, const Binding& binding) {
  BoundFilter inner = bind_filter(negation.children.front(), binding);
  if (!inner.node) return decided(inner.matches_none);
  FilterNode node;
  node.kind = Kind::kNot;
  node.children.push_back(std::move(*inner.node));
  return undecided(std::move(node));
}

}  // namespace

BoundFilter bind_filter(const FilterNode& filter, const Binding& binding) {
  switch (filter.kind) {
    case Kind::kAnd:
    case Kind::kOr:
      return bind_chain(filter, binding);
    case Kind::kNot:
      return bind_negation(filter, binding);
    case Kind::kCompare:
    case Kind::kValuePath:
      break;
  }
  if (const auto holds = decide_term(filter, binding)) return decided(*holds);
  return undecided(filter);
}

FilterNode constant_term(const Binding& binding, bool holds) {
  FilterNode present;
  present.op = scim::CompareOp::kPr;
  present.ref.attribute = &common_attribute(binding, "id");
  if (holds) return present;
  FilterNode absent;
  absent.kind = Kind::kNot;
  absent.children.push_back(std::move(present));
  return absent;
}

}  // namespace domain
