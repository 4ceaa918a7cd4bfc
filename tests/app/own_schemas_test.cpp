// Schemas and resource types that an account adds to the built-in ones: what is configured is
// served, stored, filtered, patched and listed like the rest (issue 4).
#include "support/own_schemas.h"

#include "doctest/doctest.h"
#include "json/read.h"
#include "json/write.h"

using support::put_own_schemas;
using support::Reply;
using support::Request;
using support::TestService;

namespace {

const std::string kDevice = "urn:example:params:scim:schemas:core:1.0:Device";
const std::string kWarranty = "urn:example:params:scim:schemas:extension:warranty:1.0:Device";
const std::string kBadge = "urn:example:params:scim:schemas:extension:badge:1.0:User";
const std::string kUser = "urn:ietf:params:scim:schemas:core:2.0:User";

std::string device_body(const std::string& serial, const std::string& more = {}) {
  return R"({"schemas":[")" + kDevice + R"("],"serialNumber":")" + serial + "\"" + more + "}";
}

std::string user_body(const std::string& name, const std::string& badge) {
  return R"({"schemas":[")" + kUser + R"(",")" + kBadge + R"("],"userName":")" + name + R"(",")" +
         kBadge + R"(":)" + badge + "}";
}

std::string patch_body(const std::string& operations) {
  return R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[)" +
         operations + "]}";
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ')
      out += "%20";
    else if (c == '"')
      out += "%22";
    else
      out += c;
  }
  return out;
}

json::Value parsed(std::string_view text) { return std::move(json::parse(text)).value(); }

struct Own {
  explicit Own(std::string_view file = "badge_and_device.json") {
    if (!file.empty()) REQUIRE(configure(support::read_example(std::string(file))).status == 200);
  }

  TestService service;

  Reply configure(std::string_view text) {
    return put_own_schemas(service, service.account_id(), text);
  }
  // The present configuration with something changed in it.
  template <typename Edit>
  Reply reconfigure(Edit edit) {
    json::Value wanted = configuration();
    edit(wanted);
    return configure(json::write(wanted));
  }
  json::Value configuration() {
    Request request{"GET", "/client/v4/accounts/" + service.account_id() + "/scim/schemas"};
    request.token = service.token();
    const Reply reply = service.send(request);
    REQUIRE(reply.status == 200);
    return *reply.json().find("result");
  }
  Reply scim(std::string_view method, const std::string& suffix, const std::string& body = {}) {
    return service.scim(method, suffix, body);
  }
  std::string create(const std::string& endpoint, const std::string& body) {
    const Reply reply = scim("POST", endpoint, body);
    REQUIRE_MESSAGE(reply.status == 201, reply.body);
    return std::string(reply.json().string_or("id", ""));
  }
  std::string found(const std::string& endpoint, const std::string& filter,
                    const std::string& name) {
    const Reply reply = scim("GET", endpoint + "?filter=" + escaped(filter));
    if (reply.status != 200) return std::to_string(reply.status) + " " + reply.body;
    std::string names;
    const json::Value list = reply.json();
    for (const json::Value& each : list.find("Resources")->as_array())
      names.append(names.empty() ? "" : " ").append(each.string_or(name, "?"));
    return names;
  }
};

json::Value& schema_of(json::Value& wanted, std::string_view urn) {
  for (json::Value& schema : wanted.find("schemas")->as_array())
    if (schema.string_or("id", "") == urn) return schema;
  throw std::runtime_error("no such schema");
}

json::Value& attribute_of(json::Value& wanted, std::string_view urn, std::string_view name) {
  for (json::Value& attribute : schema_of(wanted, urn).find("attributes")->as_array())
    if (attribute.string_or("name", "") == name) return attribute;
  throw std::runtime_error("no such attribute");
}

void drop_attribute(json::Value& wanted, std::string_view urn, std::string_view name) {
  std::erase_if(schema_of(wanted, urn).find("attributes")->as_array(),
                [&](const json::Value& each) { return each.string_or("name", "") == name; });
}

void drop_type(json::Value& wanted, std::string_view name) {
  std::erase_if(wanted.find("resource_types")->as_array(),
                [&](const json::Value& each) { return each.string_or("name", "") == name; });
}

void add_attribute(json::Value& wanted, std::string_view urn, std::string_view definition) {
  schema_of(wanted, urn).find("attributes")->as_array().push_back(parsed(definition));
}

}  // namespace

