#include "scim/relation_value.h"

#include <algorithm>
#include <optional>
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

// Where an element stands, as text only when there is something to say about it.
struct ElementPlace {
  const ResourceType& type;
  std::optional<std::size_t> index;

  std::string text() const {
    return type.relation + (index ? "[" + std::to_string(*index) + "]" : std::string());
  }
};

base::Result<Element> find_parts(const json::Object& object, const ElementPlace& place,
                                 const ValueReader& reader) {
  Element element;
  for (const auto& [name, value] : object) {
    const json::Value** part = equal_fold(name, "value")  ? &element.value
                               : equal_fold(name, "type") ? &element.type
                                                          : nullptr;
    if (part == nullptr) {
      if (relation_attribute(place.type).find_sub(name) != nullptr) continue;
      if (auto met = reader.meet_unknown(place.text() + "." + name); !met.ok()) return met.error();
      continue;
    }
    if (*part != nullptr) return named_twice(place.text() + "." + name);
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

base::Result<std::string> read_id(const ElementPlace& place, const Attribute& value_attribute,
                                  const json::Value* value) {
  auto fail = [&](std::string reason) { return invalid(place.text() + ".value " + reason); };
  if (value == nullptr || value->is_null()) return fail("is required");
  if (!value->is_string())
    return fail("must be a string, not " + std::string(json::kind_name(*value)));
  const std::string& id = value->as_string();
  if (id.empty()) return fail("must not be empty");
  AttributeRef ref{nullptr, &relation_attribute(place.type), &value_attribute};
  if (auto fault = find_text_fault(place.type, ref, id)) return fail(*fault);
  return value_attribute.case_exact ? id : base::to_lower_ascii(id);
}

base::Result<std::string> read_one(const ElementPlace& place, const Attribute& value_attribute,
                                   const json::Value& sent, RelationForm form,
                                   const ValueReader& reader, Quirks& quirks) {
  if (sent.is_string() && form == RelationForm::kBareValuesToo) {
    quirks.note(kBareMemberValue);
    return read_id(place, value_attribute, &sent);
  }
  if (!sent.is_object())
    return invalid(place.text() + " must be an object, not " + std::string(json::kind_name(sent)));
  auto parts = find_parts(sent.as_object(), place, reader);
  if (!parts.ok()) return parts.error();
  if (auto fault = find_type_fault(place.type, parts.value().type))
    return invalid(place.text() + ".type " + *fault);
  return read_id(place, value_attribute, parts.value().value);
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
                                                     const json::Value& sent, RelationForm form,
                                                     const ValueReader& reader, Quirks& quirks) {
  std::vector<std::string> values;
  if (sent.is_null()) return values;
  bool one = (form != RelationForm::kArray && sent.is_object()) ||
             (form == RelationForm::kBareValuesToo && !sent.is_array());
  if (!one && !sent.is_array())
    return invalid(type.relation + " must be an array, not " + std::string(json::kind_name(sent)));
  const Attribute& value_attribute = *relation_attribute(type).find_sub("value");
  std::size_t count = one ? 1 : sent.as_array().size();
  values.reserve(count);
  std::unordered_set<std::string> seen;
  seen.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    ElementPlace place{type, one ? std::nullopt : std::optional(i)};
    auto value =
        read_one(place, value_attribute, one ? sent : sent.as_array()[i], form, reader, quirks);
    if (!value.ok()) return value.error();
    if (seen.insert(value.value()).second) values.push_back(std::move(value).value());
  }
  return values;
}

}  // namespace scim
