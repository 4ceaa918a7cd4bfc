// The rows of the route table, one function for each family of routes.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/routes.h"

namespace app {

inline constexpr std::string_view kAccountPattern = "/client/v4/accounts/:account_id";
inline constexpr std::string_view kUserPattern = "/client/v4/user";

// A route of the v4 API. A write is what has an audit description.
struct V4Row {
  std::string_view method;
  std::string_view suffix;  // after the prefix of its table
  auth::Permission permission;
  Body body;
  api::Handler handler;
  std::string_view audit_description;  // "Create User Group"; empty: a read
  std::string_view audit_type;         // "user_group"
  std::string_view doc;
  auth::Schemes schemes = auth::Schemes::kBearerOrKey;
};
void add_rows(std::vector<Route>& table, api::Dialect dialect, std::string_view prefix,
              std::span<const V4Row> rows);

// A SCIM service provider: where it is, and what its routes ask for.
struct ScimPlace {
  std::string prefix;  // "/client/v4/…/scim/v2"
  auth::Permission discovery;
  auth::Permission read;
  auth::Permission write;
  std::string_view audit_prefix = "";  // before the audit type of its resources
};
void add_scim_rows(std::vector<Route>& table, const ScimPlace& place);

// Hot routes first.
void add_scim_routes(std::vector<Route>& table);
void add_account_routes(std::vector<Route>& table);
void add_iam_routes(std::vector<Route>& table);
void add_member_routes(std::vector<Route>& table);
void add_token_routes(std::vector<Route>& table);
void add_access_routes(std::vector<Route>& table);
void add_audit_routes(std::vector<Route>& table);
void add_probe_routes(std::vector<Route>& table);

}  // namespace app
