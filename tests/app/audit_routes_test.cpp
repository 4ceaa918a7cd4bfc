// Every write route against what product.md section 7 says about the audit log. The rows come out
// of the route table, so a route that is added is held to it at once.
#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/routes.h"
#include "doctest/doctest.h"
#include "domain/audit_products.h"
#include "support/access.h"
#include "support/own_schemas.h"

namespace {

using app::Route;
using support::Reply;
using support::Request;
using support::TestService;

const std::string kNoHexId(32, '0');
const std::string kNoUuid = "00000000-0000-0000-0000-000000000000";

std::vector<const Route*> write_routes() {
  std::vector<const Route*> routes;
  for (const Route& route : app::routes()) {
    if (route.access == app::Access::kWrite) routes.push_back(&route);
  }
  return routes;
}

bool has_account(const Route& route) {
  return route.pattern.find("/:account_id") != std::string::npos;
}

// The pattern with the account's id in it, that of the identity provider whose endpoint it is, and
// ids of nothing for all else.
std::string path_of(const Route& route, const std::string& account,
                    const support::Provider& provider) {
  std::string path;
  std::string_view rest = route.pattern;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('/', 1), rest.size());
    const std::string_view segment = rest.substr(0, end);
    rest.remove_prefix(end);
    if (segment.substr(0, 2) != "/:") {
      path += segment;
    } else if (segment == "/:account_id") {
      path += "/" + account;
    } else if (route.permission == auth::Permission::kIdentityProviderScim &&
               segment == "/:identity_provider_id") {
      path += "/" + provider.id;
    } else if (segment == "/:endpoint") {
      path += "/Resources";
    } else {
      http::PathParams params;
      params.add(std::string(segment.substr(2)), kNoHexId);
      path += "/" + (app::has_malformed_id(route, params) ? kNoUuid : kNoHexId);
    }
  }
  return path;
}

class World {
 public:
  // A request by somebody who may do it: a token with one of the permissions, or the operator.
  Request permitted(const Route& route) {
    Request request = by(route, "");
    if (route.permission == auth::Permission::kLocalOperator) {
      request.origin = net::Origin::kControl;
    } else if (route.permission == auth::Permission::kIdentityProviderScim) {
      request.token = provider_.secret;
    } else {
      request.token = token_for(route.permission);
    }
    return request;
  }
  Request by(const Route& route, const std::string& token) {
    Request request;
    request.method = route.method;
    request.target = path_of(route, service.account_id(), provider_);
    if (route.body != app::Body::kNone) request.body = "{}";
    request.token = token;
    return request;
  }

  // What a request left behind.
  std::vector<json::Value> entries_of(const Request& request, Reply& reply) {
    std::vector<json::Value> before = service.audit_entries();
    reply = service.send(request);
    std::vector<json::Value> added;
    for (json::Value& entry : service.audit_entries()) {
      if (std::find(before.begin(), before.end(), entry) == before.end())
        added.push_back(std::move(entry));
    }
    return added;
  }

  World() { support::put_own_schemas(service, service.account_id(), support::kResourceSchemas); }

  support::Access access;
  TestService& service = access.service;

 private:
  std::string token_for(auth::Permission permission) {
    std::string& token = tokens_[permission];
    if (!token.empty()) return token;
    const auto groups = auth::groups_of(permission);
    REQUIRE_FALSE(groups.empty());
    token = service.make_token(service.account_id(), "permitted", {std::string(groups.front())});
    return token;
  }

  std::map<auth::Permission, std::string> tokens_;
  support::Provider provider_ = access.make_with_scim();
};

void check_refusal(const std::vector<json::Value>& added, const Route& route, const Reply& reply) {
  REQUIRE(added.size() == 1);
  const json::Value& entry = added.front();
  CHECK(entry.string_or("id", "") == reply.request_id());
  CHECK(entry.integer_or("refused", 0) == reply.status);
  CHECK(entry.string_or("what", "") == route.audit_description);
  CHECK(entry.string_or("on", "") == route.audit_type);
  CHECK(entry.string_or("method", "") == route.method);
}

