#include "scim/read_only_guard.h"

#include <algorithm>

#include "scim/attribute_value.h"

namespace scim {
namespace {

bool is_unassigned(const json::Value* value) {
  if (value == nullptr || value->is_null()) return true;
  return value->is_array() && value->as_array().empty();
}

bool is_same_text(const Attribute& attribute, const json::Value& a, const json::Value& b) {
  if (!a.is_string() || !b.is_string()) return a == b;
  return attribute.case_exact ? a == b : equal_fold(a.as_string(), b.as_string());
}

// Of a complex value only what is sent counts: {"resourceType":"User"} says nothing new.
bool is_same_value(const Attribute& attribute, const json::Value& current,
                   const json::Value& sent) {
  if (attribute.type != Type::kComplex) return is_same_text(attribute, current, sent);
  if (!sent.is_object() || !current.is_object()) return false;
  return std::all_of(sent.as_object().begin(), sent.as_object().end(), [&](const auto& member) {
    const Attribute* sub = attribute.find_sub(member.first);
    const json::Value* known = current.find_fold(member.first);
    if (is_unassigned(&member.second)) return is_unassigned(known);
    return sub != nullptr && known != nullptr && is_same_text(*sub, *known, member.second);
  });
}

bool holds(const Attribute& attribute, const json::Array& values, const json::Value& wanted) {
  return std::any_of(values.begin(), values.end(), [&](const json::Value& value) {
    return is_same_value(attribute, value, wanted);
  });
}

// An add may name some of the values that are there, a replace has to name all of them.
bool are_same_values(const Attribute& attribute, PatchOp op, const json::Array& current,
                     const json::Array& sent) {
  if (op != PatchOp::kAdd && sent.size() < current.size()) return false;
  return std::all_of(sent.begin(), sent.end(),
                     [&](const json::Value& one) { return holds(attribute, current, one); });
}

}  // namespace

const json::Value* ReadOnlyGuard::find_current(const AttributeRef& ref) {
  if (!resource_) resource_ = current_ ? current_() : json::Object();
  const json::Value* value =
      resource_->find(ref.extension ? ref.extension->urn : ref.attribute->name);
  if (value != nullptr && ref.extension != nullptr) value = value->find(ref.attribute->name);
  if (value == nullptr || ref.sub == nullptr) return value;
  return value->is_object() ? value->find(ref.sub->name) : nullptr;
}

bool ReadOnlyGuard::names_own_schemas(const json::Value& sent) const {
  if (!sent.is_array()) return false;
  return std::all_of(sent.as_array().begin(), sent.as_array().end(), [&](const json::Value& urn) {
    if (!urn.is_string()) return false;
    if (equal_fold(urn.as_string(), type_.schema->urn)) return true;
    return std::any_of(type_.extensions.begin(), type_.extensions.end(),
                       [&](const Schema* each) { return equal_fold(urn.as_string(), each->urn); });
  });
}

base::Status ReadOnlyGuard::require_same(const AttributeRef& ref, PatchOp op,
                                         const json::Value& sent) {
  const base::Error changed{base::ErrorCode::kMutability,
                            Place{ref}.text() + " is read-only and has another value"};
  const Attribute& attribute = ref.sub != nullptr ? *ref.sub : *ref.attribute;
  const json::Value* current = find_current(ref);
  if (is_unassigned(&sent) || is_unassigned(current))
    return is_unassigned(&sent) && is_unassigned(current) ? base::done() : base::Status(changed);
  // The one attribute of these whose definition says readWrite (RFC 7643 3).
  if (attribute.mutability != Mutability::kReadOnly &&
      ref.attribute->mutability != Mutability::kReadOnly) {
    const bool keeps_all =
        op == PatchOp::kAdd ||
        (sent.is_array() &&
         are_same_values(attribute, PatchOp::kAdd, sent.as_array(), current->as_array()));
    return names_own_schemas(sent) && keeps_all ? base::done() : base::Status(changed);
  }
  if (!attribute.multi_valued)
    return is_same_value(attribute, *current, sent) ? base::done() : base::Status(changed);
  const json::Array values = sent.is_array() ? sent.as_array() : json::Array{sent};
  return current->is_array() && are_same_values(attribute, op, current->as_array(), values)
             ? base::done()
             : base::Status(changed);
}

}  // namespace scim
