#include "app/routes.h"

#include <algorithm>

#include "app/route_tables.h"

namespace app {
namespace {

using api::Dialect;

constexpr std::string_view kHexIds[] = {
    "user_group_id", "member_id", "permission_group_id", "resource_group_id",
    "role_id",       "token_id",  "audit_log_id",
};
constexpr std::string_view kUuids[] = {"identity_provider_id", "scim_group_id", "scim_user_id"};

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  if (out.size() < width) out.append(width - out.size(), ' ');
  return out;
}

std::vector<Route> make_routes() {
  std::vector<Route> table;
  add_scim_routes(table);
  add_account_routes(table);
  add_iam_routes(table);
  add_member_routes(table);
  add_token_routes(table);
  add_access_routes(table);
  add_audit_routes(table);
  add_probe_routes(table);
  return table;
}

}  // namespace

void add_rows(std::vector<Route>& table, Dialect dialect, std::string_view prefix,
              std::span<const V4Row> rows) {
  for (const V4Row& row : rows) {
    const Access access = row.audit_description.empty() ? Access::kRead : Access::kWrite;
    table.push_back({row.method, std::string(prefix) + std::string(row.suffix), dialect,
                     row.permission, access, row.body, row.handler, nullptr,
                     std::string(row.audit_description), std::string(row.audit_type),
                     std::string(row.doc), row.schemes});
  }
}

const std::vector<Route>& routes() {
  static const std::vector<Route> table = make_routes();
  return table;
}

bool has_malformed_id(const Route& route, const http::PathParams& params) {
  if (route.dialect == Dialect::kScim) return false;
  for (std::string_view name : kHexIds) {
    const std::string_view value = params.get(name);
    if (!value.empty() && !base::TokenId::parse_exact(value)) return true;
  }
  for (std::string_view name : kUuids) {
    const std::string_view value = params.get(name);
    if (!value.empty() && !base::parse_uuid_bytes(value)) return true;
  }
  return false;
}

std::string resource_id_of(const http::PathParams& params) {
  for (std::string_view name : {"id", "token_id", "user_group_id", "member_id", "resource_group_id",
                                "scim_group_id", "scim_user_id", "identity_provider_id"}) {
    if (const std::string_view value = params.get(name); !value.empty()) return std::string(value);
  }
  return {};
}

Dialect dialect_of(std::string_view path) {
  if (path.rfind("/client/v4", 0) != 0) return Dialect::kPlain;
  return path.find("/scim/v2") != std::string_view::npos ? Dialect::kScim : Dialect::kV4;
}

std::string format_routes() {
  std::size_t width = 0;
  for (const Route& route : routes()) width = std::max(width, route.pattern.size() + 1);
  std::string out;
  for (const Route& route : routes()) {
    out += padded(route.method, 7) + padded(route.pattern, width) +
           padded(auth::name_of(route.permission), 22) + " " +
           (route.schemes == auth::Schemes::kBearer ? "bearer  " : "or key  ") +
           (route.access == Access::kWrite ? "write  " : "read   ") + route.doc + "\n";
  }
  return out;
}

}  // namespace app
