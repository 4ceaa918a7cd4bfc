#include "api/tokens/tokens.h"
#include "app/route_tables.h"

namespace app {
namespace {

using auth::Permission;
using auth::Schemes;

// What both levels are served with; the paths with a name come before those with an id.
struct TokenVerb {
  std::string_view method;
  std::string_view suffix;
  Permission of_account;
  Permission of_user;
  Body body;
  api::Handler handler;
  std::string_view audit_description;
  std::string_view doc;
};
constexpr TokenVerb kTokens[] = {
    {"GET", "/tokens/verify", Permission::kTokenVerify, Permission::kUserTokenVerify, Body::kNone,
     api::tokens::verify_token, "", "whether the token that asks is valid"},
    {"GET", "/tokens/permission_groups", Permission::kTokensRead, Permission::kUserTokensRead,
     Body::kNone, api::tokens::list_permission_groups, "", "what a token can be given"},
    {"GET", "/tokens", Permission::kTokensRead, Permission::kUserTokensRead, Body::kNone,
     api::tokens::list_tokens, "", "API tokens"},
    {"POST", "/tokens", Permission::kTokensWrite, Permission::kUserTokensWrite, Body::kJson,
     api::tokens::create_token, "Create API Token", "make a token; its value is shown once"},
    {"GET", "/tokens/:token_id", Permission::kTokensRead, Permission::kUserTokensRead, Body::kNone,
     api::tokens::get_token, "", "one token"},
    {"PUT", "/tokens/:token_id", Permission::kTokensWrite, Permission::kUserTokensWrite,
     Body::kJson, api::tokens::update_token, "Update API Token", "replace what a token says"},
    {"PUT", "/tokens/:token_id/value", Permission::kTokensWrite, Permission::kUserTokensWrite,
     Body::kOptionalJson, api::tokens::roll_token, "Roll API Token",
     "a new value for the same token"},
    {"DELETE", "/tokens/:token_id", Permission::kTokensWrite, Permission::kUserTokensWrite,
     Body::kNone, api::tokens::delete_token, "Delete API Token", "delete a token"},
};

}  // namespace

void add_token_routes(std::vector<Route>& table) {
  for (const TokenVerb& verb : kTokens) {
    const std::string_view type = verb.audit_description.empty() ? "" : "api_token";
    for (const bool of_user : {false, true}) {
      const V4Row row{verb.method, verb.suffix,  of_user ? verb.of_user : verb.of_account,
                      verb.body,   verb.handler, verb.audit_description,
                      type,        verb.doc,     Schemes::kBearer};
      add_rows(table, api::Dialect::kV4, of_user ? kUserPattern : kAccountPattern, {&row, 1});
    }
  }
}

}  // namespace app
