// The audit logs over HTTP (cloudflare.md 9).
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "domain/permissions.h"
#include "json/write.h"
#include "support/test_service.h"

namespace {

using support::Reply;
using support::Request;
using support::TestService;

const std::string kWindow = "since=2025-01-01&before=2027-12-31";

std::string user_body(const std::string& name) {
  return R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":")" + name + "\"}";
}

std::string title_body(const std::string& title) {
  return R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[)"
         R"({"op":"replace","path":"title","value":")" +
         title + "\"}]}";
}

struct World {
  World() {
    reader = service.make_token(service.account_id(), "reader", {"Account Settings Read"});
  }

  Reply get(const std::string& suffix) {
    return service.send(
        {"GET", "/client/v4/accounts/" + service.account_id() + suffix, "", reader});
  }
  Reply list(const std::string& query) { return get("/logs/audit?" + kWindow + "&" + query); }

  std::string create_user(const std::string& name) {
    const Reply reply = service.scim("POST", "/Users", user_body(name));
    REQUIRE(reply.status == 201);
    return std::string(reply.json().string_or("id", ""));
  }
  Reply retitle(const std::string& id, const std::string& title) {
    return service.scim("PATCH", "/Users/" + id, title_body(title));
  }

  TestService service;
  std::string reader;
};

std::vector<std::string> ids_of(const Reply& reply) {
  std::vector<std::string> ids;
  const json::Value answer = reply.json();
  for (const json::Value& entry : answer.find("result")->as_array())
    ids.emplace_back(entry.string_or("id", ""));
  return ids;
}

std::string cursor_of(const Reply& reply) {
  const json::Value answer = reply.json();
  const json::Value* info = answer.find("result_info");
  const std::string cursor(info->string_or("cursor", "?"));
  CHECK(info->find("cursors")->string_or("after", "!") == cursor);
  return cursor;
}

std::string message_of(const Reply& reply) {
  const json::Value answer = reply.json();
  return std::string(answer.find("errors")->as_array().at(0).string_or("message", ""));
}

}  // namespace

TEST_CASE("audit log: an entry has the published shape, actor and all (cloudflare.md 9.2)") {
  World world;
  const std::string ada = world.create_user("ada");
  Request patch = world.service.scim_request("PATCH", "/Users/" + ada, title_body("Secret"));
  patch.fields = {{"User-Agent", "okta/1.0"}};
  const Reply patched = world.service.send(patch);
  REQUIRE(patched.status == 200);

  const Reply reply = world.list("limit=1");
  CHECK(reply.status == 200);
  CHECK(reply.body.find("Secret") == std::string::npos);
  const json::Value answer = reply.json();
  CHECK(answer.bool_or("success", false));
  CHECK(answer.find("result_info")->string_or("count", "") == "1");
  const json::Value entry = answer.find("result")->as_array().at(0);
  const std::string account = world.service.account_id();
  const json::Value token_id = *entry.find("actor")->find("token_id");
  json::Object expected{
      {"id", patched.request_id()},
      {"account", json::Object{{"id", account}, {"name", "Test"}}},
      {"action", json::Object{{"description", "Update SCIM User"},
                              {"result", "success"},
                              {"time", "2026-01-01T00:00:00Z"},
                              {"type", "update"}}},
      {"actor", json::Object{{"id", account},
                             {"type", "account"},
                             {"context", "api_token"},
                             {"ip_address", "192.0.2.1"},
                             {"token_id", token_id},
                             {"token_name", "scim"}}},
      {"raw", json::Object{{"method", "PATCH"},
                           {"status_code", 200},
                           {"uri", "/accounts/" + account + "/scim/v2/Users/" + ada},
                           {"user_agent", "okta/1.0"}}},
      {"resource", json::Object{{"id", ada},
                                {"product", "members"},
                                {"type", "scim_user"},
                                {"scope", "accounts"},
                                {"request", json::Object{{"attributes", json::Array{"title"}}}},
                                {"response", json::Object{}}}},
      {"zone", json::Object{}},
  };
  CHECK(entry == json::Value(std::move(expected)));
}

