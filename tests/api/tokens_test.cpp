// API tokens at wire level (cloudflare.md section 7).
#include <string>

#include "doctest/doctest.h"
#include "domain/permissions.h"
#include "json/read.h"
#include "json/write.h"
#include "support/test_service.h"

namespace {

using support::Reply;
using support::Request;
using support::TestService;

std::string group_id(std::string_view name) {
  return domain::find_permission_group_by_name(name)->id;
}

struct World {
  World() : account(service.account_id()), other(service.make_account("two")) {
    admin_id = std::string(
        service.scim("GET", "/Users").json().find("Resources")->as_array()[0].string_or("id", ""));
    json::Object of_account{{"com.cloudflare.api.account.*", "*"}};
    json::Object of_user{{"com.cloudflare.api.user." + admin_id, "*"}};
    json::Array groups;
    for (const auto& group : domain::permission_groups())
      groups.push_back(json::Object{{"id", group.id}});
    json::Array policies{policy("allow", groups, of_account), policy("allow", groups, of_user)};
    json::Object body{{"name", "admin"}, {"user", "admin@scimd.test"}};
    body.set("policies", std::move(policies));
    Request request{"POST", path("/tokens"), json::write(json::Value(body))};
    request.origin = net::Origin::kControl;
    admin = result(service.send(request)).string_or("value", "");
  }

  static json::Value policy(const char* effect, json::Array groups, json::Object resources) {
    return json::Object{{"effect", effect},
                        {"permission_groups", std::move(groups)},
                        {"resources", std::move(resources)}};
  }
  json::Value allow(std::string_view name) const {
    return policy("allow", {json::Object{{"id", group_id(name)}}},
                  {{"com.cloudflare.api.account." + account, "*"}});
  }
  std::string path(const std::string& suffix) const {
    return "/client/v4/accounts/" + account + suffix;
  }
  Reply send(const char* method, const std::string& target, const std::string& body = {}) {
    return service.send({method, target, body, admin});
  }
  Reply send(const char* method, const std::string& target, const json::Value& body) {
    return send(method, target, json::write(body));
  }
  static json::Value result(const Reply& reply) {
    REQUIRE_MESSAGE(reply.status == 200, reply.body);
    return *reply.json().find("result");
  }
  json::Value make(json::Object body, const std::string& where = {}) {
    if (!body.find("name")) body.set("name", "t");
    if (!body.find("policies")) body.set("policies", json::Array{allow("DNS Read")});
    return result(send("POST", where.empty() ? path("/tokens") : where, json::Value(body)));
  }

  TestService service;
  std::string account;
  std::string other;
  std::string admin_id;
  std::string admin;
};

std::string id_of(const json::Value& value) { return std::string(value.string_or("id", "")); }
const json::Value& error_of(const json::Value& body) { return body.find("errors")->as_array()[0]; }

}  // namespace

