// The invariants of the design, each named by its sentence. The rest of the ones that concern
// sockets is held by the loop's own tests, on a loop without this application behind it:
//   1 tests/net/loop_commit_test.cpp    "at the moment of the commit a client has nothing of its
//                                       held answer", "when a commit fails ..."
//   3 tests/net/loop_test.cpp           "1000 pipelined requests are answered in their order"
//   4 tests/net/framer*_test.cpp        what the framer takes, and what it hands on
//   5, 8 tests/net/*limits*_test.cpp    slices, budgets, bounded buffers
//   9 tests/store/store_test.cpp        "a folder has one writer, in this process or another"
// Here is what the application owes them, and 2, 6 and 7, which are its own.
#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "json/write.h"
#include "store/documents.h"
#include "store/keys.h"
#include "support/test_service.h"

namespace {

using support::Reply;
using support::Request;
using support::TestOptions;
using support::TestService;

const std::string kPatchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

std::string user_body(const std::string& user_name, const std::string& more = {}) {
  return R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":")" + user_name +
         "\"" + (more.empty() ? "" : "," + more) + "}";
}

std::string group_body(const std::string& name, const std::vector<std::string>& members = {}) {
  std::string list;
  for (const std::string& id : members) {
    list += (list.empty() ? "" : ",") + std::string("{\"value\":\"") + id + "\"}";
  }
  return R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":")" + name +
         R"(","members":[)" + list + "]}";
}

std::string patch_body(const std::string& operations) {
  return R"({"schemas":[")" + kPatchSchema + R"("],"Operations":[)" + operations + "]}";
}

std::string replace_op(const std::string& path, const std::string& value) {
  return R"({"op":"replace","path":")" + path + R"(","value":)" + value + "}";
}

std::string id_of(const Reply& reply) {
  const json::Value resource = reply.json();
  return std::string(resource.string_or("id", ""));
}

// A user, another user, a group with the first in it.
struct World {
  explicit World(TestOptions options = {}) : service(options) {
    ada = id_of(service.scim("POST", "/Users", user_body("ada")));
    bob = id_of(service.scim("POST", "/Users", user_body("bob")));
    group = id_of(service.scim("POST", "/Groups", group_body("Engineers", {ada})));
  }
  Request request(std::string_view method, const std::string& suffix,
                  const std::string& body = {}) {
    return service.scim_request(method, suffix, body);
  }

  TestService service;
  std::string ada;
  std::string bob;
  std::string group;
};

// What of an answer depends on the request's id and the second, and may differ.
std::string comparable(const Reply& reply, const std::string& id) {
  std::string bytes = reply.bytes;
  for (const std::string& moving : {reply.request_id(), reply.field("Date"), id}) {
    for (std::size_t at = 0; !moving.empty() && (at = bytes.find(moving)) != std::string::npos;) {
      bytes.replace(at, moving.size(), "*");
    }
  }
  return bytes;
}

}  // namespace

// --- 1 -------------------------------------------------------------------------------------------

