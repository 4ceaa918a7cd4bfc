#include "scim/schema_reader.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <span>
#include <utility>

#include "scim/attribute_name.h"

namespace scim {
namespace {

// The words of RFC 7643 section 7, in the order of the enumerators.
constexpr std::string_view kTypes[] = {"string",   "boolean", "decimal",   "integer",
                                       "dateTime", "binary",  "reference", "complex"};
constexpr std::string_view kMutabilities[] = {"readOnly", "readWrite", "immutable", "writeOnly"};
constexpr std::string_view kReturned[] = {"always", "never", "default", "request"};
constexpr std::string_view kUniqueness[] = {"none", "server", "global"};

// Only texts have letter case (RFC 7643 2.3); those of these two types have it always (2.3.6,
// 2.3.7) unless a reference is said not to.
bool is_text(Type type) {
  return type == Type::kString || type == Type::kReference || type == Type::kBinary;
}

// Remembers the first fault; what is read after it does not matter.
class AttributeReader {
 public:
  std::vector<Attribute> read_list(const json::Value& owner, std::string_view key,
                                   const std::string& pointer);
  std::optional<base::Error> take_fault() { return std::move(fault_); }

 private:
  Attribute read(const json::Value& row, const std::string& pointer);
  std::string read_name(const json::Value& row, const std::string& pointer);
  bool read_flag(const json::Value& row, std::string_view key, bool otherwise,
                 const std::string& pointer);
  std::vector<std::string> read_texts(const json::Value& row, std::string_view key,
                                      const std::string& pointer);
  template <typename Enum>
  Enum read_word(const json::Value& row, std::string_view key,
                 std::span<const std::string_view> words, Enum otherwise,
                 const std::string& pointer);
  void refuse(const std::string& pointer, std::string_view sentence) {
    if (!fault_) fault_ = fault_at(pointer, sentence);
  }

