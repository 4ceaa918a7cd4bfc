// Account members on the wire: cloudflare.md section 5 and the rules of product.md sections 6 and
// 7 that concern them.
#include "doctest/doctest.h"
#include "support/member_world.h"

namespace {

using support::array_at;
using support::group_id;
using support::MemberWorld;
using support::names_in;
using support::quoted;
using support::Reply;
using support::role_id;
using support::text_at;

const std::string kNobody = "0123456789abcdef0123456789abcd01";

}  // namespace

TEST_CASE("members: an invitation is a pending member with one role and one policy (TF Basic)") {
  MemberWorld world;
  const json::Value invited = world.invite("Jane@Example.com");
  const std::string id = text_at(invited, "id");
  CHECK(text_at(invited, "email") == "Jane@Example.com");
  CHECK(text_at(invited, "status") == "pending");
  const json::Value& user = *invited.find("user");
  CHECK(text_at(user, "email") == "Jane@Example.com");
  CHECK(user.find("first_name")->is_null());
  CHECK(user.find("last_name")->is_null());
  CHECK_FALSE(user.bool_or("two_factor_authentication_enabled", true));
  CHECK(text_at(user, "id") == id.substr(0, 30) + "00");
  CHECK(id.substr(30) == "01");
  CHECK(names_in(invited, "roles") == "Administrator");
  const json::Value& policy = array_at(invited, "policies").at(0);
  CHECK(array_at(invited, "policies").size() == 1);
  CHECK(text_at(policy, "access") == "allow");
  CHECK(text_at(array_at(policy, "permission_groups").at(0), "id") == group_id("admin"));
  CHECK(text_at(array_at(policy, "resource_groups").at(0), "id") == world.default_group());
  CHECK(world.member(id) == invited);
  CHECK(world.member(id) == invited);  // derived ids do not move

  const json::Value seen = world.scim_user(text_at(user, "id"));
  CHECK(seen.bool_or("active", false));
  CHECK(text_at(seen, "userName") == "Jane@Example.com");
  CHECK(text_at(array_at(seen, "emails").at(0), "value") == "Jane@Example.com");
  CHECK(world.service.verify() == "");
  CHECK(world.last_audited() == "Add Member " + id);
}

TEST_CASE("members: names come from SCIM, and what groups grant is not among roles (section 4.7)") {
  MemberWorld world;
  const std::string jane = world.user(
      "jane@example.com", R"(,"name":{"givenName":"Jane","familyName":"Doe"},"emails":[)"
                          R"({"value":"a@example.com"},{"value":"b@example.com","primary":true}])");
  const std::string team = world.group("Team", {jane});
  world.set_group_policies(team, {world.policy("allow", "dns")});
  const json::Value member = world.member(jane.substr(0, 30) + "01");
  CHECK(text_at(*member.find("user"), "first_name") == "Jane");
  CHECK(text_at(*member.find("user"), "last_name") == "Doe");
  CHECK(text_at(member, "email") == "b@example.com");
  CHECK(text_at(member, "status") == "accepted");
  CHECK(names_in(member, "roles") == "Minimal Account Access");
  CHECK(array_at(member, "policies").size() == 1);
}