TEST_CASE("own schemas: a resource type of the account's own is served with every verb") {
  Own own;
  const Reply created = own.scim("POST", "/Devices",
                                 device_body("SN-1", R"(,"kind":"laptop","memoryGigabytes":32,)"
                                                     R"("owner":{"value":"ada"},"externalId":"e1",)"
                                                     R"("tags":["red","new"],"inUse":true)"));
  REQUIRE_MESSAGE(created.status == 201, created.body);
  const json::Value device = created.json();
  const std::string id(device.string_or("id", ""));
  const std::string path = "/Devices/" + id;
  CHECK(*device.find("schemas") == json::Array{kDevice});
  CHECK(device.find("meta")->string_or("resourceType", "") == "Device");
  CHECK(created.field("Location").ends_with("/scim/v2" + path));
  CHECK(created.field("Location") == device.find("meta")->string_or("location", ""));
  CHECK(created.field("ETag") == device.find("meta")->string_or("version", ""));

  CHECK(own.scim("GET", path).json() == device);
  const Reply patched =
      own.scim("PATCH", path,
               patch_body(R"({"op":"replace","path":"owner.value","value":"bob"},)"
                          R"({"op":"add","path":"addresses","value":{"value":"10.0.0.1"}},)"
                          R"({"op":"add","path":"tags","value":"heavy"},)"
                          R"({"op":"remove","path":"tags","value":["red"]},)"
                          R"({"op":"remove","path":"inUse"})"));
  REQUIRE_MESSAGE(patched.status == 200, patched.body);
  const json::Value after = patched.json();
  CHECK(after.find("owner")->string_or("value", "") == "bob");
  CHECK(*after.find("tags") == json::Array{"new", "heavy"});
  CHECK(after.find("addresses")->as_array().size() == 1);
  CHECK_FALSE(after.find("inUse"));
  CHECK(after.string_or("externalId", "") == "e1");

  const Reply put = own.scim("PUT", path, device_body("SN-1", R"(,"displayName":"Ada's")"));
  REQUIRE_MESSAGE(put.status == 200, put.body);
  CHECK(put.json().string_or("displayName", "") == "Ada's");
  CHECK_FALSE(put.json().find("kind"));

  CHECK(own.scim("GET", "/Devices").json().integer_or("totalResults", 0) == 1);
  CHECK(own.scim("DELETE", path).status == 204);
  CHECK(own.scim("GET", path).status == 404);
  CHECK(own.scim("GET", "/Devices").json().integer_or("totalResults", 9) == 0);
  CHECK(own.service.verify() == "");
}

TEST_CASE("own schemas: an extension on User is kept, found, patched and left out like others") {
  Own own("badge.json");
  const std::string id =
      own.create("/Users", user_body("ada", R"({"badgeNumber":"B-7","areas":["lab"]})"));
  own.create("/Users", user_body("bob", R"({"badgeNumber":"b-7","photoTaken":false})"));
  const json::Value user = own.scim("GET", "/Users/" + id).json();
  CHECK(*user.find("schemas") == json::Array{kUser, kBadge});
  CHECK(user.find(kBadge)->string_or("badgeNumber", "") == "B-7");
  CHECK(own.found("/Users", kBadge + ":badgeNumber eq \"B-7\"", "userName") == "ada");
  CHECK(own.found("/Users", "badgeNumber eq \"b-7\"", "userName") == "bob");
  CHECK(own.found("/Users", kBadge + ":areas eq \"LAB\"", "userName") == "ada");
  CHECK(own.found("/Users", kBadge + ":photoTaken eq false", "userName") == "bob");

  const Reply patched = own.scim(
      "PATCH", "/Users/" + id,
      patch_body(R"({"op":"add","path":")" + kBadge + R"(:photoTaken","value":true},)" +
                 R"({"op":"replace","value":{")" + kBadge + R"(":{"badgeNumber":"B-8"}}})"));
  REQUIRE_MESSAGE(patched.status == 200, patched.body);
  const json::Value after = patched.json();
  CHECK(*after.find(kBadge) ==
        parsed(R"({"badgeNumber":"B-8","photoTaken":true,"areas":["lab"]})"));
  const json::Value less =
      own.scim("GET", "/Users/" + id + "?attributes=" + kBadge + ":areas").json();
  CHECK(*less.find(kBadge) == parsed(R"({"areas":["lab"]})"));
  CHECK_FALSE(less.find("userName"));

  const Reply gone = own.scim("PATCH", "/Users/" + id,
                              patch_body(R"({"op":"remove","path":")" + kBadge + R"("})"));
  CHECK(gone.status == 200);
  CHECK_FALSE(gone.json().find(kBadge));
  CHECK(*gone.json().find("schemas") == json::Array{kUser});
  CHECK(own.service.verify() == "");
}

TEST_CASE("own schemas: filters speak of every type of attribute (RFC 7644 3.4.2.2)") {
  Own own;
  own.create("/Devices", device_body("A1", R"(,"kind":"laptop","memoryGigabytes":16,"inUse":true,)"
                                           R"("boughtOn":"2026-01-31T12:00:00Z","notes":"old",)"
                                           R"("addresses":[{"value":"10.0.0.1","type":"wired"}],)"
                                           R"("weightKilograms":1.5,"tags":["Red"])"));
  own.create("/Devices", device_body("B2", R"(,"kind":"phone","memoryGigabytes":4,"inUse":false,)"
                                           R"("boughtOn":"2026-06-30T12:00:00Z",")" +
                                               kWarranty + R"(":{"contract":"W1"})"));
  const struct {
    std::string filter;
    std::string_view serials;
  } kRows[] = {
      {"serialNumber eq \"a1\"", "A1"},
      {"serialNumber pr", "A1 B2"},
      {"kind ne \"phone\"", "A1"},
      {"memoryGigabytes gt 4", "A1"},
      {"weightKilograms lt 2", "A1"},
      {"inUse eq false", "B2"},
      {"boughtOn ge \"2026-02-01T00:00:00Z\"", "B2"},
      {"tags co \"re\"", "A1"},
      {"notes eq \"old\"", "A1"},
      {"addresses[type eq \"wired\" and value sw \"10.\"]", "A1"},
      {kWarranty + ":contract eq \"W1\"", "B2"},
      {kWarranty + ":contract eq \"w1\"", ""},
      {kDevice + ":kind eq \"laptop\"", "A1"},
      {"serialNumber eq \"A1\" or not (kind eq \"laptop\")", "A1 B2"},
      {"meta.resourceType eq \"Device\"", "A1 B2"},
      {"userName eq \"x\"",
       "400 {\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:Error\"],\"status\":\"400\","
       "\"scimType\":\"invalidFilter\",\"detail\":\"unknown attribute 'userName' of a Device at "
       "column 1\\n  userName eq \\\"x\\\"\\n  ^\"}"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.filter);
    CHECK(own.found("/Devices", row.filter, "serialNumber") == row.serials);
  }
}

TEST_CASE("own schemas: what is returned never is not stored, on request only when asked") {
  Own own;
  const std::string id =
      own.create("/Devices", device_body("A1", R"(,"unlockPin":"1234","notes":"old")"));
  CHECK(own.service.dump_state().find("1234") == std::string::npos);
  const json::Value device = own.scim("GET", "/Devices/" + id).json();
  CHECK_FALSE(device.find("notes"));
  CHECK(own.scim("GET", "/Devices/" + id + "?attributes=notes").json().string_or("notes", "") ==
        "old");
  const json::Value list = own.scim("GET", "/Devices").json();
  CHECK_FALSE(list.find("Resources")->as_array()[0].find("notes"));
}

TEST_CASE("own schemas: uniqueness is enforced on POST, PUT and PATCH with 409 (RFC 7643 7)") {
  Own own;
  own.create("/Devices", device_body("SN-1"));
  CHECK(own.scim("POST", "/Devices", device_body("sn-1")).status == 409);
  const std::string ada = own.create("/Users", user_body("ada", R"({"badgeNumber":"B-7"})"));
  const std::string bob = own.create("/Users", user_body("bob", R"({"badgeNumber":"B-8"})"));
  const Reply taken = own.scim("POST", "/Users", user_body("eve", R"({"badgeNumber":"B-7"})"));
  CHECK(taken.status == 409);
  CHECK(taken.json().string_or("scimType", "") == "uniqueness");
  CHECK(own.scim("PUT", "/Users/" + bob, user_body("bob", R"({"badgeNumber":"B-7"})")).status ==
        409);
  const std::string rename =
      patch_body(R"({"op":"replace","path":")" + kBadge + R"(:badgeNumber","value":"B-7"})");
  CHECK(own.scim("PATCH", "/Users/" + bob, rename).status == 409);
  CHECK(own.scim("DELETE", "/Users/" + ada).status == 204);
  CHECK(own.scim("PATCH", "/Users/" + bob, rename).status == 200);
  CHECK(own.service.verify() == "");
}

TEST_CASE("own schemas: the v4 view of a user keeps and removes what an own extension holds") {
  Own own("badge.json");
  const std::string id = own.create("/Users", user_body("ada@e.com", R"({"badgeNumber":"B-7"})"));
  std::string member = id;
  member.replace(30, 2, "01");  // the first membership (product.md section 6)
  Request remove{"DELETE",
                 "/client/v4/accounts/" + own.service.account_id() + "/members/" + member};
  remove.origin = net::Origin::kControl;
  REQUIRE(own.service.send(remove).status == 200);
  const json::Value user = own.scim("GET", "/Users/" + id).json();
  CHECK_FALSE(user.bool_or("active", true));
  CHECK(user.find(kBadge)->string_or("badgeNumber", "") == "B-7");
  CHECK(own.service.verify() == "");
  CHECK(own.scim("DELETE", "/Users/" + id).status == 204);
  CHECK(own.service.dump_state().find("unique/1/own-") == std::string::npos);
  CHECK(own.service.verify() == "");
}

TEST_CASE("own schemas: required extensions are asked for in POST and PUT, and only there") {
  Own own("");
  const std::string old =
      own.create("/Users", R"({"schemas":[")" + kUser + R"("],"userName":"old"})");
  REQUIRE(own.configure(support::read_example("badge.json")).status == 200);
  REQUIRE(own.reconfigure([](json::Value& wanted) {
               wanted.find("resource_types")
                   ->as_array()[0]
                   .find("schemaExtensions")
                   ->as_array()[0]
                   .as_object()
                   .set("required", true);
             })
              .status == 200);
  const std::string bare = R"({"schemas":[")" + kUser + R"("],"userName":"old"})";
  CHECK(own.scim("POST", "/Users", bare).status == 400);
  CHECK(own.scim("PUT", "/Users/" + old, bare).status == 400);
  CHECK(own.scim("PATCH", "/Users/" + old,
                 patch_body(R"({"op":"replace","path":"active","value":false})"))
            .status == 200);
  const std::string id = own.create("/Users", user_body("new", R"({"badgeNumber":"B-1"})"));
  const Reply gone = own.scim("PATCH", "/Users/" + id,
                              patch_body(R"({"op":"remove","path":")" + kBadge + R"("})"));
  CHECK(gone.status == 400);
  CHECK(own.service.verify() == "");
}

TEST_CASE("own schemas: what an extension requires is required in it, and goes with all of it") {
  Own own;
  const std::string incomplete = R"(,")" + kWarranty + R"(":{"until":"2027-01-31T12:00:00Z"})";
  CHECK(own.scim("POST", "/Devices", device_body("SN-1", incomplete)).status == 400);
  const std::string path =
      "/Devices/" +
      own.create("/Devices", device_body("SN-1", R"(,")" + kWarranty + R"(":{"contract":"W1"})"));
  const std::string contract = R"({"op":"remove","path":")" + kWarranty + R"(:contract"})";
  CHECK(own.scim("PATCH", path, patch_body(contract)).json().string_or("scimType", "") ==
        "mutability");
  const std::string all = R"({"op":"remove","path":")" + kWarranty + R"("})";
  const Reply gone = own.scim("PATCH", path, patch_body(all));
  CHECK(gone.status == 200);
  CHECK(*gone.json().find("schemas") == json::Array{kDevice});
  CHECK(own.service.verify() == "");
}

TEST_CASE("own schemas: profile cloudflare, which shows the live endpoint, has none") {
  Own own;
  const std::string id = own.create("/Devices", device_body("SN-1"));
  Request set{"PUT", "/client/v4/accounts/" + own.service.account_id() + "/scim/settings",
              R"({"profile":"cloudflare"})"};
  set.origin = net::Origin::kControl;
  REQUIRE(own.service.send(set).status == 200);
  CHECK(own.scim("GET", "/Devices/" + id).status == 404);
  CHECK(own.scim("GET", "/Schemas/" + kDevice).status == 404);
  set.body = R"({"profile":"tolerant"})";
  REQUIRE(own.service.send(set).status == 200);
  CHECK(own.scim("GET", "/Devices/" + id).status == 200);
}

TEST_CASE("own schemas: an own type is sorted, searched and part of the root query and of bulk") {
  Own own;
  for (const char* serial : {"B", "C", "A"}) own.create("/Devices", device_body(serial));
  const auto serials = [](const Reply& reply) {
    std::string text;
    const json::Value list = reply.json();
    for (const json::Value& each : list.find("Resources")->as_array())
      text += each.string_or("serialNumber", "-");
    return text;
  };
  CHECK(serials(own.scim("GET", "/Devices?sortBy=serialNumber&sortOrder=descending")) == "CBA");
  const std::string search =
      R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],)"
      R"("filter":"serialNumber sw \"A\"","attributes":["serialNumber"]})";
  CHECK(serials(own.scim("POST", "/Devices/.search", search)) == "A");
  const std::string everything =
      R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],)"
      R"("filter":"meta.resourceType eq \"Device\""})";
  CHECK(serials(own.scim("POST", "/.search", everything)).size() == 3);
  const std::string bulk =
      R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[)"
      R"({"method":"POST","path":"/Devices","bulkId":"d","data":)" +
      device_body("D") + R"(},{"method":"PATCH","path":"/Devices/bulkId:d","data":)" +
      patch_body(R"({"op":"add","path":"kind","value":"phone"})") + "}]}";
  const Reply reply = own.scim("POST", "/Bulk", bulk);
  REQUIRE_MESSAGE(reply.status == 200, reply.body);
  CHECK(own.found("/Devices", "kind eq \"phone\"", "serialNumber") == "D");
  CHECK(own.service.verify() == "");
}