TEST_CASE("token: everything is echoed as it was given, and the value comes once (7.1, 7.2)") {
  World world;
  const std::string key = "com.cloudflare.api.account." + world.account;
  const std::string policies = R"([{"effect":"deny","permission_groups":[{"id":")" +
                               group_id("Zone Read") + R"("},{"id":")" + group_id("DNS Read") +
                               R"("}],"resources":{"com.cloudflare.api.account.)"
                               R"(zone.*":"*",")" +
                               key +
                               R"(":{"com.cloudflare.api.account.zone.*":"*"}}},)"
                               R"({"effect":"allow","permission_groups":[{"id":")" +
                               group_id("DNS Write") + R"("}],"resources":{")" + key +
                               R"(":"*"}}])";
  const Reply made = world.send(
      "POST", world.path("/tokens"),
      R"({"name":"in full","policies":)" + policies +
          R"(,"condition":{"request.ip":{"not_in":["192.0.2.9"],"in":["192.0.2.0/24"]}},)"
          R"("not_before":"2018-07-01T05:20:00Z","expires_on":"2199-01-01T01:00:00+01:00"})");
  const json::Value token = World::result(made);
  CHECK(token.string_or("value", "").starts_with("cfat_"));
  CHECK(token.string_or("not_before", "") == "2018-07-01T05:20:00Z");
  CHECK(token.string_or("expires_on", "") == "2199-01-01T01:00:00+01:00");
  CHECK(json::write(*token.find("condition")) ==
        R"({"request_ip":{"not_in":["192.0.2.9"],"in":["192.0.2.0/24"]}})");
  const json::Array& shown = token.find("policies")->as_array();
  REQUIRE(shown.size() == 2);
  CHECK(shown[0].string_or("effect", "") == "deny");
  CHECK(json::write(*shown[0].find("resources")) ==
        R"({"com.cloudflare.api.account.zone.*":"*",")" + key +
            R"(":{"com.cloudflare.api.account.zone.*":"*"}})");
  CHECK(shown[0].find("permission_groups")->as_array()[1].string_or("name", "") == "DNS Read");
  CHECK(token.string_or("creator_email_at_creation", "") == "admin@scimd.test");
  CHECK(token.find("issued_on")->as_string() == "2026-01-01T00:00:00Z");
  json::Value read = World::result(world.send("GET", world.path("/tokens/" + id_of(token))));
  json::Object without_value = token.as_object();
  without_value.erase("value");
  CHECK(json::write(read) == json::write(json::Value(without_value)));
  CHECK(world.service.verify() == "");
}

TEST_CASE("token: each refusal points at the member at fault and changes nothing (7.2)") {
  World world;
  const std::string own = "com.cloudflare.api.account." + world.account;
  const std::string dns = R"({"id":")" + group_id("DNS Read") + R"("})";
  const auto with = [&](const std::string& groups, const std::string& resources) {
    return R"({"name":"t","policies":[{"effect":"allow","permission_groups":)" + groups +
           R"(,"resources":)" + resources + "}]}";
  };
  const auto on = [&](const std::string& key, const std::string& value = R"("*")") {
    return with("[" + dns + "]", R"({")" + key + R"(":)" + value + "}");
  };
  const std::string zone = "com.cloudflare.api.account.zone.";
  const struct {
    std::string body;
    int code;
    const char* pointer;
  } cases[] = {
      {"[]", 1001, ""},
      {R"({"policies":[]})", 1001, "/name"},
      {R"({"name":7,"policies":[]})", 1001, "/name"},
      {R"({"name":"","policies":[]})", 400, "/name"},
      {R"({"name":")" + std::string(121, 'n') + R"(","policies":[]})", 400, "/name"},
      {R"({"name":"t"})", 1001, "/policies"},
      {R"({"name":"t","policies":{}})", 1001, "/policies"},
      {R"({"name":"t","policies":[1]})", 1001, "/policies/0"},
      {R"({"name":"t","policies":[],"expires_on":1})", 1001, "/expires_on"},
      {R"({"name":"t","policies":[],"not_before":"soon"})", 1001, "/not_before"},
      {R"({"name":"t","policies":[],"condition":[]})", 1001, "/condition"},
      {R"({"name":"t","policies":[],"condition":{"request_ip":[]}})", 1001,
       "/condition/request_ip"},
      {R"({"name":"t","policies":[],"condition":{"request_ip":{"in":["x"]}}})", 1001,
       "/condition/request_ip/in/0"},
      {R"({"name":"t","policies":[],"condition":{"request_ip":{"not_in":[1]}}})", 1001,
       "/condition/request_ip/not_in/0"},
      {R"({"name":"t","policies":[],"condition":{"request_ip":{},"request.ip":{}}})", 1001,
       "/condition/request.ip"},
      {R"({"name":"t","policies":[{"effect":"maybe"}]})", 1001, "/policies/0/effect"},
      {with("[]", R"({")" + own + R"(":"*"})"), 1001, "/policies/0/permission_groups"},
      {with("[{}]", R"({")" + own + R"(":"*"})"), 1001, "/policies/0/permission_groups/0/id"},
      {with(R"([{"id":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"}])", R"({")" + own + R"(":"*"})"), 1001,
       "/policies/0/permission_groups/0/id"},
      {with("[" + dns + "]", "{}"), 1001, "/policies/0/resources"},
      {with("[" + dns + "]", "[]"), 1001, "/policies/0/resources"},
      {on("com.cloudflare.api.account." + world.other), 1001, "/policies/0/resources"},
      {on("com.cloudflare.api.account." + std::string(32, 'e')), 1001, "/policies/0/resources"},
      {on("com.cloudflare.api.account.x"), 1001, "/policies/0/resources"},
      {on("com.cloudflare.api.user." + world.admin_id), 1001, "/policies/0/resources"},
      {on("com.cloudflare.edge.r2.bucket." + world.other + "_default_b"), 1001,
       "/policies/0/resources"},
      {on(zone + "x"), 1001, "/policies/0/resources"},
      {on("nonsense"), 1001, "/policies/0/resources"},
      {on(own, R"("read")"), 1001, "/policies/0/resources"},
      {on(own, "{}"), 1001, "/policies/0/resources"},
      {on(own, R"({"x":"*"})"), 1001, "/policies/0/resources"},
      {on(zone + "*", R"({"x":"*"})"), 1001, "/policies/0/resources"},
  };
  const std::string before = world.service.dump_state();
  for (const auto& each : cases) {
    CAPTURE(each.body);
    const Reply reply = world.send("POST", world.path("/tokens"), each.body);
    CHECK(reply.status == 400);
    const json::Value body = reply.json();
    CHECK(error_of(body).integer_or("code", 0) == each.code);
    const json::Value* source = error_of(body).find("source");
    CHECK((source ? source->string_or("pointer", "") : "") == each.pointer);
  }
  CHECK(world.service.dump_state() == before);
}

