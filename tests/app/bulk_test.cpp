// Bulk requests over the whole application: RFC 7644 3.7. What the library makes of the message is
// in tests/scim/bulk_test.cpp.
#include <set>

#include "doctest/doctest.h"
#include "json/write.h"
#include "support/access.h"
#include "support/own_schemas.h"
#include "support/temporary_folder.h"
#include "support/test_service.h"

using support::Access;
using support::group_body;
using support::Reply;
using support::Request;
using support::TestService;
using support::user_body;

namespace {

const std::string kEnterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

std::string bulk_body(const std::vector<std::string>& operations, const std::string& more = {}) {
  std::string joined;
  for (const std::string& operation : operations) joined += (joined.empty() ? "" : ",") + operation;
  return R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"])" + more +
         R"(,"Operations":[)" + joined + "]}";
}
std::string post(const std::string& path, const std::string& bulk_id, const std::string& data) {
  return R"({"method":"POST","path":")" + path + R"(","bulkId":")" + bulk_id + R"(","data":)" +
         data + "}";
}
std::string managed_by(const std::string& id) {
  return ",\"" + kEnterprise + R"(":{"manager":{"value":")" + id + R"("}})";
}
std::string members_of(const std::vector<std::string>& ids) {
  std::string values;
  for (const std::string& id : ids)
    values += (values.empty() ? "" : ",") + (R"({"value":")" + id + R"("})");
  return R"(,"members":[)" + values + "]";
}
std::string patch_data(const std::string& operations) {
  return R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[)" +
         operations + "]}";
}
std::string post_user(const std::string& name, const std::string& more = {}) {
  return post("/Users", name, user_body(name, more));
}
std::string post_group(const std::string& name, const std::vector<std::string>& members) {
  return post("/Groups", name, group_body(name, members_of(members)));
}
std::string other(const std::string& method, const std::string& path, const std::string& data,
                  const std::string& more = {}) {
  return R"({"method":")" + method + R"(","path":")" + path + "\"" + more +
         (data.empty() ? "" : ",\"data\":" + data) + "}";
}

// "201 201 409": the statuses of an answer that must be a BulkResponse, each error with its body.
std::string statuses_of(const Reply& reply) {
  REQUIRE_MESSAGE(reply.status == 200, reply.body);
  const json::Value answer = reply.json();
  CHECK(answer.find("schemas")->as_array()[0].as_string() ==
        "urn:ietf:params:scim:api:messages:2.0:BulkResponse");
  std::string text;
  for (const json::Value& result : answer.find("Operations")->as_array()) {
    const std::string status(result.string_or("status", "?"));
    text += (text.empty() ? "" : " ") + status;
    const json::Value* error = result.find("response");
    CHECK((error != nullptr) == (status[0] != '2'));
    if (!error) continue;
    CHECK(error->string_or("status", "") == status);
    if (const std::string_view type = error->string_or("scimType", ""); !type.empty())
      text += "/" + std::string(type);
  }
  return text;
}

json::Value result_at(const Reply& reply, std::size_t index) {
  return reply.json().find("Operations")->as_array().at(index);
}
std::string id_at(const Reply& reply, std::size_t index) {
  const json::Value result = result_at(reply, index);
  const std::string location(result.string_or("location", ""));
  return location.substr(location.rfind('/') + 1);
}

struct World {
  TestService service;

  Reply bulk(const std::vector<std::string>& operations, const std::string& more = {}) {
    return service.scim("POST", "/Bulk", bulk_body(operations, more));
  }
  std::string add_user(const std::string& name, const std::string& more = {}) {
    return Access::id_of(service.scim("POST", "/Users", user_body(name, more)));
  }
  json::Value get(const std::string& path) { return service.scim("GET", path).json(); }
  std::string manager_of(const std::string& id) {
    const json::Value user = get("/Users/" + id);
    const json::Value* extension = user.find(kEnterprise);
    return extension ? std::string(extension->find("manager")->string_or("value", "")) : "";
  }
  std::set<std::string> members(const std::string& id) {
    std::set<std::string> ids;
    const json::Value group = get("/Groups/" + id);
    for (const json::Value& member : group.find("members")->as_array())
      ids.emplace(member.string_or("value", ""));
    return ids;
  }
  std::size_t count_users() {  // beside the account's administrator
    return static_cast<std::size_t>(get("/Users?count=0").integer_or("totalResults", 0)) - 1;
  }
};

}  // namespace

