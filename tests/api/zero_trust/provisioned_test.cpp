#include "api/zero_trust/provisioned.h"

#include "doctest/doctest.h"
#include "support/access.h"

using support::Access;
using support::dashed;
using support::error_code;
using support::Provider;
using support::Reply;
using support::result_of;

namespace {

std::vector<std::string> ids_of(const Reply& reply) {
  std::vector<std::string> ids;
  const json::Value answer = reply.json();
  for (const json::Value& item : result_of(answer).as_array())
    ids.emplace_back(item.string_or("id", ""));
  return ids;
}

}  // namespace

TEST_CASE("provisioned groups: the shape of seed 004, times in seconds, ids with dashes") {
  Access access;
  const Provider provider = access.make_with_scim();
  const std::string id =
      access.add_group(provider, "ALL EMPLOYEES", R"(,"externalId":"all_employees")");
  const Reply reply = access.send("GET", provider.path + "/scim/groups");
  REQUIRE(reply.status == 200);
  const json::Value answer = reply.json();
  REQUIRE(result_of(answer).as_array().size() == 1);
  const json::Value& group = result_of(answer).as_array()[0];
  CHECK(group.as_object().size() == 5);
  CHECK(group.string_or("id", "") == dashed(id));
  CHECK(group.string_or("displayName", "") == "ALL EMPLOYEES");
  CHECK(group.string_or("externalId", "") == "all_employees");
  CHECK(group.find("meta")->as_object().size() == 2);
  CHECK(group.find("meta")->string_or("created", "").size() == 20);
  CHECK(group.find("meta")->string_or("lastModified", "").size() == 20);
  CHECK(*group.find("schemas") ==
        json::Value(json::Array{"urn:ietf:params:scim:schemas:core:2.0:Group"}));
  const json::Value& info = *answer.find("result_info");
  CHECK(info.as_object().size() == 5);
  CHECK(info.integer_or("per_page", 0) == 100);
  CHECK(info.integer_or("total_pages", 0) == 1);
}

TEST_CASE("provisioned users: active, displayName, emails and externalId; no userName") {
  Access access;
  const Provider provider = access.make_with_scim();
  const std::string id = access.add_user(
      provider, "ada",
      R"(,"displayName":"Ada","externalId":"u1","nickName":"A",)"
      R"("emails":[{"value":"ada@x.test","type":"work","primary":true,"display":"d"}])");
  const json::Value answer = access.send("GET", provider.path + "/scim/users/" + dashed(id)).json();
  const json::Value& user = result_of(answer);
  CHECK(user.as_object().size() == 7);
  CHECK(user.bool_or("active", false));
  CHECK(user.string_or("displayName", "") == "Ada");
  CHECK(user.string_or("externalId", "") == "u1");
  CHECK(user.find("userName") == nullptr);
  CHECK(user.find("emails")->as_array()[0].as_object().size() == 3);
  CHECK(result_of(access.send("GET", provider.path + "/scim/users").json()).as_array()[0] == user);
}

TEST_CASE("provisioned users: each filter finds what it names and nothing else") {
  Access access;
  const Provider provider = access.make_with_scim();
  const std::string ada = dashed(access.add_user(
      provider, "ada",
      R"(,"displayName":"Ada L","externalId":"u1","emails":[{"value":"a@x.test"}])"));
  const std::string bob = dashed(
      access.add_user(provider, "bob",
                      R"(,"displayName":"Bob","externalId":"u2","emails":[{"value":"b@x.test"}])"));
  const std::string undashed = base::ResourceId::parse_uuid(bob)->hex();
  const struct {
    std::string query;
    std::vector<std::string> ids;
  } kCases[] = {
      {"", {ada, bob}},
      {"?name=Ada+L", {ada}},
      {"?name=ada%20l", {ada}},
      {"?name=Ada", {}},
      {"?username=bob", {bob}},
      {"?email=B@X.test", {bob}},
      {"?email=b@x.test&username=bob", {bob}},
      {"?email=b@x.test&username=ada", {}},
      {"?cf_resource_id=" + ada, {ada}},
      {"?cf_resource_id=" + undashed, {bob}},
      {"?cf_resource_id=" + bob + "&cf_resource_id=" + ada, {ada, bob}},
      {"?cf_resource_id=" + ada + "&cf_resource_id=" + ada, {ada}},
      {"?cf_resource_id=nonsense", {}},
      {"?idp_resource_id=u2", {bob}},
      {"?idp_resource_id=U2", {}},
      {"?idp_resource_id=u2&idp_resource_id=u1&idp_resource_id=u3", {ada, bob}},
      {"?page=2", {}},
      {"?per_page=1&page=2", {bob}},
      {"?name=", {}},
      {"?unknown=1", {ada, bob}},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.query);
    const Reply reply = access.send("GET", provider.path + "/scim/users" + c.query);
    CHECK(reply.status == 200);
    CHECK(ids_of(reply) == c.ids);
  }
}

TEST_CASE("provisioned groups: found by name, cf_resource_id and idp_resource_id") {
  Access access;
  const Provider provider = access.make_with_scim();
  const std::string one = dashed(access.add_group(provider, "One", R"(,"externalId":"g1")"));
  const std::string two = dashed(access.add_group(provider, "Two"));
  const auto found = [&](const std::string& query) {
    return ids_of(access.send("GET", provider.path + "/scim/groups" + query));
  };
  CHECK(found("?name=two") == std::vector{two});
  CHECK(found("?cf_resource_id=" + one) == std::vector{one});
  CHECK(found("?idp_resource_id=g1") == std::vector{one});
  CHECK(found("?username=x") == std::vector{one, two});  // no parameter of this list
}

