#include <algorithm>

#include "doctest/doctest.h"
#include "domain/draft.h"
#include "domain/members.h"
#include "domain/memberships.h"
#include "support/member_world.h"

namespace {

using support::array_at;
using support::MemberWorld;
using support::Reply;
using support::text_at;

// "admin, jane": the local parts of the e-mails on a page.
std::string page(const Reply& reply) {
  std::string names;
  const json::Value members = MemberWorld::result(reply);
  for (const json::Value& member : members.as_array()) {
    const std::string email = text_at(member, "email");
    names += (names.empty() ? "" : ",") + email.substr(0, email.find('@'));
  }
  return names;
}

std::string info(const Reply& reply) {
  const json::Value body = reply.json();
  return json::write(*body.find("result_info"));
}

}  // namespace

TEST_CASE("members list: order, direction and status go together (section 5)") {
  MemberWorld world;
  const auto named = [](const char* first, const char* last) {
    return std::string(",\"name\":{\"givenName\":\"") + first + "\",\"familyName\":\"" + last +
           "\"}";
  };
  world.user("Carl@example.com", named("anna", "Zed"));
  world.user("bob@example.com", named("Bert", "young"));
  world.invite("dora@example.com");
  world.user("idle@example.com", ",\"active\":false");
  world.invite("abe@example.com");
  const struct {
    std::string query;
    std::string names;
  } kCases[] = {
      {"", "admin,Carl,bob,dora,abe"},
      {"?direction=desc", "abe,dora,bob,Carl,admin"},
      {"?order=user.email", "abe,admin,bob,Carl,dora"},
      {"?order=user.email&direction=DESC", "dora,Carl,bob,admin,abe"},
      {"?order=user.first_name", "dora,abe,Carl,bob,admin"},
      {"?order=user.last_name", "dora,abe,admin,bob,Carl"},
      {"?order=user.last_name&direction=desc", "Carl,bob,admin,abe,dora"},
      {"?order=status", "admin,Carl,bob,dora,abe"},
      {"?order=status&direction=desc", "abe,dora,bob,Carl,admin"},
      {"?status=pending", "dora,abe"},
      {"?status=pending&direction=desc", "abe,dora"},
      {"?status=pending&order=user.email", "abe,dora"},
      {"?status=accepted&order=user.email", "admin,bob,Carl"},
      {"?status=rejected", ""},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.query);
    CHECK(page(world.v4("GET", "/members" + c.query)) == c.names);
  }
  CHECK(info(world.v4("GET", "/members?status=rejected")) ==
        R"({"page":1,"per_page":20,"count":0,"total_count":0,"total_pages":0})");
  for (const char* query : {"?order=email", "?status=gone", "?direction=up",
                            "?order=status&order=status", "?page=one", "?per_page=5&per_page=6"}) {
    CAPTURE(query);
    CHECK(MemberWorld::failure(world.v4("GET", std::string("/members") + query)) == "400/1001");
  }
}

TEST_CASE("members list: pages are clamped to 5 to 50 and end in an empty one (section 13)") {
  MemberWorld world;
  for (char c = 'a'; c <= 'k'; ++c) world.user(std::string(1, c) + "@example.com");
  const auto get = [&](const std::string& query) { return world.v4("GET", "/members" + query); };
  CHECK(page(get("?per_page=1")) == "admin,a,b,c,d");
  CHECK(page(get("?per_page=5&page=2")) == "e,f,g,h,i");
  CHECK(page(get("?per_page=5&page=3")) == "j,k");
  CHECK(page(get("?per_page=5&page=2&direction=desc")) == "f,e,d,c,b");
  CHECK(page(get("?per_page=5&page=3&direction=desc")) == "a,admin");
  CHECK(page(get("?per_page=5&page=3&order=user.email")) == "j,k");
  CHECK(page(get("?per_page=5&page=2&order=user.email&direction=desc")) == "f,e,d,c,b");
  CHECK(info(get("?per_page=5&page=3&order=user.email")) ==
        R"({"page":3,"per_page":5,"count":2,"total_count":12,"total_pages":3})");
  for (const char* query : {"?per_page=5&page=4", "?per_page=5&page=4&order=user.email",
                            "?page=99999999999999999999", "?page=999999999&status=accepted"}) {
    CAPTURE(query);
    CHECK(page(get(query)) == "");
    CHECK(info(get(query)).find("\"total_count\":12") != std::string::npos);
  }
  CHECK(info(get("?per_page=1000")).find("\"per_page\":50") != std::string::npos);
}

TEST_CASE("members list: every order is right and finds everybody once, slice by slice") {
  MemberWorld world;
  std::vector<std::string> emails{"admin@scimd.test"};
  for (int i = 0; i < 400; ++i) {
    const std::string name = "u" + std::to_string(i * 7919 % 400) + "@example.com";
    world.user(name);
    emails.push_back(name);
  }
  std::sort(emails.begin(), emails.end());
  world.service.clock().set_look_us(100);  // about twenty members a slice
  for (const bool descending : {false, true}) {
    std::vector<std::string> seen;
    for (int number = 1;; ++number) {
      support::Request request;
      request.method = "GET";
      request.target = "/client/v4/accounts/" + world.service.account_id() +
                       "/members?order=user.email&per_page=50&page=" + std::to_string(number) +
                       (descending ? "&direction=desc" : "");
      request.token = world.service.token();
      world.service.begin_tick();
      const bool is_job = world.service.handle(request).job != nullptr;
      world.service.end_tick();
      CHECK(is_job);
      const json::Value members = MemberWorld::result(world.service.send(request));
      if (members.as_array().empty()) break;
      for (const json::Value& member : members.as_array()) seen.push_back(text_at(member, "email"));
    }
    if (descending) std::reverse(seen.begin(), seen.end());
    CHECK(seen == emails);
  }
}

TEST_CASE("members list: who leaves while a long list is read is not shown") {
  MemberWorld world;
  std::vector<std::string> users;
  for (char c = 'a'; c <= 'j'; ++c) users.push_back(world.user(std::string(1, c) + "@example.com"));
  support::Request request;
  request.method = "GET";
  request.target =
      "/client/v4/accounts/" + world.service.account_id() + "/members?order=user.email";
  request.token = world.service.token();
  world.service.clock().set_look_us(600);
  world.service.begin_tick();
  Reply reply = world.service.handle(request);
  REQUIRE(reply.job);
  world.service.end_tick();
  CHECK(world.set_active(users[9], false).status == 200);
  CHECK(world.set_active(users[1], false).status == 200);
  world.service.begin_tick();
  while (!reply.job->step(1000)) {
    world.service.end_tick();
    world.service.begin_tick();
  }
  const Reply done = world.service.finish(std::move(reply.job), false);
  world.service.end_tick();
  CHECK(page(done) == "a,admin,c,d,e,f,g,h,i");
}
