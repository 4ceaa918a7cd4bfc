// Accounts and the user who asks, at wire level (cloudflare.md section 11).
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
  World() : account(service.account_id()) {
    user = std::string(
        service.scim("GET", "/Users").json().find("Resources")->as_array()[0].string_or("id", ""));
    json::Array groups;
    for (const auto& group : domain::permission_groups())
      groups.push_back(json::Object{{"id", group.id}});
    json::Object resources{{"com.cloudflare.api.account.*", "*"},
                           {"com.cloudflare.api.user." + user, "*"}};
    json::Object policy{{"effect", "allow"},
                        {"permission_groups", std::move(groups)},
                        {"resources", std::move(resources)}};
    json::Object body{{"name", "admin"}, {"user", "admin@scimd.test"}};
    body.set("policies", json::Array{std::move(policy)});
    Request request{"POST", "/client/v4/accounts/" + account + "/tokens",
                    json::write(json::Value(body))};
    request.origin = net::Origin::kControl;
    admin = result(service.send(request)).string_or("value", "");
  }
  static json::Value result(const Reply& reply) {
    REQUIRE_MESSAGE(reply.status == 200, reply.body);
    return *reply.json().find("result");
  }
  Reply send(const char* method, const std::string& suffix, const std::string& body = {}) {
    return service.send({method, "/client/v4" + suffix, body, admin});
  }
  std::size_t entries_of(std::uint32_t realm) {
    std::size_t count = 0;
    store::Txn txn = service.store().env().begin_read();
    store::Cursor cursor(txn, store::Db::kAudit);
    const std::string prefix = store::realm_prefix(base::Realm{realm});
    for (auto row = cursor.seek(prefix); row && row->key.starts_with(prefix); row = cursor.next())
      ++count;
    return count;
  }

  TestService service;
  std::string account;
  std::string user;
  std::string admin;
};

}  // namespace

TEST_CASE("account: made by a user, who is its Super Administrator, and audited outside accounts") {
  World world;
  const std::size_t outside = world.entries_of(0);
  Request request{"POST", "/client/v4/accounts", R"({"name":"New","type":"standard"})",
                  world.admin};
  request.fields = {{"Idempotency-Key", "1"}};
  const json::Value made = World::result(world.service.send(request));
  CHECK(world.entries_of(0) == outside + 1);
  CHECK(made.string_or("type", "") == "standard");
  const std::string id(made.string_or("id", ""));
  CHECK(json::write(World::result(world.send("GET", "/accounts/" + id))) == json::write(made));
  const Reply users = world.send("GET", "/accounts/" + id + "/scim/v2/Users");
  CHECK(users.body.find("\"userName\":\"admin@scimd.test\"") != std::string::npos);
  CHECK(world.send("POST", "/accounts", R"({"name":"x","type":"other"})").status == 400);
  CHECK(world.send("POST", "/accounts", R"({"name":""})").status == 400);
  // Only the operator chooses ids.
  CHECK(World::result(world.send("POST", "/accounts",
                                 R"({"name":"y","id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})"))
            .string_or("id", "") != std::string(32, 'a'));
  CHECK(world.service.verify() == "");
}

TEST_CASE("account: the list has those that are visible, by name, in pages (section 3)") {
  World world;
  for (int i = 0; i < 6; ++i) world.service.make_account("n" + std::to_string(i));
  const auto names = [&](const std::string& query) {
    std::string text;
    const json::Value page = World::result(world.send("GET", "/accounts" + query));
    for (const json::Value& each : page.as_array())
      text += std::string(each.string_or("name", "")) + " ";
    return text;
  };
  CHECK(names("") == "Test n0 n1 n2 n3 n4 n5 ");
  CHECK(names("?direction=desc&per_page=5") == "n5 n4 n3 n2 n1 ");
  CHECK(names("?per_page=5&page=2") == "n4 n5 ");
  CHECK(names("?name=n3") == "n3 ");
  CHECK(names("?name=N3").empty());
}

