// product.md's rows of section 7 about groups, through both APIs: who may change what, and how SCIM
// takes over what the account API made.
#include "support/iam_world.h"

namespace {

using support::at;
using support::IamWorld;
using support::member_body;
using support::Reply;
using support::texts_of;

const std::string kPatch = R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],)";

}  // namespace

TEST_CASE("user group: SCIM-managed groups refuse rename, members and deletion here (seed 000)") {
  IamWorld world;
  const std::string user = world.user("ann@example.com");
  const std::string ann = user.substr(0, 30) + "01";
  const std::string bob = world.member("bob@example.com");
  const std::string path =
      "/user_groups/" + world.scim_group("Pushed", R"([{"value":")" + user + "\"}]");
  const std::string policy = world.policy(world.permission_group("admin"));
  static const struct {
    const char* method;
    std::string suffix;
    std::string body;
  } kCases[] = {
      {"PUT", "", R"({"name":"Renamed"})"},
      {"PUT", "", R"({"name":"PUSHED"})"},
      {"PUT", "", R"({"name":"Renamed","policies":[)" + policy + "]}"},
      {"DELETE", "", ""},
      {"POST", "/members", member_body({bob})},
      {"POST", "/members", member_body({ann})},  // in it already, and yet not ours to say
      {"PUT", "/members", "[]"},
      {"PUT", "/members", member_body({bob})},
      {"DELETE", "/members/" + ann, ""},
      {"DELETE", "/members/" + bob, ""},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.method);
    CAPTURE(row.suffix);
    CHECK(world.refused(row.method, path + row.suffix, row.body,
                        "User group is managed by SCIM and cannot be modified") == "400/400");
  }
  CHECK(world.refused("DELETE", path, "", "in the identity provider") == "400/400");
}

TEST_CASE(
    "user group: policies of a SCIM-managed group stay editable, and it stays SCIM's (seed 000)") {
  IamWorld world;
  const std::string id = world.scim_group("Pushed");
  const std::string path = "/user_groups/" + id;
  const std::string policy = world.policy(world.permission_group("admin"));
  const json::Value group =
      world.ok("PUT", path, R"({"name":"Pushed","policies":[)" + policy + "]}");
  CHECK(at(group, "/policies").as_array().size() == 1);
  CHECK(world.stored(id).header.scim_managed);
  // What the identity provider does later leaves the policies alone.
  const Reply reply =
      world.service.scim("PUT", "/Groups/" + id, IamWorld::scim_group_body("Staff"));
  CHECK(reply.status == 200);
  CHECK(reply.body.find("policies") == std::string::npos);
  const json::Value renamed = world.ok("GET", path);
  CHECK(at(renamed, "/name").as_string() == "Staff");
  CHECK(at(renamed, "/policies") == at(group, "/policies"));
  CHECK(world.ok("PUT", path, R"({"policies":[]})").find("policies") == nullptr);
  CHECK(world.service.verify() == "");
}

TEST_CASE(
    "user group: a SCIM POST of an equal name adopts it with id, policies and members (seed 002)") {
  IamWorld world;
  const std::string ann = world.member("ann@example.com");
  const std::string policy = world.policy(world.permission_group("admin"));
  const json::Value made =
      world.ok("POST", "/user_groups", R"({"name":"Team","policies":[)" + policy + "]}");
  const std::string id = at(made, "/id").as_string();
  const std::string path = "/user_groups/" + id;
  world.ok("POST", path + "/members", member_body({ann}));
  CHECK_FALSE(world.stored(id).header.scim_managed);

  const Reply adopted = world.service.scim("POST", "/Groups", IamWorld::scim_group_body("team"));
  CHECK(adopted.status == 201);
  CHECK(at(adopted.json(), "/id").as_string() == id);
  CHECK(world.stored(id).header.scim_managed);
  const json::Value group = world.ok("GET", path);
  CHECK(at(group, "/name").as_string() == "team");
  CHECK(at(group, "/policies") == at(made, "/policies"));
  CHECK(at(group, "/created_on") == at(made, "/created_on"));
  CHECK(texts_of(world.ok("GET", path + "/members"), "id") == std::vector<std::string>{ann});
  CHECK(world.refused("DELETE", path, "", "managed by SCIM") == "400/400");
  CHECK(world.service.scim("POST", "/Groups", IamWorld::scim_group_body("TEAM")).status == 409);
  CHECK(world.service.scim("DELETE", "/Groups/" + id).status == 204);
  CHECK(world.refused("GET", path) == "404/404");
  CHECK(world.service.verify() == "");
}

TEST_CASE(
    "user group: the first SCIM change adopts, one that changes nothing does not (product.md 7)") {
  IamWorld world;
  const std::string user = world.user("ann@example.com");
  const std::string id = world.group("Team");
  const std::string path = "/Groups/" + id;
  CHECK(world.service.scim("GET", path).status == 200);
  CHECK(world.service.scim("PUT", path, IamWorld::scim_group_body("Team")).status == 200);
  CHECK_FALSE(world.stored(id).header.scim_managed);
  CHECK(world.service.scim("DELETE", path).status == 403);
  CHECK(world.service.scim("GET", path).status == 200);
  const Reply patched = world.service.scim(
      "PATCH", path,
      kPatch + R"("Operations":[{"op":"add","path":"members","value":[{"value":")" + user +
          "\"}]}]}");
  CHECK(patched.status == 200);
  CHECK(world.stored(id).header.scim_managed);
  CHECK(world.refused("PUT", "/user_groups/" + id + "/members", "[]", "managed by SCIM") ==
        "400/400");
}

TEST_CASE("user group: SCIM lists and finds what this API made, members included (demand)") {
  IamWorld world;
  const std::string user = world.user("ann@example.com");
  const std::string id = world.group("Team");
  world.ok("POST", "/user_groups/" + id + "/members", member_body({user.substr(0, 30) + "01"}));
  const json::Value found =
      world.service.scim("GET", "/Groups?filter=displayName%20eq%20%22TEAM%22").json();
  CHECK(at(found, "/totalResults").as_integer() == 1);
  CHECK(at(found, "/Resources/0/id").as_string() == id);
  CHECK(at(found, "/Resources/0/members/0/value").as_string() == user);
  const json::Value groups = world.service.scim("GET", "/Users/" + user).json();
  CHECK(at(groups, "/groups/0/value").as_string() == id);
}
