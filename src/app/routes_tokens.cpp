#include "api/tokens/tokens.h"
#include "app/route_tables.h"

namespace app {
namespace {

using auth::Permission;

constexpr V4Row kTokens[] = {
    {"GET", "/tokens", Permission::kLocalOperator, Body::kNone, api::tokens::list_tokens, "", "",
     "API tokens of an account"},
    {"POST", "/tokens", Permission::kLocalOperator, Body::kJson, api::tokens::create_token,
     "Create API Token", "api_token", "make a token; its value is shown once"},
    {"GET", "/tokens/:token_id", Permission::kLocalOperator, Body::kNone, api::tokens::get_token,
     "", "", "one token"},
    {"PUT", "/tokens/:token_id", Permission::kLocalOperator, Body::kJson,
     api::tokens::put_token_status, "Update API Token", "api_token", "enable or disable a token"},
    {"PUT", "/tokens/:token_id/value", Permission::kLocalOperator, Body::kJson,
     api::tokens::roll_token, "Roll API Token", "api_token", "a new value for the same token"},
    {"DELETE", "/tokens/:token_id", Permission::kLocalOperator, Body::kNone,
     api::tokens::delete_token, "Delete API Token", "api_token", "delete a token"},
};

}  // namespace

void add_token_routes(std::vector<Route>& table) {
  add_rows(table, api::Dialect::kV4, kAccountPattern, kTokens);
}

}  // namespace app