TEST_CASE("account: PUT changes name and settings, and never the type (section 11)") {
  World world;
  const std::string path = "/accounts/" + world.account;
  const json::Value put = World::result(
      world.send("PUT", path,
                 R"({"id":"x","name":"Renamed","type":"enterprise","settings":)"
                 R"({"abuse_contact_email":"abuse@e.com","enforce_twofactor":true}})"));
  CHECK(put.string_or("name", "") == "Renamed");
  CHECK(put.find("settings")->string_or("abuse_contact_email", "") == "abuse@e.com");
  CHECK(put.find("settings")->bool_or("enforce_twofactor", false));
  const json::Value again = World::result(world.send("PUT", path, R"({"name":"Renamed"})"));
  CHECK(json::write(again) == json::write(put));
  const json::Value cleared = World::result(
      world.send("PUT", path, R"({"name":"Renamed","settings":{"abuse_contact_email":null}})"));
  CHECK(cleared.find("settings")->find("abuse_contact_email")->is_null());
  const struct {
    const char* body;
    const char* pointer;
  } cases[] = {
      {R"({})", "/name"},
      {R"({"name":"n","type":"standard"})", "/type"},
      {R"({"name":"n","settings":[]})", "/settings"},
      {R"({"name":"n","settings":{"enforce_twofactor":"yes"}})", "/settings/enforce_twofactor"},
      {R"({"name":"n","settings":{"abuse_contact_email":"x"}})", "/settings/abuse_contact_email"},
  };
  for (const auto& each : cases) {
    CAPTURE(each.body);
    const Reply reply = world.send("PUT", path, each.body);
    CHECK(reply.status == 400);
    CHECK(reply.body.find(std::string(R"("pointer":")") + each.pointer + '"') != std::string::npos);
  }
  CHECK(world.send("PUT", path, R"({"name":"n","type":"standard"})")
            .body.find("account type is not supported") != std::string::npos);
}

TEST_CASE("account: DELETE takes everything with it and is told outside accounts (section 11)") {
  World world;
  const std::string other = world.service.make_account("two");
  const std::string before = world.service.dump_state();
  const std::string id = world.service.make_account("gone");
  const std::string scim = world.service.make_scim_token(id);
  const std::string path = "/client/v4/accounts/" + id;
  for (int i = 0; i < 30; ++i) {
    const Reply made = world.service.send(
        {"POST", path + "/scim/v2/Users",
         R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"u)" +
             std::to_string(i) + R"(@e.com"})",
         scim});
    REQUIRE_MESSAGE(made.status == 201, made.body);
    const std::string user(made.json().string_or("id", ""));
    const Reply group = world.service.send(
        {"POST", path + "/scim/v2/Groups",
         R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"g)" +
             std::to_string(i) + R"(","members":[{"value":")" + user + R"("}]})",
         scim});
    REQUIRE_MESSAGE(group.status == 201, group.body);
  }
  const std::size_t outside = world.entries_of(0);
  CHECK(World::result(world.send("DELETE", "/accounts/" + id)).string_or("id", "") == id);
  CHECK(world.entries_of(0) == outside + 1);
  CHECK(world.entries_of(3) == 0);
  for (int i = 0; i < 10; ++i) {  // its rows go slice by slice, in the ticks that follow
    world.service.begin_tick();
    REQUIRE(world.service.commit());
    world.service.end_tick();
  }
  CHECK(world.service.dump_state() == before);
  CHECK(world.service.verify() == "");
  CHECK(world.send("GET", "/accounts/" + id).status == 404);
  CHECK(world.service.send({"GET", path + "/scim/v2/Users", "", scim}).status == 401);
  CHECK(world.service.send({"GET", "/client/v4/accounts/" + other, "", world.admin}).status == 200);
}

TEST_CASE("user: GET /user is the SCIM User who asks, PATCH changes both views (section 11)") {
  World world;
  const json::Value user = World::result(world.send("GET", "/user"));
  CHECK(user.string_or("id", "") == world.user);
  CHECK(user.string_or("email", "") == "admin@scimd.test");
  CHECK(user.string_or("first_name", "") == "Sandbox");
  CHECK(user.find("country")->is_null());
  CHECK(user.find("organizations")->as_array()[0].string_or("status", "") == "member");
  const json::Value patched = World::result(world.send(
      "PATCH", "/user",
      R"({"first_name":"Ada","country":"GB","telephone":"+44 1","zipcode":"N1","betas":7})"));
  CHECK(patched.string_or("first_name", "") == "Ada");
  CHECK(patched.string_or("last_name", "") == "Admin");
  CHECK(patched.string_or("country", "") == "GB");
  const json::Value scim = world.service.scim("GET", "/Users/" + world.user).json();
  CHECK(scim.find("name")->string_or("givenName", "") == "Ada");
  CHECK(scim.find("name")->string_or("formatted", "") == "Ada Admin");
  CHECK(scim.string_or("displayName", "") == "Ada Admin");
  const json::Value cleared = World::result(
      world.send("PATCH", "/user", R"({"first_name":null,"last_name":null,"country":null})"));
  CHECK(cleared.find("first_name")->is_null());
  CHECK(cleared.find("country")->is_null());
  CHECK(cleared.string_or("telephone", "") == "+44 1");
  const std::string before = world.service.dump_state();
  for (const std::string& body :
       {std::string("[]"), std::string(R"({"first_name":1})"),
        R"({"first_name":")" + std::string(61, 'x') + R"("})",
        R"({"country":")" + std::string(31, 'x') + R"("})", std::string(R"({"zipcode":"a\nb"})")}) {
    CAPTURE(body);
    CHECK(world.send("PATCH", "/user", body).status == 400);
  }
  CHECK(world.service.dump_state() == before);
  CHECK(world.service.verify() == "");
}

TEST_CASE("user: writes of a user stand in the audit log of the account they live in (section 7)") {
  World world;
  const std::size_t own = world.entries_of(1);
  const std::size_t outside = world.entries_of(0);
  CHECK(world.send("PATCH", "/user", R"({"first_name":"Ada"})").status == 200);
  CHECK(world.entries_of(1) == own + 1);
  const json::Value entry = world.service.audit_entries().back();
  CHECK(json::write(entry).find("Update User") != std::string::npos);
  CHECK(world.send("PATCH", "/user", R"({"first_name":1})").status == 400);
  CHECK(world.entries_of(1) == own + 2);
  CHECK(world.entries_of(0) == outside);
}