TEST_CASE("members: bad invitations are refused, and nothing of them is kept (section 12)") {
  MemberWorld world;
  world.user("taken@example.com", R"(,"emails":[{"value":"primary@example.com","primary":true},)"
                                  R"({"value":"second@example.com"}])");
  const std::string admin = quoted(role_id("admin"));
  const std::string roles = "\"roles\":[" + admin + "]";
  const std::string policy = world.policy("allow", "dns");
  const struct {
    std::string body;
    std::string answer;
  } kCases[] = {
      {"[]", "400/1001"},
      {"{" + roles + "}", "400/1001 /email"},
      {"{\"email\":7," + roles + "}", "400/1001 /email"},
      {"{\"email\":\"\"," + roles + "}", "400/1001 /email"},
      {"{\"email\":\"jane\"," + roles + "}", "400/1001 /email"},
      {"{\"email\":\"@example.com\"," + roles + "}", "400/1001 /email"},
      {"{\"email\":\"jane@\"," + roles + "}", "400/1001 /email"},
      {"{\"email\":\"a@b@c\"," + roles + "}", "400/1001 /email"},
      {"{\"email\":\"jane doe@example.com\"," + roles + "}", "400/1001 /email"},
      {"{\"email\":\" jane@example.com\"," + roles + "}", "400/1001 /email"},
      {"{\"email\":\"ja\\u202ene@example.com\"," + roles + "}", "400/1001 /email"},
      {"{\"email\":\"" + std::string(79, 'a') + "@example.com\"," + roles + "}", "400/1001 /email"},
      {"{\"email\":\"x@example.com\"}", "400/1001 /roles"},
      {"{\"email\":\"x@example.com\",\"roles\":[]}", "400/1001 /roles"},
      {"{\"email\":\"x@example.com\",\"roles\":[],\"policies\":[]}", "400/1001 /roles"},
      {"{\"email\":\"x@example.com\",\"roles\":" + admin + "}", "400/1001 /roles"},
      {"{\"email\":\"x@example.com\",\"roles\":[" + admin + ",7]}", "400/1001 /roles/1"},
      {"{\"email\":\"x@example.com\",\"roles\":[" + admin + ",\"nope\"]}", "400/1001 /roles/1"},
      {"{\"email\":\"x@example.com\",\"roles\":[{\"id\":" + quoted(group_id("admin")) + "}]}",
       "400/1001 /roles/0/id"},
      {"{\"email\":\"x@example.com\",\"policies\":[{\"access\":\"maybe\"}]}",
       "400/1001 /policies/0/access"},
      {"{\"email\":\"x@example.com\"," + roles + ",\"policies\":[" + policy + ",7]}",
       "400/1001 /policies/1"},
      {"{\"email\":\"x@example.com\"," + roles + ",\"status\":\"invited\"}", "400/1001 /status"},
      {"{\"email\":\"x@example.com\"," + roles + ",\"status\":\"accepted\"}", "400/1001 /status"},
      {"{\"email\":\"TAKEN@example.com\"," + roles + "}", "400/1001 /email"},
      {"{\"email\":\"Primary@example.com\"," + roles + "}", "400/1001 /email"},
      {"{\"email\":\"x@example.com\"," + roles, "400/6007"},
  };
  const std::string before = world.service.dump_state();
  for (const auto& c : kCases) {
    CAPTURE(c.body);
    CHECK(MemberWorld::failure(world.v4("POST", "/members", c.body)) == c.answer);
    REQUIRE(world.service.dump_state() == before);
  }
  CHECK(MemberWorld::message(
            world.v4("POST", "/members", "{\"email\":\"taken@example.com\"," + roles + "}"))
            .find("already exists") != std::string::npos);
  CHECK(MemberWorld::message(
            world.v4("POST", "/members",
                     "{\"email\":\"x@example.com\",\"status\":\"accepted\"," + roles + "}")) ==
        "Invalid request: automatic verification of new members is not allowed");
  // A further address of somebody else is nobody's e-mail as a member.
  CHECK(world.post_member("second@example.com", roles).status == 200);
}

TEST_CASE("members: a user who left is invited again under the same id (product.md 6)") {
  MemberWorld world;
  const std::string jane =
      world.user("jane@example.com",
                 R"(,"title":"Chief","emails":[{"value":"j@example.com","primary":true}])");
  const std::string stem = jane.substr(0, 30);
  const std::string roles = "\"roles\":[" + quoted(role_id("dns")) + "]";
  for (const char* email : {"J@example.com", "jane@EXAMPLE.com"}) {
    CAPTURE(email);
    CHECK(world.set_active(jane, false).status == 200);
    const json::Value member = MemberWorld::result(world.post_member(email, roles));
    CHECK(text_at(*member.find("user"), "id") == jane);
    CHECK(text_at(member, "status") == "pending");
    CHECK(text_at(member, "email") == "j@example.com");
    CHECK(text_at(world.scim_user(jane), "title") == "Chief");
  }
  CHECK(text_at(world.member(stem + "03"), "status") == "pending");
  CHECK(world.v4("GET", "/members/" + stem + "02").status == 404);
  // Whom the account knows need not accept again.
  CHECK(world.set_active(jane, false).status == 200);
  const json::Value added =
      MemberWorld::result(world.post_member("j@example.com", roles + ",\"status\":\"accepted\""));
  CHECK(text_at(added, "status") == "accepted");
  CHECK(text_at(added, "id") == stem + "04");
  CHECK(world.service.verify() == "");
}

