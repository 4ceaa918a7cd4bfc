#include "scim/relation_value.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "scim/attribute_value.h"
#include "scim/idp_dialect.h"
#include "scim/string_rules.h"

namespace scim {
namespace {

base::Error invalid(std::string detail) {
  return {base::ErrorCode::kInvalidValue, std::move(detail)};
}

// What an element names, whatever the letter case of the keys.
struct Element {
  const json::Value* value = nullptr;
  const json::Value* type = nullptr;
};

base::Result<Element> find_parts(const json::Object& object, const std::string& place) {
  Element element;
  for (const auto& [name, value] : object) {
    const json::Value** part = equal_fold(name, "value")  ? &element.value
                               : equal_fold(name, "type") ? &element.type
                                                          : nullptr;
    if (part == nullptr) continue;
    if (*part != nullptr) return named_twice(place + "." + name);
    *part = &value;
  }
  return element;
}

// Members are users of the account: the resource type itself is refused (no groups in groups), and
// so is what the schema does not list.
std::optional<std::string> find_type_fault(const ResourceType& type, const json::Value* sent) {
  if (sent == nullptr || sent->is_null()) return std::nullopt;
  if (!sent->is_string()) return "must be a string, not " + std::string(json::kind_name(*sent));
  const std::string& word = sent->as_string();
  if (word.empty()) return std::nullopt;
  const Attribute* sub = relation_attribute(type).find_sub("type");
  if (sub == nullptr || sub->canonical_values.empty()) return std::nullopt;
  bool known =
      std::any_of(sub->canonical_values.begin(), sub->canonical_values.end(),
                  [&](const std::string& known_word) { return equal_fold(known_word, word); });
  if (equal_fold(word, type.name)) return "must be User: groups in groups are not supported";
  if (!known) return "must be User, not " + shown(word);
  return std::nullopt;
}

base::Result<std::string> read_one(const ResourceType& type, const json::Value& sent,
                                   const std::string& place, BareValues bare, Quirks& quirks) {
  const json::Value* value = nullptr;
  if (sent.is_string() && bare == BareValues::kAccepted) {
    quirks.note(kBareMemberValue);
    value = &sent;
  } else {
    if (!sent.is_object())
      return invalid(place + " must be an object, not " + std::string(json::kind_name(sent)));
    auto parts = find_parts(sent.as_object(), place);
    if (!parts.ok()) return parts.error();
    value = parts.value().value;
    if (auto fault = find_type_fault(type, parts.value().type))
      return invalid(place + ".type " + *fault);
  }
  if (value == nullptr || value->is_null()) return invalid(place + ".value is required");
  if (!value->is_string())
    return invalid(place + ".value must be a string, not " + std::string(json::kind_name(*value)));
  if (value->as_string().empty()) return invalid(place + ".value must not be empty");
  const Attribute& attribute = relation_attribute(type);
  if (auto fault = find_text_fault(type, {nullptr, &attribute, attribute.find_sub("value")},
                                   value->as_string()))
    return invalid(place + ".value " + *fault);
  return relation_key(type, value->as_string());
}

}  // namespace

const Attribute& relation_attribute(const ResourceType& type) {
  return *type.schema->find(type.relation);  // the registry has checked that it exists
}

bool is_relation(const ResourceType& type, const AttributeRef& ref) {
  return !type.relation.empty() && ref.extension == nullptr && ref.attribute->name == type.relation;
}

std::string relation_key(const ResourceType& type, std::string_view value) {
  const Attribute* sub = relation_attribute(type).find_sub("value");
  return sub->case_exact ? std::string(value) : base::to_lower_ascii(value);
}

base::Result<std::vector<std::string>> read_relation(const ResourceType& type,
                                                     const json::Value& sent, BareValues bare,
                                                     Quirks& quirks) {
  std::vector<std::string> values;
  if (sent.is_null()) return values;
  bool one = bare == BareValues::kAccepted ? !sent.is_array() : false;
  if (!one && !sent.is_array())
    return invalid(type.relation + " must be an array, not " + std::string(json::kind_name(sent)));
  std::unordered_set<std::string> seen;
  std::size_t count = one ? 1 : sent.as_array().size();
  for (std::size_t i = 0; i < count; ++i) {
    const json::Value& element = one ? sent : sent.as_array()[i];
    std::string place = type.relation + (one ? std::string() : "[" + std::to_string(i) + "]");
    auto value = read_one(type, element, place, bare, quirks);
    if (!value.ok()) return value.error();
    if (seen.insert(value.value()).second) values.push_back(std::move(value).value());
  }
  return values;
}

}  // namespace scim