TEST_CASE("own schemas: an immutable attribute keeps its value (RFC 7644 3.5.1, 3.5.2)") {
  Own own;
  const std::string path = "/Devices/" + own.create("/Devices", device_body("SN-1"));
  const Reply put = own.scim("PUT", path, device_body("SN-2"));
  CHECK(put.status == 400);
  CHECK(put.json().string_or("scimType", "") == "mutability");
  const Reply patched =
      own.scim("PATCH", path, patch_body(R"({"op":"replace","path":"serialNumber","value":"X"})"));
  CHECK(patched.status == 400);
  CHECK(patched.json().string_or("scimType", "") == "mutability");
}

TEST_CASE("own schemas: discovery lists what the account added, with all characteristics") {
  Own own;
  const json::Value schema = own.scim("GET", "/Schemas/" + kDevice).json();
  CHECK(schema.string_or("name", "") == "Device");
  const json::Value& first = schema.find("attributes")->as_array()[0];
  CHECK(first == parsed(R"({"name":"serialNumber","type":"string","multiValued":false,
      "required":true,"description":"What the maker stamped on it.","caseExact":false,
      "mutability":"immutable","returned":"default","uniqueness":"server"})"));
  const json::Value type = own.scim("GET", "/ResourceTypes/Device").json();
  CHECK(type.string_or("endpoint", "") == "/Devices");
  CHECK(type.find("schemaExtensions")->as_array().size() == 1);
  const json::Value user = own.scim("GET", "/ResourceTypes/User").json();
  CHECK(user.find("schemaExtensions")->as_array().size() == 2);
  CHECK(own.scim("GET", "/Schemas").json().integer_or("totalResults", 0) ==
        own.scim("GET", "/Schemas").json().integer_or("itemsPerPage", 1));
  CHECK(own.scim("GET", "/ResourceTypes").json().integer_or("totalResults", 0) == 3);
}

