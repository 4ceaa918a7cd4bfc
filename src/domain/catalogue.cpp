#include "domain/catalogue.h"

#include "json/embedded.h"

namespace domain {
namespace {

std::vector<CatalogueEntry> read_catalogue() {
  std::vector<CatalogueEntry> entries;
  const json::Value data = json::read_embedded("domain/roles.json");
  for (const json::Value& item : data.as_array()) {
    CatalogueEntry entry;
    entry.role_id = item.string_or("role", "");
    entry.permission_group_id = item.string_or("permission_group", "");
    entry.name = item.string_or("name", "");
    entry.label = item.string_or("label", "");
    entry.description = item.string_or("description", "");
    entry.scopes = item.string_or("scopes", "");
    entry.created_on = item.string_or("created_on", "");
    entry.modified_on = item.string_or("modified_on", "");
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

const std::vector<CatalogueEntry>& catalogue() {
  static const std::vector<CatalogueEntry> entries = read_catalogue();
  return entries;
}

const CatalogueEntry* find_role(std::string_view role_id) {
  if (role_id.empty()) return nullptr;
  for (const CatalogueEntry& entry : catalogue()) {
    if (entry.role_id == role_id) return &entry;
  }
  return nullptr;
}

const CatalogueEntry* find_iam_permission_group(std::string_view permission_group_id) {
  for (const CatalogueEntry& entry : catalogue()) {
    if (entry.permission_group_id == permission_group_id) return &entry;
  }
  return nullptr;
}

}  // namespace domain
