#include "api/audit/audit.h"
#include "app/route_tables.h"

namespace app {
namespace {

using auth::Permission;

constexpr V4Row kFirstVersion[] = {
    {"GET", "/audit_logs", Permission::kAccountRead, Body::kNone, api::audit::list_v1, "", "",
     "audit log, first version; export=true for CSV"},
};
constexpr V4Row kSecondVersion[] = {
    {"GET", "", Permission::kAccountRead, Body::kNone, api::audit::list_entries, "", "",
     "audit log, second version"},
    {"GET", "/product_categories", Permission::kAccountRead, Body::kNone,
     api::audit::list_product_categories, "", "", "what the audit log can be filtered by"},
    {"GET", "/:audit_log_id/history", Permission::kAccountRead, Body::kNone,
     api::audit::list_history, "", "", "changes of the resource of one entry"},
};

}  // namespace

void add_audit_routes(std::vector<Route>& table) {
  const std::string account(kAccountPattern);
  add_rows(table, api::Dialect::kV4, account, kFirstVersion);
  add_rows(table, api::Dialect::kAuditLog, account + "/logs/audit", kSecondVersion);
}

}  // namespace app
