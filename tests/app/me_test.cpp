// "/Me" (RFC 7644 3.11), and what HEAD, If-None-Match and the attributes parameters do to any
// answer (RFC 9110 9.3.2, 13.1.2; RFC 7644 3.9).
#include "doctest/doctest.h"
#include "domain/permissions.h"
#include "json/write.h"
#include "support/access.h"
#include "support/test_service.h"

using support::Access;
using support::group_body;
using support::Reply;
using support::Request;
using support::TestService;
using support::user_body;

namespace {

const std::string kEnterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

std::string patch_data(const std::string& path, const std::string& value) {
  return R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[)"
         R"({"op":"replace","path":")" +
         path + R"(","value":)" + value + "}]}";
}

struct World {
  World() {
    ada = Access::id_of(service.scim(
        "POST", "/Users",
        user_body("ada@example.com", R"(,"emails":[{"value":"ada@example.com"}],"title":"Dr",)"
                                     R"("name":{"givenName":"Ada","familyName":"L"},")" +
                                         kEnterprise +
                                         R"(":{"department":"R","costCenter":"1"})")));
    token = user_token("ada@example.com", {"SCIM Provisioning"});
  }
  std::string user_token(const std::string& email, const std::vector<std::string>& permissions,
                         std::string account = {}) {
    if (account.empty()) account = service.account_id();
    json::Array groups;
    for (const std::string& name : permissions)
      groups.push_back(json::Object{{"id", domain::find_permission_group_by_name(name)->id}});
    json::Object everywhere{{"com.cloudflare.api.account.*", "*"}};
    json::Object policy{{"effect", "allow"},
                        {"permission_groups", std::move(groups)},
                        {"resources", std::move(everywhere)}};
    Request request{"POST", "/client/v4/accounts/" + account + "/tokens",
                    json::write(json::Object{
                        {"name", "t"}, {"user", email}, {"policies", json::Array{policy}}})};
    request.origin = net::Origin::kControl;
    const Reply reply = service.send(request);
    REQUIRE_MESSAGE(reply.status == 200, reply.body);
    return std::string(reply.json().find("result")->string_or("value", ""));
  }
  Reply me(std::string_view method, const std::string& query = {}, const std::string& body = {}) {
    Request request = service.scim_request(method, "/Me" + query, body);
    request.token = token;
    return service.send(request);
  }
  std::string location() const {
    return "http://scimd.test/client/v4/accounts/" + service.account_id() + "/scim/v2/Users/" + ada;
  }

  TestService service;
  std::string ada;
  std::string token;
};

}  // namespace

TEST_CASE("Me: the user behind the token, with the permanent location (RFC 7644 3.11)") {
  World world;
  const Reply got = world.me("GET");
  CHECK(got.status == 200);
  CHECK(got.body == world.service.scim("GET", "/Users/" + world.ada).body);
  CHECK(got.field("Location") == world.location());
  CHECK(got.json().find("meta")->string_or("location", "") == world.location());

  const Reply patched = world.me("PATCH", "", patch_data("title", "\"Countess\""));
  CHECK(patched.status == 200);
  CHECK(patched.field("Location") == world.location());
  const Reply put = world.me("PUT", "?attributes=userName",
                             user_body("ada@example.com", R"(,"displayName":"Ada")"));
  CHECK(put.status == 200);
  CHECK(put.field("Location") == world.location());
  CHECK(put.json().find("displayName") == nullptr);
  const json::Value ada = world.service.scim("GET", "/Users/" + world.ada).json();
  CHECK(ada.string_or("displayName", "") == "Ada");
  CHECK(world.service.audit_entries().back().string_or("on_id", "") == world.ada);

  Request conditional = world.service.scim_request("GET", "/Me");
  conditional.token = world.token;
  conditional.fields.emplace_back("If-None-Match", put.field("ETag"));
  const Reply unchanged = world.service.send(conditional);
  CHECK(unchanged.status == 304);
  CHECK(unchanged.field("Location") == world.location());

  const Reply gone = world.me("DELETE");
  CHECK(gone.status == 204);
  CHECK(gone.field("Location") == world.location());
  CHECK(world.service.scim("GET", "/Users/" + world.ada).status == 404);
  CHECK(world.me("GET").status == 401);  // the user's token went with them
  CHECK(world.service.verify() == "");
}

