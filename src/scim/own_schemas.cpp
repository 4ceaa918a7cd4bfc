#include "scim/own_schemas.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "json/write.h"
#include "scim/own_schema_rules.h"
#include "scim/schema_reader.h"

namespace scim {
namespace {

constexpr std::size_t kSchemasMax = 64;
constexpr std::string_view kSchemaUrn = "urn:ietf:params:scim:schemas:core:2.0:Schema";
constexpr std::string_view kResourceTypeUrn = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
constexpr std::string_view kMessages = "urn:ietf:params:scim:api:";
// Paths of the protocol's own beside the resource types (RFC 7644 3.2).
constexpr std::string_view kProtocolEndpoints[] = {"Schemas", "ResourceTypes",
                                                   "ServiceProviderConfig", "Bulk", "Me"};

std::size_t count_attributes(const std::vector<Attribute>& attributes) {
  std::size_t count = attributes.size();
  for (const Attribute& attribute : attributes) count += count_attributes(attribute.sub_attributes);
  return count;
}

// The string member `key`, or nothing when it is absent. A fault when it is no string or empty.
base::Result<std::optional<std::string>> optional_text(const json::Value& object,
                                                       std::string_view key,
                                                       const std::string& pointer) {
  const json::Value* value = object.find(key);
  if (!value || value->is_null()) return std::optional<std::string>();
  if (!value->is_string() || value->as_string().empty())
    return fault_at(pointer + "/" + std::string(key), "must be a string that is not empty");
  return std::optional(value->as_string());
}

base::Result<std::string> require_text(const json::Value& object, std::string_view key,
                                       const std::string& pointer) {
  auto text = optional_text(object, key, pointer);
  if (!text.ok()) return text.error();
  if (!text.value()) return fault_at(pointer + "/" + std::string(key), "is required");
  return std::move(*text.value());
}

const json::Array* list_of(const json::Value& wanted, std::string_view key) {
  static const json::Array kNone;
  const json::Value* list = wanted.find(key);
  if (!list || list->is_null()) return &kNone;
  return list->is_array() ? &list->as_array() : nullptr;
}

}  // namespace

class OwnSchemasReader {
 public:
  OwnSchemasReader() : registry_(std::make_shared<Registry>(Registry::built_in())) {}

  base::Result<OwnSchemas> read(const json::Value& wanted);

 private:
  base::Status read_schema(const json::Value& sent, const std::string& pointer);
  base::Status check_urn(const std::string& urn, const std::string& pointer) const;
  base::Status read_type(const json::Value& sent, const std::string& pointer);
  base::Status extend(std::shared_ptr<const ResourceType>& built_in, const json::Value& sent,
                      const std::string& pointer);
  base::Status add_type(std::string name, const json::Value& sent, const std::string& pointer);
  base::Result<std::string> read_endpoint(const json::Value& sent,
                                          const std::string& pointer) const;
  base::Status check_core(const Schema& schema, const std::string& pointer) const;
  base::Result<json::Array> read_extensions(ResourceType& type, const json::Value& sent,
                                            const std::string& pointer);
  base::Status read_extension(ResourceType& type, const json::Value& sent,
                              const std::string& pointer, json::Array& documents);
  base::Status check_references() const;
  const Schema* find_own(std::string_view urn) const;

