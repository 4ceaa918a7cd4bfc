// Groups that are roles: the virtual groups of seed 001 and the system groups of cloudflare.md
// section 8.3.
#include <algorithm>

#include "doctest/doctest.h"
#include "domain/catalogue.h"
#include "domain/memberships.h"
#include "json/write.h"
#include "store/accounts.h"
#include "store/documents.h"
#include "support/scim_bodies.h"
#include "support/test_service.h"

using support::group_body;
using support::Reply;
using support::Request;
using support::TestService;
using support::user_body;

namespace {

std::string member(const std::string& id) { return R"([{"value":")" + id + R"("}])"; }

const domain::CatalogueEntry& role_named(std::string_view name) {
  for (const domain::CatalogueEntry& entry : domain::catalogue()) {
    if (entry.name == name) return entry;
  }
  throw std::runtime_error("no such role");
}

struct Roles {
  TestService service;

  explicit Roles(bool virtual_groups = true) {
    set([&](model::AccountSettings& settings) { settings.virtual_groups = virtual_groups; });
  }

  template <typename Change>
  void set(Change change) {
    store::Txn txn = service.store().env().begin_write();
    model::Account account = *store::find_account(txn, service.store().memo(),
                                                  *base::AccountId::parse(service.account_id()));
    change(account.settings);
    store::put_account(txn, account);
    txn.commit();
  }

  std::string add_user(const std::string& name) {
    const Reply created = service.scim("POST", "/Users", user_body(name));
    REQUIRE(created.status == 201);
    return std::string(created.json().string_or("id", ""));
  }
  std::string name_of(const std::string& role) const {
    return "CF-" + service.account_id() + " - " + role;
  }
  Reply find(const std::string& name) {
    return service.scim("GET", "/Groups?filter=displayName%20eq%20%22" + escape(name) + "%22");
  }
  std::string path_of(const std::string& role) const {
    return "/Groups/" + role_named(role).role_id;
  }
  // Names of the roles that the member holds, in the v4 API's eyes.
  std::string roles_of(const std::string& user) {
    store::Txn txn = service.store().env().begin_read();
    const auto account = store::find_account(txn, service.store().memo(),
                                             *base::AccountId::parse(service.account_id()));
    const auto document = store::find_document(txn, account->realm, *base::ResourceId::parse(user));
    std::string names;
    for (const auto* role : domain::roles_of_member(*account, *document))
      names += (names.empty() ? "" : ", ") + role->name;
    return names;
  }
  static std::string escape(const std::string& text) {
    std::string out;
    for (char c : text) out += c == ' ' ? std::string("%20") : std::string(1, c);
    return out;
  }
};

}  // namespace

TEST_CASE("virtual groups: adding a member grants the role, removing takes it away (seed 001)") {
  Roles roles;
  const std::string ada = roles.add_user("ada");
  const std::string path = roles.path_of("Billing");
  CHECK(roles.roles_of(ada) == "Minimal Account Access");
  const Reply added =
      roles.service.scim("PATCH", path, support::patch_body("add", "members", member(ada)));
  CHECK(added.status == 200);
  CHECK(added.json().string_or("displayName", "") == roles.name_of("Billing"));
  CHECK(added.json().find("members")->as_array().at(0).string_or("value", "") == ada);
  CHECK(roles.roles_of(ada) == "Minimal Account Access, Billing");
  CHECK(roles.service
            .scim("PATCH", path,
                  support::patch_body("remove", "members[value eq \\\"" + ada + "\\\"]"))
            .status == 200);
  CHECK(roles.roles_of(ada) == "Minimal Account Access");
  CHECK(roles.service.verify() == "");
}

TEST_CASE("virtual groups: leaving all of them keeps the member with Minimal Account Access") {
  Roles roles;
  const std::string ada = roles.add_user("ada");
  for (const char* role : {"Billing", "Minimal Account Access"}) {
    CAPTURE(role);
    REQUIRE(
        roles.service
            .scim("PATCH", roles.path_of(role), support::patch_body("add", "members", member(ada)))
            .status == 200);
    CHECK(roles.service.scim("PUT", roles.path_of(role), group_body(roles.name_of(role))).status ==
          200);
  }
  CHECK(roles.roles_of(ada) == "Minimal Account Access");
  CHECK(roles.service.scim("GET", "/Users/" + ada).json().bool_or("active", false));
  CHECK(roles.service.verify() == "");
}

