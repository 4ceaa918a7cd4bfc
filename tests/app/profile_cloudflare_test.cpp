// Profile cloudflare: what the live SCIM endpoint lists, and nothing else (cloudflare.md section
// 8).
#include "doctest/doctest.h"
#include "domain/catalogue.h"
#include "json/read.h"
#include "json/write.h"
#include "support/profile_world.h"

using support::ProfileWorld;
using support::Reply;
using support::Request;

namespace {

json::Value parsed(const std::string& text) {
  auto value = json::parse(text);
  REQUIRE(value.ok());
  return std::move(value).value();
}

struct Cloudflare : ProfileWorld {
  Cloudflare() : ProfileWorld("cloudflare") {
    names["jane"] = add("/Users", user("jane@example.com", R"(,"externalId":"x1",)"
                                                           R"("name":{"givenName":"Jane",)"
                                                           R"("familyName":"Smith"})"));
    for (const domain::CatalogueEntry& role : domain::catalogue()) {
      if (role.name == "Minimal Account Access") names["minimal"] = role.permission_group_id;
    }
  }

  static std::string user(const std::string& name, const std::string& more = {}) {
    return R"({"schemas":["<U>"],"userName":")" + name + R"(","active":true,)" +
           R"("emails":[{"value":")" + name + R"(","type":"work","primary":true}])" + more + "}";
  }
  // As compact text without what is the same in every answer.
  std::string get(const std::string& target) {
    const Reply reply = send("GET", target);
    REQUIRE(reply.status == 200);
    return json::write(reply.json());
  }
};

}  // namespace

TEST_CASE("profile cloudflare: a user has exactly the members of the documented example (8.2)") {
  Cloudflare world;
  CHECK(world.send("GET", "/Users/<jane>").json() ==
        parsed(world.fill(
            R"({"schemas":["<U>"],"id":"<jane>","externalId":"x1","userName":"jane@example.com",)"
            R"("name":{"formatted":"Jane Smith","givenName":"Jane","familyName":"Smith"},)"
            R"("displayName":"Jane Smith",)"
            R"("emails":[{"value":"jane@example.com","type":"work","primary":true}],)"
            R"("active":true,"groups":["cloudflare-v1-<minimal>"],)"
            R"("meta":{"resourceType":"User"}})")));
}

TEST_CASE("profile cloudflare: displayName falls back to the formatted name, then userName (8.2)") {
  Cloudflare world;
  const struct {
    const char* more;
    const char* display_name;
    const char* formatted;
  } rows[] = {
      {"", "new@example.com", ""},
      {R"(,"displayName":"Neo")", "Neo", ""},
      {R"(,"name":{"givenName":"Neo"})", "Neo", "Neo"},
      {R"(,"name":{"familyName":"Anderson","formatted":"ignored, as it is read-only"})", "Anderson",
       "Anderson"},
      {R"(,"name":{"givenName":"Neo","familyName":"A"},"displayName":"The One")", "The One",
       "Neo A"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.more);
    const Reply created =
        world.send("POST", "/Users", Cloudflare::user("new@example.com", row.more));
    REQUIRE(created.status == 201);
    const json::Value body = created.json();
    CHECK(body.string_or("displayName", "") == row.display_name);
    const json::Value* name = body.find("name");
    CHECK((name ? name->string_or("formatted", "") : "") == row.formatted);
    REQUIRE(world.send("DELETE", "/Users/" + std::string(body.string_or("id", ""))).status == 204);
  }
}

TEST_CASE("profile cloudflare: a group shows its members to GET by id and not in lists (8.3)") {
  Cloudflare world;
  const std::string id =
      world.add("/Groups", R"({"schemas":["<G>"],"displayName":"Ops","externalId":"g1",)"
                           R"("members":[{"value":"<jane>","display":"not looked at"}]})");
  world.names["ops"] = id;
  const std::string start =
      R"({"schemas":["<G>"],"id":"<ops>","externalId":"g1","displayName":"Ops",)";
  CHECK(world.send("GET", "/Groups/<ops>").json() ==
        parsed(world.fill(start + R"("members":[{"value":"<jane>","display":"jane@example.com"}],)"
                                  R"("meta":{"resourceType":"Group"}})")));
  const Reply list = world.send("GET", "/Groups?filter=displayName eq \"ops\"");
  CHECK(list.json().find("Resources")->as_array().at(0) ==
        parsed(world.fill(start + R"("meta":{"resourceType":"Group"}})")));
  const json::Value jane = world.send("GET", "/Users/<jane>").json();
  const json::Array groups = jane.find("groups")->as_array();
  CHECK(groups.size() == 2);
  CHECK(groups.back() == json::Value(id));
}

