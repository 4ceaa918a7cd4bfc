// The table of product.md section 5, over the whole pipeline.
#include <string>

#include "doctest/doctest.h"
#include "domain/permissions.h"
#include "json/write.h"
#include "support/test_service.h"

namespace {

using support::Reply;
using support::Request;
using support::TestService;

struct World {
  World() : account(service.account_id()), other(service.make_account("two")) {}

  // A token of the first account; `body` is merged into the request that makes it.
  json::Value make(json::Object body) {
    if (!body.find("name")) body.set("name", "token");
    if (!body.find("policies"))
      body.set("policies", json::Array{policy("allow", "SCIM Provisioning", account)});
    Request request{"POST", "/client/v4/accounts/" + account + "/tokens",
                    json::write(json::Value(body))};
    request.origin = net::Origin::kControl;
    Reply reply = service.send(request);
    REQUIRE_MESSAGE(reply.status == 200, reply.body);
    return *reply.json().find("result");
  }
  static json::Value policy(const char* effect, std::string_view permission,
                            const std::string& account_id) {
    json::Array groups{json::Object{{"id", domain::find_permission_group_by_name(permission)->id}}};
    return json::Object{
        {"effect", effect},
        {"permission_groups", std::move(groups)},
        {"resources", json::Object{{"com.cloudflare.api.account." + account_id, "*"}}}};
  }
  Reply get(const std::string& token, const std::string& account_id,
            const char* address = "192.0.2.1") {
    Request request{"GET", "/client/v4/accounts/" + account_id + "/scim/v2/Users"};
    request.token = token;
    request.address = address;
    return service.send(request);
  }
  Reply get_with(const std::string& authorization) {
    Request request{"GET", "/client/v4/accounts/" + account + "/scim/v2/Users"};
    request.fields.emplace_back("Authorization", authorization);
    return service.send(request);
  }
  void set_status(const json::Value& token, const char* status) {
    json::Object body{{"name", "token"}, {"status", status}};
    body.set("policies", *token.find("policies"));
    operate("PUT", "/" + std::string(token.string_or("id", "")), json::write(body));
  }
  void operate(const char* method, const std::string& suffix, const std::string& body) {
    Request request{method, "/client/v4/accounts/" + account + "/tokens" + suffix, body};
    request.origin = net::Origin::kControl;
    REQUIRE(service.send(request).status == 200);
  }

  TestService service;
  std::string account;
  std::string other;
};

std::string value_of(const json::Value& token) { return std::string(token.string_or("value", "")); }
std::string id_of(const json::Value& token) { return std::string(token.string_or("id", "")); }

}  // namespace

TEST_CASE(
    "authentication: without a usable token SCIM answers 401 with WWW-Authenticate and a SCIM "
    "Error") {
  World world;
  const std::string good = value_of(world.make({}));
  for (const std::string& authorization :
       {std::string("Bearer"), std::string("Bearer x"), "Basic " + good,
        "Bearer " + good.substr(0, good.size() - 1), "Bearer " + good + "x",
        "Bearer " + std::string(90, 'a'), "Bearer " + good + " x", "bearer" + good,
        "Bearer " + std::string(50, '!')}) {
    CAPTURE(authorization);
    const Reply reply = world.get_with(authorization);
    CHECK(reply.status == 401);
    CHECK(reply.field("WWW-Authenticate").rfind("Bearer", 0) == 0);
    CHECK(reply.json().string_or("status", "") == "401");
    CHECK(reply.body.find(good) == std::string::npos);
  }
  CHECK(world.get("", world.account).status == 401);
  CHECK(world.get(good, world.account).status == 200);
  CHECK(world.get_with("bearer " + good).status ==
        200);  // the scheme is case-insensitive (RFC 9110 11.1)
}

TEST_CASE("authentication: a token is judged on every request by its state, times and addresses") {
  World world;
  const json::Value token = world.make({});
  const std::string value = value_of(token);
  CHECK(world.get(value, world.account).status == 200);

  world.set_status(token, "disabled");
  CHECK(world.get(value, world.account).status == 401);
  world.set_status(token, "active");
  CHECK(world.get(value, world.account).status == 200);
  world.operate("PUT", "/" + id_of(token) + "/value", "{}");
  CHECK(world.get(value, world.account).status == 401);

  // The virtual clock stands at 2026-01-01.
  CHECK(world.get(value_of(world.make({{"expires_on", "2026-01-01T00:00:00Z"}})), world.account)
            .status == 401);
  CHECK(world.get(value_of(world.make({{"not_before", "2026-01-02T00:00:00Z"}})), world.account)
            .status == 401);
  const std::string soon = value_of(world.make({{"expires_on", "2026-01-01T00:01:00Z"}}));
  CHECK(world.get(soon, world.account).status == 200);
  world.service.clock().advance_us(61'000'000);
  CHECK(world.get(soon, world.account).status == 401);

  const json::Object ranges{{"in", json::Array{"192.0.2.0/24"}},
                            {"not_in", json::Array{"192.0.2.66"}}};
  const std::string inside =
      value_of(world.make({{"condition", json::Object{{"request_ip", ranges}}}}));
  CHECK(world.get(inside, world.account, "192.0.2.1").status == 200);
  CHECK(world.get(inside, world.account, "192.0.2.66").status == 403);
  CHECK(world.get(inside, world.account, "198.51.100.1").status == 403);
}