TEST_CASE("bulk: a user and a group that has it, in either order (RFC 7644 3.7.2)") {
  for (const bool user_first : {true, false}) {
    CAPTURE(user_first);
    World world;
    std::vector<std::string> operations = {post_user("ada"), post_group("G", {"bulkId:ada"})};
    if (!user_first) std::swap(operations[0], operations[1]);
    const Reply reply = world.bulk(operations);
    CHECK(statuses_of(reply) == "201 201");
    const std::string user = id_at(reply, user_first ? 0 : 1);
    const std::string group = id_at(reply, user_first ? 1 : 0);
    CHECK(world.members(group) == std::set<std::string>{user});
    const json::Value result = result_at(reply, user_first ? 1 : 0);
    CHECK(result.string_or("method", "") == "POST");
    CHECK(result.string_or("bulkId", "") == "G");
    CHECK(result.string_or("location", "") ==
          world.get("/Groups/" + group).find("meta")->string_or("location", "?"));
    CHECK(result.string_or("version", "") ==
          world.service.scim("GET", "/Groups/" + group).field("ETag"));
    world.service.restart();
    CHECK(world.members(group) == std::set<std::string>{user});
    CHECK(world.service.verify() == "");
  }
}

TEST_CASE("bulk: every method, and references in paths, values and value filters") {
  World world;
  const std::string old = world.add_user("old");
  const Reply reply = world.bulk({
      other("PATCH", "/Groups/bulkId:G",
            patch_data(R"({"op":"remove","path":"members[value eq \"bulkId:ada\"]"},)"
                       R"({"op":"add","path":"members","value":[{"value":"bulkId:bob"}]})")),
      post_group("G", {"bulkId:ada", old}),
      post_user("ada"),
      post_user("bob"),
      other("PUT", "/Users/bulkId:bob", user_body("bob", managed_by("bulkId:ada"))),
      other("PATCH", "/Users/" + old,
            patch_data(R"({"op":"add","path":"manager","value":{"value":"bulkId:ada"}})")),
      other("DELETE", "/Users/" + old, ""),
  });
  CHECK(statuses_of(reply) == "200 201 201 201 200 200 204");
  const std::string ada = id_at(reply, 2);
  const std::string bob = id_at(reply, 3);
  CHECK(world.members(id_at(reply, 1)) == std::set<std::string>{bob});
  CHECK(world.manager_of(bob) == ada);
  CHECK(id_at(reply, 0) == id_at(reply, 1));
  CHECK(id_at(reply, 4) == bob);
  CHECK(id_at(reply, 6) == old);
  CHECK(result_at(reply, 6).find("version") == nullptr);
  CHECK(world.service.scim("GET", "/Users/" + old).status == 404);
  CHECK(world.service.verify() == "");
}

