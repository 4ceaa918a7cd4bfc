// The effect of PATCH operations on one resource, RFC 7644 3.5.2.1 to 3.5.2.3. Values have been
// read: they are of the attribute's type, null where unassigned, and multi-valued attributes come
// as arrays.
#include <algorithm>
#include <utility>

#include "scim/attribute_value.h"
#include "scim/idp_dialect.h"
#include "scim/patch.h"
#include "scim/patch_elements.h"
#include "scim/relation_value.h"

namespace scim {
namespace {

using base::ErrorCode;

base::Error fail(ErrorCode code, std::string detail) { return {code, std::move(detail)}; }

// One request must not hold up all others: thousands of operations, each with a filter of a hundred
// terms over hundreds of values, would take seconds.
constexpr std::size_t kComparisonsMax = 2'000'000;

std::size_t count_terms(const FilterNode& filter) {
  std::size_t terms = 1;
  for (const FilterNode& child : filter.children) terms += count_terms(child);
  return terms;
}

// Folding a long text costs more than comparing a short one.
std::size_t comparison_cost(const json::Value& element) {
  constexpr std::size_t kBytesPerComparison = 8;
  std::size_t bytes = 0;
  if (element.is_string()) bytes = element.as_string().size();
  if (element.is_object()) {
    for (const auto& [name, value] : element.as_object()) {
      if (value.is_string()) bytes += value.as_string().size();
    }
  }
  return 1 + bytes / kBytesPerComparison;
}

class PatchApplier {
 public:
  PatchApplier(const ResourceType& type, Strictness strictness,
               const RelationMatcher& match_relation, json::Object& attributes,
               RelationChange& relation, Quirks& quirks)
      : type_(type),
        strictness_(strictness),
        match_relation_(match_relation),
        attributes_(attributes),
        relation_(relation),
        quirks_(quirks) {}

  base::Status apply(const PatchOperation& operation);

 private:
  base::Status apply_in(const PatchOperation& operation, json::Object& container);
  base::Status apply_simple(const PatchOperation& operation, json::Object& container);
  base::Status apply_complex(const PatchOperation& operation, json::Object& container);
  base::Status apply_multi_valued(const PatchOperation& operation, json::Object& container);
  base::Status unassign(const PatchOperation& operation, json::Object& container);
  base::Status spend(const PatchOperation& operation, const json::Array& elements);

  base::Status apply_relation(const PatchOperation& operation);
  base::Status apply_matching(const PatchOperation& operation);

