#include "app/routes.h"

#include "api/accounts/accounts.h"
#include "api/probes.h"
#include "api/scim/discovery.h"
#include "api/scim/list.h"
#include "api/scim/resources.h"
#include "api/tokens/tokens.h"

namespace app {
namespace {

using api::Dialect;
using auth::Permission;

const std::string kAccount = "/client/v4/accounts/:account_id";
const std::string kScim = kAccount + "/scim/v2";

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

void add_scim_resources(std::vector<Route>& table) {
  for (const ScimVerb& verb : kScimVerbs) {
    for (const domain::Binding* binding : {&domain::user_binding(), &domain::group_binding()}) {
      const bool write = verb.access == Access::kWrite;
      table.push_back(
          {verb.method, kScim + "/" + binding->type->endpoint + std::string(verb.suffix),
           Dialect::kScim, write ? Permission::kScimWrite : Permission::kScimRead, verb.access,
           verb.body, verb.handler, binding,
           write ? std::string(verb.audit_verb) + " " + std::string(binding->audit_noun) : "",
           write ? std::string(binding->audit_type) : "",
           binding->type->name + ": " + std::string(verb.doc)});
    }
  }
}

void add_read(std::vector<Route>& table, std::string_view method, std::string pattern,
              Dialect dialect, Permission permission, api::Handler handler, std::string doc) {
  table.push_back({method, std::move(pattern), dialect, permission, Access::kRead, Body::kNone,
                   handler, nullptr, "", "", std::move(doc)});
}

void add_scim_discovery(std::vector<Route>& table) {
  const auto read = [&](std::string suffix, api::Handler handler, std::string doc) {
    add_read(table, "GET", kScim + suffix, Dialect::kScim, Permission::kAnyToken, handler,
             std::move(doc));
  };
  read("/ServiceProviderConfig", api::scim_api::get_service_provider_config,
       "what this service can do");
  read("/ResourceTypes", api::scim_api::list_resource_types, "resource types");
  read("/ResourceTypes/:id", api::scim_api::get_resource_type, "one resource type by name");
  read("/Schemas", api::scim_api::list_schemas, "schemas");
  read("/Schemas/:id", api::scim_api::get_schema, "one schema by URN");
  const auto unserved = [&](std::string_view method, std::string suffix) {
    add_read(table, method, kScim + suffix, Dialect::kScim, Permission::kScimRead,
             api::scim_api::not_implemented, "501: not served");
  };
  for (std::string_view method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) unserved(method, "/Me");
  unserved("POST", "/Bulk");
  unserved("POST", "/.search");
}

void add_operator(std::vector<Route>& table) {
  const auto read = [&](std::string pattern, api::Handler handler, std::string doc) {
    add_read(table, "GET", std::move(pattern), Dialect::kV4, Permission::kLocalOperator, handler,
             std::move(doc));
  };
  const auto write = [&](std::string_view method, std::string pattern, Body body,
                         api::Handler handler, std::string audit, std::string type,
                         std::string doc) {
    table.push_back({method, std::move(pattern), Dialect::kV4, Permission::kLocalOperator,
                     Access::kWrite, body, handler, nullptr, std::move(audit), std::move(type),
                     std::move(doc)});
  };
  read("/client/v4/accounts", api::accounts::list_accounts, "accounts");
  write("POST", "/client/v4/accounts", Body::kJson, api::accounts::create_account, "Create Account",
        "account", "make an account with its Super Administrator");
  write("PUT", kAccount + "/scim/settings", Body::kJson, api::accounts::put_settings,
        "Update Account", "account", "settings of an account (our own extension)");
  read(kAccount + "/tokens", api::tokens::list_tokens, "API tokens of an account");
  write("POST", kAccount + "/tokens", Body::kJson, api::tokens::create_token, "Create API Token",
        "api_token", "make a token; its value is shown once");
  read(kAccount + "/tokens/:token_id", api::tokens::get_token, "one token");
  write("PUT", kAccount + "/tokens/:token_id", Body::kJson, api::tokens::put_token_status,
        "Update API Token", "api_token", "enable or disable a token");
  write("PUT", kAccount + "/tokens/:token_id/value", Body::kJson, api::tokens::roll_token,
        "Roll API Token", "api_token", "a new value for the same token");
  write("DELETE", kAccount + "/tokens/:token_id", Body::kNone, api::tokens::delete_token,
        "Delete API Token", "api_token", "delete a token");
}

std::vector<Route> make_routes() {
  std::vector<Route> table;
  add_scim_resources(table);
  add_scim_discovery(table);
  add_operator(table);
  add_read(table, "GET", "/healthz", Dialect::kPlain, Permission::kNone, api::get_health,
           "the process is up");
  add_read(table, "GET", "/readyz", Dialect::kPlain, Permission::kNone, api::get_ready,
           "the store is open");
  return table;
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  if (out.size() < width) out.append(width - out.size(), ' ');
  return out;
}

}  // namespace

const std::vector<Route>& routes() {
  static const std::vector<Route> table = make_routes();
  return table;
}

Dialect dialect_of(std::string_view path) {
  if (path.rfind("/client/v4", 0) != 0) return Dialect::kPlain;
  return path.find("/scim/v2") != std::string_view::npos ? Dialect::kScim : Dialect::kV4;
}

std::string format_routes() {
  std::string out;
  for (const Route& route : routes()) {
    out += padded(route.method, 7) + padded(route.pattern, 70) +
           padded(auth::name_of(route.permission), 16) +
           (route.access == Access::kWrite ? "write  " : "read   ") + route.doc + "\n";
  }
  return out;
}

}  // namespace app