TEST_CASE("token: nobody gives away what they do not hold themselves (7.2)") {
  World world;
  const std::string own = "com.cloudflare.api.account." + world.account;
  const auto on = [&](const char* effect, std::string_view name, json::Object resources) {
    return World::policy(effect, {json::Object{{"id", group_id(name)}}}, std::move(resources));
  };
  const json::Object zones{{"com.cloudflare.api.account.zone.*", "*"}};
  const json::Object here{{own, "*"}};
  const json::Object everywhere{{"com.cloudflare.api.account.*", "*"}};
  const json::Object zones_here{{own, zones}};
  const std::string writer =
      std::string(world
                      .make({{"policies", json::Array{on("allow", "Account API Tokens Write", here),
                                                      on("allow", "Billing Read", here),
                                                      on("allow", "DNS Read", zones_here),
                                                      on("allow", "Zone Read", here),
                                                      on("deny", "Zone Read", zones_here)}}})
                      .string_or("value", ""));
  const struct {
    const char* sentence;
    json::Value policy;
    bool given;
  } cases[] = {
      {"the same", on("allow", "Billing Read", here), true},
      {"a part of it", on("allow", "Billing Read", zones_here), true},
      {"another group", on("allow", "Billing Write", here), false},
      {"more accounts", on("allow", "Billing Read", everywhere), false},
      {"its zones", on("allow", "DNS Read", zones_here), true},
      {"one zone of them",
       on("allow", "DNS Read",
          {{own, json::Object{{"com.cloudflare.api.account.zone." + std::string(32, '1'), "*"}}}}),
       true},
      {"the whole account where it holds zones", on("allow", "DNS Read", here), false},
      {"zones anywhere", on("allow", "DNS Read", zones), false},
      {"what a part of is denied to it", on("allow", "Zone Read", here), false},
      {"what is denied to it", on("allow", "Zone Read", zones_here), false},
      {"a deny is no gift", on("deny", "Billing Write", everywhere), true},
  };
  for (const auto& each : cases) {
    CAPTURE(each.sentence);
    const json::Value body =
        json::Object{{"name", "t"}, {"policies", json::Array{each.policy}}, {"value", "ignored"}};
    const Reply reply =
        world.service.send({"POST", world.path("/tokens"), json::write(body), writer});
    CHECK(reply.status == (each.given ? 200 : 400));
    if (each.given) continue;
    const json::Value answer = reply.json();
    CHECK(error_of(answer)
              .string_or("message", "")
              .starts_with(
                  "Failed common permission check against resources. (Permission group: \""));
    CHECK(error_of(answer).find("source")->string_or("pointer", "") == "/policies/0");
  }
  // A new value is as good as a new token.
  const json::Value strong = world.make({{"policies", json::Array{world.allow("Billing Write")}}});
  const json::Value weak = world.make({{"policies", json::Array{world.allow("Billing Read")}}});
  const auto roll = [&](const json::Value& token) {
    return world.service.send(
        {"PUT", world.path("/tokens/" + id_of(token) + "/value"), "{}", writer});
  };
  CHECK(roll(strong).status == 400);
  CHECK(roll(weak).status == 200);
}