TEST_CASE("provisioned: filters that exclude each other, and too many ids, are 400 / 1001") {
  Access access;
  const Provider provider = access.make_with_scim();
  std::string many = "/scim/users?idp_resource_id=0";
  for (int i = 1; i < 50; ++i) many += "&idp_resource_id=" + std::to_string(i);
  CHECK(access.send("GET", provider.path + many).status == 200);
  for (const std::string& query :
       {std::string("/scim/users?cf_resource_id=a&idp_resource_id=b"),
        std::string("/scim/users?cf_resource_id=a&name=b"),
        std::string("/scim/users?idp_resource_id=a&username=b"),
        std::string("/scim/users?idp_resource_id=a&email=b"),
        std::string("/scim/groups?cf_resource_id=a&name=b"),
        std::string("/scim/users?name=a&name=b"), std::string("/scim/users?page=x"),
        std::string("/scim/users?name=%zz"), many + "&idp_resource_id=50"}) {
    CAPTURE(query);
    const Reply refused = access.send("GET", provider.path + query);
    CHECK(refused.status == 400);
    CHECK(error_code(refused) == 1001);
  }
}

TEST_CASE("provisioned group: one item lists its members with value, display, type and $ref") {
  Access access;
  const Provider provider = access.make_with_scim();
  const std::string ada = access.add_user(provider, "ada", R"(,"displayName":"Ada")");
  const std::string group =
      access.add_group(provider, "G", R"(,"members":[{"value":")" + ada + R"("}])");
  const json::Value answer =
      access.send("GET", provider.path + "/scim/groups/" + dashed(group)).json();
  const json::Value& members = *result_of(answer).find("members");
  REQUIRE(members.as_array().size() == 1);
  const json::Value& member = members.as_array()[0];
  CHECK(member.string_or("value", "") == dashed(ada));
  CHECK(member.string_or("display", "") == "Ada");
  CHECK(member.string_or("type", "") == "User");
  const std::string reference(member.string_or("$ref", ""));
  REQUIRE(reference.rfind("http://scimd.test" + provider.path, 0) == 0);
  const std::string target = reference.substr(std::string("http://scimd.test").size());
  CHECK(access.send("GET", target, {}, provider.secret).status == 200);

  const std::string empty = access.add_group(provider, "E");
  const json::Value other =
      access.send("GET", provider.path + "/scim/groups/" + dashed(empty)).json();
  CHECK(result_of(other).find("members")->as_array().empty());
}

TEST_CASE("provisioned: DELETE is 204 and takes it out of the identity provider's realm") {
  Access access;
  const Provider provider = access.make_with_scim();
  const std::string ada = access.add_user(provider, "ada");
  const std::string group =
      access.add_group(provider, "G", R"(,"members":[{"value":")" + ada + R"("}])");
  const Reply gone = access.send("DELETE", provider.path + "/scim/users/" + dashed(ada));
  CHECK(gone.status == 204);
  CHECK(gone.body.empty());
  CHECK(access.scim(provider, "GET", "/Users/" + ada).status == 404);
  CHECK(
      access.scim(provider, "GET", "/Groups/" + group).json().find("members")->as_array().empty());
  CHECK(access.send("DELETE", provider.path + "/scim/groups/" + dashed(group)).status == 204);
  for (const std::string& path : {"/scim/users/" + dashed(ada), "/scim/groups/" + dashed(group)}) {
    for (const char* method : {"GET", "DELETE"}) {
      const Reply unknown = access.send(method, provider.path + path);
      CHECK(unknown.status == 404);
      CHECK(error_code(unknown) == 12135);
    }
  }
  CHECK(error_code(access.send("GET", provider.path + "/scim/users/" + ada)) == 7003);
  CHECK(access.service.verify().empty());
}

TEST_CASE(
    "provisioned: an identity provider without SCIM has provisioned nobody, an unknown one 404") {
  Access access;
  const Provider provider =
      access.make(R"({"name":"x","type":"github","config":{"client_id":"c","client_secret":"s"}})");
  access.service.scim("POST", "/Users", support::user_body("of-the-account"));
  CHECK(ids_of(access.send("GET", provider.path + "/scim/users")).empty());
  CHECK(access.access("GET", "/f174e90a-fafe-4643-bbbc-4a0ed4fc8415/scim/users").status == 404);
}

TEST_CASE("provisioned: a name without an index, and a group of many, are read in slices") {
  Access access;
  const Provider provider = access.make_with_scim();
  std::string members;
  for (int i = 0; i < 1200; ++i) {
    const std::string id = access.add_user(provider, "user" + std::to_string(i),
                                           R"(,"displayName":"Name )" + std::to_string(i) + "\"");
    members += (members.empty() ? R"({"value":")" : R"(,{"value":")") + id + "\"}";
  }
  const std::string group = access.add_group(provider, "G", R"(,"members":[)" + members + "]");
  access.service.clock().set_look_us(20);  // each look at the clock takes time: nothing is quick
  for (const std::string& path :
       {std::string("/scim/users?name=Name+777"), "/scim/groups/" + dashed(group)}) {
    support::Request request;
    request.method = "GET";
    request.target = provider.path + path;
    request.token = access.token();
    access.service.begin_tick();
    CHECK(access.service.handle(request).job != nullptr);
    access.service.end_tick();
  }
  CHECK(ids_of(access.send("GET", provider.path + "/scim/users?name=Name+777")).size() == 1);
  const json::Value answer =
      access.send("GET", provider.path + "/scim/groups/" + dashed(group)).json();
  CHECK(result_of(answer).find("members")->as_array().size() == 1200);
}