TEST_CASE("audit log: SCIM operations carry the published descriptions (cloudflare.md 9.2)") {
  World world;
  const std::string group_urn = R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],)";
  const std::string ada = world.create_user("ada");
  CHECK(world.retitle(ada, "x").status == 200);
  CHECK(world.service.scim("PUT", "/Users/" + ada, user_body("ada2")).status == 200);
  CHECK(world.service.scim("DELETE", "/Users/" + ada).status == 204);
  const Reply made =
      world.service.scim("POST", "/Groups", group_urn + R"("displayName":"A","members":[]})");
  const std::string group(made.json().string_or("id", ""));
  world.service.scim("PATCH", "/Groups/" + group,
                     R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],)"
                     R"("Operations":[{"op":"replace","path":"displayName","value":"B"}]})");
  world.service.scim("PUT", "/Groups/" + group, group_urn + R"("displayName":"C","members":[]})");
  world.service.scim("DELETE", "/Groups/" + group);

  const Reply reply = world.list("direction=asc&resource_product=members");
  std::vector<std::string> lines;
  const json::Value answer = reply.json();
  for (const json::Value& entry : answer.find("result")->as_array()) {
    const json::Value* action = entry.find("action");
    lines.push_back(std::string(action->string_or("description", "")) + " " +
                    std::string(action->string_or("type", "")) + " " +
                    std::to_string(entry.find("raw")->integer_or("status_code", 0)));
  }
  CHECK(lines ==
        std::vector<std::string>{"Create SCIM User create 201", "Update SCIM User update 200",
                                 "Replace SCIM User update 200", "Delete SCIM User delete 204",
                                 "Create SCIM Group create 201", "Update SCIM Group update 200",
                                 "Replace SCIM Group update 200", "Delete SCIM Group delete 204"});
}

TEST_CASE("audit log: what is missing or wrong in a request is named, with a message and no code") {
  World world;
  static const struct {
    const char* query;
    const char* says;
  } kCases[] = {
      {"", "since is required"},
      {"since=2026-01-01", "before is required"},
      {"before=2026-01-01", "since is required"},
      {"since=yesterday&before=2026-01-01", "since must be a date"},
      {"since=2026-01-01&before=2026-02-30", "before must be a date"},
      {"since=2026-01-01&since=2026-01-02&before=2026-01-03", "since may be given once only"},
      {"since=2026-01-02&before=2026-01-01", "since must not be later than before"},
      {"since=2025-01-01&before=2027-01-01&limit=many", "limit must be a whole number"},
      {"since=2025-01-01&before=2027-01-01&direction=up", "direction must be"},
      {"since=2025-01-01&before=2027-01-01&cursor=nonsense", "cursor is not one"},
      {"since=2025-01-01&before=2027-01-01&product_category=zones", "product_category must be one"},
      {"since=2025-01-01&before=2027-01-01&action_type=made", "action_type must be one of"},
      {"since=2025-01-01&before=2027-01-01&action_result.not=maybe", "action_result.not must be"},
      {"since=2025-01-01&before=2027-01-01&raw_status_code=4xx", "raw_status_code must be a whole"},
      {"since=2025-01-01&before=2027-01-01&actor_ip_address=1.2.3", "actor_ip_address must be an"},
      {"since=%ff", "is not UTF-8"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.query);
    const Reply reply = world.get("/logs/audit?" + std::string(c.query));
    CHECK(reply.status == 400);
    CHECK(message_of(reply).find(c.says) != std::string::npos);
    const json::Value answer = reply.json();
    CHECK_FALSE(answer.find("errors")->as_array().at(0).find("code"));
    CHECK_FALSE(answer.bool_or("success", true));
  }
}