TEST_CASE(
    "token: PUT replaces the whole, keeps ids of its own policies and clears the rest (7.2)") {
  World world;
  const json::Value made = world.make(
      {{"expires_on", "2199-01-01T00:00:00Z"},
       {"condition",
        json::Object{{"request_ip", json::Object{{"in", json::Array{"192.0.2.0/24"}}}}}}});
  const std::string path = world.path("/tokens/" + id_of(made));
  json::Array policies = made.find("policies")->as_array();
  const std::string kept = id_of(policies[0]);
  policies.push_back(world.allow("Zone Read"));
  policies.push_back(world.allow("Billing Read"));
  policies[2].as_object().set("id", std::string(32, 'a'));
  const json::Value put = World::result(
      world.send("PUT", path, json::Object{{"name", "renamed"}, {"policies", policies}}));
  CHECK(put.string_or("name", "") == "renamed");
  CHECK_FALSE(put.find("expires_on"));
  CHECK_FALSE(put.find("condition"));
  CHECK_FALSE(put.find("value"));
  const json::Array& after = put.find("policies")->as_array();
  REQUIRE(after.size() == 3);
  CHECK(id_of(after[0]) == kept);
  CHECK(id_of(after[1]).size() == 32);
  CHECK(id_of(after[2]) != std::string(32, 'a'));

  const std::size_t entries = world.service.count_audit();
  json::Object same{{"name", "renamed"}, {"policies", *put.find("policies")}};
  CHECK(World::result(world.send("PUT", path, json::Value(same))) == put);
  CHECK(world.service.count_audit() == entries);  // nothing changed, nothing to tell
  same.set("status", "disabled");
  CHECK(World::result(world.send("PUT", path, json::Value(same))).string_or("status", "") ==
        "disabled");
  same.erase("status");
  CHECK(World::result(world.send("PUT", path, json::Value(same))).string_or("status", "") ==
        "disabled");
  same.set("status", "expired");
  CHECK(world.send("PUT", path, json::Value(same)).status == 400);
  CHECK(world.send("PUT", path, std::string(R"({"name":"x"})")).status == 400);
}

TEST_CASE("token: a list has the owner's tokens, oldest first, in pages (7.2, 1.1)") {
  World world;
  std::vector<std::string> ids;
  for (int i = 0; i < 7; ++i) ids.push_back(id_of(world.make({})));
  const auto listed = [&](const std::string& target) {
    std::vector<std::string> found;
    const json::Value page = World::result(world.send("GET", target));
    for (const json::Value& token : page.as_array()) found.push_back(id_of(token));
    return found;
  };
  const std::string list = world.path("/tokens");
  const auto all = listed(list);
  REQUIRE(all.size() == 8);  // with the SCIM token of the test service, which is older
  CHECK(std::vector(all.begin() + 1, all.end()) == ids);
  CHECK(listed(list + "?per_page=5&page=2") == std::vector(all.begin() + 5, all.end()));
  CHECK(listed(list + "?page=9").empty());
  CHECK(listed(list + "?direction=desc").front() == ids.back());
  const json::Value info = *world.send("GET", list + "?per_page=5").json().find("result_info");
  CHECK(json::write(info) ==
        R"({"page":1,"per_page":5,"count":5,"total_count":8,"total_pages":2})");
  CHECK(listed("/client/v4/user/tokens").size() == 1);
  CHECK(world.send("GET", list + "?include_expired=maybe").status == 400);
}