  const ResourceType& type_;
  Strictness strictness_;
  const RelationMatcher& match_relation_;
  json::Object& attributes_;
  RelationChange& relation_;
  Quirks& quirks_;
  std::size_t comparisons_left_ = kComparisonsMax;
};

base::Status PatchApplier::apply(const PatchOperation& operation) {
  if (!operation.path) return fail(ErrorCode::kNoTarget, "an operation needs a target");
  const AttributeRef& ref = operation.path->ref;
  if (is_relation(type_, ref)) return apply_relation(operation);
  if (ref.extension == nullptr) return apply_in(operation, attributes_);

  const std::string& urn = ref.extension->urn;
  json::Value* container = attributes_.find(urn);
  if (container == nullptr) container = &attributes_.set(urn, json::Object());
  auto applied = apply_in(operation, container->as_object());
  if (container->as_object().empty()) attributes_.erase(urn);
  return applied;
}

// RFC 7644 3.5.2: an immutable attribute may be given a first value and then never another.
base::Status PatchApplier::apply_in(const PatchOperation& operation, json::Object& container) {
  const Attribute& attribute = *operation.path->ref.attribute;
  std::optional<json::Value> before;
  if (attribute.mutability == Mutability::kImmutable)
    if (const json::Value* present = container.find(attribute.name)) before = *present;
  auto applied = attribute.multi_valued             ? apply_multi_valued(operation, container)
                 : attribute.type == Type::kComplex ? apply_complex(operation, container)
                                                    : apply_simple(operation, container);
  if (!applied.ok() || !before) return applied;
  const json::Value* after = container.find(attribute.name);
  if (after == nullptr || !(*after == *before))
    return fail(ErrorCode::kMutability, Place{operation.path->ref}.text() + " is immutable");
  return applied;
}

// RFC 7644 3.5.2.2: mutability for a required attribute that is removed. An account that is
// switched off must never come on because `active` became unassigned and the default is true; the
// booleans of other schemas have no such default.
base::Status PatchApplier::unassign(const PatchOperation& operation, json::Object& container) {
  const AttributeRef& ref = operation.path->ref;
  if (ref.attribute->required && !operation.of_whole_extension)
    return fail(
        operation.op == PatchOp::kRemove ? ErrorCode::kMutability : ErrorCode::kInvalidValue,
        Place{ref}.text() + " is required");
  if (ref.attribute->type == Type::kBoolean && ref.extension == nullptr &&
      type_.schema->urn == kUserUrn)
    return fail(ErrorCode::kInvalidValue,
                Place{ref}.text() + " must be true or false, it cannot be unassigned");
  container.erase(ref.attribute->name);
  return base::done();
}

base::Status PatchApplier::apply_simple(const PatchOperation& operation, json::Object& container) {
  if (operation.op == PatchOp::kRemove || operation.value.is_null())
    return unassign(operation, container);
  container.set(operation.path->ref.attribute->name, operation.value);
  return base::done();
}

// RFC 7644 3.5.2.3: sub-attributes that the value does not name are left as they are.
base::Status PatchApplier::apply_complex(const PatchOperation& operation, json::Object& container) {
  const AttributeRef& ref = operation.path->ref;
  const std::string& name = ref.attribute->name;
  if (ref.sub == nullptr && (operation.op == PatchOp::kRemove || operation.value.is_null()))
    return unassign(operation, container);
  json::Value* present = container.find(name);
  json::Object merged =
      present != nullptr && present->is_object() ? present->as_object() : json::Object();
  base::Status changed = base::done();
  if (ref.sub == nullptr)
    changed = merge_element(*ref.attribute, operation.value.as_object(), merged);
  else
    changed = set_sub_attribute(*ref.attribute, *ref.sub,
                                operation.op == PatchOp::kRemove ? json::Value() : operation.value,
                                merged);
  if (!changed.ok()) return changed;
  if (!merged.empty()) {
    container.set(name, std::move(merged));
    return base::done();
  }
  return present != nullptr ? unassign(operation, container) : base::done();
}

base::Status PatchApplier::spend(const PatchOperation& operation, const json::Array& elements) {
  const bool by_value = operation.op == PatchOp::kRemove && operation.has_value;
  if (!operation.path->value_filter && !by_value) return base::done();
  std::size_t cost = 0;
  for (const json::Value& element : elements) cost += comparison_cost(element);
  const std::size_t comparisons = cost * (by_value ? operation.value.as_array().size()
                                                   : count_terms(*operation.path->value_filter));
  if (comparisons > comparisons_left_)
    return fail(ErrorCode::kTooManyOperations,
                "filters in paths and values to remove would compare more than " +
                    std::to_string(kComparisonsMax) + " values: send fewer operations");
  comparisons_left_ -= comparisons;
  return base::done();
}

base::Status PatchApplier::apply_multi_valued(const PatchOperation& operation,
                                              json::Object& container) {
  const std::string& name = operation.path->ref.attribute->name;
  json::Value* present = container.find(name);
  // The array is changed in place: copying it for each of thousands of operations would cost too
  // much.
  json::Array elements;
  if (present != nullptr && present->is_array()) elements = std::move(present->as_array());
  if (auto spent = spend(operation, elements); !spent.ok()) return spent;
  auto changed = change_elements(operation, strictness_, elements, quirks_);
  if (!changed.ok()) return changed;
  if (elements.empty()) return unassign(operation, container);
  container.set(name, std::move(elements));
  return base::done();
}

// ---- the relation ----

// The values of `value eq "x"`, or of such terms joined by `or`: no look at the store is needed for
// them.
bool collect_named_values(const ResourceType& type, const FilterNode& filter,
                          std::vector<std::string>& values) {
  if (filter.kind == FilterNode::Kind::kOr)
    return std::all_of(
        filter.children.begin(), filter.children.end(),
        [&](const FilterNode& child) { return collect_named_values(type, child, values); });
  if (filter.kind != FilterNode::Kind::kCompare || filter.op != CompareOp::kEq) return false;
  if (filter.ref.sub == nullptr || filter.ref.sub->name != "value" || !filter.literal.is_string())
    return false;
  if (!filter.literal.as_string().empty())
    values.push_back(relation_key(type, filter.literal.as_string()));
  return true;  // an empty id names nobody
}

base::Status PatchApplier::apply_relation(const PatchOperation& operation) {
  if (operation.path->value_filter) return apply_matching(operation);
  if (operation.op == PatchOp::kReplace ||
      (operation.op == PatchOp::kRemove && !operation.has_value))
    relation_.clear();
  if (!operation.has_value || !operation.value.is_array()) return base::done();
  for (const json::Value& value : operation.value.as_array()) {
    if (operation.op == PatchOp::kRemove)
      relation_.remove(value.as_string());
    else
      relation_.add(value.as_string());
  }
  return base::done();
}

base::Status PatchApplier::apply_matching(const PatchOperation& operation) {
  const FilterNode& filter = *operation.path->value_filter;
  std::vector<std::string> matched;
  bool named = collect_named_values(type_, filter, matched);
  if (operation.op == PatchOp::kRemove && named) {
    for (const std::string& value : matched) relation_.remove(value);
    return base::done();
  }
  auto found = match_relation_(relation_, filter);
  if (!found.ok()) return found.error();
  matched = std::move(found).value();
  if (operation.op == PatchOp::kRemove) {
    for (const std::string& value : matched) relation_.remove(value);
    return base::done();
  }
  // A value path never makes a member (product rule): it only chooses among those there are.
  if (matched.empty())
    return fail(ErrorCode::kNoTarget, "no value of " + type_.relation + " matches the path");
  if (!operation.value.is_array()) return base::done();
  for (const json::Value& value : operation.value.as_array())
    if (operation.op == PatchOp::kAdd &&
        std::find(matched.begin(), matched.end(), value.as_string()) == matched.end())
      return fail(ErrorCode::kMutability,
                  type_.relation + ".value is immutable: remove one and add the other");
  if (operation.op == PatchOp::kAdd) return base::done();
  for (const std::string& value : matched) relation_.remove(value);
  for (const json::Value& value : operation.value.as_array()) relation_.add(value.as_string());
  return base::done();
}

}  // namespace

base::Status apply_patch(const std::vector<PatchOperation>& operations, const ResourceType& type,
                         Strictness strictness, const RelationMatcher& match_relation,
                         json::Object& attributes, RelationChange& relation, Quirks& quirks) {
  PatchApplier applier(type, strictness, match_relation, attributes, relation, quirks);
  for (const PatchOperation& operation : operations)
    if (auto applied = applier.apply(operation); !applied.ok()) return applied;
  return base::done();
}

}  // namespace scim
