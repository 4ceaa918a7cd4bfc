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

namespace {

bool hides_sub(const Attribute& attribute) {
  return std::any_of(
      attribute.sub_attributes.begin(), attribute.sub_attributes.end(), [](const Attribute& sub) {
        return sub.returned == Returned::kNever || sub.returned == Returned::kRequest;
      });
}

// Whether the default set is less than what is stored; what is never returned at the first level is
// not even stored.
bool hides_any(const std::vector<Attribute>& attributes) {
  return std::any_of(attributes.begin(), attributes.end(), [](const Attribute& attribute) {
    return attribute.returned == Returned::kRequest || hides_sub(attribute);
  });
}

bool hides_any(const ResourceType& type) {
  return hides_any(type.common) || hides_any(type.schema->attributes) ||
         std::any_of(type.extensions.begin(), type.extensions.end(),
                     [](const Schema* extension) { return hides_any(extension->attributes); });
}

bool names(const std::vector<AttributeRef>& refs, const AttributeRef& wanted) {
  return std::any_of(refs.begin(), refs.end(), [&](const AttributeRef& ref) {
    return ref.extension == wanted.extension && ref.attribute == wanted.attribute &&
           ref.sub == wanted.sub;
  });
}

}  // namespace

Projection::Projection(std::string_view attributes, std::string_view excluded_attributes,
                       const ResourceType& type)
    : type_(&type), named_(!trim(attributes).empty()), hides_(hides_any(type)) {
  if (named_)
    included_ = parse_names(attributes, type);
  else
    excluded_ = parse_names(excluded_attributes, type);
}

Projection::Choice Projection::choose(const Schema* extension, const Attribute& attribute) const {
  if (attribute.returned == Returned::kNever) return Choice::kNone;
  const bool is_always = attribute.returned == Returned::kAlways;
  const bool is_request = attribute.returned == Returned::kRequest;
  const Mention mention = find_mention(named_ ? included_ : excluded_, extension, attribute);
  if (named_ && !is_always && mention == Mention::kNone) return Choice::kNone;
  if (!named_ && (is_request || (!is_always && mention == Mention::kWhole))) return Choice::kNone;
  // Who names a whole extension has not asked for what comes on request only.
  if (is_request && mention == Mention::kWhole &&
      !names(included_, {extension, &attribute, nullptr}))
    return Choice::kNone;
  return mention == Mention::kParts || hides_sub(attribute) ? Choice::kParts : Choice::kWhole;
}

bool Projection::keeps_sub(const AttributeRef& ref) const {
  if (ref.sub->returned == Returned::kNever) return false;
  if (ref.sub->returned == Returned::kAlways) return true;
  const bool is_default = ref.sub->returned == Returned::kDefault;
  if (!named_) return is_default && !names(excluded_, ref);
  if (names(included_, ref)) return true;
  const bool is_whole = ref.attribute->returned == Returned::kAlways ||
                        find_mention(included_, ref.extension, *ref.attribute) == Mention::kWhole;
  return is_default && is_whole;
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
  if (json::Value* schemas = resource.find("schemas")) settle_schemas(*schemas, resource);
}

// RFC 7643 3: the schemas of the attributes that are present in the JSON structure at hand.
void Projection::settle_schemas(json::Value& schemas, const json::Object& resource) const {
  if (!schemas.is_array()) return;
  std::erase_if(schemas.as_array(), [&](const json::Value& urn) {
    return std::any_of(type_->extensions.begin(), type_->extensions.end(),
                       [&](const Schema* extension) {
                         return urn.is_string() && equal_fold(urn.as_string(), extension->urn) &&
                                !resource.find(extension->urn);
                       });
  });
}

}  // namespace scim