TEST_CASE("members: no invitation makes a second member of one e-mail (docs/compatibility.md)") {
  MemberWorld world;
  // Her userName is free, her e-mail is another member's.
  const std::string jane = world.user(
      "jane@example.com", R"(,"active":false,"emails":[{"value":"x@example.com","primary":true}])");
  world.user("other@example.com", R"(,"emails":[{"value":"X@example.com","primary":true}])");
  const std::string roles = "\"roles\":[" + quoted(role_id("dns")) + "]";
  CHECK(MemberWorld::failure(world.post_member("jane@example.com", roles)) == "400/1001 /email");
  CHECK(MemberWorld::failure(world.post_member("x@example.com", roles)) == "400/1001 /email");
  CHECK_FALSE(world.scim_user(jane).bool_or("active", true));
}

TEST_CASE("members: the first SCIM write accepts an invitation and keeps roles (product.md 7)") {
  const struct {
    const char* name;
    std::string (*write)(MemberWorld&, const std::string&);
    const char* status;
  } kCases[] = {
      {"POST of the userName",
       [](MemberWorld& w, const std::string&) { return w.user("JANE@example.com"); }, "accepted"},
      {"PATCH of a title",
       [](MemberWorld& w, const std::string& id) {
         CHECK(w.patch("/Users/" + id, R"({"op":"add","path":"title","value":"x"})").status == 200);
         return id;
       },
       "accepted"},
      {"PATCH of nothing",
       [](MemberWorld& w, const std::string& id) {
         CHECK(w.set_active(id, true).status == 200);
         return id;
       },
       "pending"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.name);
    MemberWorld world;
    const std::string id = text_at(world.invite("jane@example.com", "dns"), "id");
    const std::string user = id.substr(0, 30) + "00";
    CHECK(c.write(world, user) == user);
    const json::Value member = world.member(id);
    CHECK(text_at(member, "status") == c.status);
    CHECK(names_in(member, "roles") == "DNS");
    CHECK(world.service.verify() == "");
  }
}

TEST_CASE("members: a former SCIM user who is invited again is SCIM's only after its write") {
  MemberWorld world;
  const std::string jane = world.user("jane@example.com");
  world.set_active(jane, false);
  const std::string id = text_at(world.invite("jane@example.com"), "id");
  CHECK(world.user("jane@example.com") == jane);  // taken over, not 409
  CHECK(text_at(world.member(id), "status") == "accepted");
  CHECK(world.post_user("jane@example.com").status == 409);
}

TEST_CASE("members: PUT takes roles as objects or ids, or policies, and answers both (TF)") {
  MemberWorld world;
  const std::string id = text_at(world.invite("jane@example.com"), "id");
  const std::string path = "/members/" + id;
  const auto put = [&](const std::string& body) {
    return MemberWorld::result(world.v4("PUT", path, body));
  };
  const std::string admin = "{\"id\":" + quoted(role_id("admin")) + "}";
  const std::string super = "{\"id\":" + quoted(role_id("all_privileges")) + "}";
  // TestAccCloudflareAccountMember_RolesUpdate, with the account_id that the provider adds.
  json::Value member = put("{\"account_id\":" + quoted(world.service.account_id()) +
                           ",\"roles\":[" + admin + "," + super + "," + admin + "]}");
  CHECK(names_in(member, "roles") == "Administrator, Super Administrator - All Privileges");
  CHECK(array_at(member, "policies").size() == 2);
  CHECK(text_at(member, "status") == "pending");
  CHECK(world.member(id) == member);
  member = put("{\"roles\":[" + quoted(role_id("dns")) + "]}");
  CHECK(names_in(member, "roles") == "DNS");

  // A policy that is what a role would be shows as that role; the default group may be named.
  member = put("{\"policies\":[" + world.policy("allow", "admin") + "]}");
  CHECK(names_in(member, "roles") == "Administrator");
  member = put("{\"policies\":[{\"access\":\"allow\",\"permission_groups\":[{\"id\":" +
               quoted(group_id("dns")) +
               "}],\"resource_groups\":[{\"id\":" + quoted(world.default_group()) + "}]}]}");
  CHECK(names_in(member, "roles") == "DNS");
  CHECK(world.member(id) == member);

  // If both are sent, policies win; anything but such policies shows as no role.
  const std::string zone = "com.cloudflare.api.account.zone.0123456789abcdef0123456789abcdef";
  for (const std::string& policies :
       {world.policy("deny", "admin"), world.policy("allow", "domain_dns"),
        world.policy("allow", "admin", {zone}),
        world.policy("allow", "dns") + "," + world.policy("deny", "admin", {zone})}) {
    CAPTURE(policies);
    member = put("{\"roles\":[" + admin + "],\"policies\":[" + policies + "]}");
    CHECK(array_at(member, "roles").empty());
    CHECK(text_at(array_at(member, "policies").at(0), "id").size() == 32);
    CHECK(world.member(id) == member);
  }
  CHECK(world.service.verify() == "");
}