TEST_CASE("profile cloudflare: filters are `userName eq` and `displayName eq` alone (8.1)") {
  Cloudflare world;
  const struct {
    const char* target;
    int status;
    int total;
  } rows[] = {
      {"/Users?filter=userName eq \"jane@example.com\"", 200, 1},
      {"/Users?filter=USERNAME EQ \"jane@example.com\"", 200, 1},
      {"/Users?filter=userName eq \"Jane@example.com\"", 200, 0},  // with case
      {"/Users?filter=userName eq \"nobody\"", 200, 0},
      {"/Users?filter=userName eq jane@example.com", 400, 0},
      {"/Users?filter=userName sw \"jane\"", 400, 0},
      {"/Users?filter=userName ne \"jane\"", 400, 0},
      {"/Users?filter=userName eq \"a\" or userName eq \"b\"", 400, 0},
      {"/Users?filter=not (userName eq \"a\")", 400, 0},
      {"/Users?filter=userName pr", 400, 0},
      {"/Users?filter=userName eq null", 400, 0},
      {"/Users?filter=displayName eq \"Jane Smith\"", 400, 0},
      {"/Users?filter=externalId eq \"x1\"", 400, 0},
      {"/Users?filter=emails[type eq \"work\"]", 400, 0},
      {"/Users?filter=title eq \"Dr\"", 400, 0},
      {"/Users?filter=", 400, 0},
      {"/Groups?filter=displayName eq \"Team\"", 200, 1},
      {"/Groups?filter=displayName eq \"team\"", 200, 1},
      {"/Groups?filter=displayName co \"Team\"", 400, 0},
      {"/Groups?filter=externalId eq \"g\"", 400, 0},
      {"/Groups?filter=members eq \"<jane>\"", 400, 0},
      {"/Users?sortBy=userName&sortOrder=sideways&cursor&attributes=id", 200, 5},
      {"/Users?count=0", 200, 5},
      {"/Users?count=-1&startIndex=0", 200, 5},
  };
  for (const auto& row : rows) {
    CAPTURE(row.target);
    const Reply reply = world.send("GET", row.target);
    CAPTURE(reply.body);
    CHECK(reply.status == row.status);
    if (row.status == 400)
      CHECK(reply.json().string_or("scimType", "") == "invalidFilter");
    else
      CHECK(reply.json().integer_or("totalResults", -1) == row.total);
  }
}

TEST_CASE("profile cloudflare: a page has 100 resources at most, and by default (8.4)") {
  Cloudflare world;
  for (int i = 0; i < 110; ++i)
    world.add("/Users", Cloudflare::user("u" + std::to_string(i) + "@example.com"));
  for (const char* query : {"", "?count=1000", "?count=101"}) {
    CAPTURE(query);
    const json::Value list = world.send("GET", "/Users" + std::string(query)).json();
    CHECK(list.integer_or("totalResults", 0) == 115);
    CHECK(list.integer_or("itemsPerPage", 0) == 100);
    CHECK(list.find("Resources")->as_array().size() == 100);
  }
}