TEST_CASE("token: expired ones are listed for 30 days, and only when asked for (7.2)") {
  World world;
  world.make({{"name", "old"}, {"expires_on", "2025-11-01T00:00:00Z"}});
  world.make({{"name", "recent"}, {"expires_on", "2025-12-20T00:00:00Z"}});
  const std::string plain = world.send("GET", world.path("/tokens")).body;
  CHECK(plain.find("recent") == std::string::npos);
  const std::string more = world.send("GET", world.path("/tokens?include_expired=true")).body;
  CHECK(more.find("recent") != std::string::npos);
  CHECK(more.find(R"("status":"expired")") != std::string::npos);
  CHECK(more.find("\"old\"") == std::string::npos);
}

TEST_CASE("token: what one owner has, the other level's routes do not know (7.2)") {
  World world;
  const std::string of_account = id_of(world.make({}));
  const std::string of_user = id_of(world.make({}, "/client/v4/user/tokens"));
  const std::string user_path = "/client/v4/user/tokens/";
  CHECK(world.send("GET", world.path("/tokens/" + of_account)).status == 200);
  CHECK(world.send("GET", user_path + of_user).status == 200);
  for (const std::string& target : {world.path("/tokens/" + of_user), user_path + of_account}) {
    for (const char* method : {"GET", "DELETE"}) {
      const Reply reply = world.send(method, target);
      CHECK(reply.status == 404);
      const json::Value body = reply.json();
      CHECK(error_of(body).integer_or("code", 0) == 1003);
    }
  }
  CHECK(world.send("GET", user_path + "nonsense").status == 404);
  CHECK(world.send("DELETE", user_path + of_user).status == 200);
  CHECK(world.service.verify() == "");
}

TEST_CASE("token: a user has at most 50, an account 500 (cloudflare.md 1.4)") {
  World world;
  for (int i = 1; i < 50; ++i) world.make({{"policies", json::Array{}}}, "/client/v4/user/tokens");
  const Reply refused =
      world.send("POST", "/client/v4/user/tokens", std::string(R"({"name":"t","policies":[]})"));
  CHECK(refused.status == 400);
  CHECK(refused.body.find("at most 50") != std::string::npos);
  world.make({{"policies", json::Array{}}});
}

TEST_CASE("token: the last use is shown at once, written with other commits, and no change (7.1)") {
  World world;
  const json::Value made =
      world.make({{"policies", json::Array{world.allow("SCIM Provisioning")}}});
  const std::string path = world.path("/tokens/" + id_of(made));
  const std::string value(made.string_or("value", ""));
  CHECK_FALSE(World::result(world.send("GET", path)).find("last_used_on"));
  const std::size_t entries = world.service.count_audit();
  const auto use = [&] {
    CHECK(world.service.send({"GET", world.path("/scim/v2/Users"), "", value}).status == 200);
  };
  const auto shown = [&] {
    return std::string(World::result(world.send("GET", path)).string_or("last_used_on", ""));
  };
  world.service.clock().advance_us(5'000'000);
  use();
  CHECK(shown() == "2026-01-01T00:00:05Z");
  CHECK(world.service.count_audit() == entries);
  world.service.restart();
  CHECK(shown().empty());  // nothing was committed since: the last minute may be lost
  use();
  world.make({});
  world.service.clock().advance_us(5'000'000);
  use();
  world.make({});  // within the minute: not written again
  world.service.restart();
  CHECK(shown() == "2026-01-01T00:00:05Z");
  CHECK(World::result(world.send("GET", path)).string_or("modified_on", "") ==
        "2026-01-01T00:00:00Z");
  CHECK(world.service.verify() == "");
  CHECK(world.send("DELETE", path).status == 200);
  CHECK(world.service.verify() == "");
}