TEST_CASE("members: a policy keeps its id when it comes back with it (no-op plan)") {
  MemberWorld world;
  const json::Value invited = MemberWorld::result(world.post_member(
      "jane@example.com",
      "\"policies\":[" + world.policy("allow", "dns") + "," + world.policy("deny", "admin") + "]"));
  const std::string path = "/members/" + text_at(invited, "id");
  world.service.clock().advance_us(5'000'000);
  const std::size_t audit = world.service.count_audit();
  const json::Value same = MemberWorld::result(world.v4("PUT", path, json::write(invited)));
  CHECK(same == invited);
  CHECK(world.service.count_audit() == audit);  // nothing changed
  // Without ids they are new policies.
  const json::Value fresh = MemberWorld::result(
      world.v4("PUT", path, "{\"policies\":[" + world.policy("allow", "dns") + "]}"));
  CHECK(text_at(array_at(fresh, "policies").at(0), "id") !=
        text_at(array_at(invited, "policies").at(0), "id"));
  CHECK(world.last_audited() == "Update Member " + text_at(invited, "id"));
}

TEST_CASE("members: policies name resource groups that people make (TF PoliciesAddResourceGroup)") {
  MemberWorld world;
  const std::string zone = "com.cloudflare.api.account.zone.0123456789abcdef0123456789abcdef";
  const json::Value made = MemberWorld::result(
      world.v4("POST", "/iam/resource_groups",
               "{\"name\":\"One zone\",\"scope\":{\"key\":" + quoted(world.account_key()) +
                   ",\"objects\":[{\"key\":" + quoted(zone) + "}]}}"));
  const std::string group = text_at(made, "id");
  const auto named = [&](const std::string& ids) {
    return "\"policies\":[{\"access\":\"allow\",\"permission_groups\":[{\"id\":" +
           quoted(group_id("domain_admin_readonly")) + "}],\"resource_groups\":[" + ids + "]}]";
  };
  const std::string one = "{\"id\":" + quoted(group) + "}";
  const std::string all = "{\"id\":" + quoted(world.default_group()) + "}";
  const json::Value member = MemberWorld::result(world.post_member("jane@example.com", named(one)));
  const std::string path = "/members/" + text_at(member, "id");
  CHECK(array_at(member, "roles").empty());
  const auto shown = [&](const json::Value& from) {
    return support::names_in(array_at(from, "policies").at(0), "resource_groups");
  };
  CHECK(shown(member) == "One zone");
  const json::Value more =
      MemberWorld::result(world.v4("PUT", path, "{" + named(one + "," + all) + "}"));
  CHECK(shown(more) == "One zone, " + world.account_key());
  CHECK(MemberWorld::result(world.v4("GET", path)) == more);
  const json::Value effective = MemberWorld::result(world.v4(
      "GET", path + "/effective_permissions?permission_group=" + group_id("domain_admin_readonly") +
                 "&resource=" + zone));
  CHECK(effective.bool_or("allowed", false));
  // What a member's policy names is not deleted; once nobody names it, it is.
  CHECK(world.v4("DELETE", "/iam/resource_groups/" + group).status == 400);
  CHECK(world.service.verify() == "");
  CHECK(world.v4("DELETE", path).status == 200);
  CHECK(world.v4("DELETE", "/iam/resource_groups/" + group).status == 200);
  CHECK(world.service.verify() == "");
}

