#include "domain/permissions.h"

#include "json/embedded.h"

namespace domain {
namespace {

std::vector<PermissionGroup> read_catalogue() {
  std::vector<PermissionGroup> groups;
  const json::Value data = json::read_embedded("domain/permission_groups.json");
  for (const json::Value& item : data.as_array()) {
    PermissionGroup group{std::string(item.string_or("id", "")),
                          std::string(item.string_or("name", "")),
                          {},
                          std::string(item.string_or("category", ""))};
    for (const json::Value& scope : item.find("scopes")->as_array())
      group.scopes.push_back(scope.as_string());
    groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace

const std::vector<PermissionGroup>& permission_groups() {
  static const std::vector<PermissionGroup> groups = read_catalogue();
  return groups;
}

const PermissionGroup* find_permission_group_by_id(std::string_view id) {
  for (const PermissionGroup& group : permission_groups()) {
    if (group.id == id) return &group;
  }
  return nullptr;
}

const PermissionGroup* find_permission_group_by_name(std::string_view name) {
  for (const PermissionGroup& group : permission_groups()) {
    if (group.name == name) return &group;
  }
  return nullptr;
}

std::string name_of_permission_group(std::string_view id) {
  const PermissionGroup* group = find_permission_group_by_id(id);
  return group ? group->name : std::string(id);
}

}  // namespace domain