TEST_CASE("audit log: since and before are both included, and a date is a whole day") {
  World world;
  world.service.clock().set_wall_us(1'770'000'000'400'000);  // 2026-02-02T02:40:00.4Z
  world.create_user("ada");
  static const struct {
    const char* window;
    std::size_t found;
  } kCases[] = {
      {"since=2026-02-02&before=2026-02-02", 1},
      {"since=2026-02-02T02:40:00Z&before=2026-02-02T02:40:00Z", 1},
      {"since=2026-02-02T02:40:00.3Z&before=2026-02-02T02:41:00Z", 0},
      {"since=2026-02-02T02:40:01Z&before=2026-02-03", 0},
      {"since=2026-02-01&before=2026-02-02T02:39:59.9Z", 0},
      {"since=2026-02-02T03:40:00%2B01:00&before=2026-02-02T03:40:00%2B01:00", 1},
      {"since=2026-02-03&before=2026-02-04", 0},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.window);
    const Reply reply = world.get("/logs/audit?" + std::string(c.window));
    REQUIRE(reply.status == 200);
    CHECK(ids_of(reply).size() == c.found);
  }
}

TEST_CASE(
    "audit log: each filter finds its entries, and with .not all others (cloudflare.md 9.2)") {
  World world;
  const std::string ada = world.create_user("ada");
  world.service.scim("DELETE", "/Users/00000000000000000000000000000000");
  Request elsewhere = world.service.scim_request("PATCH", "/Users/" + ada, title_body("y"));
  elsewhere.address = "2001:db8::7";
  world.service.send(elsewhere);
  // Made by the fixture: two tokens, by the local operator. The rest: three SCIM requests.
  const std::string account = world.service.account_id();
  const std::vector<std::pair<std::string, std::size_t>> rows = {
      {"account_name=Test", 5},
      {"account_name=Other", 0},
      {"action_result=failure", 1},
      {"action_result=success&action_result=failure", 5},
      {"action_type=create", 3},
      {"action_type=view", 0},
      {"action_type=update&action_type=delete", 2},
      {"actor_context=api", 2},
      {"actor_context=api_token", 3},
      {"actor_email=a@b.c", 0},
      {"actor_id=" + account, 3},
      {"actor_ip_address=192.0.2.1", 2},
      {"actor_ip_address=2001:db8:0::/48", 1},
      {"actor_token_name=scim", 3},
      {"actor_token_name=nobody", 0},
      {"actor_type=system", 2},
      {"actor_type=account&actor_type=user", 3},
      {"raw_cf_ray_id=1", 0},
      {"raw_method=PATCH", 1},
      {"raw_status_code=404", 1},
      {"raw_status_code=404&raw_status_code=201", 2},
      {"raw_uri=/accounts/" + account + "/scim/v2/Users", 1},
      {"resource_id=" + ada, 2},
      {"resource_product=api_tokens", 2},
      {"resource_type=scim_user", 3},
      {"resource_scope=accounts", 5},
      {"resource_scope=user", 0},
      {"zone_id=1", 0},
      {"zone_name=example.com", 0},
  };
  for (const auto& [query, found] : rows) {
    CAPTURE(query);
    const Reply with = world.list(query);
    REQUIRE(with.status == 200);
    CHECK(ids_of(with).size() == found);
    std::string negated;
    for (std::size_t at = 0; at < query.size(); ++at)
      negated += query[at] == '=' ? std::string(".not=") : std::string(1, query[at]);
    const Reply without = world.list(negated);
    REQUIRE(without.status == 200);
    std::set<std::string> both;
    for (const Reply* reply : {&with, &without}) {
      for (const std::string& id : ids_of(*reply)) both.insert(id);
    }
    CHECK(ids_of(without).size() == 5 - found);
    CHECK(both.size() == 5);
  }
  CHECK(ids_of(world.list("product_category=iam")).size() == 3);
  CHECK(ids_of(world.list("product_category=iam&product_category=account")).size() == 5);
  CHECK(ids_of(world.list("action_type=create&actor_type.not=system")).size() == 1);
  const std::string first = ids_of(world.list("limit=1")).at(0);
  CHECK(ids_of(world.list("id=" + first)) == std::vector<std::string>{first});
  CHECK(ids_of(world.list("audit_log_id.not=" + first)).size() == 4);
}

