#include "api/scim/bulk.h"
#include "api/scim/discovery.h"
#include "api/scim/list.h"
#include "api/scim/me.h"
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
    {"POST", "/.search", Access::kRead, Body::kJson, api::scim_api::search_resources, "",
     "list and filter, asked for in the body (RFC 7644 3.4.3)"},
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

// The alias of one user: what the user's own path does.
constexpr ScimVerb kMeVerbs[] = {
    {"GET", "", Access::kRead, Body::kNone, api::scim_api::get_me, "", "read"},
    {"PATCH", "", Access::kWrite, Body::kJson, api::scim_api::modify_me, "Update", "change parts"},
    {"PUT", "", Access::kWrite, Body::kJson, api::scim_api::replace_me, "Replace", "replace"},
    {"DELETE", "", Access::kWrite, Body::kNone, api::scim_api::delete_me, "Delete", "delete"},
};

void add_scim_me(std::vector<Route>& table, const ScimPlace& place) {
  const domain::Binding& binding = domain::user_binding();
  for (const ScimVerb& verb : kMeVerbs) {
    const bool write = verb.access == Access::kWrite;
    table.push_back(
        {verb.method, place.prefix + "/Me", Dialect::kScim, write ? place.write : place.read,
         verb.access, verb.body, verb.handler, &binding,
         write ? std::string(verb.audit_verb) + " " + std::string(binding.audit_noun) : "",
         write ? std::string(place.audit_prefix) + std::string(binding.audit_type) : "",
         "the token's own user: " + std::string(verb.doc) + " (RFC 7644 3.11)"});
  }
}

void add_read(std::vector<Route>& table, std::string_view method, std::string pattern,
              Permission permission, api::Handler handler, std::string doc,
              Body body = Body::kNone) {
  table.push_back({method, std::move(pattern), Dialect::kScim, permission, Access::kRead, body,
                   handler, nullptr, "", "", std::move(doc)});
}

// All resource types at once.
void add_scim_root(std::vector<Route>& table, const ScimPlace& place) {
  add_read(table, "GET", place.prefix, place.read, api::scim_api::list_resources,
           "list and filter resources of all types (RFC 7644 3.4.2.1)");
  add_read(table, "POST", place.prefix + "/.search", place.read, api::scim_api::search_resources,
           "the same, asked for in the body (RFC 7644 3.4.3)", Body::kJson);
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
  // RFC 7644 3.11 leaves what a POST there would make to the service provider: nothing.
  add_read(table, "POST", place.prefix + "/Me", place.write, api::scim_api::not_implemented,
           "501: nobody makes themselves");
  table.push_back({"POST", place.prefix + "/Bulk", Dialect::kScim, place.write, Access::kWrite,
                   Body::kJson, api::scim_api::begin_bulk, nullptr, "Bulk SCIM",
                   std::string(place.audit_prefix) + "scim_bulk",
                   "many operations in one request (RFC 7644 3.7)"});
}

}  // namespace

void add_scim_rows(std::vector<Route>& table, const ScimPlace& place) {
  add_scim_resources(table, place);
  add_scim_me(table, place);
  add_scim_root(table, place);
  add_scim_discovery(table, place);
}

void add_scim_routes(std::vector<Route>& table) {
  const ScimPlace account{std::string(kAccountPattern) + "/scim/v2", Permission::kAnyToken,
                          Permission::kScimRead, Permission::kScimWrite};
  add_scim_rows(table, account);
  add_own_resources(table, account);
}

}  // namespace app
