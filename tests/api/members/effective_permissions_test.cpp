#include "doctest/doctest.h"
#include "support/member_world.h"

namespace {

using support::array_at;
using support::group_id;
using support::MemberWorld;
using support::quoted;
using support::role_id;
using support::text_at;

const std::string kZone = "com.cloudflare.api.account.zone.";
const std::string kOne = kZone + std::string(32, '1');
const std::string kTwo = kZone + std::string(32, '2');

// "deny DNS [*] <- member, Team": one line for each permission.
std::string told(const json::Value& answer) {
  std::string text;
  for (const json::Value& permission : array_at(answer, "permissions")) {
    text += text_at(permission, "access") + " " +
            text_at(*permission.find("permission_group"), "name") + " [";
    std::string objects;
    for (const json::Value& resource : array_at(permission, "resource_groups")) {
      for (const json::Value& object : array_at(*resource.find("scope"), "objects"))
        objects += (objects.empty() ? "" : " ") + text_at(object, "key");
    }
    text += objects + "] <-";
    for (const json::Value& source : array_at(permission, "sources")) {
      const bool member = text_at(source, "type") == "member";
      text += " " + (member ? "member" : text_at(source, "name"));
    }
    text += "\n";
  }
  return text;
}

struct World : MemberWorld {
  World() : jane(user("jane@example.com")), member_id(jane.substr(0, 30) + "01") {}
  json::Value effective(const std::string& query = {}) {
    return result(v4("GET", "/members/" + member_id + "/effective_permissions" + query));
  }
  void hold(const std::string& policies) {
    const auto reply = v4("PUT", "/members/" + member_id, "{\"policies\":[" + policies + "]}");
    REQUIRE_MESSAGE(reply.status == 200, reply.body);
  }
  std::string allowed(std::string_view label, const std::string& resource = {}) {
    const json::Value answer = effective("?permission_group=" + group_id(label) +
                                         (resource.empty() ? "" : "&resource=" + resource));
    return answer.bool_or("allowed", false) ? "yes" : "no";
  }
  std::string jane;
  std::string member_id;
};

}  // namespace

TEST_CASE("effective permissions: the union of own policies and those of all groups (seed 000)") {
  World world;
  CHECK(told(world.effective()) == "allow Minimal Account Access [*] <- member\n");
  const std::string team = world.group("Team", {world.jane});
  const std::string ops = world.group("Ops", {world.jane});
  const std::string other = world.group("Other");
  world.set_group_policies(team, {world.policy("allow", "dns"), world.policy("allow", "admin")});
  world.set_group_policies(ops, {world.policy("allow", "dns", {kOne})});
  world.set_group_policies(other, {world.policy("allow", "billing")});
  CHECK(told(world.effective()) ==
        "allow Administrator [*] <- Team\n"
        "allow DNS [* " +
            kOne +
            "] <- Team Ops\n"
            "allow Minimal Account Access [*] <- member\n");
  world.hold(world.policy("allow", "dns", {"*"}) + "," + world.policy("deny", "analytics") + "," +
             world.policy("deny", "admin"));
  const json::Value answer = world.effective();
  CHECK(told(answer) ==
        "deny Administrator [*] <- member\n"
        "deny Analytics [*] <- member\n"
        "allow Administrator [*] <- Team\n"
        "allow DNS [* " +
            kOne + "] <- member Team Ops\n");
  CHECK(text_at(answer, "member_id") == world.member_id);
  const json::Value& source = array_at(array_at(answer, "permissions").at(2), "sources").at(0);
  const json::Value shown = MemberWorld::result(world.v4("GET", "/iam/user_groups/" + team));
  CHECK(json::write(source) == "{\"type\":\"user_group\",\"id\":" + quoted(team) +
                                   ",\"name\":\"Team\",\"policy_id\":" +
                                   quoted(text_at(array_at(shown, "policies").at(1), "id")) + "}");
  CHECK_FALSE(answer.find("allowed"));
  // Out of the group = its policies no longer (seed 001).
  world.patch("/Groups/" + team, R"({"op":"remove","path":"members"})");
  CHECK(told(world.effective()).find("Team") == std::string::npos);
}

