#include "api/accounts/accounts.h"
#include "api/probes.h"
#include "app/route_tables.h"

namespace app {
namespace {

using auth::Permission;

constexpr V4Row kAccounts[] = {
    {"GET", "", Permission::kLocalOperator, Body::kNone, api::accounts::list_accounts, "", "",
     "accounts"},
    {"POST", "", Permission::kLocalOperator, Body::kJson, api::accounts::create_account,
     "Create Account", "account", "make an account with its Super Administrator"},
    {"PUT", "/:account_id/scim/settings", Permission::kLocalOperator, Body::kJson,
     api::accounts::put_settings, "Update Account", "account",
     "settings of an account (our own extension)"},
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
}

void add_probe_routes(std::vector<Route>& table) {
  add_rows(table, api::Dialect::kPlain, "", kProbes);
}

}  // namespace app