TEST_CASE("profile cloudflare: POST of a user wants what the live endpoint wants (8.2)") {
  constexpr const char* kSchemas = R"("schemas":["<U>"],)";
  constexpr const char* kName = R"("userName":"n@e.com",)";
  constexpr const char* kActive = R"("active":true,)";
  constexpr const char* kEmail = R"("emails":[{"value":"n@e.com","primary":true}])";
  const struct {
    const char* schemas;
    const char* user_name;
    const char* active;
    const char* emails;
    int status;
  } rows[] = {
      {kSchemas, kName, kActive, kEmail, 201},
      {kSchemas, kName, R"("active":"True",)",
       R"("emails":[{"value":"n@e.com","primary":"true","type":"home"}])", 201},
      {R"("schemas":["<U>","<E>"],"title":"Dr","id":"1","meta":{},"groups":["x"],)", kName, kActive,
       R"("<E>":{"department":"R"},"emails":[{"value":"n@e.com","primary":true}])", 201},
      {"", kName, kActive, kEmail, 400},
      {kSchemas, "", kActive, kEmail, 400},
      {kSchemas, kName, "", kEmail, 400},
      {kSchemas, kName, R"("active":false,)", kEmail, 400},
      {kSchemas, kName, kActive, R"("displayName":"no e-mail")", 400},
      {kSchemas, kName, kActive, R"("emails":[])", 400},
      {kSchemas, kName, kActive, R"("emails":[{"value":"n@e.com"}])", 400},
      {kSchemas, kName, kActive, R"("emails":[{"value":"N@e.com","primary":true}])", 400},
      {kSchemas, kName, kActive,
       R"("emails":[{"value":"m@e.com","primary":true},{"value":"n@e.com"}])", 400},
      {kSchemas, R"("userName":"jane@example.com",)", kActive,
       R"("emails":[{"value":"jane@example.com","primary":true}])", 409},
  };
  for (const auto& row : rows) {
    Cloudflare world;
    const std::string body =
        std::string("{") + row.schemas + row.user_name + row.active + row.emails + "}";
    CAPTURE(body);
    const std::string before = world.service.dump_state();
    const Reply reply = world.send("POST", "/Users", body);
    CAPTURE(reply.body);
    CHECK(reply.status == row.status);
    if (row.status != 201) {
      CHECK(world.service.dump_state() == before);
      continue;
    }
    const json::Value created = reply.json();
    CHECK(*created.find("emails") ==
          parsed(R"([{"value":"n@e.com","type":"work","primary":true}])"));
    CHECK(created.find("title") == nullptr);
    CHECK(world.service.verify() == "");
  }
}

TEST_CASE("profile cloudflare: PUT keeps active; a primary e-mail has to be the userName (8.2)") {
  const struct {
    const char* body;
    int status;
  } rows[] = {
      {R"({"schemas":["<U>"],"userName":"jane@example.com"})", 200},
      {R"({"schemas":["<U>"],"userName":"j@e.com"})", 200},
      {R"({"schemas":["<U>"],"userName":"j@e.com","emails":[{"value":"j@e.com","primary":true}]})",
       200},
      {R"({"schemas":["<U>"],"userName":"j@e.com","emails":[{"value":"x@e.com"}]})", 200},
      {R"({"schemas":["<U>"],"userName":"j@e.com","emails":[{"value":"J@e.com","primary":true}]})",
       400},
      {R"({"userName":"jane@example.com"})", 400},
      {R"({"schemas":["<U>"]})", 400},
  };
  for (const auto& row : rows) {
    Cloudflare world;
    CAPTURE(row.body);
    const Reply reply = world.send("PUT", "/Users/<jane>", row.body);
    CAPTURE(reply.body);
    CHECK(reply.status == row.status);
    if (row.status != 200) continue;
    const json::Value user = reply.json();
    CHECK(user.bool_or("active", false));
    CHECK(user.find("emails")->as_array().at(0).string_or("value", "") ==
          user.string_or("userName", "?"));
    CHECK(world.service.verify() == "");
  }
}

