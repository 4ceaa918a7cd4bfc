#include "api/iam/resource_groups.h"

#include "support/iam_world.h"

namespace {

using support::at;
using support::IamWorld;
using support::texts_of;
using Texts = std::vector<std::string>;

struct World : IamWorld {
  std::string key() const { return "com.cloudflare.api.account." + service.account_id(); }
  std::string zone_scope(const std::string& zone) const {
    return R"({"key":")" + key() + R"(","objects":[{"key":"com.cloudflare.api.account.zone.)" +
           zone + "\"}]}";
  }
  std::string make(const std::string& name) {
    const json::Value made = ok("POST", "/resource_groups",
                                R"({"name":")" + name + R"(","scope":)" + zone_scope("*") + "}");
    return at(made, "/id").as_string();
  }
  std::string default_id() { return at(ok("GET", "/resource_groups"), "/0/id").as_string(); }
};

}  // namespace

TEST_CASE("resource groups: the account's own comes first and stands for all of it (TF)") {
  World world;
  const support::Reply reply = world.send("GET", "/resource_groups");
  const json::Value answer = reply.json();
  CHECK(answer.find("result_info") == nullptr);  // OA: never
  const json::Value& standard = at(answer, "/result/0");
  CHECK(at(standard, "/name").as_string() == world.key());
  CHECK(at(standard, "/scope/key").as_string() == world.key());
  CHECK(at(standard, "/scope/objects/0/key").as_string() == "*");
  CHECK(at(standard, "/meta/editable").as_string() == "false");
  CHECK(world.ok("GET", "/resource_groups/" + at(standard, "/id").as_string()) == standard);
  world.make("Zones");
  CHECK(texts_of(world.ok("GET", "/resource_groups"), "name") == Texts{world.key(), "Zones"});
  CHECK(texts_of(world.ok("GET", "/resource_groups?name=" + world.key()), "name") ==
        Texts{world.key()});
}

TEST_CASE("resource groups: made, found, changed in part, deleted (OA)") {
  World world;
  const json::Value made = world.ok("POST", "/resource_groups",
                                    R"({"name":"Shop","scope":)" + world.zone_scope("a1") + "}");
  const std::string id = at(made, "/id").as_string();
  const std::string path = "/resource_groups/" + id;
  CHECK(at(made, "/scope/objects/0/key").as_string() == "com.cloudflare.api.account.zone.a1");
  CHECK(at(made, "/meta/editable").as_string() == "true");
  CHECK(world.ok("GET", path) == made);
  CHECK(texts_of(world.ok("GET", "/resource_groups?id=" + id), "name") == Texts{"Shop"});
  CHECK(world.ok("GET", "/resource_groups?name=shop").as_array().empty());
  CHECK(world.ok("GET", "/resource_groups?id=nope").as_array().empty());

  const std::size_t audited = world.service.count_audit();
  CHECK(at(world.ok("PUT", path, R"({"name":"Store"})"), "/scope") == at(made, "/scope"));
  CHECK(json::write(world.last_audit()).find("Update Resource Group") != std::string::npos);
  const json::Value changed = world.ok("PUT", path, R"({"scope":)" + world.zone_scope("b2") + "}");
  CHECK(at(changed, "/name").as_string() == "Store");
  CHECK(at(changed, "/scope/objects/0/key").as_string() == "com.cloudflare.api.account.zone.b2");
  CHECK(world.ok("PUT", path, "{}") == changed);
  CHECK(world.ok("PUT", path, R"({"name":"Store"})") == changed);
  CHECK(world.service.count_audit() == audited + 2);
  CHECK(world.ok("DELETE", path) == json::Value(json::Object{{"id", id}}));
  CHECK(world.refused("GET", path, "", "Resource group not found") == "404/404");
  CHECK(world.service.verify() == "");
}

TEST_CASE("resource groups: bad bodies are refused with a pointer") {
  World world;
  const std::string path = "/resource_groups/" + world.make("Zones");
  const std::string scope = R"("scope":)" + world.zone_scope("*");
  const std::string other = world.service.make_account("Other");
  static const struct {
    std::string body;
    const char* answer;
    bool put_too;
  } kCases[] = {
      {"[]", "400/1001", true},
      {"{}", "400/1001 /name", false},
      {"{" + scope + "}", "400/1001 /name", false},
      {R"({"name":"x"})", "400/1001 /scope", false},
      {R"({"name":"",)" + scope + "}", "400/1001 /name", true},
      {R"({"name":1,)" + scope + "}", "400/1001 /name", true},
      {R"({"name":")" + std::string(256, 'x') + "\"," + scope + "}", "400/1001 /name", true},
      {R"({"name":"x","scope":[]})", "400/1001 /scope", true},
      {R"({"name":"x","scope":{"objects":[]}})", "400/1001 /scope/key", true},
      {R"({"name":"x","scope":{"key":")" + world.key() + "\"}}", "400/1001 /scope/objects", true},
      {R"({"name":"x","scope":{"key":")" + world.key() + R"(","objects":[]}})",
       "400/1001 /scope/objects", true},
      {R"({"name":"x","scope":{"key":")" + world.key() + R"(","objects":["*"]}})",
       "400/1001 /scope/objects/0", true},
      {R"({"name":"x","scope":{"key":")" + world.key() + R"(","objects":[{"key":""}]}})",
       "400/1001 /scope/objects/0/key", true},
      {R"({"name":"x","scope":{"key":")" + world.key() + R"(","objects":[{"key":"a b"}]}})",
       "400/1001 /scope/objects/0/key", true},
      {R"({"name":"x","scope":{"key":"com.cloudflare.api.account.)" + other +
           R"(","objects":[{"key":"*"}]}})",
       "400/1001 /scope/key", true},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.body);
    CHECK(world.refused("POST", "/resource_groups", row.body) == row.answer);
    if (row.put_too) CHECK(world.refused("PUT", path, row.body) == row.answer);
  }
}