  std::optional<base::Error> fault_;
};

std::string AttributeReader::read_name(const json::Value& row, const std::string& pointer) {
  const json::Value* name = row.find("name");
  // The grammar of RFC 7643 2.1, and "$ref".
  if (!name || !name->is_string() || !is_attribute_name(name->as_string())) {
    refuse(pointer + "/name", "must be a letter, then letters, digits, - and _");
    return {};
  }
  return name->as_string();
}

bool AttributeReader::read_flag(const json::Value& row, std::string_view key, bool otherwise,
                                const std::string& pointer) {
  const json::Value* value = row.find(key);
  if (!value || value->is_null()) return otherwise;
  if (value->is_bool()) return value->as_bool();
  refuse(pointer + "/" + std::string(key), "must be true or false");
  return otherwise;
}

template <typename Enum>
Enum AttributeReader::read_word(const json::Value& row, std::string_view key,
                                std::span<const std::string_view> words, Enum otherwise,
                                const std::string& pointer) {
  const json::Value* value = row.find(key);
  if (!value || value->is_null()) return otherwise;
  if (value->is_string()) {
    const auto found = std::find(words.begin(), words.end(), value->as_string());
    if (found != words.end()) return static_cast<Enum>(found - words.begin());
  }
  std::string sentence = "must be one of";
  for (std::string_view word : words)
    sentence.append(word == words.front() ? " " : ", ").append(word);
  refuse(pointer + "/" + std::string(key), sentence);
  return otherwise;
}

std::vector<std::string> AttributeReader::read_texts(const json::Value& row, std::string_view key,
                                                     const std::string& pointer) {
  std::vector<std::string> texts;
  const json::Value* list = row.find(key);
  if (!list || list->is_null()) return texts;
  const std::string place = pointer + "/" + std::string(key);
  if (!list->is_array()) {
    refuse(place, "must be an array of strings");
    return texts;
  }
  for (const json::Value& value : list->as_array()) {
    if (value.is_string() && !value.as_string().empty())
      texts.push_back(value.as_string());
    else
      refuse(place + "/" + std::to_string(&value - list->as_array().data()),
             "must be a string that is not empty");
  }
  return texts;
}

Attribute AttributeReader::read(const json::Value& row, const std::string& pointer) {
  Attribute attribute;
  if (!row.is_object()) {
    refuse(pointer, "must be an object");
    return attribute;
  }
  attribute.name = read_name(row, pointer);
  if (const json::Value* text = row.find("description"); text && !text->is_null()) {
    if (text->is_string())
      attribute.description = text->as_string();
    else
      refuse(pointer + "/description", "must be a string");
  }
  attribute.type = read_word(row, "type", kTypes, Type::kString, pointer);
  attribute.multi_valued = read_flag(row, "multiValued", false, pointer);
  attribute.required = read_flag(row, "required", false, pointer);
  const bool exact = attribute.type == Type::kReference || attribute.type == Type::kBinary;
  attribute.case_exact = read_flag(row, "caseExact", exact, pointer) && is_text(attribute.type);
  attribute.mutability =
      read_word(row, "mutability", kMutabilities, Mutability::kReadWrite, pointer);
  attribute.returned = read_word(row, "returned", kReturned, Returned::kDefault, pointer);
  attribute.uniqueness = read_word(row, "uniqueness", kUniqueness, Uniqueness::kNone, pointer);
  attribute.canonical_values = read_texts(row, "canonicalValues", pointer);
  attribute.reference_types = read_texts(row, "referenceTypes", pointer);
  if (attribute.type == Type::kComplex)
    attribute.sub_attributes = read_list(row, "subAttributes", pointer);
  else if (const json::Value* subs = row.find("subAttributes");
           subs && !(subs->is_array() && subs->as_array().empty()))
    refuse(pointer + "/subAttributes", "is for attributes of type complex only");
  return attribute;
}

std::vector<Attribute> AttributeReader::read_list(const json::Value& owner, std::string_view key,
                                                  const std::string& pointer) {
  std::vector<Attribute> attributes;
  const std::string place = pointer + "/" + std::string(key);
  const json::Value* list = owner.find(key);
  if (!list || !list->is_array() || list->as_array().empty()) {
    refuse(place, "must be an array of at least one attribute");
    return attributes;
  }
  attributes.reserve(list->as_array().size());
  for (const json::Value& row : list->as_array()) {
    const std::string at = place + "/" + std::to_string(&row - list->as_array().data());
    Attribute attribute = read(row, at);
    if (fault_) break;
    for (const Attribute& known : attributes)
      if (equal_fold(known.name, attribute.name))
        refuse(at + "/name", "is there twice (names of attributes have no letter case)");
    attributes.push_back(std::move(attribute));
  }
  return attributes;
}

json::Value texts(const std::vector<std::string>& from) {
  json::Array array;
  for (const std::string& text : from) array.emplace_back(text);
  return array;
}

template <typename Enum, std::size_t kCount>
std::string_view word_of(const std::string_view (&words)[kCount], Enum value) {
  return words[static_cast<std::size_t>(value)];
}

}  // namespace

base::Error fault_at(const std::string& pointer, std::string_view sentence) {
  std::string place;
  for (std::size_t at = 0; at < pointer.size();) {
    const std::size_t end = std::min(pointer.find('/', at + 1), pointer.size());
    const std::string part = pointer.substr(at + 1, end - at - 1);
    const bool is_index = !part.empty() && std::isdigit(static_cast<unsigned char>(part[0])) != 0;
    if (is_index)
      place += "[" + part + "]";
    else
      place += (place.empty() ? "" : ".") + part;
    at = end;
  }
  if (place.empty()) place = "the body";
  return {base::ErrorCode::kInvalidValue, place + " " + std::string(sentence), pointer};
}

base::Result<std::vector<Attribute>> read_attributes(const json::Value& document,
                                                     const std::string& pointer) {
  AttributeReader reader;
  auto attributes = reader.read_list(document, "attributes", pointer);
  if (auto fault = reader.take_fault()) return std::move(*fault);
  return attributes;
}

json::Array describe(const std::vector<Attribute>& attributes) {
  json::Array rows;
  for (const Attribute& attribute : attributes) {
    json::Object row{{"name", attribute.name},
                     {"type", word_of(kTypes, attribute.type)},
                     {"multiValued", attribute.multi_valued},
                     {"required", attribute.required}};
    if (!attribute.description.empty()) row.append("description", attribute.description);
    if (!attribute.canonical_values.empty())
      row.append("canonicalValues", texts(attribute.canonical_values));
    if (is_text(attribute.type)) row.append("caseExact", attribute.case_exact);
    row.append("mutability", word_of(kMutabilities, attribute.mutability));
    row.append("returned", word_of(kReturned, attribute.returned));
    row.append("uniqueness", word_of(kUniqueness, attribute.uniqueness));
    if (!attribute.reference_types.empty())
      row.append("referenceTypes", texts(attribute.reference_types));
    if (!attribute.sub_attributes.empty())
      row.append("subAttributes", describe(attribute.sub_attributes));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace scim