  std::shared_ptr<Registry> registry_;
  OwnSchemas own_;
  std::vector<std::string> extended_;  // built-in types that were named
  std::size_t own_types_ = 0;
};

const Schema* OwnSchemasReader::find_own(std::string_view urn) const {
  const Schema* schema = registry_->find_schema(urn);
  return schema && !is_built_in(*schema) ? schema : nullptr;
}

base::Status OwnSchemasReader::check_urn(const std::string& urn, const std::string& pointer) const {
  if (!is_plain_urn(urn))
    return fault_at(pointer, "must be a URN of letters, digits and : . - _, as urn:example:device");
  if (goes_on_from(urn, kMessages.substr(0, kMessages.size() - 1)))
    return fault_at(pointer, "must not be one of the protocol's messages");
  for (const auto& known : registry_->schemas()) {
    if (equal_fold(known->urn, urn))
      return fault_at(pointer,
                      is_built_in(*known) ? "is the id of a built-in schema" : "is there twice");
    if (goes_on_from(urn, known->urn) || goes_on_from(known->urn, urn))
      return fault_at(pointer, "must not go on from, or be the beginning of, " + known->urn);
  }
  return base::done();
}

base::Status OwnSchemasReader::read_schema(const json::Value& sent, const std::string& pointer) {
  if (!sent.is_object()) return fault_at(pointer, "must be an object");
  auto urn = require_text(sent, "id", pointer);
  if (!urn.ok()) return urn.error();
  if (auto status = check_urn(urn.value(), pointer + "/id"); !status.ok()) return status;
  auto name = require_text(sent, "name", pointer);
  if (!name.ok()) return name.error();
  auto description = optional_text(sent, "description", pointer);
  if (!description.ok()) return description.error();
  auto attributes = read_attributes(sent, pointer);
  if (!attributes.ok()) return attributes.error();
  if (count_attributes(attributes.value()) > kOwnAttributesMax)
    return fault_at(
        pointer + "/attributes",
        "must not be more than " + std::to_string(kOwnAttributesMax) + ", sub-attributes included");
  if (auto status = check_attributes(attributes.value(), pointer); !status.ok()) return status;

  auto schema = std::make_shared<Schema>();
  schema->urn = std::move(urn).value();
  schema->name = std::move(name).value();
  schema->attributes = std::move(attributes).value();
  json::Object document{
      {"schemas", json::Array{kSchemaUrn}}, {"id", schema->urn}, {"name", schema->name}};
  if (description.value()) document.append("description", std::move(*description.value()));
  document.append("attributes", describe(schema->attributes));
  schema->document = document;
  own_.schemas.push_back(std::move(document));
  registry_->schemas_.push_back(std::move(schema));
  return base::done();
}

base::Status OwnSchemasReader::read_extension(ResourceType& type, const json::Value& sent,
                                              const std::string& pointer, json::Array& documents) {
  if (!sent.is_object()) return fault_at(pointer, "must be an object");
  auto urn = require_text(sent, "schema", pointer);
  if (!urn.ok()) return urn.error();
  const json::Value* required = sent.find("required");
  if (required && !required->is_null() && !required->is_bool())
    return fault_at(pointer + "/required", "must be true or false");
  const Schema* known = registry_->find_schema(urn.value());
  const bool is_there = known && std::find(type.extensions.begin(), type.extensions.end(), known) !=
                                     type.extensions.end();
  // A document of /ResourceTypes that was added to brings the built-in extension along.
  if (is_there && is_built_in(*known)) return base::done();
  const std::string place = pointer + "/schema";
  if (is_there || known == type.schema) return fault_at(place, "is a schema of the type already");
  const Schema* schema = find_own(urn.value());
  if (!schema) return fault_at(place, "must be the id of one of the schemas given here");
  if (documents.size() == kOwnExtensionsMax)
    return fault_at(pointer, "is one too many: a resource type takes " +
                                 std::to_string(kOwnExtensionsMax) + " extensions");
  const bool is_required = sent.bool_or("required", false);
  if (is_required) type.required_extensions |= std::uint32_t{1} << type.extensions.size();
  type.extensions.push_back(schema);
  documents.push_back(json::Object{{"schema", schema->urn}, {"required", is_required}});
  return base::done();
}

base::Result<json::Array> OwnSchemasReader::read_extensions(ResourceType& type,
                                                            const json::Value& sent,
                                                            const std::string& pointer) {
  json::Array documents;
  const std::string place = pointer + "/schemaExtensions";
  const json::Array* list = list_of(sent, "schemaExtensions");
  if (!list) return fault_at(place, "must be an array");
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto status = read_extension(type, (*list)[i], place + "/" + std::to_string(i), documents);
    if (!status.ok()) return status.error();
  }
  return documents;
}