TEST_CASE("resource groups: the default one cannot be changed or deleted") {
  World world;
  const std::string path = "/resource_groups/" + world.default_id();
  CHECK(world.refused("PUT", path, R"({"name":"Mine"})", "cannot be changed") == "400/400");
  CHECK(world.refused("DELETE", path, "", "cannot be changed") == "400/400");
}

TEST_CASE("resource groups: one that a policy names stays until the policy is changed") {
  World world;
  const std::string zones = world.make("Zones");
  const std::string path = "/resource_groups/" + zones;
  const std::string named = R"({"policies":[{"access":"allow","permission_groups":[{"id":")" +
                            world.permission_group("domain_dns") +
                            R"("}],"resource_groups":[{"id":")" + zones + R"("},{"id":")" +
                            world.default_id() + R"("},{"id":")" + zones + "\"}]}]}";
  const std::string team = "/user_groups/" + world.group("Team");
  const std::string crew = "/user_groups/" + world.group("Crew");
  const json::Value group = world.ok("PUT", team, named);
  CHECK(at(group, "/policies/0/resource_groups/0") == world.ok("GET", path));
  CHECK(at(group, "/policies/0/resource_groups/1/name").as_string() == world.key());
  CHECK(world.refused("DELETE", path, "", "\"Team\"") == "400/400");
  world.ok("PUT", crew, named);
  CHECK(world.service.verify() == "");
  CHECK(world.refused("DELETE", path, "", "and 1 more") == "400/400");
  // What the policies reach changes with the group.
  world.ok("PUT", path, R"({"scope":)" + world.zone_scope("c3") + "}");
  CHECK(
      at(world.ok("GET", team), "/policies/0/resource_groups/0/scope/objects/0/key").as_string() ==
      "com.cloudflare.api.account.zone.c3");
  world.ok("PUT", team, R"({"policies":[]})");
  CHECK(world.refused("DELETE", path, "", "\"Crew\"") == "400/400");
  world.ok("DELETE", crew);
  world.ok("DELETE", path);
  CHECK(world.service.verify() == "");
}

TEST_CASE("resource groups: a member's policy holds one until the membership ends") {
  World world;
  const std::string zones = world.make("Zones");
  const std::string path = "/resource_groups/" + zones;
  support::Request request;
  request.method = "POST";
  request.target = "/client/v4/accounts/" + world.service.account_id() + "/members";
  request.token = world.token;
  request.body = R"({"email":"jane@example.com","policies":[{"access":"allow",)"
                 R"("permission_groups":[{"id":")" +
                 world.permission_group("domain_dns") + R"("}],"resource_groups":[{"id":")" +
                 zones + "\"}]}]}";
  const support::Reply invited = world.service.send(request);
  REQUIRE_MESSAGE(invited.status == 200, invited.body);
  CHECK(world.refused("DELETE", path, "", "member jane@example.com") == "400/400");
  CHECK(world.service.verify() == "");
  request.method = "DELETE";
  request.target += "/" + at(invited.json(), "/result/id").as_string();
  request.body.clear();
  REQUIRE(world.service.send(request).status == 200);
  world.ok("DELETE", path);
  CHECK(world.service.verify() == "");
}

TEST_CASE("resource groups: another account's are like none; the default one's id too") {
  World world;
  const std::string other = world.service.make_account("Other");
  support::Request request;
  request.method = "GET";
  request.target = "/client/v4/accounts/" + other + "/iam/resource_groups";
  request.token = world.service.make_token(other, "admin", {"Account Settings Read"});
  const std::string theirs = at(world.service.send(request).json(), "/result/0/id").as_string();
  CHECK(theirs != world.default_id());
  for (const char* method : {"GET", "DELETE"})
    CHECK(world.refused(method, "/resource_groups/" + theirs) == "404/404");
  CHECK(world.refused("PUT", "/resource_groups/" + theirs, R"({"name":"x"})") == "404/404");
}

TEST_CASE("resource groups: an account has at most 500, beside its default one") {
  World world;
  for (int i = 0; i < 500; ++i) world.make("Group " + std::to_string(i));
  CHECK(world.refused("POST", "/resource_groups",
                      R"({"name":"One more","scope":)" + world.zone_scope("*") + "}",
                      "at most 500") == "400/400");
  CHECK(world.ok("GET", "/resource_groups").as_array().size() == 501);
}
