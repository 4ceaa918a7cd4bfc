#include "scim/attribute_value.h"

#include <utility>
#include <vector>

#include "scim/idp_dialect.h"
#include "scim/read_only_guard.h"
#include "scim/string_rules.h"

namespace scim {
namespace {

std::string_view wanted_kind(Type type) {
  switch (type) {
    case Type::kBoolean:
      return "a boolean";
    case Type::kDecimal:
      return "a number";
    case Type::kInteger:
      return "an integer";
    case Type::kComplex:
      return "an object";
    default:
      return "a string";
  }
}

std::size_t find_slot(const std::vector<Attribute>& attributes, std::string_view name) {
  std::size_t slot = 0;
  while (slot < attributes.size() && !equal_fold(attributes[slot].name, name)) ++slot;
  return slot;
}

// RFC 7643 2.4: "The primary attribute value 'true' MUST appear no more than once."
bool has_two_primaries(const json::Array& elements) {
  int primaries = 0;
  for (const json::Value& element : elements)
    if (element.is_object() && element.bool_or("primary", false)) ++primaries;
  return primaries > 1;
}

}  // namespace

std::string shown(std::string_view text) {
  constexpr std::size_t kBytesMax = 80;
  std::string out;
  for (char c : text.substr(0, kBytesMax))
    out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
  // Never end inside a character: the text becomes JSON.
  if (text.size() > kBytesMax) {
    while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80) out.pop_back();
    if (!out.empty() && (static_cast<unsigned char>(out.back()) & 0x80) != 0) out.pop_back();
    out += "...";
  }
  return out;
}

std::string Place::text() const {
  std::string text = ref.extension != nullptr ? ref.extension->urn + ":" : std::string();
  text += ref.attribute->name;
  if (index != kNoIndex) text += "[" + std::to_string(index) + "]";
  if (ref.sub != nullptr) text += "." + ref.sub->name;
  return text;
}

base::Error wrong_kind(const Place& place, std::string_view wanted, const json::Value& sent) {
  return {base::ErrorCode::kInvalidValue, place.text() + " must be " + std::string(wanted) +
                                              ", not " + std::string(json::kind_name(sent))};
}

base::Error named_twice(std::string_view place) {
  return {base::ErrorCode::kInvalidValue,
          std::string(place) + " is given twice (attribute names have no letter case)"};
}

base::Result<json::Value> ValueReader::read(const AttributeRef& ref, const json::Value& sent,
                                            Unassigned unassigned) const {
  Place place{ref};
  return place.target().multi_valued && ref.sub == nullptr ? read_array(ref, sent)
                                                           : read_single(place, sent, unassigned);
}

base::Result<json::Value> ValueReader::read_element(const AttributeRef& ref,
                                                    const json::Value& sent,
                                                    Unassigned unassigned) const {
  return read_single(Place{ref}, sent, unassigned);
}

base::Status ValueReader::meet_unknown(std::string_view name) const {
  if (strictness_ == Strictness::kRfc)
    return base::Error{base::ErrorCode::kInvalidValue, "unknown attribute " + shown(name)};
  quirks_.note(kUnknownAttribute);
  return base::done();
}

base::Result<json::Value> ValueReader::read_array(const AttributeRef& ref,
                                                  const json::Value& sent) const {
  if (sent.is_null()) return json::Value();
  if (!sent.is_array()) return wrong_kind(Place{ref}, "an array", sent);
  if (sent.as_array().size() > kElementsMax)
    return base::Error{base::ErrorCode::kInvalidValue,
                       ref.attribute->name + " must not have more than " +
                           std::to_string(kElementsMax) + " values"};
  json::Array elements;
  elements.reserve(sent.as_array().size());
  for (const json::Value& element : sent.as_array()) {
    auto read = read_single(Place{ref, static_cast<std::size_t>(&element - sent.as_array().data())},
                            element, Unassigned::kDrop);
    if (!read.ok()) return read.error();
    if (!read.value().is_null()) elements.push_back(std::move(read).value());
  }
  if (has_two_primaries(elements))
    return base::Error{base::ErrorCode::kInvalidValue,
                       Place{ref}.text() + " must not have more than one value with primary true"};
  if (elements.empty()) return json::Value();
  return json::Value(std::move(elements));
}

