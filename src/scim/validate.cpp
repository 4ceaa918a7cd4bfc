#include "scim/validate.h"

#include <utility>

#include "scim/attribute_value.h"
#include "scim/idp_dialect.h"
#include "scim/relation_value.h"

namespace scim {
namespace {

base::Error invalid(std::string detail) {
  return {base::ErrorCode::kInvalidValue, std::move(detail)};
}

base::Error invalid_syntax(std::string detail) {
  return {base::ErrorCode::kInvalidSyntax, std::move(detail)};
}

const Attribute* find_by_name(const std::vector<Attribute>& attributes, std::string_view name) {
  for (const Attribute& attribute : attributes)
    if (equal_fold(attribute.name, name)) return &attribute;
  return nullptr;
}

// The values of one list of attributes (common, core, or one extension), each in the place its
// schema gives it.
class Slots {
 public:
  Slots(const Schema* extension, const std::vector<Attribute>& attributes)
      : extension_(extension),
        attributes_(attributes),
        values_(attributes.size()),
        seen_(attributes.size()) {}

  const Schema* extension() const { return extension_; }
  const Attribute* find(std::string_view name) const { return find_by_name(attributes_, name); }

  base::Status take(const ValueReader& reader, const Attribute& attribute,
                    const json::Value& sent) {
    auto slot = static_cast<std::size_t>(&attribute - attributes_.data());
    AttributeRef ref{extension_, &attribute, nullptr};
    if (seen_[slot]) return named_twice(Place{ref}.text());
    seen_[slot] = true;
    if (attribute.mutability == Mutability::kReadOnly) return base::done();
    auto value = reader.read(ref, sent, Unassigned::kDrop);
    if (!value.ok()) return value.error();
    // A password is held against the rules but never kept: nobody may ever read it (RFC 7643 7,
    // returned never).
    if (attribute.returned != Returned::kNever) values_[slot] = std::move(value).value();
    return base::done();
  }

  base::Status mark(const Attribute& attribute) {
    auto slot = static_cast<std::size_t>(&attribute - attributes_.data());
    if (seen_[slot]) return named_twice(attribute.name);
    seen_[slot] = true;
    return base::done();
  }

  // What was not there `before` either may stay away.
  base::Status require(std::string_view prefix, const json::Object* before) const {
    for (std::size_t slot = 0; slot < attributes_.size(); ++slot)
      if (attributes_[slot].required && values_[slot].is_null() &&
          !(before != nullptr && before->find(attributes_[slot].name) == nullptr))
        return invalid(std::string(prefix) + attributes_[slot].name +
                       " is required and must not be empty");
    return base::done();
  }

  void move_into(json::Object& object) {
    for (std::size_t slot = 0; slot < attributes_.size(); ++slot)
      if (!values_[slot].is_null()) object.append(attributes_[slot].name, std::move(values_[slot]));
  }

 private:
  const Schema* extension_;
  const std::vector<Attribute>& attributes_;
  std::vector<json::Value> values_;
  std::vector<bool> seen_;
};

// Walks a resource once, member by member, then puts it together in the order of the schemas.
class ResourceReader {
 public:
  ResourceReader(const ResourceType& type, Strictness strictness, Quirks& quirks)
      : type_(type),
        strictness_(strictness),
        quirks_(quirks),
        values_(type, strictness, quirks),
        common_(nullptr, type.common),
        core_(nullptr, type.schema->attributes),
        declared_(type.extensions.size()),
        container_seen_(type.extensions.size()) {
    for (const Schema* extension : type.extensions)
      extensions_.emplace_back(extension, extension->attributes);
  }

  base::Status read_schemas(const json::Object& body);
  base::Status read_members(const json::Object& body);
  base::Result<json::Object> attributes(const json::Object* before);
  std::optional<std::vector<std::string>> take_relation() { return std::move(relation_); }

 private:
  base::Status read_schema_urn(const json::Value& sent);
  base::Status read_member(const std::string& name, const json::Value& sent);
  base::Status read_extension(std::size_t index, const json::Value& sent);
  base::Status read_unqualified(const std::string& name, const json::Value& sent);
  std::size_t find_extension(std::string_view urn) const;