TEST_CASE("own schemas: another account and identity providers know nothing of them") {
  Own own;
  const std::string other = own.service.make_account("Other");
  Request request{"GET", "/client/v4/accounts/" + other + "/scim/v2/Devices"};
  request.token = own.service.make_scim_token(other);
  CHECK(own.service.send(request).status == 404);
  request.target = "/client/v4/accounts/" + other + "/scim/v2/Schemas/" + kDevice;
  CHECK(own.service.send(request).status == 404);
}

TEST_CASE("own schemas: an endpoint that is none is 404 and a method that is none 405") {
  Own own;
  const std::string id = own.create("/Devices", device_body("SN-1"));
  const std::size_t audited = own.service.count_audit();
  const struct {
    std::string_view method;
    std::string suffix;
    int status;
    std::string_view allow;
  } kRows[] = {
      {"GET", "/Nothing", 404, ""},
      {"POST", "/Nothing", 404, ""},
      {"PATCH", "/Nothing", 404, ""},
      {"DELETE", "/Nothing/" + id, 404, ""},
      {"GET", "/devices", 404, ""},
      {"GET", "/Devices/" + id + "/more", 404, ""},
      {"PATCH", "/Devices", 405, "GET, HEAD, POST"},
      {"POST", "/Devices/" + id, 405, "GET, HEAD, PATCH, PUT, DELETE"},
      {"POST", "/Schemas", 405, "GET, HEAD"},
      {"DELETE", "/ResourceTypes/User", 405, "GET, HEAD"},
      {"PUT", "/ServiceProviderConfig", 405, "GET, HEAD"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.method);
    CAPTURE(row.suffix);
    const Reply reply = own.scim(row.method, row.suffix, row.method == "GET" ? "" : "{}");
    CHECK(reply.status == row.status);
    CHECK(reply.field("Allow") == row.allow);
  }
  CHECK(own.service.count_audit() == audited);
  const Reply head = own.scim("HEAD", "/Devices/" + id);
  CHECK(head.status == 200);
  CHECK(head.field("ETag") != "");
}