std::string name_of(const Route& route) {
  return std::string(route.method) + " " + route.pattern + " (" + route.doc + ")";
}

}  // namespace

TEST_CASE("audit routes: every write says what it is called and what it is about") {
  for (const Route* route : write_routes()) {
    CAPTURE(name_of(*route));
    CHECK_FALSE(route->audit_description.empty());
    CHECK_FALSE(route->audit_type.empty());
    CHECK(domain::has_audit_product(route->audit_type));
  }
}

TEST_CASE("audit routes: a write without the permission leaves one entry, 403 (product.md 7)") {
  for (const Route* route : write_routes()) {
    if (!has_account(*route) || route->permission == auth::Permission::kAnyToken) continue;
    CAPTURE(name_of(*route));
    World world;
    const std::string token =
        world.service.make_token(world.service.account_id(), "weak", {"Billing Read"});
    Reply reply;
    const auto added = world.entries_of(world.by(*route, token), reply);
    CHECK(reply.status == 403);
    check_refusal(added, *route, reply);
  }
}

TEST_CASE("audit routes: a write that is refused after the permission leaves one entry (7)") {
  for (const Route* route : write_routes()) {
    if (!has_account(*route)) continue;
    // Nothing refuses to delete an account to whom it is permitted.
    if (route->method == "DELETE" && route->pattern.ends_with("/:account_id")) continue;
    // 501 for a token that is no user's, which is no refusal.
    if (route->method == "DELETE" && route->pattern.ends_with("/Me")) continue;
    CAPTURE(name_of(*route));
    World world;
    Request request = world.permitted(*route);
    if (route->body != app::Body::kNone) request.body = "{";
    Reply reply;
    const auto added = world.entries_of(request, reply);
    CAPTURE(reply.body);
    CHECK(reply.status >= 400);
    CHECK(reply.status < 500);
    check_refusal(added, *route, reply);
  }
}

TEST_CASE("audit routes: what fails before the permission leaves no entry (product.md 7)") {
  for (const Route* route : write_routes()) {
    if (!has_account(*route)) continue;
    CAPTURE(name_of(*route));
    World world;
    const Request good = world.permitted(*route);
    const std::string stranger = world.service.make_scim_token(world.service.make_account("Other"));
    Request no_token = world.by(*route, "");
    Request unknown = world.by(*route, std::string(53, 'x'));
    Request other_account = world.by(*route, stranger);
    Request other_method = good;
    other_method.method = "TRACE";
    Request other_path = good;
    other_path.target += "/nothing/here/at/all";
    Request other_media = good;
    other_media.fields.emplace_back("Content-Type", "text/plain");
    struct Case {
      const char* what;
      const Request& request;
      std::vector<int> statuses;
    };
    const Case cases[] = {
        {"no token", no_token, {400, 401}},        {"unknown token", unknown, {401, 403}},
        {"another account", other_account, {404}}, {"another method", other_method, {405}},
        {"another path", other_path, {404}},       {"another media type", other_media, {415}},
    };
    for (const Case& c : cases) {
      CAPTURE(c.what);
      Reply reply;
      const auto added = world.entries_of(c.request, reply);
      CAPTURE(reply.body);
      CHECK(std::find(c.statuses.begin(), c.statuses.end(), reply.status) != c.statuses.end());
      CHECK(added.empty());
    }
    const std::size_t before = world.service.count_audit();
    world.service.begin_tick();
    world.service.service().refuse({413, "Too much.", route->method, good.target, "192.0.2.1"});
    CHECK_FALSE(world.service.service().has_uncommitted());
    world.service.end_tick();
    CHECK(world.service.count_audit() == before);
  }
}

