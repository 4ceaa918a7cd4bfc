// The route table: what is served, to whom, and by which handler. `scimd routes` prints it; the
// pipeline enforces it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/call.h"
#include "auth/permission.h"

namespace app {

enum class Access { kRead, kWrite };
enum class Body { kNone, kJson, kOptionalJson };

struct Route {
  std::string_view method;
  std::string pattern;
  api::Dialect dialect;
  auth::Permission permission;
  Access access;
  Body body;
  api::Handler handler;
  const domain::Binding* binding;  // of the SCIM resource routes
  std::string audit_description;   // of a write, as the published audit log names it
  std::string audit_type;
  std::string doc;  // one line
  auth::Schemes schemes = auth::Schemes::kBearer;
  // Serves the resource types of the account's own: `:endpoint` of the pattern says which. Tried
  // when no other pattern fits the path.
  bool of_own_types = false;
};

// Hot routes first: cpp-httplib tries them in this order.
const std::vector<Route>& routes();

// Whether an id in the path of a v4 route has another form than its kind of id: 32 hex digits, or a
// UUID in Zero Trust.
bool has_malformed_id(const Route& route, const http::PathParams& params);

// The id of what the path is about, as an audit entry names it; empty when it has none.
std::string resource_id_of(const http::PathParams& params);

// The dialect in which a path that reached no route is answered.
api::Dialect dialect_of(std::string_view path);

std::string format_routes();  // for `scimd routes`

}  // namespace app
