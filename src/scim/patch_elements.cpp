#include "scim/patch_elements.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "scim/attribute_value.h"
#include "scim/idp_dialect.h"

namespace scim {
namespace {

using base::ErrorCode;

constexpr std::size_t kNobody = static_cast<std::size_t>(-1);

bool is_primary(const json::Value& element) {
  return element.is_object() && element.bool_or("primary", false);
}

// RFC 7644 3.5.2: a value that becomes primary makes all others not primary.
void keep_one_primary(json::Array& elements, std::size_t chosen) {
  if (chosen == kNobody) return;
  for (std::size_t i = 0; i < elements.size(); ++i)
    if (i != chosen && is_primary(elements[i])) elements[i].as_object().set("primary", false);
}

json::Object without_nulls(const json::Object& object) {
  json::Object out;
  for (const auto& [name, value] : object)
    if (!value.is_null()) out.append(name, value);
  return out;
}

base::Status require_room(const Attribute& attribute, const json::Array& elements) {
  if (elements.size() < kElementsMax) return base::done();
  return base::Error{ErrorCode::kInvalidValue, attribute.name + " must not have more than " +
                                                   std::to_string(kElementsMax) + " values"};
}

// RFC 7643 2.4: the same (type, value) pair should not be there twice, so a second one changes the
// first. Values without `value` (addresses) are the same only when all of them is.
std::size_t find_same(const json::Array& elements, const json::Value& wanted) {
  const json::Value* value = wanted.find("value");
  const json::Value* type = wanted.find("type");
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (value == nullptr) {
      if (elements[i] == wanted) return i;
      continue;
    }
    const json::Value* its_value = elements[i].find("value");
    const json::Value* its_type = elements[i].find("type");
    if (its_value == nullptr || !(*its_value == *value)) continue;
    if ((its_type == nullptr) != (type == nullptr)) continue;
    if (type == nullptr || *its_type == *type) return i;
  }
  return kNobody;
}

base::Status add_elements(const Attribute& attribute, const json::Array& added,
                          json::Array& elements) {
  std::size_t chosen = kNobody;
  for (const json::Value& element : added) {
    std::size_t place = find_same(elements, element);
    if (place == kNobody) {
      if (auto room = require_room(attribute, elements); !room.ok()) return room;
      place = elements.size();
      elements.push_back(element);
    } else if (element.is_object()) {
      auto merged = merge_element(attribute, element.as_object(), elements[place].as_object());
      if (!merged.ok()) return merged;
    }
    if (is_primary(element)) chosen = place;
  }
  keep_one_primary(elements, chosen);
  return base::done();
}

// What `eq` terms joined by `and` say a value must have; false when the filter says more than that
//
bool collect_equalities(const FilterNode& filter, json::Object& equalities) {
  if (filter.kind == FilterNode::Kind::kAnd)
    return std::all_of(
        filter.children.begin(), filter.children.end(),
        [&](const FilterNode& child) { return collect_equalities(child, equalities); });
  if (filter.kind != FilterNode::Kind::kCompare || filter.op != CompareOp::kEq) return false;
  const Attribute* sub = filter.ref.sub;
  if (sub == nullptr || sub->mutability == Mutability::kReadOnly || filter.literal.is_null())
    return false;
  if (filter.literal.is_string() && filter.literal.as_string().empty()) return false;
  const json::Value* known = equalities.find(sub->name);
  if (known != nullptr) return *known == filter.literal;
  equalities.append(sub->name, filter.literal);
  return true;
}

base::Error no_target(const Attribute& attribute) {
  return {ErrorCode::kNoTarget, "no value of " + attribute.name + " matches the path"};
}

base::Status create_element(const PatchOperation& operation, Strictness strictness,
                            json::Array& elements, Quirks& quirks) {
  const AttributeRef& ref = operation.path->ref;
  const Attribute& attribute = *ref.attribute;
  json::Object equalities;
  bool replace_in_rfc = strictness == Strictness::kRfc && operation.op == PatchOp::kReplace;
  if (replace_in_rfc || !collect_equalities(*operation.path->value_filter, equalities))
    return no_target(attribute);
  // Nothing to remove from where there is nothing.
  if (operation.value.is_null() ||
      (ref.sub == nullptr && without_nulls(operation.value.as_object()).empty()))
    return base::done();
  if (auto room = require_room(attribute, elements); !room.ok()) return room;
  json::Object element = equalities;
  auto set = ref.sub != nullptr ? set_sub_attribute(attribute, *ref.sub, operation.value, element)
                                : merge_element(attribute, operation.value.as_object(), element);
  if (!set.ok()) return set;
  // A value that the path would not have chosen is none that it can have meant.
  for (const auto& [name, wanted] : equalities)
    if (const json::Value* made = element.find(name); made == nullptr || !(*made == wanted))
      return no_target(attribute);
  if (strictness != Strictness::kRfc) quirks.note(kValuePathCreated);
  elements.push_back(std::move(element));
  if (is_primary(elements.back())) keep_one_primary(elements, elements.size() - 1);
  return base::done();
}

// RFC 7644 3.5.2.3: "all matching record values SHALL be replaced". What the path chose them by
// stays theirs unless the value says otherwise, else a second, equal request would find nothing.
base::Status replace_element(const Attribute& attribute, const FilterNode* filter,
                             const json::Object& value, json::Object& element) {
  json::Object equalities;
  json::Object fresh;
  if (filter != nullptr && collect_equalities(*filter, equalities))
    for (const auto& [name, chosen_by] : equalities)
      if (const json::Value* present = element.find(name)) fresh.append(name, *present);
  for (const Attribute& sub : attribute.sub_attributes) {
    const json::Value* present = element.find(sub.name);
    if (present != nullptr && sub.mutability != Mutability::kReadWrite)
      fresh.set(sub.name, *present);
  }
  if (auto merged = merge_element(attribute, value, fresh); !merged.ok()) return merged;
  element = std::move(fresh);
  return base::done();
}

base::Status change_element(const PatchOperation& operation, json::Object& element) {
  const AttributeRef& ref = operation.path->ref;
  if (operation.op == PatchOp::kRemove)
    return set_sub_attribute(*ref.attribute, *ref.sub, json::Value(), element);
  if (ref.sub != nullptr)
    return set_sub_attribute(*ref.attribute, *ref.sub, operation.value, element);
  if (operation.op == PatchOp::kAdd)
    return merge_element(*ref.attribute, operation.value.as_object(), element);
  const auto& filter = operation.path->value_filter;
  return replace_element(*ref.attribute, filter ? &*filter : nullptr, operation.value.as_object(),
                         element);
}

std::vector<std::size_t> find_chosen(const PatchOperation& operation, const json::Array& elements) {
  std::vector<std::size_t> chosen;
  const auto& filter = operation.path->value_filter;
  for (std::size_t i = 0; i < elements.size(); ++i)
    if (elements[i].is_object() && (!filter || matches_value(*filter, elements[i])))
      chosen.push_back(i);
  return chosen;
}

bool is_empty_object(const json::Value& element) {
  return element.is_object() && element.as_object().empty();
}

// The paths `emails[...]`, `emails[...].value` and `emails.value`.
base::Status change_chosen(const PatchOperation& operation, Strictness strictness,
                           json::Array& elements, Quirks& quirks) {
  const AttributeRef& ref = operation.path->ref;
  std::vector<std::size_t> chosen = find_chosen(operation, elements);
  bool says_nothing = ref.sub == nullptr && operation.value.is_null();
  if (says_nothing && operation.op == PatchOp::kAdd) return base::done();
  bool remove_whole = ref.sub == nullptr && (operation.op == PatchOp::kRemove || says_nothing);
  if (chosen.empty()) {
    if (operation.op == PatchOp::kRemove)
      return base::done();  // nothing to remove is success
    if (operation.path->value_filter)
      return create_element(operation, strictness, elements, quirks);
    if (operation.value.is_null()) return base::done();
    json::Object element;
    element.append(ref.sub->name, operation.value);
    elements.emplace_back(std::move(element));
    return base::done();
  }
  std::size_t primary = kNobody;
  for (std::size_t place : chosen) {
    json::Object& element = elements[place].as_object();
    bool was_primary = is_primary(elements[place]);
    if (remove_whole) {
      element = json::Object();
      continue;
    }
    if (auto changed = change_element(operation, element); !changed.ok()) return changed;
    bool sets_primary = ref.sub != nullptr ? ref.sub->name == "primary"
                                           : operation.value.find("primary") != nullptr;
    if (is_primary(elements[place]) && (sets_primary || !was_primary)) primary = place;
  }
  keep_one_primary(elements, primary);
  elements.erase(std::remove_if(elements.begin(), elements.end(), is_empty_object), elements.end());
  return base::done();
}

}  // namespace