TEST_CASE("own schemas: without a good token nobody learns which types there are") {
  Own own;
  for (const char* suffix : {"/Devices", "/Nothing"}) {
    Request request = own.service.scim_request("GET", suffix);
    request.token.clear();
    CHECK(own.service.send(request).status == 401);
    request.token = own.service.make_scim_token(own.service.make_account("Other"));
    CHECK(own.service.send(request).status == 404);
  }
  Request weak = own.service.scim_request("GET", "/Devices");
  weak.token = own.service.make_token(own.service.account_id(), "weak", {"Billing Read"});
  CHECK(own.service.send(weak).status == 403);
}

TEST_CASE("own schemas: writes are audited under the name of the type (product.md 7)") {
  Own own;
  own.create("/Devices", device_body("SN-1"));
  CHECK(own.scim("POST", "/Devices", device_body("SN-1")).status == 409);
  const auto entries = own.service.audit_entries();
  const json::Value& refused = entries.back();
  CHECK(refused.string_or("what", "") == "Create SCIM Device");
  CHECK(refused.string_or("on", "") == "scim_resource");
  CHECK(refused.integer_or("refused", 0) == 409);
  const json::Value& done = entries[entries.size() - 2];
  CHECK(done.string_or("what", "") == "Create SCIM Device");
  CHECK(done.integer_or("status", 0) == 201);
  const json::Value& configured = entries[entries.size() - 3];
  CHECK(configured.string_or("what", "") == "Update SCIM Schemas");
  CHECK(configured.string_or("on", "") == "scim_schemas");
}