TEST_CASE("virtual groups: a role that a member holds by policies comes and goes as one of them") {
  Roles roles;
  const std::string ada = roles.add_user("ada");
  const std::string admin =
      roles.service.make_token(roles.service.account_id(), "admin", {"Account Settings Write"});
  const auto v4 = [&](std::string_view method, const std::string& suffix, const std::string& body) {
    Request request;
    request.method = method;
    request.target = "/client/v4/accounts/" + roles.service.account_id() + suffix;
    request.body = body;
    request.token = admin;
    return roles.service.send(request);
  };
  const std::string membership = ada.substr(0, 30) + "01";
  const std::string policy = R"({"policies":[{"access":"allow","permission_groups":[{"id":")" +
                             role_named("Analytics").permission_group_id +
                             R"("}],"resource_groups":[{"scope":{"key":)"
                             R"("com.cloudflare.api.account.)" +
                             roles.service.account_id() + R"(","objects":[{"key":"*"}]}}]}]})";
  REQUIRE(v4("PUT", "/members/" + membership, policy).status == 200);
  const std::string billing = roles.path_of("Billing");
  CHECK(roles.service.scim("PATCH", billing, support::patch_body("add", "members", member(ada)))
            .status == 200);
  CHECK(roles.roles_of(ada) == "Analytics, Billing");
  const Reply analytics = roles.service.scim("GET", roles.path_of("Analytics"));
  CHECK(analytics.json().find("members")->as_array().size() == 1);
  CHECK(roles.service.scim("PATCH", billing, support::patch_body("remove", "members")).status ==
        200);
  CHECK(roles.service
            .scim("PATCH", roles.path_of("Analytics"), support::patch_body("remove", "members"))
            .status == 200);
  CHECK(roles.roles_of(ada) == "Minimal Account Access");
  CHECK(roles.service.verify() == "");
}

TEST_CASE("virtual groups: a push links the role's group once, with members and externalId") {
  Roles roles;
  const std::string ada = roles.add_user("ada");
  const std::string body =
      group_body(roles.name_of("Billing"), R"(,"externalId":"okta-1","members":)" + member(ada));
  const Reply linked = roles.service.scim("POST", "/Groups", body);
  CHECK(linked.status == 201);
  CHECK(linked.json().string_or("id", "") == role_named("Billing").role_id);
  CHECK(linked.json().string_or("externalId", "") == "okta-1");
  CHECK(roles.roles_of(ada) == "Minimal Account Access, Billing");
  CHECK(roles.service.scim("POST", "/Groups", body).status == 409);
  roles.service.restart();
  const Reply read = roles.service.scim("GET", roles.path_of("Billing"));
  CHECK(read.json().string_or("externalId", "") == "okta-1");
  CHECK(roles.service.scim("DELETE", roles.path_of("Billing")).status == 204);
  CHECK(roles.roles_of(ada) == "Minimal Account Access");
  CHECK(roles.service.scim("POST", "/Groups", body).status == 201);
  CHECK(roles.service.verify() == "");
}

TEST_CASE("virtual groups: what is no role's exact name is refused with a sentence that says so") {
  Roles roles;
  const std::string other = "CF-" + std::string(32, 'c') + " - Billing";
  struct {
    std::string name;
    std::string sentence;
  } const cases[] = {
      {roles.name_of("Billings"), "no account-scoped role has exactly the name \"Billings\""},
      {roles.name_of("billing"), "no account-scoped role has exactly the name \"billing\""},
      {roles.name_of("Zone Versioning"), "no account-scoped role has exactly the name"},
      {other, "the virtual groups of this account begin with"},
      {"cf-" + roles.name_of("Billing").substr(3), "exactly"},
  };
  const std::string state = roles.service.dump_state();
  for (const auto& row : cases) {
    CAPTURE(row.name);
    const Reply reply = roles.service.scim("POST", "/Groups", group_body(row.name));
    CHECK(reply.status == 400);
    CHECK(reply.json().string_or("scimType", "") == "invalidValue");
    CHECK(reply.json().string_or("detail", "").find(row.sentence) != std::string::npos);
  }
  CHECK(roles.service.dump_state() == state);
}