TEST_CASE("members: a bad PUT is refused with a pointer and changes nothing (section 12)") {
  MemberWorld world;
  const std::string path = "/members/" + text_at(world.invite("jane@example.com"), "id");
  const std::string unknown = quoted("0123456789abcdef0123456789abcdef");
  const struct {
    std::string path;
    std::string body;
    std::string answer;
  } kCases[] = {
      {path, "{}", "400/1001 /roles"},
      {path, "{\"roles\":null}", "400/1001 /roles"},
      {path, "{\"roles\":[{\"id\":" + unknown + "}]}", "400/1001 /roles/0/id"},
      {path, "{\"roles\":[{}]}", "400/1001 /roles/0/id"},
      {path, "{\"roles\":{}}", "400/1001 /roles"},
      {path,
       "{\"policies\":[{\"access\":\"allow\",\"permission_groups\":[{\"id\":" + unknown +
           "}],\"resource_groups\":[{\"id\":" + quoted(world.default_group()) + "}]}]}",
       "400/1001 /policies/0/permission_groups/0/id"},
      {path,
       "{\"policies\":[{\"access\":\"allow\",\"permission_groups\":[{\"id\":" +
           quoted(group_id("dns")) + "}],\"resource_groups\":[{\"id\":" + unknown + "}]}]}",
       "400/1001 /policies/0/resource_groups/0/id"},
      {"/members/" + kNobody, "{}", "404/1003"},
      {"/members/nobody", "{}", "404/7003"},
  };
  const std::string before = world.service.dump_state();
  for (const auto& c : kCases) {
    CAPTURE(c.body);
    CHECK(MemberWorld::failure(world.v4("PUT", c.path, c.body)) == c.answer);
    CHECK(world.service.dump_state() == before);
  }
}

TEST_CASE("members: DELETE is SCIM's active:false, and the old id finds nobody (product.md 6)") {
  MemberWorld world;
  const std::string jane = world.user("jane@example.com");
  const std::string team = world.group("Team", {jane});
  const std::string id = jane.substr(0, 30) + "01";
  CHECK(text_at(MemberWorld::result(world.v4("DELETE", "/members/" + id)), "id") == id);
  CHECK(world.last_audited() == "Remove Member " + id);
  const json::Value left = world.scim_user(jane);
  CHECK_FALSE(left.bool_or("active", true));
  CHECK(array_at(left, "groups").empty());
  CHECK(world.count_members() == 1);
  for (const char* method : {"GET", "PUT", "DELETE"}) {
    CAPTURE(method);
    const Reply gone = world.v4(method, "/members/" + id, method[0] == 'P' ? "{}" : "");
    CHECK(MemberWorld::failure(gone) == "404/1003");
    CHECK(MemberWorld::message(gone) == "Member not found");
  }
  CHECK(world.set_active(jane, true).status == 200);
  CHECK(world.v4("GET", "/members/" + id).status == 404);
  CHECK(names_in(world.member(jane.substr(0, 30) + "02"), "roles") == "Minimal Account Access");
  // An invitation can be taken back too.
  const std::string pending = text_at(world.invite("bob@example.com"), "id");
  CHECK(world.v4("DELETE", "/members/" + pending).status == 200);
  CHECK_FALSE(world.scim_user(pending.substr(0, 30) + "00").bool_or("active", true));
  CHECK(world.service.verify() == "");
}

TEST_CASE("members: another account's member is as unknown as any (product.md 5)") {
  MemberWorld world;
  const std::string other = world.service.make_account("Other");
  const std::string token = world.service.make_scim_token(other);
  const std::string id = text_at(world.invite("jane@example.com"), "id");
  for (const char* method : {"GET", "PUT", "DELETE"}) {
    support::Request request;
    request.method = method;
    request.target = "/client/v4/accounts/" + other + "/members/" + id;
    if (method[0] == 'P') request.body = "{\"roles\":[" + quoted(role_id("dns")) + "]}";
    request.token = token;
    CHECK(MemberWorld::failure(world.service.send(request)) == "404/1003");
  }
}

