// The SCIM endpoint of an identity provider: who opens it, and what it has to do with the account.
#include "doctest/doctest.h"
#include "json/write.h"
#include "store/audit.h"
#include "support/access.h"

using support::Access;
using support::dashed;
using support::group_body;
using support::Provider;
using support::Reply;
using support::result_of;
using support::user_body;

namespace {

std::string member_of(const std::string& id) { return R"({"value":")" + id + R"("})"; }

}  // namespace

TEST_CASE("identity provider's SCIM: users and groups, with locations below its own base URL") {
  Access access;
  const Provider provider = access.make_with_scim();
  const Reply created = access.scim(provider, "POST", "/Users", user_body("ada"));
  CHECK(created.status == 201);
  const std::string id = Access::id_of(created);
  const std::string location = "http://scimd.test" + provider.path + "/scim/v2/Users/" + id;
  CHECK(created.json().find("meta")->string_or("location", "") == location);
  CHECK(created.field("Location") == location);
  CHECK(access.scim(provider, "GET", "/Users/" + id).status == 200);
  CHECK(access.scim(provider, "GET", "/Users?filter=userName%20eq%20%22ada%22")
            .json()
            .integer_or("totalResults", 0) == 1);
  CHECK(access
            .scim(provider, "PATCH", "/Users/" + id,
                  R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],)"
                  R"("Operations":[{"op":"replace","path":"displayName","value":"Ada"}]})")
            .status == 200);
  const std::string group =
      access.add_group(provider, "G", R"(,"members":[)" + member_of(id) + "]");
  const json::Value user = access.scim(provider, "GET", "/Users/" + id).json();
  CHECK(user.find("groups")->as_array()[0].string_or("$ref", "") ==
        "http://scimd.test" + provider.path + "/scim/v2/Groups/" + group);
  for (const char* suffix : {"/ServiceProviderConfig", "/Schemas", "/ResourceTypes"}) {
    CAPTURE(suffix);
    CHECK(access.scim(provider, "GET", suffix).status == 200);
  }
  CHECK(access.scim(provider, "DELETE", "/Users/" + id).status == 204);
  CHECK(access.service.verify().empty());
}

TEST_CASE(
    "identity provider's SCIM: search, root query, order and cursors see its own users only") {
  Access access;
  const Provider one = access.make_with_scim("One");
  const Provider two = access.make_with_scim("Two");
  for (const char* name : {"cid", "ada", "bea"}) access.add_user(one, name);
  access.add_user(two, "dan");
  access.add_group(one, "G");
  const auto total = [&](const Provider& provider, const std::string& suffix) {
    return access.scim(provider, "GET", suffix).json().integer_or("totalResults", -1);
  };
  CHECK(total(one, "") == 4);
  CHECK(total(two, "") == 1);
  const Reply first = access.scim(one, "GET", "/Users?sortBy=userName&count=2&cursor=");
  CHECK(first.json().find("Resources")->as_array()[1].string_or("userName", "") == "bea");
  const std::string cursor(first.json().string_or("nextCursor", ""));
  const std::string next = "/Users?sortBy=userName&count=2&cursor=" + cursor;
  CHECK(access.scim(one, "GET", next).json().integer_or("itemsPerPage", 0) == 1);
  CHECK(access.scim(two, "GET", next).json().string_or("scimType", "") == "invalidCursor");
  CHECK(access.service.scim("GET", next).json().string_or("scimType", "") == "invalidCursor");
  const Reply found = access.scim(
      one, "POST", "/.search",
      R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],)"
      R"("filter":"userName eq \"ada\" or userName eq \"dan\" or displayName eq \"G\""})");
  CHECK(found.json().integer_or("totalResults", 0) == 2);
}