base::Status OwnSchemasReader::extend(std::shared_ptr<const ResourceType>& built_in,
                                      const json::Value& sent, const std::string& pointer) {
  for (const std::string& name : extended_)
    if (name == built_in->name) return fault_at(pointer + "/name", "is there twice");
  extended_.push_back(built_in->name);
  const std::pair<std::string_view, std::string> kFixed[] = {{"endpoint", "/" + built_in->endpoint},
                                                             {"schema", built_in->schema->urn}};
  for (const auto& [key, value] : kFixed) {
    auto given = optional_text(sent, key, pointer);
    if (!given.ok()) return given.error();
    if (given.value() && *given.value() != value)
      return fault_at(pointer + "/" + std::string(key), "of a built-in type stays " + value);
  }
  auto type = std::make_shared<ResourceType>(*built_in);
  auto extensions = read_extensions(*type, sent, pointer);
  if (!extensions.ok()) return extensions.error();
  json::Value* all = type->document.find("schemaExtensions");
  if (!all) all = &type->document.as_object().append("schemaExtensions", json::Array());
  for (const json::Value& extension : extensions.value()) all->as_array().push_back(extension);
  own_.resource_types.push_back(json::Object{{"schemas", json::Array{kResourceTypeUrn}},
                                             {"id", type->name},
                                             {"name", type->name},
                                             {"schemaExtensions", std::move(extensions).value()}});
  built_in = std::move(type);
  return base::done();
}

base::Result<std::string> OwnSchemasReader::read_endpoint(const json::Value& sent,
                                                          const std::string& pointer) const {
  const std::string place = pointer + "/endpoint";
  auto endpoint = require_text(sent, "endpoint", pointer);
  if (!endpoint.ok()) return endpoint.error();
  const std::string segment = endpoint.value().substr(1);
  if (endpoint.value().front() != '/' || !is_type_word(segment))
    return fault_at(place, "must be a slash, a letter, then up to 63 letters and digits");
  for (std::string_view taken : kProtocolEndpoints)
    if (equal_fold(taken, segment)) return fault_at(place, "belongs to the protocol");
  for (const auto& type : registry_->resource_types())
    if (equal_fold(type->endpoint, segment))
      return fault_at(place, "is the endpoint of " + type->name + " already");
  return segment;
}

// Beside the attributes every resource has (RFC 7643 3.1).
base::Status OwnSchemasReader::check_core(const Schema& schema, const std::string& pointer) const {
  for (const Attribute& common : registry_->resource_types().front()->common)
    if (schema.find(common.name))
      return fault_at(pointer, "has the attribute " + common.name +
                                   ", which every resource has already (RFC 7643 3.1)");
  return base::done();
}

base::Status OwnSchemasReader::add_type(std::string name, const json::Value& sent,
                                        const std::string& pointer) {
  if (++own_types_ > kOwnTypesMax)
    return fault_at(pointer, "is one too many: an account takes " + std::to_string(kOwnTypesMax) +
                                 " resource types of its own");
  auto endpoint = read_endpoint(sent, pointer);
  if (!endpoint.ok()) return endpoint.error();
  auto urn = require_text(sent, "schema", pointer);
  if (!urn.ok()) return urn.error();
  auto description = optional_text(sent, "description", pointer);
  if (!description.ok()) return description.error();
  auto type = std::make_shared<ResourceType>();
  type->schema = find_own(urn.value());
  if (!type->schema)
    return fault_at(pointer + "/schema", "must be the id of one of the schemas given here");
  if (auto status = check_core(*type->schema, pointer + "/schema"); !status.ok()) return status;
  type->name = std::move(name);
  type->endpoint = std::move(endpoint).value();
  type->common = registry_->resource_types().front()->common;
  auto extensions = read_extensions(*type, sent, pointer);
  if (!extensions.ok()) return extensions.error();
  json::Object document{{"schemas", json::Array{kResourceTypeUrn}},
                        {"id", type->name},
                        {"name", type->name},
                        {"endpoint", "/" + type->endpoint}};
  if (description.value()) document.append("description", std::move(*description.value()));
  document.append("schema", type->schema->urn);
  document.append("schemaExtensions", std::move(extensions).value());
  type->document = document;
  own_.resource_types.push_back(std::move(document));
  registry_->resource_types_.push_back(std::move(type));
  return base::done();
}