TEST_CASE("audit routes: a write that took effect leaves one entry, one without effect none (7)") {
  TestService service;
  const std::string scim = "/client/v4/accounts/" + service.account_id() + "/scim/v2";
  const std::string account = "/client/v4/accounts/" + service.account_id();
  const auto id_of = [](const Reply& reply) {
    const json::Value answer = reply.json();
    const json::Value* result = answer.find("result");
    return std::string((result ? *result : answer).string_or("id", ""));
  };
  const std::string user = R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],)";
  const std::string group = R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],)";
  const std::string patch =
      R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[)";
  const std::string ada = id_of(service.scim("POST", "/Users", user + R"("userName":"ada"})"));
  const std::string team =
      id_of(service.scim("POST", "/Groups", group + R"("displayName":"Team"})"));
  Request operators{"POST", account + "/tokens", R"({"name":"t","policies":[]})"};
  operators.origin = net::Origin::kControl;
  const std::string token = id_of(service.send(operators));

  struct Row {
    const char* method;
    std::string target;
    std::string body;
    const char* description;
    const char* action;
    const char* type;
    bool by_operator = false;
    bool takes_effect_again = false;
  };
  const Row rows[] = {
      {"POST", scim + "/Users", user + R"("userName":"bob"})", "Create SCIM User", "create",
       "scim_user"},
      {"PATCH", scim + "/Users/" + ada, patch + R"({"op":"add","path":"title","value":"x"}]})",
       "Update SCIM User", "update", "scim_user"},
      {"PUT", scim + "/Users/" + ada, user + R"("userName":"ada","title":"y"})",
       "Replace SCIM User", "update", "scim_user"},
      {"POST", scim + "/Groups", group + R"("displayName":"Other"})", "Create SCIM Group", "create",
       "scim_group"},
      {"PATCH", scim + "/Groups/" + team,
       patch + R"({"op":"add","path":"members","value":[{"value":")" + ada + R"("}]}]})",
       "Update SCIM Group", "update", "scim_group"},
      {"PUT", scim + "/Groups/" + team, group + R"("displayName":"Team 2","members":[]})",
       "Replace SCIM Group", "update", "scim_group"},
      {"DELETE", scim + "/Groups/" + team, "", "Delete SCIM Group", "delete", "scim_group"},
      {"DELETE", scim + "/Users/" + ada, "", "Delete SCIM User", "delete", "scim_user"},
      {"POST", account + "/tokens", R"({"name":"u","policies":[]})", "Create API Token", "create",
       "api_token", true, true},
      {"PUT", account + "/tokens/" + token, R"({"name":"t","policies":[],"status":"disabled"})",
       "Update API Token", "update", "api_token", true},
      {"PUT", account + "/tokens/" + token + "/value", "{}", "Roll API Token", "update",
       "api_token", true, true},
      {"DELETE", account + "/tokens/" + token, "", "Delete API Token", "delete", "api_token", true},
      {"PUT", account + "/scim/settings", R"({"patch_status":204})", "Update Account", "update",
       "account", true},
  };
  for (const Row& row : rows) {
    Request request{row.method, row.target, row.body};
    if (row.by_operator) {
      request.origin = net::Origin::kControl;
    } else {
      request.token = service.token();
    }
    const std::size_t before = service.count_audit();
    const Reply reply = service.send(request);
    INFO(std::string(row.method), " ", row.target, "\n", reply.body);
    CHECK(reply.status / 100 == 2);
    REQUIRE(service.count_audit() == before + 1);
    const json::Value entry = service.audit_entries().back();
    CHECK(entry.string_or("id", "") == reply.request_id());
    CHECK(entry.string_or("what", "") == row.description);
    CHECK(entry.string_or("type", "") == row.action);
    CHECK(entry.string_or("on", "") == row.type);
    CHECK(entry.integer_or("status", 0) == reply.status);
    CHECK_FALSE(entry.find("refused"));
    // Once more: what changes nothing leaves nothing, what is refused now leaves its refusal.
    const Reply again = service.send(request);
    INFO(again.body);
    const bool leaves_one = again.status >= 400 || row.takes_effect_again;
    CHECK(service.count_audit() == before + (leaves_one ? 2 : 1));
  }
  CHECK(service.verify() == "");
}