TEST_CASE("identity provider's SCIM: deactivating ends activity and groups, as in an account") {
  Access access;
  const Provider provider = access.make_with_scim();
  const std::string id = access.add_user(provider, "ada");
  const std::string group =
      access.add_group(provider, "G", R"(,"members":[)" + member_of(id) + "]");
  const std::string off = R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],)"
                          R"("Operations":[{"op":"replace","path":"active","value":false}]})";
  CHECK(access.scim(provider, "PATCH", "/Users/" + id, off).status == 200);
  CHECK(
      access.scim(provider, "GET", "/Groups/" + group).json().find("members")->as_array().empty());
  CHECK(
      access.scim(provider, "PUT", "/Users/" + id, user_body("ada", R"(,"active":true)")).status ==
      200);
  CHECK(access.service.verify().empty());
}

TEST_CASE(
    "identity provider's SCIM: its users are nobody's in the account, and the other way round") {
  Access access;
  const Provider one = access.make_with_scim("One");
  const Provider two = access.make_with_scim("Two");
  const std::string account_list = access.service.scim("GET", "/Users").body;
  // The same names everywhere: no realm knows another's.
  const std::string mine = access.add_user(one, "ada", R"(,"externalId":"x")");
  const std::string theirs = access.add_user(two, "ada", R"(,"externalId":"x")");
  CHECK(access.service.scim("GET", "/Users").body == account_list);
  const std::string own = Access::id_of(access.service.scim("POST", "/Users", user_body("ada")));
  access.add_group(one, "G");
  Access::id_of(access.service.scim("POST", "/Groups", group_body("G")));

  for (const auto& [provider, foreign] :
       {std::pair{one, theirs}, {one, own}, {two, mine}, {two, own}}) {
    CHECK(access.scim(provider, "GET", "/Users/" + foreign).status == 404);
    CHECK(access.scim(provider, "DELETE", "/Users/" + foreign).status == 404);
    CHECK(access.send("GET", provider.path + "/scim/users/" + dashed(foreign)).status == 404);
    // A group has members of its own realm only.
    CHECK(access
              .scim(provider, "POST", "/Groups",
                    group_body("H", R"(,"members":[)" + member_of(foreign) + "]"))
              .status == 400);
  }
  for (const std::string& foreign : {mine, theirs}) {
    CHECK(access.service.scim("GET", "/Users/" + foreign).status == 404);
    CHECK(access.service.scim("DELETE", "/Users/" + foreign).status == 404);
    CHECK(
        access.service
            .scim("POST", "/Groups", group_body("H", R"(,"members":[)" + member_of(foreign) + "]"))
            .status == 400);
  }
  CHECK(access.scim(one, "GET", "/Users").json().integer_or("totalResults", 0) == 1);
  CHECK(access.service.scim("GET", "/Groups").json().integer_or("totalResults", 0) == 1);
  CHECK(access.service.verify().empty());
}

TEST_CASE(
    "identity provider's SCIM: its users have no role, and no rule of the account holds them") {
  Access access;
  const Provider provider = access.make_with_scim();
  const std::string id = access.add_user(provider, "admin@scimd.test");
  CHECK(access.service.dump_state().find("attributes={\"userName\":\"admin@scimd.test\","
                                         "\"active\":true} access={}\n") != std::string::npos);
  CHECK(access.scim(provider, "DELETE", "/Users/" + id).status == 204);
  const std::string reserved = "CF-" + access.service.account_id() + " - Administrator";
  CHECK(access.scim(provider, "POST", "/Groups", group_body(reserved)).status == 201);
}