TEST_CASE("audit log: pages behind a cursor neither repeat nor skip an entry while others arrive") {
  for (const std::string direction : {"desc", "asc"}) {
    CAPTURE(direction);
    World world;
    const std::string ada = world.create_user("ada");
    for (int i = 0; i < 20; ++i) {
      world.retitle(ada, std::to_string(i));
      world.service.clock().advance_us(1'000'000);
    }
    std::vector<std::string> expected = ids_of(world.list("direction=" + direction));
    CHECK(expected.size() == 23);
    std::vector<std::string> found;
    std::string cursor;
    int pages = 0;
    do {
      const Reply page = world.list("limit=5&direction=" + direction +
                                    (cursor.empty() ? "" : "&cursor=" + cursor));
      REQUIRE(page.status == 200);
      for (const std::string& id : ids_of(page)) found.push_back(id);
      cursor = cursor_of(page);
      // Each page but the first two meets a log that has grown.
      if (++pages == 2) {
        for (int i = 0; i < 3; ++i) world.retitle(ada, "later " + std::to_string(i));
      }
    } while (!cursor.empty() && pages < 20);
    if (direction == "asc") expected = ids_of(world.list("direction=asc"));
    CHECK(found == expected);
    CHECK(pages == (direction == "asc" ? 6 : 5));
  }
}

TEST_CASE("audit log: the last page has no cursor, also when it is full") {
  World world;
  const std::string ada = world.create_user("ada");
  CHECK(ids_of(world.list("")).size() == 3);
  CHECK(cursor_of(world.list("limit=3")).empty());
  const std::string cursor = cursor_of(world.list("limit=2"));
  CHECK_FALSE(cursor.empty());
  const Reply last = world.list("limit=2&cursor=" + cursor);
  CHECK(ids_of(last).size() == 1);
  CHECK(cursor_of(last).empty());
  CHECK(cursor_of(world.list("limit=1&raw_method=GET")).empty());
  CHECK(ids_of(world.list("limit=0")).size() == 1);     // clamped
  CHECK(ids_of(world.list("limit=9999")).size() == 3);  // clamped
}

TEST_CASE("audit log: a cursor that is broken, of another account or direction is refused") {
  World world;
  world.create_user("ada");
  const std::string cursor = cursor_of(world.list("limit=1"));
  REQUIRE(cursor.size() > 4);
  for (std::size_t at = 0; at < cursor.size(); ++at) {
    std::string broken = cursor;
    broken[at] = broken[at] == 'A' ? 'B' : 'A';
    CAPTURE(at);
    CHECK(world.list("cursor=" + broken).status == 400);
  }
  for (const std::string& broken :
       {cursor.substr(1), cursor + "A", cursor + "=", std::string("%20"), std::string(500, 'A')}) {
    CAPTURE(broken);
    CHECK(world.list("cursor=" + broken).status == 400);
  }
  CHECK(world.list("direction=asc&cursor=" + cursor).status == 400);
  CHECK(world.list("cursor=").status == 200);
  const std::string other = world.service.make_account("Other");
  const std::string token = world.service.make_token(other, "r", {"Account Settings Read"});
  const std::string path = "/client/v4/accounts/" + other + "/logs/audit?" + kWindow;
  CHECK(world.service.send({"GET", path, "", token}).status == 200);
  CHECK(world.service.send({"GET", path + "&cursor=" + cursor, "", token}).status == 400);
}