TEST_CASE(
    "invariant 1: every answer that depends on an uncommitted write is held, no other one is") {
  World world;
  TestService& service = world.service;
  service.begin_tick();

  CHECK_FALSE(service.handle(world.request("GET", "/Users/" + world.ada)).held);
  CHECK_FALSE(
      service.handle(world.request("GET", "/Users/" + world.ada), true).held);  // no write yet
  Request anonymous = world.request("POST", "/Users", user_body("x"));
  anonymous.token.clear();
  CHECK_FALSE(service.handle(anonymous).held);
  CHECK_FALSE(service.handle(world.request("POST", "/Nothing", "{}")).held);
  CHECK_FALSE(service.handle(world.request("PUT", "/Users", "{}")).held);

  const Reply created = service.handle(world.request("POST", "/Users", user_body("carl")));
  CHECK(created.status == 201);
  CHECK(created.held);
  // A neighbour on another connection: refused because of what is not yet committed, so it waits.
  const Reply taken = service.handle(world.request("POST", "/Users", user_body("CARL")));
  CHECK(taken.status == 409);
  CHECK(taken.held);
  // Reads: the committed state at once; behind a held answer, one's own write, and held.
  const std::string path = "/Users/" + id_of(created);
  CHECK(service.handle(world.request("GET", path)).status == 404);
  CHECK_FALSE(service.handle(world.request("GET", path)).held);
  const Reply own = service.handle(world.request("GET", path), true);
  CHECK(own.status == 200);
  CHECK(own.held);
  // A write that changes nothing has still looked at the open transaction.
  const Reply unchanged =
      service.handle(world.request("PATCH", path, patch_body(replace_op("userName", "\"carl\""))));
  CHECK(unchanged.status == 200);
  CHECK(unchanged.held);
  // The first is answered at once; the second takes too long for that and becomes a job, which
  // waits for the commit.
  CHECK(
      service.handle(world.request("GET", "/Users?filter=userName%20eq%20%22carl%22"), true).held);
  service.clock().set_look_us(2000);
  Reply scan = service.handle(world.request("GET", "/Users?filter=title%20pr"), true);
  service.clock().set_look_us(0);
  REQUIRE(scan.job);
  CHECK_FALSE(scan.job->step(1000));
  // Refusals that never touched a transaction leave at once, in the middle of all this.
  CHECK_FALSE(service.handle(anonymous).held);
  Request form = world.request("POST", "/Users", "userName=x");
  form.fields.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  CHECK(service.handle(form).status == 415);
  CHECK_FALSE(service.handle(form).held);

  CHECK(service.commit());
  service.end_tick();
  service.begin_tick();
  CHECK(scan.job->step(1000));
  CHECK_FALSE(service.finish(std::move(scan.job), false).held);
  service.end_tick();
  CHECK(service.verify() == "");
}

TEST_CASE("invariant 1: a scan behind a held answer sees what that one wrote") {
  World world;
  TestService& service = world.service;
  service.begin_tick();
  const Reply created =
      service.handle(world.request("POST", "/Users", user_body("carl", R"("title":"Boss")")));
  REQUIRE(created.held);
  service.clock().set_look_us(2000);  // too long to be answered at once
  Reply scan = service.handle(world.request("GET", "/Users?filter=title%20eq%20%22Boss%22"), true);
  service.clock().set_look_us(0);
  REQUIRE(scan.job);
  CHECK_FALSE(scan.job->step(1000));
  CHECK(service.commit());
  service.end_tick();
  service.begin_tick();
  REQUIRE(scan.job->step(1000));
  const Reply answer = service.finish(std::move(scan.job), false);
  service.end_tick();
  const json::Value list = answer.json();
  CHECK(list.integer_or("totalResults", -1) == 1);
  CHECK(answer.body.find(id_of(created)) != std::string::npos);
}

TEST_CASE(
    "invariant 1: after a commit that failed nothing of the tick is stored, and work goes on") {
  World world;
  TestService& service = world.service;
  const std::string before = service.dump_state();
  const std::size_t audit_before = service.count_audit();
  service.begin_tick();
  CHECK(service.handle(world.request("POST", "/Users", user_body("carl"))).held);
  CHECK(service.handle(world.request("DELETE", "/Users/" + world.ada)).held);
  {
    support::FailingWrites failing;
    CHECK_FALSE(service.commit());
  }
  service.end_tick();
  CHECK_FALSE(service.is_broken());
  CHECK(service.dump_state() == before);
  CHECK(service.count_audit() == audit_before);
  CHECK(service.log().collected().find("commit failed") != std::string::npos);
  CHECK(service.scim("GET", "/Users/" + world.ada).status == 200);
  CHECK(service.scim("POST", "/Users", user_body("carl")).status == 201);
  CHECK(service.verify() == "");
  service.restart();
  CHECK(service.verify() == "");
}

// --- 2 -------------------------------------------------------------------------------------------

