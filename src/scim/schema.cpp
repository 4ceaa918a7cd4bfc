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
constexpr std::string_view kCloudflareFolder = "scim/schemas/cloudflare/";
constexpr std::string_view kCommonFile = "scim/schemas/every_resource.json";

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
  // `folder` ends with a slash; what is in folders below it is not of this registry.
  explicit RegistryBuilder(std::string_view folder)
      : folder_(folder), resource_types_file_(std::string(folder) + "resource_types.json") {}

  Registry build() {
    FileReader common(kCommonFile);
    common_ = common.attributes(common.parse(file(kCommonFile)));
    for (const base::EmbeddedFile& embedded : base::embedded_files())
      if (is_schema(embedded.path)) add_schema(embedded);
    FileReader reader(resource_types_file_);
    json::Value rows = reader.parse(file(resource_types_file_));
    if (!rows.is_array()) fail(resource_types_file_, "is no list");
    for (json::Value& row : rows.as_array()) add_resource_type(reader, std::move(row));
    return std::move(registry_);
  }

 private:
  bool is_schema(std::string_view path) const {
    return path.starts_with(folder_) && path.find('/', folder_.size()) == std::string_view::npos &&
           path != kCommonFile && path != resource_types_file_;
  }

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
    if (type->endpoint.front() != '/') fail(resource_types_file_, "an endpoint without its slash");
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
    if (schema == nullptr) fail(resource_types_file_, "unknown schema " + std::string(urn));
    return schema;
  }

  // Keys of ours that are not part of the document a client sees.
  std::string take_attribute_name(json::Value& row, std::string_view key,
                                  const Schema& schema) const {
    std::string name(row.string_or(key, ""));
    if (!name.empty() && schema.find(name) == nullptr)
      fail(resource_types_file_, "unknown attribute " + name);
    row.as_object().erase(key);
    return name;
  }

  std::string_view folder_;
  std::string resource_types_file_;
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
  static const Registry registry = RegistryBuilder(kFolder).build();
  return registry;
}

const Registry& Registry::cloudflare() {
  static const Registry registry = RegistryBuilder(kCloudflareFolder).build();
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