TEST_CASE("own schemas: what was answered can be put again and changes nothing") {
  Own own;
  const std::size_t audited = own.service.count_audit();
  const std::string before = own.service.dump_state();
  CHECK(own.reconfigure([](json::Value&) {}).status == 200);
  CHECK(own.service.count_audit() == audited);
  CHECK(own.service.dump_state() == before);
}

TEST_CASE("own schemas: a restart keeps them") {
  Own own;
  const std::string id = own.create("/Devices", device_body("SN-1"));
  const json::Value before = own.configuration();
  own.service.restart();
  CHECK(own.configuration() == before);
  CHECK(own.scim("GET", "/Devices/" + id).status == 200);
  CHECK(own.scim("POST", "/Devices", device_body("SN-1")).status == 409);
}

TEST_CASE("own schemas: an attribute that goes is not seen, and seen again when it comes back") {
  Own own;
  const std::string untouched = own.create("/Devices", device_body("A1", R"(,"kind":"phone")"));
  const std::string written = own.create("/Devices", device_body("B2", R"(,"kind":"phone")"));
  json::Value definition;
  REQUIRE(own.reconfigure([&](json::Value& wanted) {
               definition = attribute_of(wanted, kDevice, "kind");
               drop_attribute(wanted, kDevice, "kind");
             })
              .status == 200);
  CHECK_FALSE(own.scim("GET", "/Devices/" + untouched).json().find("kind"));
  CHECK(own.scim("GET", "/Devices?filter=kind%20pr").status == 400);
  CHECK(own.scim("PATCH", "/Devices/" + written,
                 patch_body(R"({"op":"add","path":"displayName","value":"B"})"))
            .status == 200);
  CHECK(own.service.verify() == "");
  REQUIRE(own.reconfigure([&](json::Value& wanted) {
               schema_of(wanted, kDevice).find("attributes")->as_array().push_back(definition);
             })
              .status == 200);
  CHECK(own.scim("GET", "/Devices/" + untouched).json().string_or("kind", "") == "phone");
  CHECK_FALSE(own.scim("GET", "/Devices/" + written).json().find("kind"));
  CHECK(own.service.verify() == "");
}

