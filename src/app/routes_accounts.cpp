#include "api/accounts/accounts.h"
#include "api/accounts/scim_schemas.h"
#include "api/accounts/scim_settings.h"
#include "api/probes.h"
#include "api/user/user.h"
#include "app/route_tables.h"

namespace app {
namespace {

using auth::Permission;

constexpr V4Row kAccounts[] = {
    {"GET", "", Permission::kAccountsList, Body::kNone, api::accounts::list_accounts, "", "",
     "accounts that are visible to the caller"},
    {"POST", "", Permission::kAccountsCreate, Body::kJson, api::accounts::create_account,
     "Create Account", "account", "make an account with its Super Administrator"},
    {"GET", "/:account_id", Permission::kAccountRead, Body::kNone, api::accounts::get_account, "",
     "", "one account"},
    {"PUT", "/:account_id", Permission::kAccountWrite, Body::kJson, api::accounts::update_account,
     "Update Account", "account", "name and settings of an account"},
    {"DELETE", "/:account_id", Permission::kAccountWrite, Body::kNone,
     api::accounts::delete_account, "Delete Account", "account",
     "delete an account with everything in it"},
    {"GET", "/:account_id/scim/settings", Permission::kScimRead, Body::kNone,
     api::accounts::get_scim_settings, "", "",
     "profile and other settings of the SCIM endpoint (our own extension)"},
    {"PUT", "/:account_id/scim/settings", Permission::kAccountWrite, Body::kJson,
     api::accounts::put_scim_settings, "Update Account", "account",
     "change settings of the SCIM endpoint (our own extension)"},
    {"GET", "/:account_id/scim/schemas", Permission::kScimRead, Body::kNone,
     api::accounts::get_scim_schemas, "", "",
     "SCIM schemas and resource types of the account's own (our own extension)"},
    {"PUT", "/:account_id/scim/schemas", Permission::kAccountWrite, Body::kJson,
     api::accounts::put_scim_schemas, "Update SCIM Schemas", "scim_schemas",
     "replace the account's own SCIM schemas and resource types (our own extension)"},
};
constexpr V4Row kUser[] = {
    {"GET", "", Permission::kUserRead, Body::kNone, api::user::get_user, "", "",
     "the user who asks"},
    {"PATCH", "", Permission::kUserWrite, Body::kJson, api::user::update_user, "Update User",
     "user", "name, country, telephone, zipcode of the user who asks"},
};
constexpr V4Row kProbes[] = {
    {"GET", "/healthz", Permission::kNone, Body::kNone, api::get_health, "", "",
     "the process is up"},
    {"GET", "/readyz", Permission::kNone, Body::kNone, api::get_ready, "", "", "the store is open"},
    {"GET", "/metrics", Permission::kMetrics, Body::kNone, api::get_metrics, "", "",
     "counters for Prometheus"},
    {"GET", "/openapi.json", Permission::kNone, Body::kNone, api::get_openapi, "", "",
     "what this build serves, as OpenAPI 3.1"},
};

}  // namespace

void add_account_routes(std::vector<Route>& table) {
  add_rows(table, api::Dialect::kV4, "/client/v4/accounts", kAccounts);
  add_rows(table, api::Dialect::kV4, kUserPattern, kUser);
}

void add_probe_routes(std::vector<Route>& table) {
  add_rows(table, api::Dialect::kPlain, "", kProbes);
}

}  // namespace app