TEST_CASE("virtual groups: without the setting their names are reserved and they do not exist") {
  Roles roles(false);
  const Reply pushed = roles.service.scim("POST", "/Groups", group_body(roles.name_of("Billing")));
  CHECK(pushed.status == 400);
  CHECK(pushed.json().string_or("detail", "").find("virtual_groups") != std::string::npos);
  CHECK(roles.service.scim("GET", roles.path_of("Billing")).status == 404);
}

TEST_CASE("virtual groups: the name stays; sending it along, or the group's id, changes nothing") {
  Roles roles;
  const std::string path = roles.path_of("Billing");
  const Reply renamed = roles.service.scim(
      "PATCH", path, support::patch_body("replace", "displayName", R"("Payers")"));
  CHECK(renamed.status == 400);
  CHECK(renamed.json().string_or("scimType", "") == "mutability");
  CHECK(renamed.json().string_or("detail", "").find("Rename groups") != std::string::npos);
  CHECK(roles.service.scim("PUT", path, group_body("Payers")).status == 400);
  CHECK(roles.service
            .scim("PATCH", path,
                  support::patch_body("replace", "displayName",
                                      "\"" + roles.name_of("Billing") + "\""))
            .status == 200);
}

TEST_CASE("virtual groups: the only Super Administrator keeps that role") {
  Roles roles;
  const std::string path = roles.path_of("Super Administrator - All Privileges");
  const Reply reply = roles.service.scim("PATCH", path, support::patch_body("remove", "members"));
  CHECK(reply.status == 400);
  CHECK(reply.json().string_or("detail", "").find("only Super Administrator") != std::string::npos);
  const std::string ada = roles.add_user("ada");
  CHECK(roles.service.scim("PATCH", path, support::patch_body("add", "members", member(ada)))
            .status == 200);
  CHECK(roles.service
            .scim("PUT", path,
                  group_body(roles.name_of("Super Administrator - All Privileges"),
                             R"(,"members":)" + member(ada)))
            .status == 200);  // now there is another one, the first may go
  CHECK(roles.service.scim("PATCH", path, support::patch_body("remove", "members")).status == 400);
  CHECK(roles.service.verify() == "");
}

TEST_CASE("virtual groups: members must be users of the account; an inactive one is skipped") {
  Roles roles;
  const std::string path = roles.path_of("Billing");
  const std::string nobody = "00000000000000000000000000000100";
  CHECK(roles.service.scim("PATCH", path, support::patch_body("add", "members", member(nobody)))
            .status == 400);
  const std::string ada = roles.add_user("ada");
  REQUIRE(roles.service
              .scim("PATCH", "/Users/" + ada, support::patch_body("replace", "active", "false"))
              .status == 200);
  const Reply skipped =
      roles.service.scim("PATCH", path, support::patch_body("add", "members", member(ada)));
  CHECK(skipped.status == 200);
  CHECK(skipped.field("Scimd-Quirks") == "inactive-member-skipped");
  CHECK(roles.service.verify() == "");
}

TEST_CASE("virtual groups: a deactivated or deleted user is in none") {
  Roles roles;
  const std::string path = roles.path_of("Billing");
  const std::string ada = roles.add_user("ada");
  const std::string bob = roles.add_user("bob");
  for (const std::string& user : {ada, bob}) {
    REQUIRE(roles.service.scim("PATCH", path, support::patch_body("add", "members", member(user)))
                .status == 200);
  }
  REQUIRE(roles.service
              .scim("PATCH", "/Users/" + ada, support::patch_body("replace", "active", "false"))
              .status == 200);
  REQUIRE(roles.service.scim("DELETE", "/Users/" + bob).status == 204);
  CHECK(roles.service.scim("GET", path).json().find("members")->as_array().empty());
  CHECK(roles.service.verify() == "");
}

