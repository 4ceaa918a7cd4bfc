// The answer is spliced from stored text; a projection goes through a tree. Both must be the same
// resource.
#include <string>

#include "doctest/doctest.h"
#include "support/test_service.h"

using support::Reply;
using support::TestService;

namespace {

std::string make_resources(TestService& service, int users) {
  std::string members;
  for (int i = 0; i < users; ++i) {
    const std::string number = std::to_string(i);
    const Reply reply = service.scim(
        "POST", "/Users",
        R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",)"
        R"("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"userName":"user)" +
            number + R"(@example.com","name":{"givenName":"G\"\\)" + number +
            R"(","familyName":"É"},"emails":[{"value":"user)" + number +
            R"(@example.com","type":"work","primary":true}],)"
            R"("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":)"
            R"({"department":"R&D"}})");
    REQUIRE_MESSAGE(reply.status == 201, reply.body);
    members += (members.empty() ? "{\"value\":\"" : ",{\"value\":\"") +
               std::string(reply.json().string_or("id", "")) + "\"}";
  }
  const Reply group = service.scim("POST", "/Groups",
                                   R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],)"
                                   R"("displayName":"All","members":[)" +
                                       members + "]}");
  REQUIRE_MESSAGE(group.status == 201, group.body);
  return std::string(group.json().string_or("id", ""));
}

}  // namespace

TEST_CASE("render: the spliced answer and the one built as a tree are the same resource") {
  TestService service;
  const std::string group = make_resources(service, 3);
  // Excluding a name that no attribute has takes the tree's way and changes nothing.
  for (const std::string& path :
       {std::string("/Users"), "/Groups/" + group, std::string("/Groups")}) {
    CAPTURE(path);
    const Reply spliced = service.scim("GET", path);
    const Reply built = service.scim("GET", path + "?excludedAttributes=nickName");
    REQUIRE(spliced.status == 200);
    CHECK(spliced.json() == built.json());
    CHECK(spliced.body == built.body);
  }
}

TEST_CASE(
    "render: above 1 000 members PATCH answers 204, PUT and lists leave members out, a read has "
    "all (product.md 8)") {
  TestService service;
  const std::string group = make_resources(service, 1001);
  const std::string rename =
      R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],)"
      R"("Operations":[{"op":"replace","path":"displayName","value":"Everybody"}]})";
  const Reply read = service.scim("GET", "/Groups/" + group);
  const json::Value whole = read.json();
  REQUIRE(whole.find("members"));
  CHECK(whole.find("members")->as_array().size() == 1001);
  CHECK_FALSE(whole.find("members")->as_array()[0].find("display"));
  CHECK(whole.find("members")->as_array()[0].string_or("type", "") == "User");
  CHECK(read.json() ==
        service.scim("GET", "/Groups/" + group + "?excludedAttributes=nickName").json());

  CHECK_FALSE(
      service.scim("GET", "/Groups").json().find("Resources")->as_array().at(0).find("members"));
  const Reply patched = service.scim("PATCH", "/Groups/" + group, rename);
  CHECK(patched.status == 204);
  CHECK(patched.body.empty());
  CHECK(service.scim("PATCH", "/Groups/" + group + "?excludedAttributes=members", rename).status ==
        200);
  CHECK(service.scim("PATCH", "/Groups/" + group + "?attributes=displayName", rename).status ==
        200);
}

TEST_CASE(
    "render: a change to 204 answers follows the account's patch_status, unless attributes are "
    "asked for") {
  TestService service;
  const std::string group = make_resources(service, 1);
  support::Request request{"PUT", "/client/v4/accounts/" + service.account_id() + "/scim/settings",
                           R"({"patch_status":204})"};
  request.origin = net::Origin::kControl;
  REQUIRE(service.send(request).status == 200);
  const std::string rename = R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],)"
                             R"("Operations":[{"op":"replace","path":"displayName","value":"X"}]})";
  CHECK(service.scim("PATCH", "/Groups/" + group, rename).status == 204);
  CHECK(service.scim("PATCH", "/Groups/" + group + "?attributes=displayName", rename).status ==
        200);
}
