// GET and PUT …/scim/settings, our own extension (product.md section 8).
#include "doctest/doctest.h"
#include "support/test_service.h"

using support::Reply;
using support::Request;
using support::TestService;

namespace {

struct Settings {
  TestService service;
  std::string path = "/client/v4/accounts/" + service.account_id();
  std::string writer =
      service.make_token(service.account_id(), "settings", {"Account Settings Write"});

  Reply get(const std::string& token) {
    return service.send({"GET", path + "/scim/settings", {}, token});
  }
  Reply put(const std::string& body) {
    return service.send({"PUT", path + "/scim/settings", body, writer});
  }
  json::Value now() { return *get(writer).json().find("result"); }
};

json::Value first_error(const Reply& reply) { return reply.json().find("errors")->as_array()[0]; }

}  // namespace

TEST_CASE(
    "scim settings: a new account is tolerant, answers PATCH with 200, shows no role groups") {
  Settings world;
  const json::Object wanted{{"profile", "tolerant"},
                            {"patch_status", 200},
                            {"virtual_groups", false},
                            {"audit_retention_days", 548}};
  CHECK(world.get(world.service.token()).status == 200);  // a SCIM token may read them
  CHECK(world.now() == json::Value(wanted));
}

TEST_CASE("scim settings: PUT changes what it names, keeps the rest, and answers all of them") {
  Settings world;
  CHECK(world.put(R"({"profile":"rfc"})").json().find("result")->string_or("profile", "") == "rfc");
  CHECK(world.put(R"({"patch_status":204,"virtual_groups":true,"profile":null})").status == 200);
  const json::Object wanted{{"profile", "rfc"},
                            {"patch_status", 204},
                            {"virtual_groups", true},
                            {"audit_retention_days", 548}};
  CHECK(world.now() == json::Value(wanted));
  world.service.restart();
  CHECK(world.now() == json::Value(wanted));
  const Reply account = world.service.send({"GET", world.path, {}, world.writer});
  const json::Value shown = account.json();
  CHECK(shown.find("result")->find("settings")->string_or("profile", "") == "rfc");
  CHECK(world.service.verify() == "");
}

TEST_CASE(
    "scim settings: a value that no setting has is 400/1001 with its pointer, nothing is kept") {
  Settings world;
  const struct {
    const char* body;
    const char* pointer;
  } rows[] = {
      {R"({"patch_status":204,"profile":"strict"})", "/profile"},
      {R"({"profile":"RFC"})", "/profile"},
      {R"({"profile":true})", "/profile"},
      {R"({"profile":["rfc"]})", "/profile"},
      {R"({"patch_status":205})", "/patch_status"},
      {R"({"patch_status":{}})", "/patch_status"},
      {R"({"patch_status":200.5})", "/patch_status"},
      {R"({"virtual_groups":"yes"})", "/virtual_groups"},
      {R"({"virtual_groups":1})", "/virtual_groups"},
      {R"({"profil":"rfc"})", "/profil"},
      {R"({"name":"renamed"})", "/name"},  // an account's name is no setting of SCIM
      {R"([])", ""},
  };
  const json::Value before = world.now();
  for (const auto& row : rows) {
    CAPTURE(row.body);
    const Reply reply = world.put(row.body);
    CHECK(reply.status == 400);
    const json::Value error = first_error(reply);
    CHECK(error.integer_or("code", 0) == 1001);
    const json::Value* source = error.find("source");
    CHECK((source ? source->string_or("pointer", "") : "") == row.pointer);
    CHECK(world.now() == before);
  }
}

TEST_CASE("scim settings: only Account Settings Write changes them, and the audit log says what") {
  Settings world;
  const Reply refused = world.service.send(
      {"PUT", world.path + "/scim/settings", R"({"profile":"rfc"})", world.service.token()});
  CHECK(refused.status == 403);
  const std::size_t before = world.service.count_audit();
  CHECK(world.put(R"({"profile":"rfc","patch_status":200})").status == 200);
  CHECK(world.put(R"({"profile":"rfc"})").status == 200);  // changes nothing
  CHECK(world.service.count_audit() == before + 1);
  const json::Value entry = world.service.audit_entries().back();
  CHECK(json::Value(*entry.find("attributes")) == json::Value(json::Array{"profile"}));
}

TEST_CASE("scim settings: a profile counts from the next request on") {
  Settings world;
  const std::string body =
      R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada",)"
      R"("active":"True"})";
  CHECK(world.put(R"({"profile":"rfc"})").status == 200);
  CHECK(world.service.scim("POST", "/Users", body).status == 400);
  CHECK(world.put(R"({"profile":"tolerant"})").status == 200);
  CHECK(world.service.scim("POST", "/Users", body).status == 201);
}