TEST_CASE("invariant 2: a request that fails leaves nothing but its audit entry") {
  using Make = std::function<Request(World&)>;
  static const struct {
    const char* what;
    Make make;
    int status;
  } kCases[] = {
      {"a group whose second member is unknown",
       [](World& w) {
         return w.request("POST", "/Groups",
                          group_body("New", {w.bob, "00000000000000000000000000000000"}));
       },
       400},
      {"a PUT that would empty the group and names an unknown member",
       [](World& w) {
         return w.request("PUT", "/Groups/" + w.group, group_body("Engineers", {"nobody"}));
       },
       400},
      {"a PATCH whose last operation is wrong",
       [](World& w) {
         return w.request(
             "PATCH", "/Users/" + w.ada,
             patch_body(replace_op("displayName", "\"A\"") + "," + replace_op("active", "false") +
                        "," + replace_op("noSuchAttribute.at.all", "1")));
       },
       400},
      {"a deactivation with a name that is taken",
       [](World& w) {
         return w.request(
             "PATCH", "/Users/" + w.ada,
             patch_body(replace_op("active", "false") + "," + replace_op("userName", "\"BOB\"")));
       },
       409},
      {"members added with a name that is reserved",
       [](World& w) {
         return w.request(
             "PATCH", "/Groups/" + w.group,
             patch_body(
                 R"({"op":"add","path":"members","value":[{"value":")" + w.bob + R"("}]},)" +
                 replace_op("displayName", "\"CF-023e105f4ecef8ad9ca31a8372d0c353 - Admin\"")));
       },
       400},
      {"a user without a name", [](World& w) { return w.request("POST", "/Users", user_body("")); },
       400},
      {"a name that is taken",
       [](World& w) { return w.request("POST", "/Users", user_body("Ada")); }, 409},
      {"an unknown user", [](World& w) { return w.request("DELETE", "/Users/" + w.group); }, 404},
      {"bad JSON", [](World& w) { return w.request("POST", "/Users", "{"); }, 400},
      {"a bad projection, found after the change was made",
       [](World& w) {
         return w.request("PATCH", "/Users/" + w.ada + "?attributes=%ff",
                          patch_body(replace_op("displayName", "\"A\"")));
       },
       400},
      {"a bad projection of a create",
       [](World& w) { return w.request("POST", "/Users?attributes=%zz", user_body("new")); }, 400},
  };
  for (const auto& c : kCases) {
    INFO(std::string(c.what));
    World world;
    const std::string before = world.service.dump_state();
    const std::size_t audit_before = world.service.count_audit();
    const Request request = c.make(world);
    const Reply reply = world.service.send(request);
    INFO(reply.body);
    CHECK(reply.status == c.status);
    CHECK(reply.held);
    CHECK(world.service.dump_state() == before);
    REQUIRE(world.service.count_audit() == audit_before + 1);
    const json::Value entry = world.service.audit_entries().back();
    CHECK(entry.integer_or("refused", 0) == c.status);
    CHECK(entry.string_or("method", "") == request.method);
    CHECK(entry.string_or("id", "") == reply.request_id());
    CHECK(world.service.verify() == "");
  }
}

TEST_CASE(
    "invariant 2: a request that throws leaves nothing, says nothing, and the next one works") {
  World world;
  TestService& service = world.service;
  const auto id = *base::ResourceId::parse(world.bob);
  {
    store::Txn txn = service.store().env().begin_write();
    model::Document document = *store::find_document(txn, base::Realm{1}, id);
    document.attributes = "no JSON at all";
    store::put_document(txn, base::Realm{1}, document);
    txn.commit();
  }
  const std::string before = service.dump_state();
  const std::size_t audit_before = service.count_audit();
  service.begin_tick();
  const Reply first = service.handle(world.request("POST", "/Users", user_body("carl")));
  CHECK(first.status == 201);
  for (const char* method : {"PATCH", "PUT", "DELETE"}) {
    INFO(std::string(method));
    const std::string body =
        method == std::string("PUT") ? user_body("bob") : patch_body(replace_op("title", "\"T\""));
    const Reply reply = service.handle(world.request(method, "/Users/" + world.bob, body));
    CHECK(reply.status == 500);
    const json::Value error = reply.json();
    CHECK(error.string_or("detail", "") ==
          "The request failed inside the server; nothing was changed.");
  }
  CHECK(service.handle(world.request("DELETE", "/Users/" + id_of(first))).status == 204);
  CHECK(service.commit());
  service.end_tick();
  CHECK(service.dump_state() == before);
  CHECK(service.count_audit() == audit_before + 2);  // the create and the delete
  CHECK_FALSE(service.is_broken());
  CHECK(service.log().collected().find("a document holds no JSON object") != std::string::npos);
}