TEST_CASE("bulk: one operation that fails leaves the others alone, and says why (RFC 7644 3.7.3)") {
  World world;
  const std::string ada = world.add_user("ada");
  const std::string gone(32, '0');
  const struct {
    std::string operation;
    const char* status;
    bool has_location;
  } kCases[] = {
      {post_user("ada"), "409/uniqueness", false},
      {post("/Users", "b", "{}"), "400/invalidSyntax", false},
      {post("/Users", "b", "\"x\""), "400/invalidSyntax", false},
      {post_group("b", {gone}), "400/invalidValue", false},
      {post_group("b", {"bulkId:none"}), "400/invalidValue", false},
      {post("/Things", "b", "{}"), "404", false},
      {post("/Bulk", "b", bulk_body({post_user("x")})), "400/invalidValue", false},
      {other("GET", "/Users", ""), "400/invalidValue", true},
      {other("PUT", "/Users/" + gone, user_body("x")), "404", true},
      {other("PATCH", "/Users/" + ada, patch_data(R"({"op":"add","path":"nosuch","value":1})")),
       "400/invalidPath", true},
      {other("PATCH", "/Users/" + ada, patch_data(R"({"op":"add","path":"id","value":"x"})")),
       "400/mutability", true},
      {other("PATCH", "/Users/" + ada, patch_data(R"({"op":"add","path":"title","value":"x"})"),
             R"(,"version":"W/\"9\"")"),
       "412", true},
      {other("DELETE", "/Users/" + gone, ""), "404", true},
      {other("DELETE", "/Users/x/y", ""), "404", true},
      {other("DELETE", "/Users/bulkId:none", ""), "400/invalidValue", true},
  };
  const std::string before = world.service.dump_state();
  for (const auto& row : kCases) {
    CAPTURE(row.operation);
    const Reply reply = world.bulk({row.operation});
    CHECK(statuses_of(reply) == row.status);
    CHECK((result_at(reply, 0).find("location") != nullptr) == row.has_location);
    CHECK(world.service.dump_state() == before);
    const Reply around =
        world.bulk({post_user("x"), row.operation, other("DELETE", "/Users/bulkId:x", "")});
    CHECK(statuses_of(around) == "201 " + std::string(row.status) + " 204");
    CHECK(world.count_users() == 1);
  }
}

TEST_CASE("bulk: failOnErrors ends it after so many errors; what was done stays (RFC 7644 3.7)") {
  const struct {
    const char* more;
    const char* statuses;
    std::size_t users;
  } kCases[] = {
      {"", "201 409/uniqueness 201 409/uniqueness 201", 4},
      {R"(,"failOnErrors":0)", "201 409/uniqueness 201 409/uniqueness 201", 4},
      {R"(,"failOnErrors":1)", "201 409/uniqueness", 2},
      {R"(,"failOnErrors":2)", "201 409/uniqueness 201 409/uniqueness", 3},
      {R"(,"FAILONERRORS":3)", "201 409/uniqueness 201 409/uniqueness 201", 4},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.more);
    World world;
    world.add_user("taken");
    const Reply reply = world.bulk({post_user("a"), post_user("taken"), post_user("b"),
                                    post("/Users", "t2", user_body("taken")), post_user("c")},
                                   row.more);
    CHECK(statuses_of(reply) == row.statuses);
    CHECK(world.count_users() == row.users);
  }
}

TEST_CASE("bulk: users may be each other's manager, in circles of any length (RFC 7644 3.7.1)") {
  for (const std::size_t length : {1u, 2u, 3u, 120u}) {
    CAPTURE(length);
    World world;
    std::vector<std::string> operations;
    for (std::size_t i = 0; i < length; ++i)
      operations.push_back(post_user("u" + std::to_string(i),
                                     managed_by("bulkId:u" + std::to_string((i + 1) % length))));
    operations.push_back(post_group("G", {"bulkId:u0"}));
    const Reply reply = world.bulk(operations);
    const json::Value answer = reply.json();
    for (const json::Value& result : answer.find("Operations")->as_array())
      CHECK(result.string_or("status", "") == "201");
    for (std::size_t i = 0; i < length; ++i)
      CHECK(world.manager_of(id_at(reply, i)) == id_at(reply, (i + 1) % length));
    CHECK(world.members(id_at(reply, length)) == std::set<std::string>{id_at(reply, 0)});
    CHECK(world.service.verify() == "");
  }
}