base::Status set_sub_attribute(const Attribute& attribute, const Attribute& sub,
                               const json::Value& value, json::Object& element) {
  const json::Value* present = element.find(sub.name);
  if (sub.mutability == Mutability::kImmutable && present != nullptr && !(*present == value))
    return base::Error{ErrorCode::kMutability, attribute.name + "." + sub.name + " is immutable"};
  if (value.is_null())
    element.erase(sub.name);
  else
    element.set(sub.name, value);
  return base::done();
}

base::Status merge_element(const Attribute& attribute, const json::Object& value,
                           json::Object& element) {
  for (const auto& [name, part] : value)
    if (auto set = set_sub_attribute(attribute, *attribute.find_sub(name), part, element);
        !set.ok())
      return set;
  return base::done();
}

base::Status change_elements(const PatchOperation& operation, Strictness strictness,
                             json::Array& elements, Quirks& quirks) {
  const AttributeRef& ref = operation.path->ref;
  if (ref.sub != nullptr || operation.path->value_filter)
    return change_chosen(operation, strictness, elements, quirks);
  if (operation.op == PatchOp::kAdd)
    return operation.value.is_array()
               ? add_elements(*ref.attribute, operation.value.as_array(), elements)
               : base::done();
  if (operation.op == PatchOp::kRemove && operation.has_value) {
    const json::Array& gone = operation.value.as_array();
    const auto goes = [&](const json::Value& element) {
      return std::find(gone.begin(), gone.end(), element) != gone.end();
    };
    elements.erase(std::remove_if(elements.begin(), elements.end(), goes), elements.end());
    return base::done();
  }
  elements = operation.op == PatchOp::kReplace && operation.value.is_array()
                 ? operation.value.as_array()
                 : json::Array();
  return base::done();
}

}  // namespace scim