TEST_CASE("effective permissions: a role is the policy that the member shows for it") {
  World world;
  world.v4("PUT", "/members/" + world.member_id, "{\"roles\":[" + quoted(role_id("dns")) + "]}");
  const json::Value member = world.member(world.member_id);
  const json::Value answer = world.effective();
  const json::Value& permission = array_at(answer, "permissions").at(0);
  CHECK(text_at(array_at(permission, "sources").at(0), "policy_id") ==
        text_at(array_at(member, "policies").at(0), "id"));
  CHECK(text_at(array_at(permission, "resource_groups").at(0), "id") == world.default_group());
  CHECK(text_at(array_at(permission, "resource_groups").at(0), "name") == world.account_key());
}

TEST_CASE("effective permissions: one question is answered, deny beats allow") {
  World world;
  const std::string all_zones = kZone + "*";
  const struct {
    const char* allowed;  // objects of what is allowed and denied, "-": no such policy
    const char* denied;
    const char* answers;  // for the account, all zones, zone one, zone two
  } kCases[] = {
      {"-", "-", "no no no no"},        {"*", "-", "yes yes yes yes"},
      {"zones", "-", "no yes yes yes"}, {"one", "-", "no no yes no"},
      {"*", "*", "no no no no"},        {"*", "one", "no no no yes"},
      {"zones", "one", "no no no yes"}, {"*", "zones", "no no no no"},
      {"-", "one", "no no no no"},      {"one", "two", "no no yes no"},
  };
  const auto object = [&](const std::string& word) -> std::string {
    return word == "zones" ? all_zones : word == "one" ? kOne : word == "two" ? kTwo : word;
  };
  for (const auto& c : kCases) {
    CAPTURE(c.allowed);
    CAPTURE(c.denied);
    std::string policies = world.policy("allow", "turnstile");
    if (c.allowed != std::string("-"))
      policies += "," + world.policy("allow", "dns", {object(c.allowed)});
    if (c.denied != std::string("-"))
      policies += "," + world.policy("deny", "dns", {object(c.denied)});
    world.hold(policies);
    CHECK(world.allowed("dns") + " " + world.allowed("dns", all_zones) + " " +
              world.allowed("dns", kOne) + " " + world.allowed("dns", kTwo) ==
          c.answers);
    CHECK(world.allowed("dns", world.account_key()) == world.allowed("dns"));
    CHECK(world.allowed("turnstile") == "yes");
  }
  CHECK(array_at(world.effective("?permission_group=" + group_id("dns")), "permissions").size() ==
        2);
}

TEST_CASE("effective permissions: what a group allows a member's own policy can deny") {
  World world;
  world.set_group_policies(world.group("Team", {world.jane}), {world.policy("allow", "dns")});
  CHECK(world.allowed("dns") == "yes");
  world.hold(world.policy("deny", "dns"));
  CHECK(world.allowed("dns") == "no");
}

TEST_CASE("effective permissions: bad questions and unknown members are refused") {
  World world;
  const std::string path = "/members/" + world.member_id + "/effective_permissions";
  const std::string asked = "?permission_group=" + group_id("dns");
  const struct {
    std::string path;
    const char* answer;
  } kCases[] = {
      {path + "?permission_group=dns", "400/1001"},
      {path + "?permission_group=" + role_id("dns"), "400/1001"},
      {path + "?resource=" + kOne, "400/1001"},
      {path + asked + "&permission_group=" + group_id("dns"), "400/1001"},
      {"/members/" + world.jane + "/effective_permissions", "404/1003"},
      {"/members/jane/effective_permissions", "404/7003"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.path);
    CHECK(MemberWorld::failure(world.v4("GET", c.path)) == c.answer);
  }
}

TEST_CASE("effective permissions: a member of many groups is worked on in slices") {
  World world;
  for (std::uint8_t i = 1; i <= 60; ++i) {
    world.set_group_policies(world.group("G" + std::to_string(i), {world.jane}),
                             {world.policy("allow", "dns")});
  }
  const json::Value at_once = world.effective();
  CHECK(array_at(array_at(at_once, "permissions").at(0), "sources").size() == 60);
  world.service.clock().set_look_us(100);
  support::Request request;
  request.method = "GET";
  request.target = "/client/v4/accounts/" + world.service.account_id() + "/members/" +
                   world.member_id + "/effective_permissions";
  request.token = world.service.token();
  world.service.begin_tick();
  CHECK(world.service.handle(request).job != nullptr);
  world.service.end_tick();
  CHECK(world.effective() == at_once);
}
