#include "domain/identity_provider_types.h"

#include <algorithm>
#include <stdexcept>

#include "json/embedded.h"

namespace domain {
namespace {

using Kind = ConfigMember::Kind;

struct KindRow {
  std::string_view word;  // in the data
  Kind kind;
  std::string_view wanted;  // for people
};
constexpr KindRow kKinds[] = {
    {"string", Kind::kString, "a string"},
    {"boolean", Kind::kBoolean, "a boolean"},
    {"integer", Kind::kInteger, "a whole number"},
    {"strings", Kind::kStrings, "an array of strings"},
    {"objects", Kind::kObjects, "an array of objects"},
};

const KindRow& row_of(Kind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

Kind kind_named(std::string_view word) {
  for (const KindRow& row : kKinds) {
    if (row.word == word) return row.kind;
  }
  throw std::logic_error("identity_provider_types.json: unknown kind");
}

ConfigMember read_member(const std::string& name, const json::Value& facts) {
  ConfigMember member;
  member.name = name;
  member.kind = kind_named(facts.string_or("kind", ""));
  member.required = facts.bool_or("required", false);
  member.secret = facts.bool_or("secret", false);
  member.least = facts.integer_or("least", 0);
  member.most = facts.integer_or("most", 0);
  if (const json::Value* words = facts.find("words")) {
    for (const json::Value& word : words->as_array()) member.words.push_back(word.as_string());
  }
  return member;
}

void add_members(std::vector<ConfigMember>& members, const json::Value* facts) {
  if (!facts) return;
  for (const auto& [name, each] : facts->as_object()) members.push_back(read_member(name, each));
}

std::vector<IdentityProviderType> read_types() {
  const json::Value data = json::read_embedded("domain/identity_provider_types.json");
  std::vector<IdentityProviderType> types;
  for (const json::Value& facts : data.find("types")->as_array()) {
    IdentityProviderType type;
    type.name = facts.string_or("type", "");
    type.scim = facts.bool_or("scim", true);
    if (const json::Value* sets = facts.find("sets")) {
      for (const json::Value& set : sets->as_array())
        add_members(type.config, data.find("sets")->find(set.as_string()));
    }
    add_members(type.config, facts.find("config"));
    types.push_back(std::move(type));
  }
  return types;
}

bool all_of(const json::Value& value, bool (json::Value::*is_kind)() const) {
  if (!value.is_array()) return false;
  const json::Array& array = value.as_array();
  return std::all_of(array.begin(), array.end(),
                     [&](const json::Value& each) { return (each.*is_kind)(); });
}

bool has_kind(const json::Value& value, Kind kind) {
  switch (kind) {
    case Kind::kString:
      return value.is_string();
    case Kind::kBoolean:
      return value.is_bool();
    case Kind::kInteger:
      return value.is_integer();
    case Kind::kStrings:
      return all_of(value, &json::Value::is_string);
    case Kind::kObjects:
      return all_of(value, &json::Value::is_object);
  }
  return false;
}

bool is_empty(const json::Value& value) {
  if (value.is_string()) return value.as_string().empty();
  return value.is_array() && value.as_array().empty();
}

// What is wrong with a value; empty when nothing is.
std::string find_fault(const ConfigMember& member, const json::Value& value) {
  if (!has_kind(value, member.kind)) {
    return "must be " + std::string(row_of(member.kind).wanted) + ", it is " +
           std::string(json::kind_name(value));
  }
  if (member.required && is_empty(value)) return "must not be empty";
  if (member.kind == Kind::kInteger &&
      (value.as_integer() < member.least || value.as_integer() > member.most)) {
    return "must be " + std::to_string(member.least) + " to " + std::to_string(member.most);
  }
  if (member.words.empty() || value.as_string().empty()) return {};
  std::string list;
  for (const std::string& word : member.words) {
    if (word == value.as_string()) return {};
    list += (list.empty() ? "\"" : ", \"") + word + "\"";
  }
  return "must be one of " + list;
}

}  // namespace

const std::vector<IdentityProviderType>& identity_provider_types() {
  static const std::vector<IdentityProviderType> types = read_types();
  return types;
}

const IdentityProviderType* find_identity_provider_type(std::string_view name) {
  for (const IdentityProviderType& type : identity_provider_types()) {
    if (type.name == name) return &type;
  }
  return nullptr;
}

base::Status require_config(const IdentityProviderType& type, const json::Object& config,
                            const std::string& pointer) {
  for (const ConfigMember& member : type.config) {
    const json::Value* value = config.find(member.name);
    const bool absent = !value || value->is_null();
    if (absent && !member.required) continue;
    const std::string fault = absent ? "is required" : find_fault(member, *value);
    if (fault.empty()) continue;
    return base::Error{base::ErrorCode::kInvalidValue, "config." + member.name + " " + fault,
                       pointer + "/" + member.name};
  }
  return base::done();
}

}  // namespace domain