TEST_CASE("identity provider's SCIM: only its own secret opens it (product.md section 5)") {
  Access access;
  const Provider provider = access.make_with_scim("One");
  const Provider other = access.make_with_scim("Two");
  const std::string users = provider.path + "/scim/v2/Users";
  const std::string unknown = access.base() + "/f174e90a-fafe-4643-bbbc-4a0ed4fc8415/scim/v2/Users";
  const std::string malformed = access.base() + "/f174e90a/scim/v2/Users";
  const std::string foreign_account = access.service.make_account("Other");
  const std::string foreign =
      access.service.make_token(foreign_account, "scim", {"SCIM Provisioning"});
  const struct {
    std::string who;
    std::string token;
    std::string target;
    int status;
  } kCases[] = {
      {"its secret", provider.secret, users, 200},
      {"nobody", "", users, 401},
      {"an unknown token", std::string(48, 'x'), users, 401},
      {"the account's SCIM token", access.service.token(), users, 403},
      {"a token that may change identity providers", access.token(), users, 403},
      {"another identity provider's secret", other.secret, users, 404},
      {"another account's token", foreign, users, 404},
      {"its secret at an unknown identity provider", provider.secret, unknown, 404},
      {"a good token at an unknown identity provider", access.token(), unknown, 404},
      {"its secret at a malformed id", provider.secret, malformed, 404},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.who);
    for (const char* method : {"GET", "POST"}) {
      support::Request request;
      request.method = method;
      request.target = c.target;
      request.token = c.token;
      if (request.method == "POST") request.body = user_body("u");
      const Reply reply = access.service.send(request);
      CHECK(reply.status == (c.status == 200 && request.method == "POST" ? 201 : c.status));
      CHECK(reply.field("Content-Type") == "application/scim+json");
    }
  }
  // What does not exist and what is not for this secret cannot be told apart.
  CHECK(access.send("GET", users, {}, other.secret).body ==
        access.send("GET", unknown, {}, other.secret).body);
}

TEST_CASE("identity provider's SCIM: its secret opens nothing else") {
  Access access;
  const Provider provider = access.make_with_scim();
  const std::string account = "/client/v4/accounts/" + access.service.account_id();
  for (const std::string& target :
       {account + "/scim/v2/Users", account + "/scim/v2/ServiceProviderConfig", access.base(),
        provider.path, provider.path + "/scim/users"}) {
    CAPTURE(target);
    const int status = access.send("GET", target, {}, provider.secret).status;
    CHECK((status == 401 || status == 403));
  }
}

TEST_CASE("identity provider's SCIM: a foreign secret learns nothing from the body it sends") {
  Access access;
  const Provider provider = access.make_with_scim("One");
  const Provider other = access.make_with_scim("Two");
  const std::size_t entries = access.service.count_audit();
  for (const std::string& body : {std::string("{"), user_body("u")}) {
    CHECK(access.send("POST", provider.path + "/scim/v2/Users", body, other.secret).status == 404);
  }
  CHECK(access.service.count_audit() == entries);
}

TEST_CASE("identity provider's SCIM: disabled it is unknown, enabled again the data are back") {
  Access access;
  Provider provider = access.make_with_scim();
  access.add_user(provider, "ada");
  const auto put = [&](const char* enabled) {
    return access.send("PUT", provider.path,
                       R"({"name":"IdP","type":"oidc","config":)" +
                           std::string(support::kOidcConfig) + R"(,"scim_config":{"enabled":)" +
                           enabled + "}}");
  };
  const std::string old = provider.secret;
  const json::Value off = put("false").json();
  CHECK(result_of(off).find("scim_config")->find("secret") == nullptr);
  CHECK(access.scim(provider, "GET", "/Users").status == 401);
  CHECK(access.send("GET", provider.path + "/scim/v2/Users", {}, access.token()).status == 404);
  CHECK(result_of(access.send("GET", provider.path + "/scim/users").json()).as_array().size() == 1);
  CHECK(access.service.verify().empty());

  const json::Value on = put("true").json();
  provider.secret = result_of(on).find("scim_config")->string_or("secret", "");
  CHECK(provider.secret != old);
  CHECK(access.scim(provider, "GET", "/Users").json().integer_or("totalResults", 0) == 1);
  provider.secret = old;
  CHECK(access.scim(provider, "GET", "/Users").status == 401);
  CHECK(access.service.verify().empty());
}

