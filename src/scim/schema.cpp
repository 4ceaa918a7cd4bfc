#include "scim/schema.h"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <utility>

#include "base/embedded.h"
#include "base/text.h"
#include "json/read.h"

namespace scim {
namespace {

constexpr std::string_view kFolder = "scim/schemas/";
constexpr std::string_view kCloudflareFolder = "scim/schemas/cloudflare/";
constexpr std::string_view kCommonFile = "scim/schemas/every_resource.json";

// The words of RFC 7643 section 7, in the order of the enumerators.
constexpr std::string_view kTypes[] = {"string",   "boolean", "decimal",   "integer",
                                       "dateTime", "binary",  "reference", "complex"};
constexpr std::string_view kMutabilities[] = {"readOnly", "readWrite", "immutable", "writeOnly"};
constexpr std::string_view kReturned[] = {"always", "never", "default", "request"};
constexpr std::string_view kUniqueness[] = {"none", "server", "global"};

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

  std::vector<Attribute> attributes(const json::Value& owner, std::string_view key) const {
    const json::Value* list = owner.find(key);
    if (list == nullptr || !list->is_array() || list->as_array().empty())
      fail(path_, "no list '" + std::string(key) + "'");
    std::vector<Attribute> attributes;
    attributes.reserve(list->as_array().size());
    for (const json::Value& row : list->as_array()) attributes.push_back(attribute(row));
    return attributes;
  }

 private:
  Attribute attribute(const json::Value& row) const {
    Attribute attribute;
    attribute.name = text(row, "name");
    attribute.type = word<Type>(row, "type", kTypes);
    attribute.multi_valued = flag(row, "multiValued");
    attribute.required = flag(row, "required");
    // Neither booleans and numbers nor complex attributes have letter case (RFC 7643 2.3).
    attribute.case_exact = row.bool_or("caseExact", false);
    attribute.mutability = word<Mutability>(row, "mutability", kMutabilities);
    attribute.returned = word<Returned>(row, "returned", kReturned);
    attribute.uniqueness = word<Uniqueness>(row, "uniqueness", kUniqueness);
    attribute.canonical_values = texts(row, "canonicalValues");
    attribute.reference_types = texts(row, "referenceTypes");
    if (attribute.type == Type::kComplex)
      attribute.sub_attributes = attributes(row, "subAttributes");
    else if (row.find("subAttributes") != nullptr)
      fail(path_, attribute.name + " has sub-attributes and is not complex");
    return attribute;
  }

  bool flag(const json::Value& row, std::string_view key) const {
    const json::Value* value = row.find(key);
    if (value == nullptr || !value->is_bool()) fail(path_, "no boolean '" + std::string(key) + "'");
    return value->as_bool();
  }

  template <typename Enum>
  Enum word(const json::Value& row, std::string_view key,
            std::span<const std::string_view> words) const {
    auto found = std::find(words.begin(), words.end(), row.string_or(key, ""));
    if (found == words.end()) fail(path_, "unknown word for '" + std::string(key) + "'");
    return static_cast<Enum>(found - words.begin());
  }

  std::vector<std::string> texts(const json::Value& row, std::string_view key) const {
    std::vector<std::string> texts;
    const json::Value* list = row.find(key);
    if (list == nullptr) return texts;
    if (!list->is_array()) fail(path_, "'" + std::string(key) + "' is no list");
    for (const json::Value& value : list->as_array()) {
      if (!value.is_string()) fail(path_, "'" + std::string(key) + "' holds more than texts");
      texts.push_back(value.as_string());
    }
    return texts;
  }

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
    common_ = common.attributes(common.parse(file(kCommonFile)), "attributes");
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
    schema->attributes = reader.attributes(schema->document, "attributes");
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
      for (const json::Value& extension : extensions->as_array())
        type->extensions.push_back(schema_named(reader.text(extension, "schema")));
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
