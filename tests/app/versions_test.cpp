// Versions of resources and what clients build on them: RFC 7644 3.14, RFC 9110 13.
#include "doctest/doctest.h"
#include "support/scim_bodies.h"
#include "support/test_service.h"

using support::Reply;
using support::Request;
using support::TestService;
using support::user_body;

namespace {

std::string replace_body(const std::string& path, const std::string& value) {
  return support::patch_body("replace", path, value);
}

std::string version_of(const Reply& reply) {
  return std::string(reply.json().find("meta")->string_or("version", ""));
}

struct Versions {
  TestService service;

  std::string add(const std::string& endpoint, const std::string& body) {
    const Reply created = service.scim("POST", endpoint, body);
    REQUIRE(created.status == 201);
    return std::string(created.json().string_or("id", ""));
  }
  std::string add_user(const std::string& name) { return add("/Users", user_body(name)); }
  std::string add_group(const std::string& name, const std::string& member) {
    return add("/Groups",
               support::group_body(name, R"(,"members":[{"value":")" + member + R"("}])"));
  }
  Reply send_if(const std::string& field, const std::string& value, std::string_view method,
                const std::string& suffix, const std::string& body = {}) {
    Request request = service.scim_request(method, suffix, body);
    request.fields.emplace_back(field, value);
    return service.send(request);
  }
};

}  // namespace

TEST_CASE("versions: every answer with a resource has its version in ETag and meta.version") {
  Versions world;
  const Reply created = world.service.scim("POST", "/Users", user_body("ada"));
  const std::string path = "/Users/" + std::string(created.json().string_or("id", ""));
  const Reply got = world.service.scim("GET", path);
  const Reply patched = world.service.scim("PATCH", path, replace_body("title", R"("Dr")"));
  const Reply put = world.service.scim("PUT", path, user_body("ada"));
  for (const Reply* reply : {&created, &got, &patched, &put}) {
    CHECK(reply->field("ETag").substr(0, 3) == "W/\"");
    CHECK(reply->field("ETag") == version_of(*reply));
  }
  CHECK(created.field("ETag") == got.field("ETag"));
  CHECK(got.field("ETag") != patched.field("ETag"));
  CHECK(patched.field("ETag") != put.field("ETag"));
  const json::Value listed = world.service.scim("GET", "/Users").json();
  CHECK(listed.find("Resources")->as_array().back().find("meta")->string_or("version", "") ==
        version_of(put));
}

TEST_CASE(
    "versions: a membership changes the group's version and the user's (design of versions)") {
  Versions world;
  const std::string user = world.add_user("ada");
  const std::string before = world.service.scim("GET", "/Users/" + user).field("ETag");
  const std::string group = world.add_group("G", user);
  const std::string inside = world.service.scim("GET", "/Users/" + user).field("ETag");
  CHECK(inside != before);
  const std::string full = world.service.scim("GET", "/Groups/" + group).field("ETag");
  CHECK(world.service
            .scim("PATCH", "/Groups/" + group,
                  R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],)"
                  R"("Operations":[{"op":"remove","path":"members"}]})")
            .status == 200);
  CHECK(world.service.scim("GET", "/Groups/" + group).field("ETag") != full);
  CHECK(world.service.scim("GET", "/Users/" + user).field("ETag") == before);
}

TEST_CASE("versions: a client whose copy is good gets 304 without a body (RFC 7644 3.14)") {
  Versions world;
  const std::string user = "/Users/" + world.add_user("ada");
  const std::string tag = world.service.scim("GET", user).field("ETag");
  for (const std::string& field : {tag, tag.substr(2), "\"other\", " + tag, std::string("*")}) {
    CAPTURE(field);
    const Reply reply = world.send_if("If-None-Match", field, "GET", user);
    CHECK(reply.status == 304);
    CHECK(reply.body.empty());
    CHECK(reply.field("ETag") == tag);
  }
  for (const std::string field : {"\"other\"", "W/\"0\"", "no tag"}) {
    CAPTURE(field);
    CHECK(world.send_if("If-None-Match", field, "GET", user).status == 200);
  }
  world.add_group("G", user.substr(7));  // who is in what is part of the copy
  CHECK(world.send_if("If-None-Match", tag, "GET", user).status == 200);
}

TEST_CASE("versions: a change built on another version is 412 and changes nothing") {
  Versions world;
  const std::string user = "/Users/" + world.add_user("ada");
  const std::string old_tag = world.service.scim("GET", user).field("ETag");
  REQUIRE(world.service.scim("PATCH", user, replace_body("title", R"("Dr")")).status == 200);
  const std::string state = world.service.dump_state();
  struct {
    const char* method;
    std::string body;
  } const writes[] = {
      {"PATCH", replace_body("title", R"("Prof")")}, {"PUT", user_body("eva")}, {"DELETE", ""}};
  for (const auto& write : writes) {
    CAPTURE(write.method);
    for (const std::string& field : {old_tag, std::string("W/\"999.00000000\""),
                                     std::string("no tag"), std::string("\"\""), std::string()}) {
      const Reply reply = world.send_if("If-Match", field, write.method, user, write.body);
      CHECK(reply.status == 412);
      CHECK(reply.json().string_or("status", "") == "412");
    }
    CHECK(world.send_if("If-None-Match", "*", write.method, user, write.body).status == 412);
  }
  CHECK(world.service.dump_state() == state);
  const std::string tag = world.service.scim("GET", user).field("ETag");
  CHECK(world.send_if("If-Match", old_tag + ", " + tag, "PATCH", user, writes[0].body).status ==
        200);
  CHECK(world.send_if("If-Match", "*", "PUT", user, user_body("ada")).status == 200);
  CHECK(world.send_if("If-Match", "*", "DELETE", user).status == 204);
}

TEST_CASE("versions: of two clients that change the same version only one succeeds") {
  Versions world;
  const std::string user = "/Users/" + world.add_user("ada");
  const std::string tag = world.service.scim("GET", user).field("ETag");
  CHECK(world.send_if("If-Match", tag, "PATCH", user, replace_body("title", R"("A")")).status ==
        200);
  CHECK(world.send_if("If-Match", tag, "PATCH", user, replace_body("title", R"("B")")).status ==
        412);
  CHECK(world.service.scim("GET", user).json().string_or("title", "") == "A");
}

TEST_CASE(
    "versions: a user whose groups changed may still be changed; groups are changed elsewhere") {
  Versions world;
  const std::string user = world.add_user("ada");
  const std::string tag = world.service.scim("GET", "/Users/" + user).field("ETag");
  world.add_group("G", user);
  CHECK(world.send_if("If-Match", tag, "PATCH", "/Users/" + user, replace_body("title", R"("Dr")"))
            .status == 200);
}

TEST_CASE("versions: what does not exist is 404 whatever the precondition") {
  Versions world;
  const std::string nobody = "/Users/00000000000000000000000000000100";
  CHECK(world.send_if("If-Match", "W/\"1\"", "DELETE", nobody).status == 404);
  CHECK(world.send_if("If-None-Match", "*", "GET", nobody).status == 404);
}