TEST_CASE("Me: 501 for whoever is nobody here, and for POST (RFC 7644 3.11)") {
  World world;
  const auto is_501 = [](const Reply& reply) {
    CHECK(reply.status == 501);
    CHECK(reply.json().find("schemas")->as_array()[0].as_string() ==
          "urn:ietf:params:scim:api:messages:2.0:Error");
    CHECK(reply.json().string_or("status", "") == "501");
  };
  const std::string before = world.service.dump_state();
  for (const char* method : {"GET", "PUT", "PATCH", "DELETE", "POST"}) {
    CAPTURE(method);
    is_501(world.service.scim(method, "/Me", "{}"));  // a token that the account owns
  }
  is_501(world.me("POST", "", user_body("x")));
  // Another account, which the token may read, has no such user.
  const std::string other = world.service.make_account("two");
  Request elsewhere = world.service.scim_request("GET", "/Me");
  elsewhere.target = "/client/v4/accounts/" + other + "/scim/v2/Me";
  elsewhere.token = world.token;
  is_501(world.service.send(elsewhere));
  CHECK(world.service.scim("GET", "/Users/" + world.ada).status == 200);

  Access access;
  const support::Provider provider = access.make_with_scim();
  is_501(access.scim(provider, "GET", "/Me"));
}

TEST_CASE("Me: asks for the permission that the same verb asks for at /Users (product.md 5)") {
  World world;
  world.token = world.user_token("ada@example.com", {"Account Settings Read"});
  CHECK(world.me("GET").status == 200);
  CHECK(world.me("PATCH", "", patch_data("title", "\"x\"")).status == 403);
  CHECK(world.me("PUT", "", user_body("x")).status == 403);
  CHECK(world.me("DELETE").status == 403);
  CHECK(world.me("POST", "", user_body("x")).status == 403);
}

TEST_CASE("HEAD: every GET of SCIM, without the body (RFC 9110 9.3.2)") {
  World world;
  const std::string group = Access::id_of(world.service.scim("POST", "/Groups", group_body("G")));
  for (const std::string& suffix :
       {std::string("/Users"), "/Users/" + world.ada, "/Users/" + world.ada + "?attributes=id",
        std::string("/Users?filter=title%20co%20%22r%22"), "/Groups/" + group,
        std::string("/Groups"), std::string("/ServiceProviderConfig"), std::string("/Schemas"),
        std::string("/ResourceTypes"), std::string("/ResourceTypes/User"), std::string("/Me"),
        std::string("/Users/") + std::string(32, '0'), std::string("/Users?filter=x")}) {
    CAPTURE(suffix);
    const Reply got = world.service.scim("GET", suffix);
    const Reply head = world.service.scim("HEAD", suffix);
    CHECK(head.status == got.status);
    CHECK(head.body.empty());
    for (const char* name : {"Content-Length", "Content-Type", "ETag", "Location"})
      CHECK(head.field(name) == got.field(name));
    CHECK(head.field("Content-Length") == std::to_string(got.body.size()));
  }
}

TEST_CASE("HEAD: If-None-Match answers 304 as it does for GET; lists have no version") {
  World world;
  const std::string path = "/Users/" + world.ada;
  const std::string version = world.service.scim("GET", path).field("ETag");
  for (const char* method : {"GET", "HEAD"}) {
    CAPTURE(method);
    Request request = world.service.scim_request(method, path);
    request.fields.emplace_back("If-None-Match", "\"0\", " + version);
    const Reply unchanged = world.service.send(request);
    CHECK(unchanged.status == 304);
    CHECK(unchanged.body.empty());
    CHECK(unchanged.field("ETag") == version);
    request.fields.back().second = "W/\"0\"";
    CHECK(world.service.send(request).status == 200);
    request = world.service.scim_request(method, "/Users");
    request.fields.emplace_back("If-None-Match", "*");
    const Reply list = world.service.send(request);
    CHECK(list.status == 200);
    CHECK(list.field("ETag").empty());
  }
}