TEST_CASE("system groups: members come and go, everything else is refused (spec 8.3)") {
  Roles roles(false);
  const std::string ada = roles.add_user("ada");
  const std::string path = "/Groups/cloudflare-v1-" + role_named("Billing").permission_group_id;
  const Reply read = roles.service.scim("GET", path);
  CHECK(read.status == 200);
  CHECK(read.json().string_or("displayName", "") == "Billing");
  CHECK(roles.service.scim("PATCH", path, support::patch_body("add", "members", member(ada)))
            .status == 200);
  CHECK(roles.roles_of(ada) == "Minimal Account Access, Billing");
  CHECK(roles.service.scim("PUT", path, group_body("Billing")).status == 200);
  CHECK(roles.roles_of(ada) == "Minimal Account Access");
  CHECK(roles.service.scim("PATCH", path, support::patch_body("replace", "displayName", R"("B")"))
            .status == 400);
  CHECK(roles.service.scim("PATCH", path, support::patch_body("add", "externalId", R"("x")"))
            .status == 400);
  CHECK(roles.service.scim("DELETE", path).status == 403);
  CHECK(roles.service.scim("GET", "/Groups/cloudflare-v1-" + std::string(32, '0')).status == 404);
  const std::string listed = roles.service.scim("GET", "/Groups").body;
  CHECK(listed.find("cloudflare-v1-") == std::string::npos);
  CHECK(roles.service.verify() == "");
}

TEST_CASE(
    "groups that are roles: a client's version counts as for any other group (RFC 7644 3.14)") {
  Roles roles;
  const std::string ada = roles.add_user("ada");
  const std::string path = roles.path_of("Billing");
  const std::string before = roles.service.scim("GET", path).field("ETag");
  const auto send = [&](const std::string& field, std::string_view method,
                        const std::string& body) {
    Request request = roles.service.scim_request(method, path, body);
    request.fields.emplace_back(field, before);
    return roles.service.send(request).status;
  };
  CHECK(send("If-None-Match", "GET", "") == 304);
  CHECK(send("If-Match", "PATCH", support::patch_body("add", "members", member(ada))) == 200);
  CHECK(send("If-Match", "PATCH", support::patch_body("remove", "members")) == 412);
  CHECK(send("If-None-Match", "GET", "") == 200);
}

TEST_CASE("groups that are roles: a request changes a thousand members at most") {
  Roles roles;
  std::string members;
  for (int i = 0; i <= 1000; ++i) {
    members += (i > 0 ? "," : "") + std::string(R"({"value":")") +
               roles.add_user("u" + std::to_string(i)) + R"("})";
  }
  const std::string path = roles.path_of("Billing");
  const std::string state = roles.service.dump_state();
  CHECK(
      roles.service.scim("PATCH", path, support::patch_body("add", "members", "[" + members + "]"))
          .status == 413);
  CHECK(roles.service.dump_state() == state);
}

TEST_CASE(
    "virtual groups: they are listed and found by name before anyone pushes them (seed 001)") {
  Roles roles;
  const std::string own = R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],)"
                          R"("displayName":"Own"})";
  REQUIRE(roles.service.scim("POST", "/Groups", own).status == 201);
  const auto is_role = [](const domain::CatalogueEntry& entry) {
    return entry.scopes == "com.cloudflare.api.account";
  };
  const auto count = std::count_if(domain::catalogue().begin(), domain::catalogue().end(), is_role);
  const json::Value all = roles.service.scim("GET", "/Groups?count=1000").json();
  CHECK(all.integer_or("totalResults", 0) == count + 1);
  CHECK(all.find("Resources")->as_array().size() == static_cast<std::size_t>(count) + 1);
  CHECK(all.find("Resources")->as_array().front().string_or("displayName", "") == "Own");
  const json::Value found = roles.find(roles.name_of("Billing")).json();
  REQUIRE(found.integer_or("totalResults", 0) == 1);
  CHECK(found.find("Resources")->as_array()[0].string_or("id", "") ==
        role_named("Billing").role_id);
  CHECK(roles.find(roles.name_of("Billings")).json().integer_or("totalResults", -1) == 0);
  roles.set([](model::AccountSettings& settings) { settings.virtual_groups = false; });
  CHECK(roles.service.scim("GET", "/Groups").json().integer_or("totalResults", 0) == 1);
}