TEST_CASE(
    "audit log: an account sees its own entries only, and who may read it is who the table says") {
  World world;
  world.create_user("ada");
  const std::string other = world.service.make_account("Other");
  const std::string token = world.service.make_token(other, "r", {"Account Settings Read"});
  for (const std::string& suffix : {"/logs/audit?" + kWindow, std::string("/audit_logs"),
                                    std::string("/logs/audit/product_categories")}) {
    CAPTURE(suffix);
    const auto status = [&](const std::string& account, const std::string& with) {
      return world.service.send({"GET", "/client/v4/accounts/" + account + suffix, "", with})
          .status;
    };
    CHECK(status(world.service.account_id(), world.reader) == 200);
    CHECK(status(world.service.account_id(), world.service.token()) == 403);  // SCIM Provisioning
    CHECK(status(world.service.account_id(), token) == 404);
    CHECK(status(other, token) == 200);
    CHECK(status(other, "") == 400);
  }
  const Reply theirs = world.service.send(
      {"GET", "/client/v4/accounts/" + other + "/logs/audit?" + kWindow, "", token});
  CHECK(ids_of(theirs).size() == 1);
}

TEST_CASE("audit log: a filter that matches rarely is worked on in slices, with the same result") {
  World world;
  const std::string ada = world.create_user("ada");
  for (int i = 0; i < 50; ++i) world.retitle(ada, std::to_string(i));
  const std::string first_id = ids_of(world.list("direction=asc&limit=1")).at(0);
  const std::string query = "/client/v4/accounts/" + world.service.account_id() + "/logs/audit?" +
                            kWindow + "&id=" + first_id;
  const Reply at_once = world.service.send({"GET", query, "", world.reader});
  world.service.clock().set_look_us(700);  // a millisecond is over after two entries
  world.service.begin_tick();
  Reply sliced = world.service.handle({"GET", query, "", world.reader});
  REQUIRE(sliced.job);
  int slices = 0;
  for (; !sliced.job->step(2000); ++slices) {
    world.service.end_tick();
    world.service.begin_tick();
  }
  CHECK(slices > 5);
  sliced = world.service.finish(std::move(sliced.job), false);
  world.service.end_tick();
  CHECK(sliced.body == at_once.body);
  CHECK(ids_of(sliced).size() == 1);
}

TEST_CASE(
    "audit log: refusals are failures with their status, and those only counted say how many") {
  World world;
  for (int i = 0; i < 65; ++i) world.service.scim("DELETE", "/Users/" + std::string(32, '0'));
  world.service.service().close();
  const Reply reply = world.list("action_result=failure&limit=1000");
  CHECK(ids_of(reply).size() == 61);
  const json::Value answer = reply.json();
  const json::Value& newest = answer.find("result")->as_array().front();
  CHECK(newest.find("raw")->integer_or("status_code", 0) == 404);
  CHECK(newest.find("resource")->find("response")->integer_or("repeats", 0) == 5);
}

TEST_CASE("audit log: a user's token names the user and the e-mail they had then") {
  World world;
  const std::string ada = world.create_user("ada@example.com");
  const std::string account = world.service.account_id();
  json::Object resources{{"com.cloudflare.api.account." + account, "*"}};
  json::Object group{{"id", domain::find_permission_group_by_name("SCIM Provisioning")->id}};
  json::Object policy{{"effect", "allow"},
                      {"permission_groups", json::Array{std::move(group)}},
                      {"resources", std::move(resources)}};
  Request request{"POST", "/client/v4/accounts/" + account + "/tokens",
                  json::write(json::Object{{"name", "hers"},
                                           {"user", "ada@example.com"},
                                           {"policies", json::Array{std::move(policy)}}})};
  request.origin = net::Origin::kControl;
  const Reply made = world.service.send(request);
  REQUIRE(made.status == 200);
  const json::Value answer = made.json();
  // She changes the very name that the entry is to show.
  Request rename = world.service.scim_request("PUT", "/Users/" + ada, user_body("eve@example.com"));
  rename.token = answer.find("result")->string_or("value", "");
  REQUIRE(world.service.send(rename).status == 200);
  const Reply reply = world.list("actor_type=user");
  REQUIRE(ids_of(reply).size() == 1);
  const json::Value found = reply.json();
  const json::Value& actor = *found.find("result")->as_array().front().find("actor");
  CHECK(actor.string_or("id", "") == ada);
  CHECK(actor.string_or("email", "") == "ada@example.com");
  CHECK(actor.string_or("token_name", "") == "hers");
  CHECK(ids_of(world.list("actor_email=ADA@example.com")).size() == 1);
  CHECK(ids_of(world.list("actor_email=eve@example.com")).empty());
  CHECK(ids_of(world.get("/audit_logs?actor.email=ada@example.com")).size() == 1);
}