TEST_CASE("invariant 2: a full store refuses what makes it larger with 507 and still deletes") {
  TestOptions options;
  options.map_size_bytes = std::size_t{18} << 20;  // 2 MiB and the reserve
  World world(options);
  TestService& service = world.service;
  std::vector<std::string> made;
  Reply reply;
  for (int i = 0; i < 2000; ++i) {
    reply = service.scim(
        "POST", "/Users",
        user_body("u" + std::to_string(i), R"("title":")" + std::string(4000, 't') + "\""));
    if (reply.status != 201) break;
    made.push_back(id_of(reply));
  }
  REQUIRE(reply.status == 507);
  REQUIRE(made.size() > 50);
  const std::string before = service.dump_state();
  const std::size_t audit_before = service.count_audit();
  CHECK(service.scim("POST", "/Users", user_body("one-more")).status == 507);
  CHECK(service.dump_state() == before);
  CHECK(service.count_audit() == audit_before);
  // A change may use half of what is held back: a deactivation is one.
  CHECK(service.scim("PATCH", "/Users/" + world.ada, patch_body(replace_op("active", "false")))
            .status == 200);
  CHECK(service.scim("GET", "/Users/" + world.ada).status == 200);
  for (const std::string& id : made) {
    REQUIRE(service.scim("DELETE", "/Users/" + id).status == 204);
  }
  CHECK(service.scim("POST", "/Users", user_body("one-more")).status == 201);
  CHECK(service.verify() == "");
}

// --- 3 -------------------------------------------------------------------------------------------

TEST_CASE("invariant 3: requests of one connection in one tick see each other in their order") {
  World world;
  TestService& service = world.service;
  service.begin_tick();
  bool after_held = false;
  const auto next = [&](std::string_view method, const std::string& suffix,
                        const std::string& body) {
    Reply reply = service.handle(world.request(method, suffix, body), after_held);
    CHECK((reply.held || !after_held));  // nothing may overtake what is held
    after_held = after_held || reply.held;
    return reply;
  };
  const std::string path = "/Users/" + world.ada;
  CHECK(next("GET", path, "").json().bool_or("active", false));
  CHECK(next("PATCH", path, patch_body(replace_op("active", "false"))).status == 200);
  CHECK_FALSE(next("GET", path, "").json().bool_or("active", true));
  CHECK(next("GET", "/Groups/" + world.group, "").body.find(world.ada) == std::string::npos);
  CHECK(next("DELETE", path, "").status == 204);
  CHECK(next("GET", path, "").status == 404);
  const std::string again = id_of(next("POST", "/Users", user_body("ada")));
  CHECK(again != world.ada);
  CHECK(next("GET", "/Users/" + again, "").status == 200);
  CHECK(service.commit());
  service.end_tick();
  CHECK(service.verify() == "");
}

// --- 4 -------------------------------------------------------------------------------------------

TEST_CASE("invariant 4: no header field of a client reaches the HTTP library") {
  World world;
  const std::string path = "/Users/" + world.ada;
  const Reply plain = world.service.scim("GET", path);
  REQUIRE(plain.status == 200);
  // Each means something to the library, or to servers like it, when it gets there.
  const std::vector<std::pair<std::string, std::string>> fields = {
      {"Range", "bytes=0-1"},
      {"If-Range", "\"x\""},
      {"Accept", "text/html"},
      {"Accept-Encoding", "gzip, br"},
      {"X-HTTP-Method-Override", "DELETE"},
      {"X-HTTP-Method", "DELETE"},
      {"X-Original-URL", "/healthz"},
      {"X-Forwarded-For", "127.0.0.1"},
      {"X-Forwarded-Host", "evil.test"},
      {"Forwarded", "host=evil.test"},
      {"REMOTE_ADDR", "127.0.0.1"},
      {"REMOTE-ADDR", "127.0.0.1"},
      {"LOCAL_PORT", "1"},
      {"Content-Type", "multipart/form-data; boundary=x"},
      {"Sec-WebSocket-Key", "x"},
      {"Cookie", "a=b"},
      {"Location", "/elsewhere"},
      {"X-Request-Id", "mine"},
      {"Date", "Thu, 01 Jan 1970 00:00:00 GMT"},
  };
  for (const auto& field : fields) {
    CAPTURE(field.first);
    Request request = world.request("GET", path);
    request.fields.push_back(field);
    CHECK(comparable(world.service.send(request), "") == comparable(plain, ""));
  }
  Request escaped = world.request("GET", path);
  escaped.token = "%" + base::format_hex(escaped.token.substr(0, 1)) + escaped.token.substr(1);
  CHECK(world.service.send(escaped).status == 401);  // the library would have decoded it
}