TEST_CASE("virtual groups: a user's groups name them, and filters on either side find the role") {
  Roles roles;
  const std::string ada = roles.add_user("ada");
  const std::string id = role_named("Billing").role_id;
  REQUIRE(roles.service
              .scim("PATCH", roles.path_of("Billing"),
                    support::patch_body("add", "members", member(ada)))
              .status == 200);
  const json::Value groups = *roles.service.scim("GET", "/Users/" + ada).json().find("groups");
  bool is_named = false;
  for (const json::Value& group : groups.as_array())
    is_named = is_named || (group.string_or("value", "") == id &&
                            group.string_or("display", "") == roles.name_of("Billing"));
  CHECK(is_named);
  const auto total = [&](const std::string& target) {
    const Reply reply = roles.service.scim("GET", target);
    REQUIRE_MESSAGE(reply.status == 200, reply.body);
    return reply.json().integer_or("totalResults", -1);
  };
  const std::string quote = "%22";
  CHECK(total("/Users?filter=groups.value%20eq%20" + quote + id + quote) == 1);
  CHECK(total("/Users?filter=groups.value%20eq%20" + quote + id + quote +
              "%20and%20userName%20eq%20" + quote + "eva" + quote) == 0);
  CHECK(total("/Users?filter=userName%20eq%20" + quote + "ada" + quote +
              "%20and%20groups.value%20eq%20" + quote + id + quote) == 1);
  CHECK(total("/Groups?filter=members.value%20eq%20" + quote + ada + quote) == 2);
  const std::string system = "cloudflare-v1-" + role_named("Billing").permission_group_id;
  CHECK(total("/Users?filter=groups.value%20eq%20" + quote + system + quote) == 0);
}

TEST_CASE(
    "virtual groups: lists of them are sorted and paged, and do not carry large member lists") {
  Roles roles;
  const Reply sorted = roles.service.scim(
      "GET", "/Groups?sortBy=displayName&sortOrder=descending&count=3&attributes=displayName");
  REQUIRE(sorted.status == 200);
  std::vector<std::string> names;
  const json::Value sorted_list = sorted.json();
  for (const json::Value& group : sorted_list.find("Resources")->as_array())
    names.emplace_back(group.string_or("displayName", ""));
  REQUIRE(names.size() == 3);
  CHECK(std::is_sorted(names.rbegin(), names.rend()));
  std::string seen;
  std::string cursor;
  int pages = 0;
  do {
    const Reply page = roles.service.scim("GET", "/Groups?count=10&cursor=" + cursor);
    REQUIRE(page.status == 200);
    const json::Value list = page.json();
    for (const json::Value& group : list.find("Resources")->as_array()) {
      const std::string id(group.string_or("id", ""));
      CHECK(seen.find(id) == std::string::npos);
      seen += id + " ";
    }
    cursor = list.string_or("nextCursor", "");
    ++pages;
  } while (!cursor.empty() && pages < 50);
  CHECK(seen.find(role_named("Billing").role_id) != std::string::npos);
}

TEST_CASE(
    "system groups: profile cloudflare lists them, and a user's groups are plain ids (8.2, 8.3)") {
  Roles roles(false);
  const std::string ada = roles.add_user("ada");
  roles.set(
      [](model::AccountSettings& settings) { settings.profile = model::Profile::kCloudflare; });
  const std::string minimal =
      "cloudflare-v1-" + role_named("Minimal Account Access").permission_group_id;
  const json::Value user = roles.service.scim("GET", "/Users/" + ada).json();
  REQUIRE(user.find("groups")->as_array().size() == 1);
  CHECK(user.find("groups")->as_array()[0] == json::Value(minimal));
  const Reply found = roles.find("Minimal Account Access");
  REQUIRE(found.json().integer_or("totalResults", 0) == 1);
  const json::Value list = found.json();
  const json::Value& group = list.find("Resources")->as_array()[0];
  CHECK(group.string_or("id", "") == minimal);
  CHECK_FALSE(group.find("members"));
  CHECK(roles.service.scim("GET", "/Groups/" + minimal).field("ETag").empty());
  const json::Value by_id = roles.service.scim("GET", "/Groups/" + minimal).json();
  CHECK_FALSE(by_id.find("members"));
}

TEST_CASE("virtual groups: profile cloudflare has none, whatever the setting (8.3)") {
  Roles roles;
  roles.set(
      [](model::AccountSettings& settings) { settings.profile = model::Profile::kCloudflare; });
  const Reply pushed = roles.service.scim("POST", "/Groups", group_body(roles.name_of("Billing")));
  CHECK(pushed.status == 400);
  CHECK(pushed.json().string_or("detail", "").find("CF") != std::string_view::npos);
  CHECK(roles.service.scim("GET", roles.path_of("Billing")).status == 404);
}