TEST_CASE("projection: attributes and excludedAttributes count in every answer (RFC 7644 3.9)") {
  World world;
  const std::string path = "/Users/" + world.ada;
  const std::string core = R"("urn:ietf:params:scim:schemas:core:2.0:User")";
  const std::string both = core + ",\"" + kEnterprise + "\"";
  const std::string own = ",\"" + kEnterprise + R"(":{"department":"R","costCenter":"1"})";
  const std::string body = user_body(
      "ada@example.com", R"(,"title":"Dr","name":{"givenName":"Ada","familyName":"L"})" + own);
  const struct {
    std::string query;
    std::string schemas;
    std::string rest;  // after the id
  } kCases[] = {
      {"attributes=title", core, R"(,"title":"Dr"})"},
      {"attributes=NAME.GIVENNAME,title", core, R"(,"name":{"givenName":"Ada"},"title":"Dr"})"},
      {"attributes=urn:ietf:params:scim:schemas:core:2.0:User:name.familyName", core,
       R"(,"name":{"familyName":"L"}})"},
      {"attributes=" + kEnterprise, both,
       ",\"" + kEnterprise + R"(":{"costCenter":"1","department":"R"}})"},
      {"attributes=" + kEnterprise + ":department", both,
       ",\"" + kEnterprise + R"(":{"department":"R"}})"},
      {"attributes=emails%5Btype%20eq%20%22work%22%5D,nosuch", core, "}"},
      {"attributes=meta.resourceType", core, R"(,"meta":{"resourceType":"User"}})"},
      {"attributes=password,groups.value", core, R"(,"groups":[]})"},
      {"excludedAttributes=id,schemas,userName,name,active,groups,meta," + kEnterprise, core,
       R"(,"title":"Dr"})"},
      {"excludedAttributes=userName,name.familyName,active,groups,title," + kEnterprise +
           ":costCenter,meta",
       both, R"(,"name":{"givenName":"Ada"},")" + kEnterprise + R"(":{"department":"R"}})"},
  };
  REQUIRE(world.service.scim("PUT", path, body).status == 200);
  const std::string patch = patch_data("title", "\"Dr\"");
  for (const auto& row : kCases) {
    CAPTURE(row.query);
    const std::string wanted =
        R"({"schemas":[)" + row.schemas + R"(],"id":")" + world.ada + "\"" + row.rest;
    CHECK(world.service.scim("GET", path + "?" + row.query).body == wanted);
    CHECK(world.service.scim("PUT", path + "?" + row.query, body).body == wanted);
    CHECK(world.service.scim("PATCH", path + "?" + row.query, patch).body == wanted);
    // A create that takes over the inactive user answers with the same id.
    REQUIRE(world.service.scim("PATCH", path, patch_data("active", "false")).status == 200);
    const Reply created = world.service.scim("POST", "/Users?" + row.query, body);
    CHECK(created.status == 201);
    CHECK(created.body == wanted);
    CHECK(created.field("Location") == world.location());
    const Reply listed = world.service.scim(
        "GET", "/Users?filter=userName%20eq%20%22ada@example.com%22&" + row.query);
    CHECK(listed.body.find("\"Resources\":[" + wanted + "]") != std::string::npos);
  }
}

TEST_CASE("projection: members and their parts, also of a PATCH that answers without a body") {
  World world;
  const std::string group = Access::id_of(world.service.scim(
      "POST", "/Groups", group_body("G", R"(,"members":[{"value":")" + world.ada + R"("}])")));
  const std::string head =
      R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":")" + group + "\"";
  const struct {
    const char* query;
    std::string rest;
  } kCases[] = {
      {"attributes=members.value", R"(,"members":[{"value":")" + world.ada + R"("}]})"},
      {"attributes=members.type,MEMBERS.display",
       R"(,"members":[{"type":"User","display":"ada@example.com"}]})"},
      {"excludedAttributes=members,meta", R"(,"displayName":"G"})"},
      {"excludedAttributes=members.%24ref,members.display,members.type,meta",
       R"(,"displayName":"G","members":[{"value":")" + world.ada + R"("}]})"},
  };
  Request settings{"PUT", "/client/v4/accounts/" + world.service.account_id() + "/scim/settings",
                   R"({"patch_status":204})"};
  settings.origin = net::Origin::kControl;
  REQUIRE(world.service.send(settings).status == 200);
  const std::string patch = patch_data("displayName", "\"G\"");
  CHECK(world.service.scim("PATCH", "/Groups/" + group, patch).status == 204);
  for (const auto& row : kCases) {
    CAPTURE(row.query);
    const std::string path = "/Groups/" + group + "?" + row.query;
    CHECK(world.service.scim("GET", path).body == head + row.rest);
    const Reply patched = world.service.scim("PATCH", path, patch);
    CHECK(patched.status == 200);
    CHECK(patched.body == head + row.rest);
  }
}
