#include "scim/projection.h"

#include <algorithm>
#include <utility>

#include "scim/filter.h"

namespace scim {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Calls `take` with each name, less what stands in brackets: a filter selects nothing here,
// and may hold commas.
template <typename Take>
void for_each_name(std::string_view list, Take take) {
  std::string name;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < list.size(); ++i) {
    char c = list[i];
    if (quoted) {
      if (c == '\\')
        ++i;
      else
        quoted = c != '"';
    } else if (depth > 0 && c == '"') {
      quoted = true;
    } else if (c == '[') {
      ++depth;
    } else if (c == ']' && depth > 0) {
      --depth;
    } else if (depth > 0) {
      continue;
    } else if (c == ',') {
      take(trim(name));
      name.clear();
    } else {
      name += c;
    }
  }
  take(trim(name));
}

std::vector<AttributeRef> parse_names(std::string_view list, const ResourceType& type) {
  std::vector<AttributeRef> refs;
  auto is_known = [&](const AttributeRef& ref) {
    return std::any_of(refs.begin(), refs.end(), [&](const AttributeRef& known) {
      return known.extension == ref.extension && known.attribute == ref.attribute &&
             known.sub == ref.sub;
    });
  };
  for_each_name(list, [&](std::string_view name) {
    auto ref = parse_attribute_name(name, type);
    if (ref && !is_known(*ref)) refs.push_back(*ref);
  });
  return refs;
}

// How a list of names speaks of one attribute.
enum class Mention { kNone, kParts, kWhole };

Mention find_mention(const std::vector<AttributeRef>& names, const Schema* extension,
                     const Attribute& attribute) {
  Mention mention = Mention::kNone;
  for (const AttributeRef& ref : names) {
    if (ref.extension != extension) continue;
    if (ref.attribute == nullptr || (ref.attribute == &attribute && ref.sub == nullptr))
      return Mention::kWhole;
    if (ref.attribute == &attribute) mention = Mention::kParts;
  }
  return mention;
}

const Attribute* find_by_name(const std::vector<Attribute>& attributes, std::string_view name) {
  for (const Attribute& attribute : attributes)
    if (equal_fold(attribute.name, name)) return &attribute;
  return nullptr;
}

const Attribute* find_root(const ResourceType& type, std::string_view name) {
  const Attribute* common = find_by_name(type.common, name);
  return common != nullptr ? common : type.schema->find(name);
}

}  // namespace

Projection::Projection(std::string_view attributes, std::string_view excluded_attributes,
                       const ResourceType& type)
    : type_(&type), named_(!trim(attributes).empty()) {
  if (named_)
    included_ = parse_names(attributes, type);
  else
    excluded_ = parse_names(excluded_attributes, type);
}

Projection::Choice Projection::choose(const Schema* extension, const Attribute& attribute) const {
  if (attribute.returned == Returned::kNever) return Choice::kNone;
  if (attribute.returned == Returned::kAlways) return Choice::kWhole;
  if (named_) {
    Mention mention = find_mention(included_, extension, attribute);
    return mention == Mention::kWhole   ? Choice::kWhole
           : mention == Mention::kParts ? Choice::kParts
                                        : Choice::kNone;
  }
  if (attribute.returned == Returned::kRequest) return Choice::kNone;
  Mention mention = find_mention(excluded_, extension, attribute);
  if (mention == Mention::kWhole) return Choice::kNone;
  bool all_returned = std::all_of(
      attribute.sub_attributes.begin(), attribute.sub_attributes.end(), [](const Attribute& sub) {
        return sub.returned == Returned::kDefault || sub.returned == Returned::kAlways;
      });
  return mention == Mention::kNone && all_returned ? Choice::kWhole : Choice::kParts;
}

bool Projection::keeps_sub(const AttributeRef& ref) const {
  if (ref.sub->returned == Returned::kNever) return false;
  if (ref.sub->returned == Returned::kAlways) return true;
  auto names_it = [&](const AttributeRef& name) {
    return name.extension == ref.extension && name.attribute == ref.attribute &&
           name.sub == ref.sub;
  };
  if (named_) return std::any_of(included_.begin(), included_.end(), names_it);
  return ref.sub->returned == Returned::kDefault &&
         std::none_of(excluded_.begin(), excluded_.end(), names_it);
}

bool Projection::wants(std::string_view attribute_name) const {
  if (type_ == nullptr) return true;
  const Attribute* attribute = find_root(*type_, attribute_name);
  return attribute == nullptr ? !named_ : choose(nullptr, *attribute) != Choice::kNone;
}

namespace {

// Removes sub-attributes from an object or from each object of an array; what is no object (ids as
// plain strings) has no parts. What is empty afterwards goes.
template <typename Keep>
bool keep_parts(json::Value& value, const Attribute& attribute, Keep keep) {
  if (value.is_array()) {
    json::Array& array = value.as_array();
    bool was_empty = array.empty();
    array.erase(
        std::remove_if(array.begin(), array.end(),
                       [&](json::Value& element) { return !keep_parts(element, attribute, keep); }),
        array.end());
    return was_empty || !array.empty();
  }
  if (!value.is_object()) return true;
  json::Object kept;
  for (auto& [name, part] : value.as_object())
    if (const Attribute* sub = attribute.find_sub(name); sub == nullptr || keep(*sub))
      kept.append(name, std::move(part));
  value.as_object() = std::move(kept);
  return !value.as_object().empty();
}

}  // namespace

void Projection::apply_in(const Schema* extension, const std::vector<Attribute>& attributes,
                          json::Object& object) const {
  for (const Attribute& attribute : attributes) {
    json::Value* value = object.find(attribute.name);
    if (value == nullptr) continue;
    Choice choice = choose(extension, attribute);
    bool keep = choice != Choice::kNone;
    if (choice == Choice::kParts && attribute.type == Type::kComplex)
      keep = keep_parts(*value, attribute, [&](const Attribute& sub) {
        return keeps_sub({extension, &attribute, &sub});
      });
    if (!keep) object.erase(attribute.name);
  }
}

void Projection::apply(json::Object& resource) const {
  if (type_ == nullptr) return;
  apply_in(nullptr, type_->common, resource);
  apply_in(nullptr, type_->schema->attributes, resource);
  for (const Schema* extension : type_->extensions) {
    json::Value* container = resource.find(extension->urn);
    if (container == nullptr || !container->is_object()) continue;
    apply_in(extension, extension->attributes, container->as_object());
    if (container->as_object().empty()) resource.erase(extension->urn);
  }
}

}  // namespace scim