// --- 6 -------------------------------------------------------------------------------------------

TEST_CASE(
    "invariant 6: no transaction outlives a tick, so the file does not grow under its readers") {
  World world;
  TestService& service = world.service;
  service.clock().set_look_us(1'000'000);  // a slice of work ends after one look
  for (const std::string& id : {world.ada, world.bob}) {
    service.scim("PATCH", "/Users/" + id, patch_body(replace_op("title", "\"T\"")));
  }
  Reply scan;
  int jobs = 0;
  std::size_t used_bytes = 0;
  for (int round = 0; round < 600; ++round) {
    service.begin_tick();
    service.handle(world.request("GET", "/Users/" + world.ada));
    if (scan.job && scan.job->step(100)) service.finish(std::move(scan.job), false);
    if (!scan.job) {
      scan = service.handle(world.request("GET", "/Users?filter=title%20pr"));
      if (scan.job) ++jobs;
    }
    service.handle(
        world.request("PATCH", "/Users/" + world.bob,
                      patch_body(replace_op("title", "\"" + std::to_string(round) + "\""))));
    if (round % 7 != 0) CHECK(service.commit());  // else the tick is given up
    service.end_tick();
    if (round == 100) used_bytes = service.store().env().used_bytes();
    // Whoever comes next can write: the tick's own write transaction is over.
    if (round % 50 == 0) service.store().env().begin_write().abort();
  }
  CHECK(jobs > 100);
  // 500 audit entries of 300 bytes need about 60 pages; a pinned snapshot would add thousands.
  CHECK(service.store().env().used_bytes() < used_bytes + (std::size_t{1} << 20));
  CHECK(service.verify() == "");
}

// --- 7 -------------------------------------------------------------------------------------------

TEST_CASE("invariant 7: after every kind of write each index agrees with its records") {
  World world;
  TestService& service = world.service;
  const struct {
    const char* method;
    std::string suffix;
    std::string body;
    int status;
  } kSteps[] = {
      {"POST", "/Users", user_body("carl", R"("externalId":"c","emails":[{"value":"C@x.test"}])"),
       201},
      {"PUT", "/Users/" + world.ada, user_body("Ada2", R"("externalId":"c","active":false)"), 200},
      {"PUT", "/Users/" + world.ada, user_body("ada", R"("active":true)"), 200},
      {"PATCH", "/Users/" + world.bob,
       patch_body(
           R"({"op":"add","path":"emails","value":[{"value":"b@x.test"},{"value":"B@x.test"}]})"),
       200},
      {"PATCH", "/Users/" + world.bob, patch_body(R"({"op":"remove","path":"emails"})"), 200},
      {"PATCH", "/Groups/" + world.group,
       patch_body(R"({"op":"add","path":"members","value":[{"value":")" + world.bob + "\"}]}"),
       200},
      {"PATCH", "/Users/" + world.bob, patch_body(replace_op("active", "false")), 200},
      {"PATCH", "/Users/" + world.bob, patch_body(replace_op("active", "true")), 200},
      {"PUT", "/Groups/" + world.group, group_body("Renamed", {world.ada, world.bob}), 200},
      {"DELETE", "/Users/" + world.ada, "", 204},
      {"DELETE", "/Groups/" + world.group, "", 204},
      {"POST", "/Users", user_body("ada"), 201},
  };
  for (const auto& step : kSteps) {
    const Reply reply = service.scim(step.method, step.suffix, step.body);
    INFO(std::string(step.method), " ", step.suffix, "\n", reply.body);
    CHECK(reply.status == step.status);
    CHECK(service.verify() == "");
  }
}

// --- What is audited, and what another account can see (product.md sections 5 and 7)
// --------------

