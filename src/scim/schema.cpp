#include "scim/schema.h"

#include <stdexcept>
#include <utility>

#include "base/embedded.h"
#include "base/text.h"
#include "json/read.h"
#include "scim/schema_reader.h"

namespace scim {
namespace {

constexpr std::string_view kFolder = "scim/schemas/";
constexpr std::string_view kCommonFile = "scim/schemas/every_resource.json";
constexpr std::string_view kResourceTypesFile = "scim/schemas/resource_types.json";

[[noreturn]] void fail(std::string_view file, std::string_view reason) {
  throw std::logic_error("embedded file " + std::string(file) + ": " + std::string(reason));
}

// Reads one embedded file; every complaint names it.
class FileReader {
 public:
  explicit FileReader(std::string_view path) : path_(path) {}

  json::Value parse(std::string_view text) const {
    auto document = json::parse(text);
    if (!document.ok()) fail(path_, document.error().detail);
    return std::move(document).value();
  }

  std::string text(const json::Value& object, std::string_view key) const {
    const json::Value* value = object.find(key);
    if (value == nullptr || !value->is_string() || value->as_string().empty())
      fail(path_, "no text '" + std::string(key) + "'");
    return value->as_string();
  }

  std::vector<Attribute> attributes(const json::Value& owner) const {
    auto attributes = read_attributes(owner, "");
    if (!attributes.ok()) fail(path_, attributes.error().detail);
    return std::move(attributes).value();
  }

 private:
  std::string_view path_;
};

const Attribute* find_by_name(const std::vector<Attribute>& attributes, std::string_view name) {
  for (const Attribute& attribute : attributes)
    if (equal_fold(attribute.name, name)) return &attribute;
  return nullptr;
}

}  // namespace

// Schemas first, in the order of the embedded files, then the resource types that point to them.
class RegistryBuilder {
 public:
  Registry build() {
    FileReader common(kCommonFile);
    common_ = common.attributes(common.parse(file(kCommonFile)));
    for (const base::EmbeddedFile& embedded : base::embedded_files())
      if (embedded.path.starts_with(kFolder) && embedded.path != kCommonFile &&
          embedded.path != kResourceTypesFile)
        add_schema(embedded);
    FileReader reader(kResourceTypesFile);
    json::Value rows = reader.parse(file(kResourceTypesFile));
    if (!rows.is_array()) fail(kResourceTypesFile, "is no list");
    for (json::Value& row : rows.as_array()) add_resource_type(reader, std::move(row));
    return std::move(registry_);
  }

 private:
  static std::string_view file(std::string_view path) {
    for (const base::EmbeddedFile& embedded : base::embedded_files())
      if (embedded.path == path) return embedded.text;
    fail(path, "is missing");
  }

  void add_schema(const base::EmbeddedFile& embedded) {
    FileReader reader(embedded.path);
    auto schema = std::make_unique<Schema>();
    schema->document = reader.parse(embedded.text);
    schema->urn = reader.text(schema->document, "id");
    schema->name = reader.text(schema->document, "name");
    schema->attributes = reader.attributes(schema->document);
    if (registry_.find_schema(schema->urn) != nullptr) fail(embedded.path, "a second such schema");
    registry_.schemas_.push_back(std::move(schema));
  }

  void add_resource_type(const FileReader& reader, json::Value row) {
    auto type = std::make_unique<ResourceType>();
    type->name = reader.text(row, "name");
    type->endpoint = reader.text(row, "endpoint");
    if (type->endpoint.front() != '/') fail(kResourceTypesFile, "an endpoint without its slash");
    type->endpoint.erase(0, 1);
    type->schema = schema_named(reader.text(row, "schema"));
    if (const json::Value* extensions = row.find("schemaExtensions"))
      for (const json::Value& extension : extensions->as_array()) {
        if (extension.bool_or("required", false))
          type->required_extensions |= std::uint32_t{1} << type->extensions.size();
        type->extensions.push_back(schema_named(reader.text(extension, "schema")));
      }
    type->common = common_;
    type->relation = take_attribute_name(row, "relation", *type->schema);
    type->reverse_relation = take_attribute_name(row, "reverse_relation", *type->schema);
    type->document = std::move(row);
    registry_.resource_types_.push_back(std::move(type));
  }

  const Schema* schema_named(std::string_view urn) const {
    const Schema* schema = registry_.find_schema(urn);
    if (schema == nullptr) fail(kResourceTypesFile, "unknown schema " + std::string(urn));
    return schema;
  }

  // Keys of ours that are not part of the document a client sees.
  static std::string take_attribute_name(json::Value& row, std::string_view key,
                                         const Schema& schema) {
    std::string name(row.string_or(key, ""));
    if (!name.empty() && schema.find(name) == nullptr)
      fail(kResourceTypesFile, "unknown attribute " + name);
    row.as_object().erase(key);
    return name;
  }

  Registry registry_;
  std::vector<Attribute> common_;
};

const Attribute* Attribute::find_sub(std::string_view wanted) const {
  return find_by_name(sub_attributes, wanted);
}

const Attribute* Schema::find(std::string_view wanted) const {
  return find_by_name(attributes, wanted);
}

const Registry& Registry::built_in() {
  static const Registry registry = RegistryBuilder().build();
  return registry;
}

const Schema* Registry::find_schema(std::string_view urn) const {
  for (const auto& schema : schemas_)
    if (equal_fold(schema->urn, urn)) return schema.get();
  return nullptr;
}

const ResourceType* Registry::find_by_endpoint(std::string_view endpoint) const {
  for (const auto& type : resource_types_)
    if (type->endpoint == endpoint) return type.get();
  return nullptr;
}

const ResourceType* Registry::find_by_name(std::string_view name) const {
  for (const auto& type : resource_types_)
    if (type->name == name) return type.get();
  return nullptr;
}

bool equal_fold(std::string_view a, std::string_view b) { return base::equal_fold_ascii(a, b); }

}  // namespace scim
