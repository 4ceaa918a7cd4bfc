#include "domain/binding.h"

#include <algorithm>

#include "base/text.h"
#include "domain/role_groups.h"

namespace domain {
namespace {

const scim::ResourceType* type_named(std::string_view name) {
  return scim::Registry::built_in().find_by_name(name);
}

const scim::Attribute& attribute_of(const IndexedPath& path) {
  const Binding& binding = path.kind == model::Kind::kUser ? user_binding() : group_binding();
  const scim::Attribute* attribute = binding.type->schema->find(path.attribute);
  if (!attribute) {
    for (const scim::Attribute& common : binding.type->common) {
      if (common.name == path.attribute) attribute = &common;
    }
  }
  return path.sub.empty() ? *attribute : *attribute->find_sub(path.sub);
}

void add_value(std::vector<IndexedValue>& values, const IndexedPath& path,
               const json::Value* value) {
  if (!value || !value->is_string() || value->as_string().empty()) return;
  IndexedValue indexed{&path, index_form(path, value->as_string())};
  if (std::find(values.begin(), values.end(), indexed) == values.end())
    values.push_back(std::move(indexed));
}

}  // namespace

const Binding& user_binding() {
  static const Binding binding{model::Kind::kUser, type_named("User"), store::List::kUsers,
                               "SCIM User", "scim_user"};
  return binding;
}

const Binding& group_binding() {
  static const Binding binding{model::Kind::kGroup, type_named("Group"), store::List::kGroups,
                               "SCIM Group",        "scim_group",        role_group_trees};
  return binding;
}

const std::vector<IndexedPath>& indexed_paths() {
  using model::Kind;
  using store::IndexedAttribute;
  static const std::vector<IndexedPath> paths = {
      {Kind::kUser, "userName", "", IndexedAttribute::kUserName, true},
      {Kind::kUser, "externalId", "", IndexedAttribute::kUserExternalId, false},
      {Kind::kUser, "emails", "value", IndexedAttribute::kUserEmailValue, false},
      {Kind::kGroup, "displayName", "", IndexedAttribute::kGroupDisplayName, true},
      {Kind::kGroup, "externalId", "", IndexedAttribute::kGroupExternalId, false},
  };
  return paths;
}

std::string index_form(const IndexedPath& path, std::string_view value) {
  return attribute_of(path).case_exact ? std::string(value) : base::fold(value);
}

std::vector<IndexedValue> indexed_values(model::Kind kind, const json::Object& attributes) {
  std::vector<IndexedValue> values;
  for (const IndexedPath& path : indexed_paths()) {
    const json::Value* value = path.kind == kind ? attributes.find(path.attribute) : nullptr;
    if (!value) continue;
    if (path.sub.empty()) {
      add_value(values, path, value);
    } else if (value->is_array()) {
      for (const json::Value& element : value->as_array())
        add_value(values, path, element.find(path.sub));
    }
  }
  return values;
}

}  // namespace domain
