// Does a resource, or one value of a multi-valued attribute, match a filter? RFC 7644 3.4.2.2.
#include <algorithm>
#include <compare>

#include "base/text.h"
#include "base/time.h"
#include "scim/compare_op.h"
#include "scim/filter.h"

namespace scim {
namespace {

using Kind = FilterNode::Kind;

// RFC 7644 table 3, pr: a value that is neither null nor empty, and for a complex one "a non-empty
// node".
bool is_present(const json::Value& value) {
  if (value.is_null()) return false;
  if (value.is_string()) return !value.as_string().empty();
  if (value.is_array())
    return std::any_of(value.as_array().begin(), value.as_array().end(), is_present);
  if (value.is_object())
    return std::any_of(value.as_object().begin(), value.as_object().end(),
                       [](const json::Member& member) { return is_present(member.second); });
  return true;
}

bool fits_text(std::string_view value, CompareOp op, std::string_view literal) {
  switch (op) {
    case CompareOp::kCo:
      return value.find(literal) != std::string_view::npos;
    case CompareOp::kSw:
      return value.starts_with(literal);
    case CompareOp::kEw:
      return value.ends_with(literal);
    default:
      return false;
  }
}

bool fits_order(std::partial_ordering order, CompareOp op) {
  switch (op) {
    case CompareOp::kEq:
      return order == 0;
    case CompareOp::kNe:
      return order != 0;
    case CompareOp::kGt:
      return order > 0;
    case CompareOp::kGe:
      return order >= 0;
    case CompareOp::kLt:
      return order < 0;
    case CompareOp::kLe:
      return order <= 0;
    default:
      return false;
  }
}

// Bytes of UTF-8 have the order of code points, so comparing them is the lexicographical comparison
// of the RFC.
bool compare_text(std::string_view value, CompareOp op, std::string_view literal) {
  if (row_of(op).kind == OpKind::kText) return fits_text(value, op, literal);
  return fits_order(value <=> literal, op);
}

std::partial_ordering order_of_numbers(const json::Value& value, const json::Value& literal) {
  if (value.is_integer() && literal.is_integer())
    return value.as_integer() <=> literal.as_integer();
  return value.as_number() <=> literal.as_number();
}

std::partial_ordering order_of_times(std::string_view value, std::string_view literal) {
  auto value_us = base::parse_time(value);
  auto literal_us = base::parse_time(literal);
  if (!value_us || !literal_us) return std::partial_ordering::unordered;
  return *value_us <=> *literal_us;
}

// One value against the literal, which parse_filter has brought to the attribute's type.
bool compare_one(const Attribute& attribute, const json::Value& value, CompareOp op,
                 const json::Value& literal) {
  if (value.is_string() && literal.is_string()) {
    const std::string& text = value.as_string();
    const std::string& wanted = literal.as_string();
    if (attribute.type == Type::kDateTime) return fits_order(order_of_times(text, wanted), op);
    if (attribute.case_exact) return compare_text(text, op, wanted);
    return compare_text(base::fold(text), op, base::fold(wanted));
  }
  if (value.is_number() && literal.is_number())
    return fits_order(order_of_numbers(value, literal), op);
  if (value.is_bool() && literal.is_bool())
    return fits_order(value.as_bool() <=> literal.as_bool(), op);
  return op == CompareOp::kNe;  // a value of another type is certainly not this one
}

// Calls `see` with every value that `value` stands for, elements or itself, until it returns true.
template <typename See>
bool any_of_values(const json::Value* value, See see) {
  if (value == nullptr) return false;
  if (!value->is_array()) return see(*value);
  return std::any_of(value->as_array().begin(), value->as_array().end(), see);
}

// RFC 7643 2.4: a value that does not say whether it is primary is compared as if it said no.
// Whether it says so is another question: `pr` and `eq null`.
const json::Value* find_compared(const FilterNode& node, const json::Value& element) {
  static const json::Value kNotPrimary(false);
  const Attribute& sub = *node.ref.sub;
  const json::Value* value = element.find(sub.name);
  if (value != nullptr || sub.type != Type::kBoolean || sub.name != "primary") return value;
  const bool compares = node.op != CompareOp::kPr && !node.literal.is_null();
  return compares && element.is_object() ? &kNotPrimary : nullptr;
}

// The same for the sub-attribute that `node` names, of each of them.
template <typename See>
bool any_of_sub_values(const json::Value* value, const FilterNode& node, See see) {
  return any_of_values(value, [&](const json::Value& element) {
    return any_of_values(find_compared(node, element), see);
  });
}

// `find_any` calls a predicate with every candidate value until it returns true.
template <typename FindAny>
bool compare(const FilterNode& node, const Attribute& attribute, FindAny find_any) {
  bool assigned = find_any([](const json::Value& value) { return is_present(value); });
  if (node.op == CompareOp::kPr) return assigned;
  if (node.literal.is_null()) return assigned == (node.op == CompareOp::kNe);
  // Nothing is not "x". Of several values one that differs is enough, as for every other operator.
  if (!assigned) return node.op == CompareOp::kNe;
  return find_any([&](const json::Value& value) {
    return is_present(value) && compare_one(attribute, value, node.op, node.literal);
  });
}

// What a filter is evaluated on: a resource, or one element inside brackets.
class ResourceView {
 public:
  explicit ResourceView(const json::Object& resource) : resource_(resource) {}

  bool compare_leaf(const FilterNode& node) const {
    const json::Value* value = find(node.ref);
    if (node.ref.sub == nullptr)
      return compare(node, *node.ref.attribute,
                     [&](auto see) { return any_of_values(value, see); });
    return compare(node, *node.ref.sub,
                   [&](auto see) { return any_of_sub_values(value, node, see); });
  }

  bool any_element(const FilterNode& node) const {
    return any_of_values(find(node.ref), [&](const json::Value& element) {
      return matches_value(node.children.front(), element);
    });
  }

 private:
  const json::Value* find(const AttributeRef& ref) const {
    if (ref.extension == nullptr) return resource_.find(ref.attribute->name);
    const json::Value* extension = resource_.find(ref.extension->urn);
    return extension == nullptr ? nullptr : extension->find(ref.attribute->name);
  }

  const json::Object& resource_;
};

class ElementView {
 public:
  explicit ElementView(const json::Value& element) : element_(element) {}

  bool compare_leaf(const FilterNode& node) const {
    return compare(node, *node.ref.sub,
                   [&](auto see) { return any_of_values(find_compared(node, element_), see); });
  }

  bool any_element(const FilterNode&) const { return false; }  // no brackets inside brackets

 private:
  const json::Value& element_;
};

template <typename View>
bool evaluate(const FilterNode& node, const View& view) {
  auto child_matches = [&](const FilterNode& child) { return evaluate(child, view); };
  switch (node.kind) {
    case Kind::kCompare:
      return view.compare_leaf(node);
    case Kind::kAnd:
      return std::all_of(node.children.begin(), node.children.end(), child_matches);
    case Kind::kOr:
      return std::any_of(node.children.begin(), node.children.end(), child_matches);
    case Kind::kNot:
      return !child_matches(node.children.front());
    case Kind::kValuePath:
      return view.any_element(node);
  }
  return false;
}

}  // namespace

bool matches(const FilterNode& filter, const json::Object& resource) {
  return evaluate(filter, ResourceView(resource));
}

bool matches_value(const FilterNode& value_filter, const json::Value& element) {
  return evaluate(value_filter, ElementView(element));
}

}  // namespace scim