TEST_CASE("own schemas: a value that does not fit the present type of its attribute is not seen") {
  Own own;
  const std::string id =
      own.create("/Devices", device_body("A1", R"(,"memoryGigabytes":16,"displayName":"A")"));
  REQUIRE(own.reconfigure([](json::Value& wanted) {
               attribute_of(wanted, kDevice, "memoryGigabytes").as_object().set("type", "string");
             })
              .status == 200);
  const json::Value device = own.scim("GET", "/Devices/" + id).json();
  CHECK_FALSE(device.find("memoryGigabytes"));
  CHECK(device.string_or("displayName", "") == "A");
  CHECK(own.found("/Devices", "memoryGigabytes pr", "serialNumber") == "");
  CHECK(own.service.verify() == "");
}

TEST_CASE("own schemas: an extension that goes is not seen, and v4 writes drop it") {
  Own own("badge.json");
  const std::string id = own.create("/Users", user_body("ada@e.com", R"({"photoTaken":true})"));
  json::Value before = own.configuration();
  REQUIRE(own.configure(R"({"schemas":[],"resource_types":[]})").status == 200);
  const json::Value user = own.scim("GET", "/Users/" + id).json();
  CHECK_FALSE(user.find(kBadge));
  CHECK(*user.find("schemas") == json::Array{kUser});
  std::string member = id;
  member.replace(30, 2, "01");
  Request remove{"DELETE",
                 "/client/v4/accounts/" + own.service.account_id() + "/members/" + member};
  remove.origin = net::Origin::kControl;
  REQUIRE(own.service.send(remove).status == 200);
  CHECK(own.service.verify() == "");
  REQUIRE(own.configure(json::write(before)).status == 200);
  CHECK_FALSE(own.scim("GET", "/Users/" + id).json().find(kBadge));
  CHECK(own.service.verify() == "");
}

TEST_CASE("own schemas: what is stored can forbid a change") {
  Own own;
  const std::string id = own.create("/Devices", device_body("SN-1", R"(,"kind":"phone")"));
  own.create("/Users", user_body("ada", R"({"badgeNumber":"B-7"})"));
  const json::Value before = own.configuration();
  const auto refused = [&](auto edit, std::string_view pointer) {
    const Reply reply = own.reconfigure(edit);
    CAPTURE(reply.body);
    CHECK(reply.status == 400);
    CHECK(reply.json().find("errors")->as_array()[0].find("source")->string_or("pointer", "") ==
          pointer);
    CHECK(own.configuration() == before);
  };
  refused([](json::Value& wanted) { drop_type(wanted, "Device"); }, "/resource_types");
  refused([](json::Value& wanted) { drop_type(wanted, "User"); }, "/schemas");
  refused([](json::Value& wanted) { drop_attribute(wanted, kBadge, "badgeNumber"); }, "/schemas");
  refused(
      [](json::Value& wanted) {
        attribute_of(wanted, kBadge, "badgeNumber").as_object().set("uniqueness", "none");
      },
      "/schemas");
  refused(
      [](json::Value& wanted) {
        attribute_of(wanted, kBadge, "badgeNumber").as_object().set("caseExact", false);
      },
      "/schemas/0/attributes/0/caseExact");
  refused(
      [](json::Value& wanted) {
        attribute_of(wanted, kDevice, "kind").as_object().set("uniqueness", "server");
      },
      "/schemas/1/attributes/2/uniqueness");
  refused(
      [](json::Value& wanted) {
        for (json::Value& type : wanted.find("resource_types")->as_array()) {
          if (type.string_or("name", "") != "Device") continue;
          type.as_object().set("schema", kWarranty);
          type.as_object().set("schemaExtensions", json::Array());
        }
      },
      "/resource_types");
  CHECK(own.scim("DELETE", "/Devices/" + id).status == 204);
  CHECK(own.reconfigure([](json::Value& wanted) { drop_type(wanted, "Device"); }).status == 200);
  CHECK(own.scim("GET", "/Devices").status == 404);
  CHECK(own.service.verify() == "");
}