TEST_CASE("audit: which requests leave an entry is what product.md section 7 says, row by row") {
  World world;
  TestService& service = world.service;
  const std::string reader =
      service.make_token(service.account_id(), "reader", {"Account Settings Read"});
  const std::string other_account = service.make_account("Other");
  const std::string other_token = service.make_scim_token(other_account);
  const std::string users = "/client/v4/accounts/" + service.account_id() + "/scim/v2/Users";
  const std::string user = users + "/" + world.ada;
  const std::string title = patch_body(replace_op("title", "\"T\""));
  const std::string unknown = users + "/00000000000000000000000000000000";
  const std::vector<std::pair<std::string, std::string>> form = {{"Content-Type", "text/plain"}};
  const std::string& good = service.token();

  struct Row {
    const char* what;
    Request request;
    int status;
    std::size_t entries;
  };
  const Row rows[] = {
      {"no token", {"PATCH", user, title}, 401, 0},
      {"a malformed token", {"PATCH", user, title, "short"}, 401, 0},
      {"an unknown token", {"PATCH", user, title, std::string(53, 'x')}, 401, 0},
      {"no permission to write", {"PATCH", user, title, reader}, 403, 1},
      {"no permission to create", {"POST", users, user_body("z"), reader}, 403, 1},
      {"no permission to write, bad JSON", {"PATCH", user, "{", reader}, 403, 1},
      {"no permission to write, wrong type", {"PATCH", user, "x", reader, form}, 403, 1},
      {"a good read", {"GET", user, "", reader}, 200, 0},
      {"a read of nobody", {"GET", unknown, "", good}, 404, 0},
      {"a read with a bad filter", {"GET", users + "?filter=x", "", good}, 400, 0},
      {"another account's token", {"PATCH", user, title, other_token}, 404, 0},
      {"an account that does not exist",
       {"PATCH", "/client/v4/accounts/00000000000000000000000000000000/scim/v2/Users/" + world.ada,
        title, good},
       404,
       0},
      {"no such route", {"POST", users + "/x/y", "{}", good}, 404, 0},
      {"no such method", {"PUT", users, "{}", good}, 405, 0},
      {"a wrong media type", {"PATCH", user, title, good, form}, 415, 0},
      {"bad JSON", {"PATCH", user, "{", good}, 400, 1},
      {"a bad message", {"PATCH", user, "{}", good}, 400, 1},
      {"a PATCH of nobody", {"PATCH", unknown, title, good}, 404, 1},
      {"a PUT of nobody", {"PUT", unknown, user_body("z"), good}, 404, 1},
      {"a DELETE of nobody", {"DELETE", unknown, "", good}, 404, 1},
      {"a name that is taken", {"POST", users, user_body("bob"), good}, 409, 1},
      {"a change", {"PATCH", user, title, good}, 200, 1},
      {"the same again, which changes nothing", {"PATCH", user, title, good}, 200, 0},
      {"a create", {"POST", users, user_body("carl"), good}, 201, 1},
      {"a delete", {"DELETE", user, "", good}, 204, 1},
  };
  for (const Row& row : rows) {
    const std::size_t before = service.count_audit();
    const Reply reply = service.send(row.request);
    INFO(std::string(row.what), "\n", reply.body);
    CHECK(reply.status == row.status);
    CHECK(service.count_audit() == before + row.entries);
    CHECK(service.verify() == "");
  }
}

TEST_CASE("audit: an entry says who did what, and never a value (product.md section 7)") {
  World world;
  TestService& service = world.service;
  const Reply reply = service.scim("PATCH", "/Users/" + world.ada,
                                   patch_body(replace_op("displayName", "\"Secret Name\"") + "," +
                                              replace_op("name.givenName", "\"Secret\"")));
  CHECK(reply.status == 200);
  const json::Value entry = service.audit_entries().back();
  CHECK(entry.string_or("id", "") == reply.request_id());
  CHECK(entry.string_or("by", "") == "account");
  CHECK(entry.string_or("by_id", "") == service.account_id());
  CHECK(entry.string_or("token_name", "") == "scim");
  CHECK(entry.string_or("ip", "") == "192.0.2.1");
  CHECK(entry.string_or("type", "") == "update");
  CHECK(entry.string_or("what", "") == "Update SCIM User");
  CHECK(entry.string_or("on_id", "") == world.ada);
  CHECK(*entry.find("attributes") == json::Value(json::Array{"name", "displayName"}));
  CHECK(json::write(entry).find("Secret") == std::string::npos);
  CHECK(json::write(entry).find(service.token()) == std::string::npos);
}