TEST_CASE("token: permission groups are listed by name and scope, with what can be given (7.2)") {
  World world;
  const auto list = [&](const std::string& target) {
    return World::result(world.send("GET", target)).as_array();
  };
  const std::string groups = world.path("/tokens/permission_groups");
  CHECK(list(groups).size() == domain::permission_groups().size());
  const json::Array dns = list(groups + "?name=DNS+Read&scope=com.cloudflare.api.account.zone");
  REQUIRE(dns.size() == 1);
  CHECK(json::write(dns[0]) ==
        R"({"id":")" + group_id("DNS Read") +
            R"(","name":"DNS Read","scopes":["com.cloudflare.api.account.zone"],)"
            R"("category":"dns_and_zones","is_selectable":true})");
  CHECK(list(groups + "?name=DNS+Read&scope=com.cloudflare.api.user").empty());
  const std::string details = "?name=User%20Details%20Read";
  CHECK_FALSE(list(groups + details)[0].bool_or("is_selectable", true));
  CHECK(list("/client/v4/user/tokens/permission_groups" + details)[0].bool_or("is_selectable",
                                                                              false));
}

TEST_CASE("token: verify says what the token is, in the words of the service (7.2)") {
  World world;
  const json::Value made =
      world.make({{"policies", json::Array{}}, {"not_before", "2020-01-01T00:00:00Z"}});
  const std::string value(made.string_or("value", ""));
  const Reply reply = world.service.send({"GET", world.path("/tokens/verify"), "", value});
  CHECK(reply.body == R"({"result":{"id":")" + id_of(made) +
                          R"(","status":"active","not_before":"2020-01-01T00:00:00Z"},)"
                          R"("success":true,"errors":[],"messages":[{"code":10000,)"
                          R"("message":"This API Token is valid and active","type":null}]})");
}

TEST_CASE("global key: one for each user, stored as its hash, ended with the membership") {
  World world;
  const auto operate = [&](const char* method, const std::string& target, const char* body) {
    Request request{method, world.path(target), body};
    request.origin = net::Origin::kControl;
    return world.service.send(request);
  };
  const char* wanted =
      R"({"name":"Global API Key","global_key":true,"user":"admin@scimd.test","policies":[]})";
  const json::Value key = World::result(operate("POST", "/tokens", wanted));
  const std::string value(key.string_or("value", ""));
  CHECK(value.starts_with("cfk_"));
  CHECK(operate("POST", "/tokens", wanted).status == 400);
  CHECK(operate("POST", "/tokens", R"({"name":"k","global_key":true,"policies":[]})").status ==
        400);
  CHECK(world.service.dump_state().find(value) == std::string::npos);
  CHECK(world.send("GET", world.path("/tokens")).body.find(id_of(key)) == std::string::npos);
  CHECK(world.send("GET", world.path("/tokens/" + id_of(key))).status == 404);
  const auto ask = [&](const std::string& with) {
    Request request{"GET", "/client/v4/user"};
    request.fields = {{"X-Auth-Email", "Admin@SCIMD.test"}, {"X-Auth-Key", with}};
    return world.service.send(request).status;
  };
  CHECK(ask(value) == 200);
  const json::Value rolled =
      World::result(operate("PUT", "/tokens/" + id_of(key) + "/value", "{}"));
  CHECK(ask(value) == 403);
  CHECK(ask(rolled.as_string()) == 200);
  CHECK(operate("DELETE", "/tokens/" + id_of(key), "").status == 200);
  CHECK(ask(rolled.as_string()) == 403);
  CHECK(world.service.verify() == "");
}