TEST_CASE("authorisation: explicit deny beats allow, and nothing is allowed by default") {
  World world;
  const auto status = [&](json::Array policies) {
    return world.get(value_of(world.make({{"policies", std::move(policies)}})), world.account)
        .status;
  };
  const auto allow = [&](std::string_view permission) {
    return World::policy("allow", permission, world.account);
  };
  const auto deny = [&](std::string_view permission) {
    return World::policy("deny", permission, world.account);
  };
  CHECK(status({allow("SCIM Provisioning")}) == 200);
  CHECK(status({allow("Account Settings Read")}) == 200);
  CHECK(status({}) == 403);
  CHECK(status({allow("Billing Read")}) == 403);
  CHECK(status({allow("SCIM Provisioning"), deny("SCIM Provisioning")}) == 403);
  CHECK(status({deny("SCIM Provisioning"), allow("SCIM Provisioning")}) == 403);
  CHECK(status({World::policy("allow", "SCIM Provisioning", "*")}) == 200);
  CHECK(status({World::policy("allow", "SCIM Provisioning", "*"), deny("SCIM Provisioning")}) ==
        403);
}

TEST_CASE("authorisation: Account Settings Read may read and not write (cloudflare.md section 2)") {
  World world;
  const std::string token = value_of(world.make(
      {{"policies", json::Array{World::policy("allow", "Account Settings Read", world.account)}}}));
  Request request{
      "POST", "/client/v4/accounts/" + world.account + "/scim/v2/Users",
      R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a@b.c"})", token};
  CHECK(world.service.send(request).status == 403);
  CHECK(world.get(token, world.account).status == 200);
}

TEST_CASE("authorisation: another account answers exactly like one that does not exist") {
  World world;
  const std::string token = value_of(world.make({}));
  const Reply other = world.get(token, world.other);
  const Reply unknown = world.get(token, std::string(32, 'e'));
  const Reply malformed = world.get(token, "nonsense");
  CHECK(other.status == 404);
  CHECK(other.body == unknown.body);
  CHECK(other.body == malformed.body);
  CHECK(other.field("Content-Type") == unknown.field("Content-Type"));
  // A token that is itself not valid answers first, whatever the account.
  CHECK(world.get(token + "0", std::string(32, 'e')).status == 401);
}

TEST_CASE("token: a user-owned token ends with its owner's membership, on every account") {
  World world;
  const Reply made = world.service.scim(
      "POST", "/Users",
      R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"jane@e.com"})");
  REQUIRE_MESSAGE(made.status == 201, made.body);
  const std::string id(made.json().string_or("id", ""));
  const std::string token = value_of(
      world.make({{"user", "jane@e.com"},
                  {"policies", json::Array{World::policy("allow", "SCIM Provisioning", "*")}}}));
  CHECK(world.get(token, world.account).status == 200);
  CHECK(world.get(token, world.other).status == 200);
  const auto set_active = [&](const char* value) {
    world.service.scim(
        "PATCH", "/Users/" + id,
        std::string(R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],)"
                    R"("Operations":[{"op":"replace","path":"active","value":)") +
            value + "}]}");
  };
  set_active("false");
  CHECK(world.get(token, world.account).status == 401);
  CHECK(world.get(token, world.other).status == 401);
  set_active("true");
  CHECK(world.get(token, world.other).status == 200);
  world.service.scim("DELETE", "/Users/" + id);
  CHECK(world.get(token, world.other).status == 401);
}

TEST_CASE(
    "token: a member of the wrong type is refused, for read as absent it would leave out a "
    "restriction") {
  World world;
  for (const char* more :
       {R"("expires_on":123)", R"("not_before":false)", R"("condition":[])",
        R"("condition":{"request_ip":"192.0.2.1"})",
        R"("condition":{"request_ip":{"in":"192.0.2.1"}})",
        R"("condition":{"request_ip":{"in":[1]}})", R"("user":7)", R"("value":7)",
        R"("user":"nobody@e.com")", R"("expires_on":"tomorrow")"}) {
    CAPTURE(more);
    Request request{"POST", "/client/v4/accounts/" + world.account + "/tokens",
                    std::string(R"({"name":"t","policies":[],)") + more + "}"};
    request.origin = net::Origin::kControl;
    CHECK(world.service.send(request).status == 400);
  }
}