TEST_CASE("bulk: a circle that cannot be closed is not made at all: 409 (RFC 7644 3.7.1)") {
  World world;
  world.add_user("taken");
  const std::string before = world.service.dump_state();
  // One of the circle is refused for a reason of its own.
  Reply reply =
      world.bulk({post_user("a", managed_by("bulkId:taken")),
                  post_user("taken", managed_by("bulkId:a")), post_group("G", {"bulkId:a"})});
  CHECK(statuses_of(reply) == "409 409/uniqueness 400/invalidValue");
  // Groups in groups are refused, in a circle too.
  reply = world.bulk({post_group("g1", {"bulkId:g2"}), post_group("g2", {"bulkId:g1"})});
  CHECK(statuses_of(reply) == "409 400/invalidValue");
  reply = world.bulk({post_group("self", {"bulkId:self"})});
  CHECK(statuses_of(reply) == "400/invalidValue");
  CHECK(world.service.dump_state() == before);
  // Each refusal has its entry, and nothing that was thrown away has one.
  std::size_t refused = 0;
  for (const json::Value& entry : world.service.audit_entries())
    refused += entry.find("refused") ? 1 : 0;
  CHECK(refused == 6);
  CHECK(world.service.verify() == "");
}

TEST_CASE("bulk: the version of an operation is its If-Match (RFC 7644 3.7, 3.14)") {
  World world;
  const std::string ada = world.add_user("ada");
  const std::string version = world.service.scim("GET", "/Users/" + ada).field("ETag");
  const auto rename = [&](const std::string& title) {
    return other("PATCH", "/Users/" + ada,
                 patch_data(R"({"op":"add","path":"title","value":")" + title + "\"}"),
                 ",\"version\":" + json::write(json::Value(version)));
  };
  const Reply reply = world.bulk({rename("one"), rename("two")});
  CHECK(statuses_of(reply) == "200 412");
  CHECK(world.get("/Users/" + ada).string_or("title", "") == "one");
  CHECK(result_at(reply, 0).string_or("version", "") ==
        world.service.scim("GET", "/Users/" + ada).field("ETag"));
}

TEST_CASE("bulk: a message that is none is refused as any write is, and audited as one") {
  World world;
  const std::size_t before = world.service.count_audit();
  const Reply reply = world.service.scim("POST", "/Bulk", R"({"Operations":[]})");
  CHECK(reply.status == 400);
  CHECK(reply.json().string_or("scimType", "") == "invalidSyntax");
  const auto entries = world.service.audit_entries();
  CHECK(world.service.count_audit() == before + 1);
  CHECK(entries.back().string_or("what", "") == "Bulk SCIM");
  CHECK(world.service.scim("POST", "/Bulk", "{").status == 400);
  CHECK(world.service.scim("GET", "/Bulk").status == 405);
}

TEST_CASE("bulk: more operations than advertised are 413 and name the limit (RFC 7644 3.7.4)") {
  World world;
  const json::Value config = world.get("/ServiceProviderConfig");
  const json::Value& bulk = *config.find("bulk");
  CHECK(bulk.bool_or("supported", false));
  const std::int64_t most = bulk.integer_or("maxOperations", 0);
  CHECK(most == 1000);
  CHECK(bulk.integer_or("maxPayloadSize", 0) == 8 << 20);
  std::vector<std::string> operations;
  for (std::int64_t i = 0; i < most; ++i) operations.push_back(post_user("u" + std::to_string(i)));
  CHECK(world.bulk(operations).status == 200);
  CHECK(world.count_users() == 1000);
  operations.push_back(post_user("one more"));
  const Reply reply = world.bulk(operations);
  CHECK(reply.status == 413);
  CHECK(reply.json().string_or("detail", "").find("1000") != std::string_view::npos);
  CHECK(world.count_users() == 1000);
}

TEST_CASE("bulk: quirks met in any operation are named in the answer's header") {
  World world;
  const Reply reply = world.bulk({
      post_user("ada", R"(,"nonsense":1)"),
      post_user("bob", R"(,"active":"True")"),
  });
  CHECK(statuses_of(reply) == "201 201");
  CHECK(reply.field("Scimd-Quirks") == "unknown-attribute, string-boolean");
}