  const ResourceType& type_;
  Strictness strictness_;
  Quirks& quirks_;
  ValueReader values_;
  Slots common_;
  Slots core_;
  std::vector<Slots> extensions_;
  bool own_urn_ = false;
  std::vector<bool> declared_;
  std::vector<bool> container_seen_;
  std::optional<std::vector<std::string>> relation_;
};

std::size_t ResourceReader::find_extension(std::string_view urn) const {
  std::size_t index = 0;
  while (index < type_.extensions.size() && !equal_fold(type_.extensions[index]->urn, urn)) ++index;
  return index;
}

// RFC 7643 3: "schemas" is required in every resource and names the schemas it follows.
base::Status ResourceReader::read_schemas(const json::Object& body) {
  const json::Value* schemas = body.find_fold("schemas");
  if (schemas == nullptr || schemas->is_null())
    return invalid_syntax("schemas is missing: it must be an array that holds " +
                          type_.schema->urn);
  if (!schemas->is_array())
    return invalid_syntax("schemas must be an array, not " +
                          std::string(json::kind_name(*schemas)));
  for (const json::Value& sent : schemas->as_array())
    if (auto read = read_schema_urn(sent); !read.ok()) return read;
  if (!own_urn_) return invalid("schemas must hold " + type_.schema->urn);
  return base::done();
}

base::Status ResourceReader::read_schema_urn(const json::Value& sent) {
  if (!sent.is_string())
    return invalid_syntax("schemas must hold strings, not " + std::string(json::kind_name(sent)));
  const std::string& urn = sent.as_string();
  if (equal_fold(urn, type_.schema->urn)) {
    own_urn_ = true;
    return base::done();
  }
  if (std::size_t index = find_extension(urn); index < declared_.size()) {
    declared_[index] = true;
    return base::done();
  }
  if (strictness_ == Strictness::kRfc)
    return invalid("schemas holds the unknown schema " + shown(urn));
  quirks_.note(kUnknownSchemaUrn);
  return base::done();
}

base::Status ResourceReader::read_members(const json::Object& body) {
  for (const auto& [name, sent] : body)
    if (auto read = read_member(name, sent); !read.ok()) return read;
  return base::done();
}

base::Status ResourceReader::read_member(const std::string& name, const json::Value& sent) {
  if (const Attribute* attribute = common_.find(name))
    return equal_fold(name, "schemas") ? common_.mark(*attribute)
                                       : common_.take(values_, *attribute, sent);
  if (const Attribute* attribute = core_.find(name)) {
    if (!is_relation(type_, {nullptr, attribute, nullptr}))
      return core_.take(values_, *attribute, sent);
    if (auto marked = core_.mark(*attribute); !marked.ok()) return marked;
    if (sent.is_null()) return base::done();
    auto related = read_relation(type_, sent, RelationForm::kArray, values_, quirks_);
    if (!related.ok()) return related.error();
    relation_ = std::move(related).value();
    return base::done();
  }
  if (std::size_t index = find_extension(name); index < extensions_.size())
    return read_extension(index, sent);
  return read_unqualified(name, sent);
}

base::Status ResourceReader::read_extension(std::size_t index, const json::Value& sent) {
  const std::string& urn = type_.extensions[index]->urn;
  if (container_seen_[index]) return named_twice(urn);
  container_seen_[index] = true;
  if (sent.is_null()) return base::done();
  if (!sent.is_object())
    return invalid(urn + " must be an object, not " + std::string(json::kind_name(sent)));
  // RFC 7643 3.3: the URN of an extension in use is in "schemas".
  if (!declared_[index] && !sent.as_object().empty()) {
    if (strictness_ == Strictness::kRfc)
      return invalid("schemas must hold " + urn + ", which the body uses");
    quirks_.note(kUndeclaredExtension);
  }
  for (const auto& [name, value] : sent.as_object()) {
    const Attribute* attribute = extensions_[index].find(name);
    auto read = attribute != nullptr ? extensions_[index].take(values_, *attribute, value)
                                     : values_.meet_unknown(urn + ":" + name);
    if (!read.ok()) return read;
  }
  return base::done();
}

// An attribute of an extension at the root, where only one extension has that name (product rule
// for paths, too).
base::Status ResourceReader::read_unqualified(const std::string& name, const json::Value& sent) {
  Slots* owner = nullptr;
  for (Slots& extension : extensions_) {
    if (extension.find(name) == nullptr) continue;
    if (owner != nullptr) return values_.meet_unknown(name);
    owner = &extension;
  }
  if (owner == nullptr || strictness_ == Strictness::kRfc) return values_.meet_unknown(name);
  quirks_.note(kUnqualifiedExtension);
  return owner->take(values_, *owner->find(name), sent);
}

base::Result<json::Object> ResourceReader::attributes(const json::Object* before) {
  if (auto status = core_.require("", before); !status.ok()) return status.error();
  json::Object object;
  common_.move_into(object);
  core_.move_into(object);
  for (std::size_t index = 0; index < extensions_.size(); ++index) {
    Slots& slots = extensions_[index];
    const std::string& urn = slots.extension()->urn;
    const json::Value* was = before != nullptr ? before->find(urn) : nullptr;
    json::Object container;
    auto complete = slots.require(urn + ":", was != nullptr ? &was->as_object() : nullptr);
    slots.move_into(container);
    if (container.empty()) {
      const bool required = (type_.required_extensions >> index & 1) != 0;
      if (required && (before == nullptr || was != nullptr))
        return invalid(urn + " is a required extension and must not be empty");
      continue;
    }
    if (!complete.ok()) return complete.error();
    object.append(urn, std::move(container));
  }
  return object;
}

}  // namespace

base::Result<ResourceBody> read_resource(const json::Value& body, const ResourceType& type,
                                         Strictness strictness, Quirks& quirks) {
  if (!body.is_object())
    return invalid_syntax("the body must be a JSON object, not " +
                          std::string(json::kind_name(body)));
  ResourceReader reader(type, strictness, quirks);
  if (auto read = reader.read_schemas(body.as_object()); !read.ok()) return read.error();
  if (auto read = reader.read_members(body.as_object()); !read.ok()) return read.error();
  auto attributes = reader.attributes(nullptr);
  if (!attributes.ok()) return attributes.error();
  return ResourceBody{std::move(attributes).value(), reader.take_relation()};
}

namespace {

base::Status validate_after(const ResourceType& type, const json::Object* before,
                            json::Object& attributes) {
  Quirks nothing_new;  // what is stored was met before
  ResourceReader reader(type, Strictness::kTolerant, nothing_new);
  if (auto read = reader.read_members(attributes); !read.ok()) return read;
  auto ordered = reader.attributes(before);
  if (!ordered.ok()) return ordered.error();
  attributes = std::move(ordered).value();
  return base::done();
}

base::Status keep_immutable_in(const Schema* extension, const std::vector<Attribute>& definitions,
                               const json::Object& before, json::Object& attributes) {
  for (const Attribute& attribute : definitions) {
    const json::Value* was = before.find(attribute.name);
    if (attribute.mutability != Mutability::kImmutable || was == nullptr) continue;
    const json::Value* is = attributes.find(attribute.name);
    if (is == nullptr) {
      attributes.set(attribute.name, *was);
    } else if (!(*is == *was)) {
      return base::Error{base::ErrorCode::kMutability,
                         Place{{extension, &attribute, nullptr}}.text() + " is immutable"};
    }
  }
  return base::done();
}

}  // namespace

base::Status validate(const ResourceType& type, json::Object& attributes) {
  return validate_after(type, nullptr, attributes);
}

base::Status validate_change(const ResourceType& type, const json::Object& before,
                             json::Object& attributes) {
  return validate_after(type, &before, attributes);
}

base::Status keep_immutable(const ResourceType& type, const json::Object& before,
                            json::Object& attributes) {
  auto kept = keep_immutable_in(nullptr, type.schema->attributes, before, attributes);
  for (const Schema* extension : type.extensions) {
    const json::Value* was = before.find(extension->urn);
    if (!kept.ok() || was == nullptr) continue;
    const bool is_there = attributes.find(extension->urn) != nullptr;
    if (!is_there) attributes.append(extension->urn, json::Object());
    json::Object& inside = attributes.find(extension->urn)->as_object();
    kept = keep_immutable_in(extension, extension->attributes, was->as_object(), inside);
    if (inside.empty()) attributes.erase(extension->urn);
  }
  return kept;
}

std::uint32_t extension_mask(const ResourceType& type, const json::Object& attributes) {
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < type.extensions.size(); ++i) {
    const json::Value* container = attributes.find(type.extensions[i]->urn);
    if (container != nullptr && container->is_object() && !container->as_object().empty())
      mask |= std::uint32_t{1} << i;
  }
  return mask;
}

}  // namespace scim