TEST_CASE("profile cloudflare: PATCH of a user acts on replace of a few paths (8.2)") {
  const struct {
    const char* operations;
    int status;
    const char* changed;  // a part of the answer; empty: the user is as before
    bool without_effect = false;
  } rows[] = {
      {R"([{"op":"replace","path":"userName","value":"j@e.com"}])", 200, R"("userName":"j@e.com")"},
      {R"([{"op":"REPLACE","path":"active","value":"False"}])", 200, R"("active":false)"},
      {R"([{"op":"Replace","path":"name.givenName","value":"J"}])", 200,
       R"("formatted":"J Smith")"},
      {R"([{"op":"replace","path":"name.familyName","value":"S"}])", 200,
       R"("formatted":"Jane S")"},
      {R"([{"op":"replace","path":"displayName","value":"D"}])", 200, R"("displayName":"D")"},
      {R"([{"op":"replace","path":"externalId","value":"x2"}])", 200, R"("externalId":"x2")"},
      {R"([{"op":"replace","path":"emails[type eq \"work\"].value","value":"j@e.com"}])", 200,
       R"("userName":"j@e.com")"},
      {R"([{"op":"replace","value":{"active":false}}])", 200, R"("active":false)"},
      {R"([{"op":"replace","value":{"name.givenName":"J"}}])", 200, R"("formatted":"J Smith")"},
      {R"([{"op":"replace","value":{"name":{"familyName":"S","middleName":"M"}}}])", 200,
       R"("formatted":"Jane S")", true},
      {R"([{"op":"replace","value":{"emails[type eq \"work\"].value":"j@e.com","id":"1"}}])", 200,
       R"("userName":"j@e.com")", true},
      // userName and e-mail are judged after the last operation:
      {R"([{"op":"replace","path":"userName","value":"j@e.com"},)"
       R"({"op":"replace","path":"emails[type eq \"work\"].value","value":"j@e.com"}])",
       200, R"("userName":"j@e.com")"},
      {R"([{"op":"replace","path":"userName","value":"j@e.com"},)"
       R"({"op":"replace","path":"emails[type eq \"work\"].value","value":"J@e.com"}])",
       400, ""},
      {R"([{"op":"replace","path":"userName","value":"no e-mail"}])", 400, ""},
      {R"([{"op":"replace","path":"userName","value":null}])", 400, ""},
      {R"([{"op":"replace","path":"active","value":"maybe"}])", 400, ""},
      // accepted without effect:
      {R"([{"op":"add","path":"displayName","value":"D"}])", 200, "", true},
      {R"([{"op":"remove","path":"externalId"}])", 200, "", true},
      {R"([{"op":"Add","path":"userName","value":5}])", 200, "", true},
      {R"([{"op":"remove"}])", 200, "", true},
      {R"([{"op":"replace","path":"title","value":"Dr"}])", 200, "", true},
      {R"([{"op":"replace","path":"name","value":{"givenName":"J"}}])", 200, "", true},
      {R"([{"op":"replace","path":"name.formatted","value":"J"}])", 200, "", true},
      {R"([{"op":"replace","path":"id","value":"1"}])", 200, "", true},
      {R"([{"op":"replace","path":"groups","value":[]}])", 200, "", true},
      {R"([{"op":"replace","path":"shoeSize","value":44}])", 200, "", true},
      {R"([{"op":"replace","path":"emails[type eq \"home\"].value","value":"h@e.com"}])", 200, "",
       true},
      {R"([{"op":"replace","path":"<E>:department","value":"R"}])", 200, "", true},
      {R"([{"op":"replace","value":{"shoeSize":44,"emails":[]}}])", 200, "", true},
      // what is no PATCH is refused all the same:
      {R"([])", 400, ""},
      {R"([{"op":"move","path":"active","value":true}])", 400, ""},
      {R"([{"path":"active","value":true}])", 400, ""},
      {R"([{"op":"replace","path":5,"value":true}])", 400, ""},
      {R"([{"op":"replace","value":"x"}])", 400, ""},
      {R"([{"op":"replace","path":"active"}])", 400, ""},
  };
  for (const auto& row : rows) {
    Cloudflare world;
    CAPTURE(row.operations);
    const std::string before = world.get("/Users/<jane>");
    const Reply reply = world.send("PATCH", "/Users/<jane>", row.operations);
    CAPTURE(reply.body);
    CHECK(reply.status == row.status);
    CHECK(world.has_quirk(reply, "patch-without-effect") == row.without_effect);
    const std::string after = world.get("/Users/<jane>");
    if (row.changed[0] == '\0')
      CHECK(after == before);
    else
      CHECK(after.find(row.changed) != std::string::npos);
    CHECK(world.service.verify() == "");
  }
}

TEST_CASE("profile cloudflare: PATCH of a group acts on members, displayName, externalId (8.3)") {
  const struct {
    const char* operations;
    int status;
    const char* part;  // of the group afterwards
    bool without_effect = false;
  } rows[] = {
      {R"([{"op":"add","path":"members","value":[{"value":"<jane>"}]}])", 200, "<jane>"},
      {R"([{"op":"Add","path":"members","value":[{"value":"<jane>"}]}])", 200, "<jane>"},
      {R"([{"op":"remove","path":"members[value eq \"<ada>\"]"}])", 200, R"("members":[])"},
      {R"([{"op":"remove","path":"members","value":[{"value":"<ada>"}]}])", 200, R"("members":[])"},
      {R"([{"op":"replace","path":"members","value":[{"value":"<jane>"}]}])", 200, "<jane>"},
      {R"([{"op":"replace","path":"displayName","value":"New"}])", 200, "New"},
      {R"([{"op":"add","path":"externalId","value":"e1"}])", 200, "e1"},
      {R"([{"op":"replace","value":{"id":"<team>","displayName":"New"}}])", 200, "New", true},
      {R"([{"op":"replace","path":"description","value":"d"}])", 200, "Team", true},
      {R"([{"op":"replace","path":"meta","value":{}}])", 200, "Team", true},
      {R"([{"op":"replace","path":"displayName","value":"CFO"}])", 400, "Team"},
      {R"([{"op":"add","path":"members","value":[{"value":"nobody"}]}])", 400, "Team"},
      {R"([{"op":"remove"}])", 400, "Team"},
      {R"([{"op":"remove","path":"members[value zz 1]"}])", 400, "Team"},
  };
  for (const auto& row : rows) {
    Cloudflare world;
    CAPTURE(row.operations);
    const Reply reply = world.send("PATCH", "/Groups/<team>", row.operations);
    CAPTURE(reply.body);
    CHECK(reply.status == row.status);
    CHECK(world.has_quirk(reply, "patch-without-effect") == row.without_effect);
    CHECK(world.get("/Groups/<team>").find(world.fill(row.part)) != std::string::npos);
    CHECK(world.service.verify() == "");
  }
}

