#include "api/fields.h"

namespace api {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

const json::Value kAbsent;

Error wrong_type(const Field& field, std::string_view wanted) {
  if (field.value.is_null()) return invalid(field, "is required");
  return invalid(field, "must be " + std::string(wanted) + ", it is " +
                            std::string(json::kind_name(field.value)));
}

}  // namespace

Field Field::member(std::string_view key) const {
  const json::Value* found = value.find(key);
  return {found ? *found : kAbsent, pointer + "/" + std::string(key)};
}

Field Field::element(std::size_t index) const {
  return {value.as_array()[index], pointer + "/" + std::to_string(index)};
}

std::string name_of(const Field& field) {
  std::string name;
  for (std::size_t at = 0; at < field.pointer.size();) {
    const std::size_t end = std::min(field.pointer.find('/', at + 1), field.pointer.size());
    const std::string part = field.pointer.substr(at + 1, end - at - 1);
    const bool index = part.find_first_not_of("0123456789") == std::string::npos;
    if (index) {
      name += "[" + part + "]";
    } else {
      name += name.empty() ? part : "." + part;
    }
    at = end;
  }
  return name.empty() ? "the body" : name;
}

Error invalid(const Field& field, std::string_view sentence) {
  return {ErrorCode::kInvalidValue, name_of(field) + " " + std::string(sentence), field.pointer};
}

Result<const json::Object*> require_object(const Field& field) {
  if (!field.value.is_object()) return wrong_type(field, "an object");
  return &field.value.as_object();
}

Result<const json::Array*> require_array(const Field& field) {
  if (!field.value.is_array()) return wrong_type(field, "an array");
  return &field.value.as_array();
}

Result<std::string> require_string(const Field& field) {
  if (!field.value.is_string()) return wrong_type(field, "a string");
  return field.value.as_string();
}

Result<std::optional<std::string>> optional_string(const Field& field) {
  if (field.value.is_null()) return std::optional<std::string>();
  auto text = require_string(field);
  if (!text.ok()) return text.error();
  return std::optional<std::string>(std::move(text).value());
}

Result<std::optional<bool>> optional_bool(const Field& field) {
  if (field.value.is_null()) return std::optional<bool>();
  if (!field.value.is_bool()) return wrong_type(field, "a boolean");
  return std::optional<bool>(field.value.as_bool());
}

}  // namespace api