base::Result<json::Value> ValueReader::read_single(const Place& place, const json::Value& sent,
                                                   Unassigned unassigned) const {
  std::optional<json::Value> rewritten;
  if (strictness_ != Strictness::kRfc) rewritten = rewrite_value(place.target(), sent, quirks_);
  const json::Value& value = rewritten ? *rewritten : sent;
  if (value.is_null()) return json::Value();
  return place.target().type == Type::kComplex ? read_complex(place, value, unassigned)
                                               : read_simple(place, value);
}

base::Result<json::Value> ValueReader::read_complex(const Place& place, const json::Value& sent,
                                                    Unassigned unassigned) const {
  if (!sent.is_object()) return wrong_kind(place, "an object", sent);
  const std::vector<Attribute>& subs = place.target().sub_attributes;
  std::vector<json::Value> values(subs.size());
  std::vector<bool> seen(subs.size());
  for (const auto& [name, value] : sent.as_object()) {
    std::size_t slot = find_slot(subs, name);
    if (slot == subs.size()) {
      if (auto met = meet_unknown(place.text() + "." + name); !met.ok()) return met.error();
      continue;
    }
    Place sub_place{{place.ref.extension, place.ref.attribute, &subs[slot]}, place.index};
    if (seen[slot]) return named_twice(sub_place.text());
    seen[slot] = true;
    if (subs[slot].mutability == Mutability::kReadOnly) {
      if (auto met = meet_read_only(sub_place, value); !met.ok()) return met.error();
      continue;
    }
    auto read = read_single(sub_place, value, unassigned);
    if (!read.ok()) return read.error();
    values[slot] = std::move(read).value();
  }
  json::Object object;
  for (std::size_t slot = 0; slot < subs.size(); ++slot) {
    bool keep = unassigned == Unassigned::kKeep && seen[slot] &&
                subs[slot].mutability != Mutability::kReadOnly;
    if (!values[slot].is_null() || keep) object.append(subs[slot].name, std::move(values[slot]));
  }
  if (unassigned == Unassigned::kKeep) return json::Value(std::move(object));
  if (object.empty()) return json::Value();
  for (const Attribute& sub : subs)
    if (sub.required && object.find(sub.name) == nullptr)
      return base::Error{base::ErrorCode::kInvalidValue,
                         place.text() + "." + sub.name + " is required"};
  return json::Value(std::move(object));
}

base::Status ValueReader::meet_read_only(const Place& place, const json::Value& sent) const {
  if (strictness_ != Strictness::kRfc || read_only_ == nullptr) return base::done();
  return read_only_->require_same(place.ref, PatchOp::kReplace, sent);
}

base::Result<json::Value> ValueReader::read_simple(const Place& place,
                                                   const json::Value& sent) const {
  Type type = place.target().type;
  bool right = false;
  switch (type) {
    case Type::kBoolean:
      right = sent.is_bool();
      break;
    case Type::kDecimal:
      right = sent.is_number();
      break;
    case Type::kInteger:
      right = sent.is_integer();
      break;
    case Type::kComplex:
      right = false;
      break;  // RFC 7643 2.3.8: no complex attribute inside another
    default:
      return read_text(place, sent);
  }
  if (!right) return wrong_kind(place, wanted_kind(type), sent);
  return sent;
}

base::Result<json::Value> ValueReader::read_text(const Place& place,
                                                 const json::Value& sent) const {
  if (!sent.is_string()) return wrong_kind(place, wanted_kind(place.target().type), sent);
  if (sent.as_string().empty()) {
    if (strictness_ != Strictness::kRfc) quirks_.note(kEmptyString);
    return json::Value();
  }
  if (auto fault = find_text_fault(type_, place.ref, sent.as_string()))
    return base::Error{base::ErrorCode::kInvalidValue, place.text() + " " + *fault};
  return sent;
}

}  // namespace scim
