// The acceptance tests of the published Terraform provider as conversations (cloudflare.md section
// 14, flows 1 to 7): what a create answers is what a read shows, so that the next plan is empty.
#include "support/iam_world.h"

namespace {

using support::at;
using support::IamWorld;
using support::member_body;
using support::texts_of;
using Texts = std::vector<std::string>;

struct World : IamWorld {
  // A refresh: the state as it was written is what is read.
  void require_no_plan(const json::Value& state) {
    CHECK(ok("GET", "/user_groups/" + at(state, "/id").as_string()) == state);
  }
  std::string policy_body(const std::string& label) {
    const std::string resource = at(ok("GET", "/resource_groups"), "/0/id").as_string();
    return R"([{"access":"allow","permission_groups":[{"id":")" + permission_group(label) +
           R"("}],"resource_groups":[{"id":")" + resource + "\"}]}]";
  }
};

}  // namespace

TEST_CASE("terraform: a user group is made, renamed, renamed back and imported (UserGroup_Basic)") {
  World world;
  json::Value state = world.ok("POST", "/user_groups", R"({"name":"tf-acc"})");
  const std::string path = "/user_groups/" + at(state, "/id").as_string();
  world.require_no_plan(state);
  CHECK(state.find("policies") == nullptr);
  for (const char* name : {"tf-acc-updated", "tf-acc"}) {
    const json::Value next = world.ok("PUT", path, std::string(R"({"name":")") + name + "\"}");
    CHECK(at(next, "/name").as_string() == name);
    CHECK(at(next, "/id") == at(state, "/id"));
    CHECK(at(next, "/created_on") == at(state, "/created_on"));
    world.require_no_plan(next);
    state = next;
  }
  world.ok("DELETE", path);
  CHECK(world.refused("GET", path) == "404/404");  // gone is 404, else the provider stops
}

TEST_CASE("terraform: a group with a policy needs no second apply (UserGroup_WithPolicies)") {
  World world;
  const json::Value state = world.ok(
      "POST", "/user_groups", R"({"name":"tf-acc","policies":)" + world.policy_body("admin") + "}");
  CHECK(at(state, "/policies/0/permission_groups/0/id").as_string() ==
        world.permission_group("admin"));
  CHECK(at(state, "/policies/0/resource_groups/0") ==
        at(world.ok("GET", "/resource_groups"), "/0"));
  world.require_no_plan(state);
}

TEST_CASE("terraform: another permission group makes another policy (UserGroup_UpdatePolicy)") {
  World world;
  const json::Value state = world.ok(
      "POST", "/user_groups", R"({"name":"tf-acc","policies":)" + world.policy_body("admin") + "}");
  const json::Value next =
      world.ok("PUT", "/user_groups/" + at(state, "/id").as_string(),
               R"({"name":"tf-acc","policies":)" + world.policy_body("admin_readonly") + "}");
  CHECK(at(next, "/policies/0/id") != at(state, "/policies/0/id"));
  CHECK(at(next, "/policies/0/permission_groups/0/id").as_string() ==
        world.permission_group("admin_readonly"));
  world.require_no_plan(next);
}

TEST_CASE(
    "terraform: an access that is neither allow nor deny never gets in (InvalidPolicyAccess)") {
  World world;
  std::string body = R"({"name":"tf-acc","policies":)" + world.policy_body("admin") + "}";
  body.replace(body.find("allow"), 5, "maybe");
  CHECK(world.refused("POST", "/user_groups", body) == "400/1001 /policies/0/access");
}

TEST_CASE(
    "terraform: the data sources find a group in the list and by its id (UserGroup_DataSource)") {
  World world;
  world.group("other");
  const json::Value state = world.ok("POST", "/user_groups", R"({"name":"tf-acc"})");
  const json::Value listed = world.ok("GET", "/user_groups");
  CHECK(texts_of(listed, "name") == Texts{"other", "tf-acc"});
  CHECK(at(listed, "/1") == state);
  CHECK(world.ok("GET", "/user_groups?page=2").as_array().empty());
  CHECK(world.ok("GET", "/user_groups?name=tf-acc") == json::Value(json::Array{state}));
  world.require_no_plan(state);
}

TEST_CASE("terraform: members of a group, one, two, one, none (UserGroupMembers_*)") {
  World world;
  const std::string ann = world.member("ann@example.com");
  const std::string bob = world.member("bob@example.com");
  // The provider tries each member in a group for a while first.
  const std::string trial = "/user_groups/" + world.group("trial");
  for (const std::string& id : {ann, bob}) world.ok("POST", trial + "/members", member_body({id}));
  world.ok("DELETE", trial);

  const std::string path = "/user_groups/" + world.group("tf-acc") + "/members";
  CHECK(texts_of(world.ok("POST", path, member_body({ann})), "id") == Texts{ann});
  CHECK(texts_of(world.ok("GET", path), "id") == Texts{ann});
  CHECK(texts_of(world.ok("PUT", path, member_body({ann, bob})), "id") == Texts{ann, bob});
  CHECK(texts_of(world.ok("GET", path), "id") == Texts{ann, bob});
  CHECK(texts_of(world.ok("PUT", path, member_body({bob})), "id") == Texts{bob});
  CHECK(world.ok("PUT", path, "[]").as_array().empty());  // destroy
  CHECK(world.ok("GET", path).as_array().empty());
}

TEST_CASE("terraform: a listed member has id, email and status (UserGroupMembers_DataSource)") {
  World world;
  const std::string path = "/user_groups/" + world.group("tf-acc") + "/members";
  const std::string ann = world.member("ann@example.com");
  const std::string bob = world.member("bob@example.com");
  world.ok("POST", path, member_body({ann, bob}));
  const json::Value listed = world.ok("GET", path + "?direction=desc");
  CHECK(texts_of(listed, "id") == Texts{bob, ann});
  CHECK(texts_of(listed, "email") == Texts{"bob@example.com", "ann@example.com"});
  CHECK(texts_of(listed, "status") == Texts{"accepted", "accepted"});
}

TEST_CASE("curl: the transcript of the documentation's user-groups page, line by line (seed 000)") {
  World world;
  const std::string user = world.user("jane@example.com");
  const std::string pushed =
      world.scim_group("My Cool Demo Group", R"([{"value":")" + user + "\"}]");
  const json::Value listed = world.ok("GET", "/user_groups");
  CHECK(at(listed, "/0/id").as_string() == pushed);
  const std::string path = "/user_groups/" + pushed;
  const json::Value plain = world.ok("GET", path);
  CHECK(at(plain, "/name").as_string() == "My Cool Demo Group");
  CHECK(plain.find("policies") == nullptr);
  CHECK(world.ok("GET", "/permission_groups").as_array().size() == 20);
  const std::string admin = world.permission_group("admin");
  const json::Value granted =
      world.ok("PUT", path, R"({"policies":[)" + world.policy(admin) + "]}");
  CHECK(at(granted, "/policies/0/permission_groups/0/id").as_string() == admin);
  CHECK(world.ok("PUT", path, R"({"policies":[]})").find("policies") == nullptr);
  const json::Value members = world.ok("GET", path + "/members");
  CHECK(texts_of(members, "id") == Texts{user.substr(0, 30) + "01"});
}