// --- History, categories and the first version
// -----------------------------------------------

TEST_CASE(
    "audit history: the changes of one resource, from any of its entries (cloudflare.md 9.2)") {
  World world;
  const std::string ada = world.create_user("ada");
  const std::string bob = world.create_user("bob");
  for (int i = 0; i < 3; ++i) {
    world.service.clock().advance_us(3'600'000'000);
    world.retitle(ada, std::to_string(i));
    world.retitle(bob, std::to_string(i));
  }
  const auto of_ada = ids_of(world.list("resource_id=" + ada));
  REQUIRE(of_ada.size() == 4);
  const auto history = [&](const std::string& id, const std::string& time,
                           const std::string& more = {}) {
    return world.get("/logs/audit/" + id + "/history?action_time=" + time + "&" + kWindow + more);
  };
  const Reply exact = history(of_ada.front(), "2026-01-01T03:00:00Z");
  CHECK(exact.status == 200);
  CHECK(ids_of(exact) == of_ada);
  const json::Value answer = exact.json();
  CHECK(answer.find("result_info")->integer_or("count", 0) == 4);
  CHECK(answer.find("result_info")->string_or("history_status", "") == "exact");

  const Reply from_create =
      history(of_ada.back(), "2026-01-01T00:00:00Z", "&direction=asc&limit=3");
  const json::Value page = from_create.json();
  CHECK(page.find("result_info")->string_or("history_status", "") == "approximate");
  CHECK(ids_of(from_create) == std::vector<std::string>{of_ada[3], of_ada[2], of_ada[1]});
  const Reply rest = history(of_ada.back(), "2026-01-01T00:00:00Z",
                             "&direction=asc&limit=3&cursor=" + cursor_of(from_create));
  CHECK(ids_of(rest) == std::vector<std::string>{of_ada[0]});
  CHECK(cursor_of(rest).empty());

  // Only where the entry is said to be.
  const Reply elsewhen = history(of_ada.front(), "2026-01-01T09:00:00Z");
  CHECK(elsewhen.status == 404);
  const json::Value lost = elsewhen.json();
  CHECK(lost.find("result")->is_null());
  CHECK(lost.find("result_info")->integer_or("count", 7) == 0);
  CHECK(lost.find("result_info")->string_or("history_status", "") == "unavailable");
  CHECK(lost.find("errors")->as_array().size() == 1);
  CHECK(history(std::string(32, '0'), "2026-01-01T00:00:00Z").status == 404);
  CHECK(history("xyz", "2026-01-01T00:00:00Z").status == 404);
  CHECK(world.get("/logs/audit/" + of_ada[0] + "/history?" + kWindow).status == 400);
  CHECK(
      world.get("/logs/audit/" + of_ada[0] + "/history?action_time=2026-01-01T00:00:00Z").status ==
      400);
}

TEST_CASE("audit history: an entry about nothing in particular has none to show") {
  World world;
  world.service.scim("POST", "/Users", "{");
  const std::string id = ids_of(world.list("limit=1")).at(0);
  const Reply reply =
      world.get("/logs/audit/" + id + "/history?action_time=2026-01-01T00:00:00Z&" + kWindow);
  CHECK(reply.status == 200);
  CHECK(ids_of(reply).empty());
  const json::Value answer = reply.json();
  CHECK(answer.find("result_info")->string_or("history_status", "") == "unavailable");
}

TEST_CASE("audit log: the product categories are listed, and each can be asked for") {
  World world;
  const Reply reply = world.get("/logs/audit/product_categories");
  CHECK(reply.status == 200);
  const json::Value answer = reply.json();
  CHECK(answer.find("result")->as_array().size() >= 3);
  for (const json::Value& category : answer.find("result")->as_array()) {
    const std::string value(category.string_or("value", ""));
    CAPTURE(value);
    CHECK_FALSE(category.find("products")->as_array().empty());
    CHECK(world.list("product_category=" + value).status == 200);
  }
}

TEST_CASE(
    "audit log, first version: entries and pages have their published shape (cloudflare.md 9.1)") {
  World world;
  const std::string ada = world.create_user("ada");
  world.service.clock().advance_us(86'400'000'000);
  world.service.scim("DELETE", "/Users/" + std::string(32, '0'));
  const Reply reply = world.get("/audit_logs?per_page=2");
  CHECK(reply.status == 200);
  const json::Value answer = reply.json();
  CHECK_FALSE(answer.find("result_info"));
  const json::Array& entries = answer.find("result")->as_array();
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].string_or("when", "") == "2026-01-02T00:00:00Z");
  CHECK(entries[0].string_or("id", "").size() == 36);
  CHECK_FALSE(entries[0].find("action")->bool_or("result", true));
  CHECK(entries[0].find("action")->string_or("type", "") == "delete");
  CHECK(entries[0].string_or("interface", "") == "API");
  CHECK(entries[0].find("owner")->string_or("id", "") == world.service.account_id());
  CHECK(entries[1].find("resource")->string_or("id", "") == ada);
  CHECK(entries[1].find("resource")->string_or("type", "") == "scim_user");
  CHECK(entries[1].find("metadata")->string_or("description", "") == "Create SCIM User");

  std::vector<std::string> found;
  for (int page = 1; page <= 3; ++page) {
    const Reply each = world.get("/audit_logs?per_page=2&page=" + std::to_string(page));
    CHECK(each.status == 200);
    for (const std::string& id : ids_of(each)) found.push_back(id);
  }
  CHECK(found == ids_of(world.get("/audit_logs")));
  CHECK(found.size() == 4);
  const Reply beyond = world.get("/audit_logs?page=99");
  CHECK(beyond.status == 200);
  CHECK(beyond.body.find("\"result\":[]") != std::string::npos);
  std::reverse(found.begin(), found.end());
  CHECK(ids_of(world.get("/audit_logs?direction=asc")) == found);

  const std::vector<std::pair<std::string, std::size_t>> filters = {
      {"id=" + found[0], 1},
      {"action.type=create", 3},
      {"action.type=login", 0},
      {"actor.ip=192.0.2.0/24", 2},
      {"actor.ip=192.0.2.9", 0},
      {"actor.email=a@b.c", 0},
      {"since=2026-01-02", 1},
      {"before=2026-01-01", 3},
      {"since=2026-01-01T12:00:00Z&before=2026-01-01T13:00:00Z", 0},
      {"zone.name=example.com", 0},
      {"hide_user_logs=true", 4},
      {"page=2&per_page=3&action.type=create", 0},
      {"page=2&per_page=2&action.type=create", 1},
  };
  for (const auto& [query, count] : filters) {
    CAPTURE(query);
    const Reply each = world.get("/audit_logs?" + query);
    REQUIRE(each.status == 200);
    CHECK(ids_of(each).size() == count);
  }
  for (const char* query : {"actor.ip=x", "since=x", "direction=x", "page=x", "hide_user_logs=1",
                            "export=yes", "id=a&id=b", "since=2026-02-01&before=2026-01-01"}) {
    CAPTURE(query);
    const Reply each = world.get("/audit_logs?" + std::string(query));
    CHECK(each.status == 400);
    CHECK(each.body.find("\"code\":1001") != std::string::npos);
  }
}