base::Status OwnSchemasReader::read_type(const json::Value& sent, const std::string& pointer) {
  if (!sent.is_object()) return fault_at(pointer, "must be an object");
  auto name = require_text(sent, "name", pointer);
  if (!name.ok()) return name.error();
  if (!is_type_word(name.value()))
    return fault_at(pointer + "/name", "must be a letter, then up to 63 letters and digits");
  for (auto& type : registry_->resource_types_) {
    if (!equal_fold(type->name, name.value())) continue;
    if (type->name == name.value() && is_built_in(*type)) return extend(type, sent, pointer);
    return fault_at(pointer + "/name", "is the name of " + type->name + " already");
  }
  return add_type(std::move(name).value(), sent, pointer);
}

// RFC 7643 7: the names of resource types, "external", or "uri".
base::Status OwnSchemasReader::check_references() const {
  const auto check = [&](const std::vector<Attribute>& attributes, const std::string& place) {
    for (std::size_t i = 0; i < attributes.size(); ++i) {
      const auto& types = attributes[i].reference_types;
      for (std::size_t j = 0; j < types.size(); ++j) {
        if (types[j] == "external" || types[j] == "uri" || registry_->find_by_name(types[j]))
          continue;
        return base::Status(
            fault_at(place + "/" + std::to_string(i) + "/referenceTypes/" + std::to_string(j),
                     "must be the name of a resource type, external or uri"));
      }
    }
    return base::done();
  };
  std::size_t index = 0;
  for (const auto& schema : registry_->schemas()) {
    if (is_built_in(*schema)) continue;
    const std::string place = "/schemas/" + std::to_string(index++) + "/attributes";
    if (auto status = check(schema->attributes, place); !status.ok()) return status;
    for (std::size_t i = 0; i < schema->attributes.size(); ++i) {
      auto status = check(schema->attributes[i].sub_attributes,
                          place + "/" + std::to_string(i) + "/subAttributes");
      if (!status.ok()) return status;
    }
  }
  return base::done();
}

base::Result<OwnSchemas> OwnSchemasReader::read(const json::Value& wanted) {
  if (!wanted.is_object()) return fault_at("", "must be an object of schemas and resource_types");
  const json::Array* schemas = list_of(wanted, "schemas");
  if (!schemas) return fault_at("/schemas", "must be an array");
  if (schemas->size() > kSchemasMax)
    return fault_at("/schemas", "must not be more than " + std::to_string(kSchemasMax));
  const json::Array* types = list_of(wanted, "resource_types");
  if (!types) return fault_at("/resource_types", "must be an array");
  for (std::size_t i = 0; i < schemas->size(); ++i)
    if (auto status = read_schema((*schemas)[i], "/schemas/" + std::to_string(i)); !status.ok())
      return status.error();
  for (std::size_t i = 0; i < types->size(); ++i)
    if (auto status = read_type((*types)[i], "/resource_types/" + std::to_string(i)); !status.ok())
      return status.error();
  if (auto status = check_references(); !status.ok()) return status.error();
  if (json::write(own_.schemas).size() + json::write(own_.resource_types).size() > kOwnBytesMax)
    return fault_at("", "must not be larger than " + std::to_string(kOwnBytesMax) +
                            " bytes with everything written out");
  own_.registry = std::move(registry_);
  return std::move(own_);
}

base::Result<OwnSchemas> read_own_schemas(const json::Value& wanted) {
  return OwnSchemasReader().read(wanted);
}

bool is_built_in(const Schema& schema) {
  return Registry::built_in().find_schema(schema.urn) == &schema;
}

bool is_built_in(const ResourceType& type) {
  return Registry::built_in().find_by_name(type.name) != nullptr;
}

std::string qualified_name(const Schema& schema, const Attribute& attribute) {
  return schema.urn + ":" + attribute.name;
}

std::string pointer_of(const OwnSchemas& own, const Schema& schema, const Attribute& attribute) {
  std::size_t index = 0;
  while (index < own.schemas.size() && own.schemas[index].string_or("id", "") != schema.urn)
    ++index;
  return "/schemas/" + std::to_string(index) + "/attributes/" +
         std::to_string(&attribute - schema.attributes.data());
}

}  // namespace scim