TEST_CASE("profile cloudflare: names of groups must not begin with CF, those there are may (8.3)") {
  Cloudflare world;
  for (const char* name : {"CF", "CFO", "CF-x"}) {
    CAPTURE(name);
    const std::string body = R"({"schemas":["<G>"],"displayName":")" + std::string(name) + "\"}";
    CHECK(world.send("POST", "/Groups", body).status == 400);
    CHECK(world.send("PUT", "/Groups/<team>", body).status == 400);
  }
  world.set("profile", "tolerant");
  world.names["cfo"] = world.add("/Groups", R"({"schemas":["<G>"],"displayName":"CFO"})");
  world.set("profile", "cloudflare");
  CHECK(world.send("PUT", "/Groups/<cfo>", R"({"schemas":["<G>"],"displayName":"CFO"})").status ==
        200);
}

TEST_CASE("profile cloudflare: no versions, no bulk, no search, no /Me") {
  Cloudflare world;
  Request request = world.service.scim_request("GET", world.fill("/Users/<jane>"));
  request.fields = {{"If-None-Match", "*"}};
  const Reply got = world.service.send(request);
  CHECK(got.status == 200);
  CHECK(got.field("ETag") == "");
  Request write = world.service.scim_request(
      "PUT", world.fill("/Users/<jane>"),
      world.fill(R"({"schemas":["<U>"],"userName":"jane@example.com","externalId":"x9"})"));
  write.fields = {{"If-Match", "\"nothing like it\""}};
  const Reply put = world.service.send(write);
  CHECK(put.status == 200);
  CHECK(put.field("ETag") == "");
  CHECK(world.send("GET", "/Groups/<team>").field("ETag") == "");
  CHECK(world.send("POST", "/Bulk", "{}").status == 501);
  CHECK(world.send("POST", "/.search", "{}").status == 501);
  CHECK(world.send("POST", "/Users/.search", "{}").status == 501);
  CHECK(world.send("GET", "/Me").status == 501);
}

TEST_CASE("profile cloudflare: what is not there is 404 with the documented words (8.2)") {
  Cloudflare world;
  const Reply reply = world.send("GET", "/Users/00000000000000000000000000000000");
  CHECK(reply.status == 404);
  CHECK(reply.json().string_or("detail", "") == "User not found");
  CHECK(reply.json().string_or("status", "") == "404");
}

TEST_CASE("profile cloudflare: the discovery documents are the published ones (8.4)") {
  Cloudflare world;
  CHECK(world.send("GET", "/ServiceProviderConfig").json() ==
        parsed(R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],)"
               R"("documentationUri":"https://developers.cloudflare.com/fundamentals/account/)"
               R"(account-security/scim-setup/",)"
               R"("patch":{"supported":true},)"
               R"("bulk":{"supported":false,"maxOperations":0,"maxPayloadSize":0},)"
               R"("filter":{"supported":true,"maxResults":100},)"
               R"("changePassword":{"supported":false},"sort":{"supported":false},)"
               R"("etag":{"supported":false},"authenticationSchemes":[{"type":"oauthbearertoken",)"
               R"("name":"OAuth Bearer Token",)"
               R"("description":"Authentication via OAuth 2.0 Bearer Token",)"
               R"("specUri":"http://www.rfc-editor.org/info/rfc6750","primary":true}]})"));
  const json::Value type = world.send("GET", "/ResourceTypes/User").json();
  CHECK(type.string_or("description", "") == "User Account");
  CHECK(type.find("schemaExtensions")->as_array().empty());
  const std::string location(type.find("meta")->string_or("location", ""));
  CHECK(location.find("/client/v4") == std::string::npos);
  CHECK(location.find("/accounts/" + world.service.account_id() + "/scim/v2/ResourceTypes/User") !=
        std::string::npos);
  const json::Value schemas = world.send("GET", "/Schemas").json();
  CHECK(schemas.integer_or("totalResults", 0) == 2);
  std::string names;
  for (const json::Value& schema : schemas.find("Resources")->as_array()) {
    for (const json::Value& attribute : schema.find("attributes")->as_array())
      names += std::string(attribute.string_or("name", "")) + " ";
  }
  CHECK(names == "displayName members userName name displayName emails active groups ");
  CHECK(world.send("GET", world.fill("/Schemas/<E>")).status == 404);
  CHECK(world.send("GET", world.fill("/Schemas/<U>")).status == 200);
}

