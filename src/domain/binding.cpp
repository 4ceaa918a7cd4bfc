#include "domain/binding.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "domain/role_groups.h"

namespace domain {
namespace {

const scim::ResourceType* type_named(std::string_view name) {
  return scim::Registry::built_in().find_by_name(name);
}

// As the schema says it.
bool is_case_exact(const scim::ResourceType& type, const IndexedPath& path) {
  const scim::Attribute* attribute = type.schema->find(path.attribute);
  for (const scim::Attribute& common : type.common) {
    if (common.name == path.attribute) attribute = &common;
  }
  return path.sub.empty() ? attribute->case_exact : attribute->find_sub(path.sub)->case_exact;
}

Binding make_binding(Binding binding, std::vector<IndexedPath> paths) {
  for (IndexedPath& path : paths) path.case_exact = is_case_exact(*binding.type, path);
  binding.paths = std::move(paths);
  return binding;
}

void add_value(std::vector<IndexedValue>& values, const IndexedPath& path,
               const json::Value* value) {
  if (!value || !value->is_string() || value->as_string().empty()) return;
  IndexedValue indexed{&path, index_form(path, value->as_string())};
  if (std::find(values.begin(), values.end(), indexed) == values.end())
    values.push_back(std::move(indexed));
}

}  // namespace

using model::Kind;
using store::IndexedAttribute;

const Binding& user_binding() {
  static const Binding binding = make_binding(
      {Kind::kUser, type_named("User"), store::List::kUsers, "SCIM User", "scim_user", {}},
      {{Kind::kUser, "userName", "", IndexedAttribute::kUserName, true},
       {Kind::kUser, "externalId", "", IndexedAttribute::kUserExternalId, false},
       {Kind::kUser, "emails", "value", IndexedAttribute::kUserEmailValue, false}});
  return binding;
}

const Binding& group_binding() {
  static const Binding binding =
      make_binding({Kind::kGroup,
                    type_named("Group"),
                    store::List::kGroups,
                    "SCIM Group",
                    "scim_group",
                    {},
                    role_group_trees},
                   {{Kind::kGroup, "displayName", "", IndexedAttribute::kGroupDisplayName, true},
                    {Kind::kGroup, "externalId", "", IndexedAttribute::kGroupExternalId, false}});
  return binding;
}

std::string index_form(const IndexedPath& path, std::string_view value) {
  return path.case_exact ? std::string(value) : base::fold(value);
}

std::vector<IndexedValue> indexed_values(const Binding& binding, const json::Object& attributes) {
  std::vector<IndexedValue> values;
  for (const IndexedPath& path : binding.paths) {
    const json::Value* container =
        path.extension.empty() ? nullptr : attributes.find(path.extension);
    const json::Value* value = path.extension.empty() ? attributes.find(path.attribute)
                               : container            ? container->find(path.attribute)
                                                      : nullptr;
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