TEST_CASE("audit: writes outside an account go to realm 0 (product.md section 7)") {
  TestService service;
  const auto count = [&](std::uint32_t realm) {
    store::Txn txn = service.store().env().begin_read();
    std::size_t rows = 0;
    store::Cursor cursor(txn, store::Db::kAudit);
    for (auto row = cursor.first(); row; row = cursor.next()) {
      if (store::realm_of(row->key) == base::Realm{realm}) ++rows;
    }
    return rows;
  };
  CHECK(count(0) == 1);  // the account that the fixture made
  CHECK(count(1) == 1);  // its token
  Request taken{"POST", "/client/v4/accounts",
                R"({"name":"Again","id":")" + service.account_id() + "\"}"};
  taken.origin = net::Origin::kControl;
  CHECK(service.send(taken).status == 400);
  CHECK(count(0) == 2);
  CHECK(count(1) == 1);
  service.scim("POST", "/Users", "{");
  CHECK(count(0) == 2);
  CHECK(count(1) == 2);
}

TEST_CASE("audit: above 60 refusals a minute and token one entry says how many (product.md 7)") {
  World world;
  TestService& service = world.service;
  const std::string second = service.make_scim_token(service.account_id());
  const std::size_t before = service.count_audit();
  const Request refused = world.request("DELETE", "/Users/00000000000000000000000000000000");
  for (int i = 0; i < 100; ++i) {
    CHECK(service.send(refused).status == 404);
    service.clock().advance_us(100'000);
  }
  CHECK(service.count_audit() == before + 60);
  Request other = refused;  // each token has its own count
  other.token = second;
  CHECK(service.send(other).status == 404);
  CHECK(service.count_audit() == before + 61);
  // A change is never counted among them.
  CHECK(service.scim("POST", "/Users", user_body("carl")).status == 201);
  CHECK(service.count_audit() == before + 62);

  // The loop is told when to come again though nobody asks anything, and comes.
  const std::int64_t wake_us = service.service().next_wake_us();
  CHECK(wake_us > service.clock().monotonic_us());
  CHECK(wake_us <= service.clock().monotonic_us() + 60'000'000);
  service.clock().advance_us(wake_us - service.clock().monotonic_us());
  service.begin_tick();
  CHECK(service.service().has_uncommitted());
  CHECK(service.commit());
  service.end_tick();
  REQUIRE(service.count_audit() == before + 63);
  const json::Value entry = service.audit_entries().back();
  CHECK(entry.integer_or("repeats", 0) == 40);
  CHECK(entry.integer_or("refused", 0) == 404);
  CHECK(entry.string_or("method", "") == "DELETE");

  // The next minute begins afresh, and nothing more is owed.
  CHECK(service.send(refused).status == 404);
  CHECK(service.count_audit() == before + 64);
  service.clock().advance_us(120'000'000);
  service.begin_tick();
  CHECK_FALSE(service.service().has_uncommitted());
  service.end_tick();
  CHECK(service.service().next_wake_us() == std::numeric_limits<std::int64_t>::max());
  CHECK(service.verify() == "");
}

TEST_CASE("audit: what the limiter owes is written at an orderly end, too") {
  World world;
  TestService& service = world.service;
  const std::size_t before = service.count_audit();
  for (int i = 0; i < 75; ++i) service.scim("DELETE", "/Users/" + world.group);
  CHECK(service.count_audit() == before + 60);
  service.service().close();
  CHECK(service.count_audit() == before + 61);
  CHECK(service.audit_entries().back().integer_or("repeats", 0) == 15);
  service.service().close();
  CHECK(service.count_audit() == before + 61);
}

TEST_CASE("tenants: another account's ids answer byte for byte like unknown ones (product.md 5)") {
  World world;
  TestService& service = world.service;
  const std::string other_account = service.make_account("Other");
  const std::string other_token = service.make_scim_token(other_account);
  Request post{"POST", "/client/v4/accounts/" + other_account + "/scim/v2/Users",
               user_body("theirs", R"("externalId":"theirs")"), other_token};
  const std::string their_user = id_of(service.send(post));
  post.target.replace(post.target.size() - 5, 5, "Groups");
  post.body = group_body("Theirs", {their_user});
  const std::string their_group = id_of(service.send(post));
  const std::string unknown = "0000000000000000000000000000ff00";

  struct Row {
    const char* method;
    std::function<std::pair<std::string, std::string>(const std::string& id)>
        make;  // path and body
  };
  const std::string& group = world.group;
  const Row rows[] = {
      {"GET", [](const std::string& id) { return std::pair{"/Users/" + id, std::string()}; }},
      {"GET", [](const std::string& id) { return std::pair{"/Groups/" + id, std::string()}; }},
      {"PUT", [](const std::string& id) { return std::pair{"/Users/" + id, user_body("x")}; }},
      {"PATCH",
       [](const std::string& id) {
         return std::pair{"/Users/" + id, patch_body(replace_op("title", "\"T\""))};
       }},
      {"PATCH",
       [](const std::string& id) {
         return std::pair{"/Groups/" + id, patch_body(replace_op("displayName", "\"T\""))};
       }},
      {"DELETE", [](const std::string& id) { return std::pair{"/Users/" + id, std::string()}; }},
      {"DELETE", [](const std::string& id) { return std::pair{"/Groups/" + id, std::string()}; }},
      {"POST",
       [](const std::string& id) {
         return std::pair{std::string("/Groups"), group_body("x", {id})};
       }},
      {"PATCH",
       [group](const std::string& id) {
         return std::pair{
             "/Groups/" + group,
             patch_body(R"({"op":"add","path":"members","value":[{"value":")" + id + "\"}]}")};
       }},
      {"PATCH",
       [group](const std::string& id) {
         return std::pair{
             "/Groups/" + group,
             patch_body(R"({"op":"remove","path":"members[value eq \")" + id + "\\\"]\"}")};
       }},
      {"GET",
       [](const std::string& id) {
         return std::pair{"/Users?filter=id%20eq%20%22" + id + "%22", std::string()};
       }},
      {"GET",
       [](const std::string& id) {
         return std::pair{"/Users?filter=groups.value%20eq%20%22" + id + "%22", std::string()};
       }},
      {"GET",
       [](const std::string& id) {
         return std::pair{"/Groups?filter=members.value%20eq%20%22" + id + "%22", std::string()};
       }},
  };
  for (const Row& row : rows) {
    for (const std::string& theirs : {their_user, their_group}) {
      const auto [their_path, their_body] = row.make(theirs);
      const auto [path, body] = row.make(unknown);
      const Reply seen = service.scim(row.method, their_path, their_body);
      const Reply nothing = service.scim(row.method, path, body);
      INFO(std::string(row.method), " ", their_path, " ", their_body);
      CHECK(comparable(seen, theirs) == comparable(nothing, unknown));
      CHECK(seen.held == nothing.held);
    }
  }
  // Their account in the path, with our token, and one that nobody has.
  for (const char* method : {"GET", "POST", "DELETE"}) {
    const auto ask = [&](const std::string& account) {
      const std::string suffix = method == std::string("POST") ? "" : "/" + their_user;
      return service.send({method, "/client/v4/accounts/" + account + "/scim/v2/Users" + suffix,
                           method == std::string("POST") ? user_body("x") : "", service.token()});
    };
    const Reply theirs = ask(other_account);
    CHECK(theirs.status == 404);
    CHECK(comparable(theirs, other_account) ==
          comparable(ask("0000000000000000000000000000ff00"), "0000000000000000000000000000ff00"));
  }
  // And names are free: what they use is not taken here.
  CHECK(service.scim("POST", "/Users", user_body("theirs")).status == 201);
  CHECK(service.scim("POST", "/Groups", group_body("Theirs")).status == 201);
  CHECK(service.verify() == "");
}

TEST_CASE(
    "invariant 2: a scan that meets a damaged record fails by itself and the service goes on") {
  World world;
  TestService& service = world.service;
  {
    store::Txn txn = service.store().env().begin_write();
    std::string key;
    std::string damaged;
    {
      store::Cursor cursor(txn, store::Db::kDocs);  // must be gone before the commit (lmdb.h)
      const auto row = cursor.last();
      key = row->key;
      damaged = row->value;
    }
    damaged.back() = static_cast<char>(damaged.back() ^ 1);
    txn.put(store::Db::kDocs, key, damaged);
    // Both types are walked, so that the damaged record is met whichever it is.
    txn.commit();
  }
  int failed = 0;
  for (const char* path : {"/Users?filter=title%20pr", "/Groups?filter=externalId%20pr"}) {
    for (const std::int64_t look_us : {0, 2000}) {  // at once, and as a job
      service.clock().set_look_us(look_us);
      const int status = service.scim("GET", path).status;
      CHECK((status == 200 || status == 500));
      failed += status == 500 ? 1 : 0;
    }
  }
  CHECK(failed == 2);
  service.clock().set_look_us(0);
  CHECK(service.scim("GET", "/ServiceProviderConfig").status == 200);
}