TEST_CASE("profile cloudflare: writes need an Enterprise account, reads do not (8.5)") {
  Cloudflare world;
  support::Request create{"POST", "/client/v4/accounts", R"({"name":"small","type":"standard"})"};
  create.origin = net::Origin::kControl;
  const json::Value account = world.service.send(create).json();
  const std::string id(account.find("result")->string_or("id", ""));
  const std::string token = world.service.make_scim_token(id);
  const std::string base = "/client/v4/accounts/" + id;
  const auto send = [&](std::string method, const std::string& suffix, const std::string& body) {
    return world.service.send({method, base + "/scim/v2" + suffix, world.fill(body), token}).status;
  };
  const std::string group = R"({"schemas":["<G>"],"displayName":"g"})";
  CHECK(send("POST", "/Groups", group) == 201);
  Request set{"PUT", base + "/scim/settings", R"({"profile":"cloudflare"})"};
  set.origin = net::Origin::kControl;
  REQUIRE(world.service.send(set).status == 200);
  CHECK(send("GET", "/Users", "") == 200);
  CHECK(send("POST", "/Users", Cloudflare::user("n@e.com")) == 403);
  CHECK(send("POST", "/Groups", group) == 403);
  CHECK(send("DELETE", "/Groups/1", "") == 403);
}

TEST_CASE("profile cloudflare: changing the profile back loses nothing that it does not show") {
  ProfileWorld world("tolerant");
  const std::string body =
      R"({"schemas":["<U>","<E>"],"userName":"kim","title":"Dr","name":{"givenName":"Kim",)"
      R"("middleName":"M"},"emails":[{"value":"kim@work.com","type":"work","primary":true},)"
      R"({"value":"kim@home.com","type":"home"}],"<E>":{"department":"R"}})";
  world.names["kim"] = world.add("/Users", body);
  world.set("profile", "cloudflare");
  CHECK(world
            .send("PATCH", "/Users/<kim>",
                  R"([{"op":"replace","path":"name.givenName","value":"K"},)"
                  R"({"op":"replace","path":"active","value":false}])")
            .status == 200);
  world.set("profile", "tolerant");
  const json::Value kim = world.send("GET", "/Users/<kim>").json();
  CHECK(kim.string_or("title", "") == "Dr");
  CHECK(kim.find("name")->string_or("middleName", "") == "M");
  CHECK(kim.find("name")->string_or("givenName", "") == "K");
  CHECK(kim.find("emails")->as_array().size() == 2);
  CHECK(kim.find(world.names["E"])->string_or("department", "") == "R");
  CHECK(!kim.bool_or("active", true));
  CHECK(world.service.verify() == "");
}

TEST_CASE("profile cloudflare: the endpoint of a Zero Trust identity provider stays as it is") {
  ProfileWorld world("cloudflare");
  const std::string account = "/client/v4/accounts/" + world.service.account_id();
  Request make{
      "POST", account + "/access/identity_providers",
      R"({"name":"idp","type":"oidc","config":{"client_id":"a","client_secret":"b",)"
      R"("auth_url":"https://a.b/c","token_url":"https://a.b/c","certs_url":"https://a.b/c"},)"
      R"("scim_config":{"enabled":true}})"};
  make.origin = net::Origin::kControl;
  const json::Value made = world.service.send(make).json();
  const json::Value& provider = *made.find("result");
  const std::string base = account + "/access/identity_providers/" +
                           std::string(provider.string_or("id", "")) + "/scim/v2";
  const std::string secret(provider.find("scim_config")->string_or("secret", ""));
  const Reply created = world.service.send(
      {"POST", base + "/Users", world.fill(R"({"schemas":["<U>"],"userName":"n"})"), secret});
  CHECK(created.status == 201);
  CHECK(created.json().find("meta")->find("version") != nullptr);
}