TEST_CASE("own schemas: an attribute can be unique that never had a value") {
  Own own;
  own.create("/Devices", device_body("SN-1"));
  REQUIRE(own.reconfigure([](json::Value& wanted) {
               add_attribute(wanted, kDevice, R"({"name":"asset","uniqueness":"server"})");
               add_attribute(wanted, kDevice, R"({"name":"colour"})");
             })
              .status == 200);
  own.create("/Devices", device_body("SN-2", R"(,"asset":"A","colour":"red")"));
  CHECK(own.scim("POST", "/Devices", device_body("SN-3", R"(,"asset":"a")")).status == 409);
  // One that is gone may still stand in documents, so it cannot come back as unique.
  REQUIRE(own.reconfigure([](json::Value& wanted) { drop_attribute(wanted, kDevice, "colour"); })
              .status == 200);
  CHECK(own.reconfigure([](json::Value& wanted) {
             add_attribute(wanted, kDevice, R"({"name":"Colour","uniqueness":"server"})");
           })
            .status == 400);
  CHECK(own.service.verify() == "");
}

TEST_CASE("own schemas: names keep their letter case, in which documents hold them") {
  Own own;
  const std::string device = own.create("/Devices", device_body("SN-1"));
  const Reply renamed = own.reconfigure([](json::Value& wanted) {
    drop_attribute(wanted, kDevice, "serialNumber");
    add_attribute(wanted, kDevice,
                  R"({"name":"serialnumber","required":true,"uniqueness":"server"})");
  });
  CHECK(renamed.status == 400);
  CHECK(renamed.body.find("letter case") != std::string::npos);
  CHECK(own.scim("GET", "/Devices/" + device).json().string_or("serialNumber", "") == "SN-1");
  CHECK(own.service.verify() == "");
}

TEST_CASE("own schemas: a type that went gives its place to another one") {
  Own own;
  REQUIRE(own.reconfigure([](json::Value& wanted) { drop_type(wanted, "Device"); }).status == 200);
  REQUIRE(own.reconfigure([](json::Value& wanted) {
               wanted.find("resource_types")
                   ->as_array()
                   .push_back(parsed(R"({"name":"Machine","endpoint":"/Machines","schema":")" +
                                     kDevice + R"("})"));
             })
              .status == 200);
  own.create("/Machines", device_body("SN-1"));
  CHECK(own.scim("GET", "/Machines").json().integer_or("totalResults", 0) == 1);
  CHECK(own.scim("GET", "/Devices").status == 404);
  CHECK(own.service.dump_state().find("list/1/own-16") != std::string::npos);
  CHECK(own.service.verify() == "");
}

TEST_CASE("own schemas: a list that is under way when they change goes on as it began") {
  Own own;
  for (int i = 0; i < 40; ++i) own.create("/Devices", device_body("S" + std::to_string(i)));
  own.service.begin_tick();
  Reply reply = own.service.handle(
      own.service.scim_request("GET", "/Devices?filter=serialNumber%20sw%20%22S%22&count=2"));
  own.service.end_tick();
  REQUIRE(own.reconfigure([](json::Value& wanted) { drop_attribute(wanted, kDevice, "kind"); })
              .status == 200);
  while (reply.job) {
    own.service.begin_tick();
    if (reply.job->step(1000)) reply = own.service.finish(std::move(reply.job), false);
    own.service.end_tick();
  }
  CHECK(reply.status == 200);
  CHECK(reply.json().integer_or("totalResults", 0) == 40);
}

TEST_CASE("own schemas: an account that is deleted takes them along") {
  Own own;
  const std::string other = own.service.make_account("Other");
  REQUIRE(put_own_schemas(own.service, other, support::kResourceSchemas).status == 200);
  Request remove{"DELETE", "/client/v4/accounts/" + other};
  remove.origin = net::Origin::kControl;
  REQUIRE(own.service.send(remove).status == 200);
  for (int i = 0; i < 3; ++i) own.scim("GET", "/Users");
  CHECK(own.service.dump_state().find("objects/2/") == std::string::npos);
  CHECK(own.service.verify() == "");
}