TEST_CASE("audit log, first version: export=true is CSV that no spreadsheet takes for a formula") {
  World world;
  const std::string odd =
      world.service.make_token(world.service.account_id(), "a \"b\", c", {"SCIM Provisioning"});
  Request request = world.service.scim_request("DELETE", "/Users/=1+1");
  request.token = odd;
  CHECK(world.service.send(request).status == 404);
  const Reply reply = world.get("/audit_logs?export=true&per_page=1");
  CHECK(reply.status == 200);
  CHECK(reply.field("Content-Type").rfind("text/csv", 0) == 0);
  CHECK(reply.field("Content-Disposition").rfind("attachment", 0) == 0);
  CHECK(std::count(reply.body.begin(), reply.body.end(), '\n') == 2);
  CHECK(reply.body.rfind("\"id\",\"when\",\"action.type\"", 0) == 0);
  CHECK(reply.body.find("\"'=1+1\"") != std::string::npos);
  CHECK(reply.body.find(R"(""token_name"":""a \""b\"", c"")") != std::string::npos);
  CHECK(reply.body.substr(reply.body.size() - 2) == "\r\n");
}

// --- Retention
// --------------------------------------------------------------------------------

TEST_CASE(
    "audit retention: what is older than the account keeps goes oldest first, and the rest is "
    "whole") {
  World world;
  TestService& service = world.service;
  const std::string ada = world.create_user("ada");
  for (int i = 0; i < 450; ++i) world.retitle(ada, std::to_string(i));
  constexpr std::int64_t kDayUs = 86'400'000'000;
  const auto kept = [&] { return ids_of(world.get("/audit_logs?per_page=1000")).size(); };
  CHECK(kept() == 453);
  service.clock().advance_us(547 * kDayUs);
  for (int i = 0; i < 3; ++i) world.retitle(ada, "in time " + std::to_string(i));
  CHECK(kept() == 456);

  service.clock().advance_us(2 * kDayUs);
  CHECK(kept() == 456);  // no tick that commits, no pruning
  world.retitle(ada, "first");
  CHECK(kept() == 457 - 200);  // a bounded number at a time
  CHECK(service.verify() == "");
  service.restart();
  world.retitle(ada, "second");
  CHECK(kept() == 458 - 400);
  service.restart();
  CHECK(service.verify() == "");
  for (int i = 0; i < 5; ++i) world.retitle(ada, "more " + std::to_string(i));
  CHECK(kept() == 463 - 453);
  CHECK(service.verify() == "");

  // Everything may go: the chain and the sequence go on.
  service.clock().advance_us(1000 * kDayUs);
  for (int i = 0; i < 5; ++i) {
    world.retitle(ada, "last " + std::to_string(i));
    service.clock().advance_us(61'000'000);
  }
  CHECK(kept() == 5);
  CHECK(service.verify() == "");
}

TEST_CASE("audit retention: the setting is the account's, and 0 keeps entries for ever") {
  World world;
  Request request{"PUT", "/client/v4/accounts/" + world.service.account_id() + "/scim/settings",
                  R"({"audit_retention_days":30})"};
  request.origin = net::Origin::kControl;
  const Reply set = world.service.send(request);
  CHECK(set.status == 200);
  const json::Value answer = set.json();
  CHECK(answer.find("result")->integer_or("audit_retention_days", 0) == 30);
  for (const char* bad : {"-1", "36501", "\"x\"", "1.5", "\"30 \""}) {
    CAPTURE(bad);
    request.body = R"({"audit_retention_days":)" + std::string(bad) + "}";
    CHECK(world.service.send(request).status == 400);
  }
  request.body = R"({"audit_retention_days":"0"})";
  CHECK(world.service.send(request).status == 200);
  world.service.clock().advance_us(86'400'000'000LL * 4000);
  for (int i = 0; i < 10; ++i) world.create_user("user" + std::to_string(i));
  CHECK(world.service.count_audit() > 10);
  CHECK(ids_of(world.get("/audit_logs?direction=asc&per_page=1&before=2026-01-01")).size() == 1);
}