TEST_CASE("members: the only Super Administrator can neither be removed nor lose it (seed 001)") {
  MemberWorld world;
  const std::string admin = world.administrator();
  const std::string path = "/members/" + admin;
  const std::string super = "\"roles\":[{\"id\":" + quoted(role_id("all_privileges")) + "}]";
  const std::string zone = "com.cloudflare.api.account.zone.0123456789abcdef0123456789abcdef";
  // A pending one does not count, and neither does one by group.
  const std::string jane = text_at(world.invite("jane@example.com", "all_privileges"), "id");
  const std::string bob = world.user("bob@example.com");
  world.set_group_policies(world.group("Admins", {bob}), {world.policy("allow", "all_privileges")});
  const std::string before = world.service.dump_state();
  CHECK(MemberWorld::failure(world.v4("DELETE", path)) == "400/1001");
  for (const std::string& body :
       {"{\"roles\":[{\"id\":" + quoted(role_id("admin")) + "}]}",
        "{\"policies\":[" + world.policy("allow", "admin") + "]}",
        "{\"policies\":[" + world.policy("allow", "all_privileges", {zone}) + "]}",
        "{\"policies\":[" + world.policy("allow", "all_privileges") + "," +
            world.policy("deny", "all_privileges") + "]}"}) {
    CAPTURE(body);
    const Reply reply = world.v4("PUT", path, body);
    CHECK(MemberWorld::failure(reply) == "400/1001");
    CHECK(MemberWorld::message(reply).find("only Super Administrator") != std::string::npos);
  }
  CHECK(world.service.dump_state() == before);

  // With other words for the same it stays one; a second one frees the first.
  CHECK(world.v4("PUT", path, "{\"policies\":[" + world.policy("allow", "all_privileges") + "]}")
            .status == 200);
  CHECK(world.v4("DELETE", path).status == 400);
  const json::Value patched = world.set_active(admin.substr(0, 30) + "00", false).json();
  CHECK(patched.bool_or("active", false));
  CHECK(world.service.verify() == "");
  CHECK(world.user("jane@example.com") == jane.substr(0, 30) + "00");  // accepted now
  CHECK(world.v4("DELETE", path).status == 200);
  CHECK(world.v4("DELETE", "/members/" + jane).status == 400);
  // The lock-out repair of the published documentation: a SCIM-managed member by role id.
  CHECK(world.v4("PUT", "/members/" + bob.substr(0, 30) + "01", "{" + super + "}").status == 200);
  CHECK(world.v4("DELETE", "/members/" + jane).status == 200);
  CHECK(world.service.verify() == "");
}

TEST_CASE("members: writes need SCIM Provisioning or Account Settings Write (section 2)") {
  MemberWorld world;
  const std::string reader =
      world.service.make_token(world.service.account_id(), "reader", {"Account Settings Read"});
  const auto send = [&](const char* method, const std::string& suffix, const std::string& body) {
    support::Request request;
    request.method = method;
    request.target = "/client/v4/accounts/" + world.service.account_id() + suffix;
    request.body = body;
    request.token = reader;
    return world.service.send(request).status;
  };
  const std::string path = "/members/" + world.administrator();
  for (const std::string& suffix :
       {std::string("/members"), path, path + "/effective_permissions", std::string("/roles")}) {
    CHECK(send("GET", suffix, "") == 200);
  }
  CHECK(send("POST", "/members", "{}") == 403);
  CHECK(send("PUT", path, "{}") == 403);
  CHECK(send("DELETE", path, "") == 403);
}

TEST_CASE("members: all of it is there after a restart") {
  MemberWorld world;
  const std::string jane = text_at(world.invite("jane@example.com", "all_privileges"), "id");
  const std::string path = "/members/" + text_at(world.invite("bob@example.com"), "id");
  const json::Value bob = MemberWorld::result(
      world.v4("PUT", path, "{\"policies\":[" + world.policy("deny", "dns") + "]}"));
  const json::Value before = world.member(jane);
  world.service.restart();
  CHECK(world.member(jane) == before);
  CHECK(MemberWorld::result(world.v4("GET", path)) == bob);
  CHECK(world.service.verify() == "");
}