TEST_CASE("identity provider's SCIM: deleting it takes its secret and everything it provisioned") {
  Access access;
  const Provider keeps = access.make_with_scim("Keeps");
  access.add_user(keeps, "ada");
  const std::string before = access.service.dump_state();
  const Provider provider = access.make_with_scim("Goes");
  std::string members;
  for (int i = 0; i < 300; ++i) {
    members +=
        (members.empty() ? "" : ",") +
        member_of(access.add_user(provider, "u" + std::to_string(i), R"(,"externalId":"e")"));
  }
  access.add_group(provider, "G", R"(,"members":[)" + members + "]");
  CHECK(access.send("DELETE", provider.path).status == 202);
  CHECK(access.service.service().next_wake_us() <= access.service.clock().monotonic_us());
  CHECK(access.scim(provider, "GET", "/Users").status == 401);
  CHECK(access.send("GET", provider.path + "/scim/v2/Users", {}, access.token()).status == 404);
  CHECK(access.service.verify().empty());  // also while rows are left
  access.service.restart();
  for (int ticks = 0; ticks < 10; ++ticks) {
    access.service.begin_tick();
    CHECK(access.service.commit());
    access.service.end_tick();
    CHECK(access.service.verify().empty());
  }
  CHECK(access.service.dump_state() == before);
  CHECK_FALSE(access.service.service().has_uncommitted());
  CHECK(access.service.service().next_wake_us() > access.service.clock().monotonic_us());
}

TEST_CASE("identity provider's SCIM: writes are audited in the account's realm, as SCIM's are") {
  Access access;
  const Provider provider = access.make_with_scim();
  const std::string id = access.add_user(provider, "ada");
  const auto last = [&] {
    store::Txn txn = access.service.store().env().begin_read();
    store::Cursor cursor(txn, store::Db::kAudit);
    const auto row = cursor.last();  // of the account, which has the highest realm with entries
    REQUIRE(store::decode_audit(*row).realm == base::Realm{1});
    return json::parse(store::decode_audit(*row).entry).value();
  };
  const json::Value entry = last();
  CHECK(entry.string_or("what", "") == "Create SCIM User");
  CHECK(entry.string_or("on_id", "") == id);
  CHECK(entry.string_or("type", "") == "create");
  CHECK(entry.string_or("on", "") == "access_scim_user");
  access.send("DELETE", provider.path + "/scim/users/" + dashed(id));
  CHECK(last().string_or("what", "") == "Delete SCIM User");
  CHECK(access.scim(provider, "POST", "/Users", "{").status == 400);
  CHECK(last().integer_or("refused", 0) == 400);
  CHECK(access.service.verify().empty());
}

TEST_CASE("identity provider's SCIM: a long list goes on in slices in its own realm") {
  Access access;
  const Provider provider = access.make_with_scim();
  for (int i = 0; i < 150; ++i)
    access.add_user(provider, "u" + std::to_string(i), R"(,"title":"T")");
  access.service.clock().set_look_us(50);
  support::Request request;
  request.method = "GET";
  request.target = provider.path + "/scim/v2/Users?filter=title%20eq%20%22T%22";
  request.token = provider.secret;
  access.service.begin_tick();
  CHECK(access.service.handle(request).job != nullptr);
  access.service.end_tick();
  const Reply reply = access.service.send(request);
  const json::Value list = reply.json();
  CHECK(list.integer_or("totalResults", 0) == 150);
  CHECK(list.find("Resources")
            ->as_array()[0]
            .find("meta")
            ->string_or("location", "")
            .rfind("http://scimd.test" + provider.path, 0) == 0);
}

TEST_CASE("identity provider's SCIM: a path below it that leads nowhere answers as SCIM does") {
  Access access;
  const Provider provider = access.make_with_scim();
  const Reply nowhere = access.scim(provider, "GET", "/Devices");
  CHECK(nowhere.status == 404);
  CHECK(nowhere.field("Content-Type") == "application/scim+json");
  const Reply method = access.send("PUT", provider.path + "/scim/users");
  CHECK(method.status == 405);
  CHECK(method.field("Allow") == "GET, HEAD");
  CHECK(method.field("Content-Type") == "application/json");
}