TEST_CASE("bulk: what an identity provider of Zero Trust provisions in bulk is its own") {
  Access access;
  const support::Provider provider = access.make_with_scim();
  const Reply reply = access.scim(provider, "POST", "/Bulk",
                                  bulk_body({post_group("G", {"bulkId:ada"}), post_user("ada")}));
  CHECK(statuses_of(reply) == "201 201");
  CHECK(result_at(reply, 1).string_or("location", "").find(provider.path + "/scim/v2/Users/") !=
        std::string_view::npos);
  CHECK(access.scim(provider, "GET", "/Users/" + id_at(reply, 1)).status == 200);
  CHECK(access.service.scim("GET", "/Users/" + id_at(reply, 1)).status == 404);
  CHECK(access.service.audit_entries().back().string_or("on", "") == "access_scim_group");
  CHECK(access.service.verify() == "");
}

TEST_CASE("bulk: profile cloudflare serves none, and says so (product.md 8)") {
  World world;
  Request settings = world.service.scim_request("PUT", "");
  settings.target = "/client/v4/accounts/" + world.service.account_id() + "/scim/settings";
  settings.body = R"({"profile":"cloudflare"})";
  settings.origin = net::Origin::kControl;
  REQUIRE(world.service.send(settings).status == 200);
  CHECK(world.bulk({post_user("ada")}).status == 501);
  CHECK_FALSE(world.get("/ServiceProviderConfig").find("bulk")->bool_or("supported", true));
}

TEST_CASE("bulk: references in a resource type of the account's own (RFC 7644 3.7.2)") {
  World world;
  const std::string urn = "urn:example:pair";
  REQUIRE(support::put_own_schemas(world.service, world.service.account_id(), R"({
      "schemas": [{"id": "urn:example:pair", "name": "Pair", "attributes": [
        {"name": "title"},
        {"name": "keeper", "type": "reference", "referenceTypes": ["User"]},
        {"name": "other", "type": "complex", "required": true, "subAttributes": [
          {"name": "value"}, {"name": "$ref", "type": "reference", "referenceTypes": ["Pair"]}]},
        {"name": "friend", "type": "complex", "subAttributes": [
          {"name": "value"}, {"name": "$ref", "type": "reference", "referenceTypes": ["Pair"]}]}]}],
      "resource_types": [{"name": "Pair", "endpoint": "/Pairs", "schema": "urn:example:pair"}]})")
              .status == 200);
  const auto pair = [&](const std::string& id, const std::string& other, const std::string& more) {
    return post("/Pairs", id,
                R"({"schemas":[")" + urn + R"("],"title":"bulkId:ada","other":{"value":")" + other +
                    "\"}" + more + "}");
  };
  Reply reply = world.bulk({
      pair("a", "x", R"(,"keeper":"/Users/bulkId:ada","friend":{"value":"bulkId:b"})"),
      pair("b", "bulkId:a", ""),
      post_user("ada"),
  });
  CHECK(statuses_of(reply) == "201 201 201");
  const json::Value a = world.get("/Pairs/" + id_at(reply, 0));
  const json::Value b = world.get("/Pairs/" + id_at(reply, 1));
  CHECK(a.string_or("title", "") == "bulkId:ada");
  CHECK(a.string_or("keeper", "") == "/Users/" + id_at(reply, 2));
  CHECK(a.find("friend")->string_or("value", "") == id_at(reply, 1));
  CHECK(b.find("other")->string_or("value", "") == id_at(reply, 0));
  // What is required cannot wait until the others exist.
  const std::string before = world.service.dump_state();
  CHECK(statuses_of(world.bulk({pair("a", "bulkId:b", ""), pair("b", "bulkId:a", "")})) ==
        "409 409");
  CHECK(world.service.dump_state() == before);
  CHECK(world.service.verify() == "");
}
