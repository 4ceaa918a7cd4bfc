#include "api/scim/discovery.h"
#include "api/scim/list.h"
#include "api/scim/resources.h"
#include "app/route_tables.h"

namespace app {
namespace {

using api::Dialect;
using auth::Permission;

struct ScimVerb {
  std::string_view method;
  std::string_view suffix;  // after the type's endpoint
  Access access;
  Body body;
  api::Handler handler;
  std::string_view audit_verb;
  std::string_view doc;
};
// What every SCIM resource type is served with.
constexpr ScimVerb kScimVerbs[] = {
    {"GET", "/:id", Access::kRead, Body::kNone, api::scim_api::get_resource, "", "one resource"},
    {"PATCH", "/:id", Access::kWrite, Body::kJson, api::scim_api::modify_resource, "Update",
     "change parts (RFC 7644 3.5.2)"},
    {"GET", "", Access::kRead, Body::kNone, api::scim_api::list_resources, "",
     "list and filter (RFC 7644 3.4.2)"},
    {"POST", "", Access::kWrite, Body::kJson, api::scim_api::create_resource, "Create", "create"},
    {"PUT", "/:id", Access::kWrite, Body::kJson, api::scim_api::replace_resource, "Replace",
     "replace"},
    {"DELETE", "/:id", Access::kWrite, Body::kNone, api::scim_api::delete_resource, "Delete",
     "delete"},
    {"POST", "/.search", Access::kRead, Body::kNone, api::scim_api::not_implemented, "",
     "501: not served"},
};

void add_scim_resources(std::vector<Route>& table, const ScimPlace& place) {
  for (const ScimVerb& verb : kScimVerbs) {
    for (const domain::Binding* binding : {&domain::user_binding(), &domain::group_binding()}) {
      const bool write = verb.access == Access::kWrite;
      table.push_back(
          {verb.method, place.prefix + "/" + binding->type->endpoint + std::string(verb.suffix),
           Dialect::kScim, write ? place.write : place.read, verb.access, verb.body, verb.handler,
           binding, write ? std::string(verb.audit_verb) + " " + binding->audit_noun : "",
           write ? std::string(place.audit_prefix) + std::string(binding->audit_type) : "",
           binding->type->name + ": " + std::string(verb.doc)});
    }
  }
}

// The same verbs for whatever resource types the account has of its own.
void add_own_resources(std::vector<Route>& table, const ScimPlace& place) {
  for (const ScimVerb& verb : kScimVerbs) {
    const bool write = verb.access == Access::kWrite;
    Route route{verb.method,
                place.prefix + "/:endpoint" + std::string(verb.suffix),
                Dialect::kScim,
                write ? place.write : place.read,
                verb.access,
                verb.body,
                verb.handler,
                nullptr,
                write ? std::string(verb.audit_verb) + " SCIM Resource" : "",
                write ? "scim_resource" : "",
                "a resource type of the account's own: " + std::string(verb.doc)};
    route.of_own_types = true;
    table.push_back(std::move(route));
  }
}

void add_read(std::vector<Route>& table, std::string_view method, std::string pattern,
              Permission permission, api::Handler handler, std::string doc) {
  table.push_back({method, std::move(pattern), Dialect::kScim, permission, Access::kRead,
                   Body::kNone, handler, nullptr, "", "", std::move(doc)});
}

void add_scim_discovery(std::vector<Route>& table, const ScimPlace& place) {
  const auto read = [&](std::string suffix, api::Handler handler, std::string doc) {
    add_read(table, "GET", place.prefix + suffix, place.discovery, handler, std::move(doc));
  };
  read("/ServiceProviderConfig", api::scim_api::get_service_provider_config,
       "what this service can do");
  read("/ResourceTypes", api::scim_api::list_resource_types, "resource types");
  read("/ResourceTypes/:id", api::scim_api::get_resource_type, "one resource type by name");
  read("/Schemas", api::scim_api::list_schemas, "schemas");
  read("/Schemas/:id", api::scim_api::get_schema, "one schema by URN");
  const auto unserved = [&](std::string_view method, std::string suffix) {
    add_read(table, method, place.prefix + suffix, place.read, api::scim_api::not_implemented,
             "501: not served");
  };
  for (std::string_view method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) unserved(method, "/Me");
  unserved("POST", "/Bulk");
  unserved("POST", "/.search");
}

}  // namespace

void add_scim_rows(std::vector<Route>& table, const ScimPlace& place) {
  add_scim_resources(table, place);
  add_scim_discovery(table, place);
}

void add_scim_routes(std::vector<Route>& table) {
  const ScimPlace account{std::string(kAccountPattern) + "/scim/v2", Permission::kAnyToken,
                          Permission::kScimRead, Permission::kScimWrite};
  add_scim_rows(table, account);
  add_own_resources(table, account);
}

}  // namespace app
