#include "api/iam/user_group_members.h"

#include <algorithm>

#include "store/txn.h"
#include "support/iam_world.h"

namespace {

using support::at;
using support::IamWorld;
using support::member_body;
using support::Reply;
using support::texts_of;
using Texts = std::vector<std::string>;

// Invited and not accepted yet, as an invitation over /members leaves a user.
void make_pending(IamWorld& world, const std::string& membership_id) {
  store::Txn txn = world.service.store().env().begin_write();
  const auto id = *base::ResourceId::parse(membership_id.substr(0, 30) + "00");
  model::Document user = *store::find_document(txn, base::Realm{1}, id);
  user.header.pending = true;
  user.header.scim_managed = false;
  store::put_document(txn, base::Realm{1}, user);
  txn.commit();
}

}  // namespace

TEST_CASE("group members: POST adds, is idempotent and answers the whole set (ALC)") {
  IamWorld world;
  const std::string path = "/user_groups/" + world.group("Team") + "/members";
  const std::string zoe = world.member("zoe@example.com");
  const std::string ann =
      world.member("ann@example.com", R"(,"emails":[{"value":"Mail@example.com"}])");
  CHECK(world.ok("GET", path).as_array().empty());
  CHECK(texts_of(world.ok("POST", path, member_body({zoe})), "id") == Texts{zoe});
  const json::Value both = world.ok("POST", path, member_body({ann}));
  CHECK(texts_of(both, "id") == Texts{ann, zoe});
  CHECK(texts_of(both, "email") == Texts{"Mail@example.com", "zoe@example.com"});
  CHECK(texts_of(both, "status") == Texts{"accepted", "accepted"});
  const std::size_t audited = world.service.count_audit();
  const std::string state = world.service.dump_state();
  CHECK(world.ok("POST", path, member_body({zoe, ann, zoe})) == both);
  CHECK(world.ok("POST", path, "[]") == both);
  CHECK(world.ok("PUT", path, member_body({zoe, ann})) == both);
  CHECK(world.service.dump_state() == state);
  CHECK(world.service.count_audit() == audited);
  CHECK(world.ok("GET", path) == both);
  CHECK(world.service.verify() == "");
}

TEST_CASE("group members: PUT replaces the set and [] empties it; who stays keeps the date (TF)") {
  IamWorld world;
  const std::string team = "/user_groups/" + world.group("Team");
  const std::string path = team + "/members";
  const std::string ann = world.member("ann@example.com");
  const std::string bob = world.member("bob@example.com");
  world.ok("PUT", path, member_body({ann}));
  const std::string since = at(world.ok("GET", path + "/" + ann), "/created_at").as_string();
  const std::string modified = at(world.ok("GET", team), "/modified_on").as_string();
  CHECK(texts_of(world.ok("PUT", path, member_body({bob, ann})), "id") == Texts{ann, bob});
  CHECK(at(world.ok("GET", path + "/" + ann), "/created_at").as_string() == since);
  CHECK(at(world.ok("GET", path + "/" + bob), "/created_at").as_string() > since);
  CHECK(at(world.ok("GET", team), "/modified_on").as_string() > modified);
  CHECK(texts_of(world.ok("PUT", path, member_body({bob})), "id") == Texts{bob});
  CHECK(world.ok("PUT", path, "[]") == json::Value(json::Array{}));
  CHECK(world.ok("GET", path).as_array().empty());
  CHECK(world.service.verify() == "");
}

TEST_CASE("group members: one of them says who it is and since when (OA)") {
  IamWorld world;
  const std::string path = "/user_groups/" + world.group("Team") + "/members";
  const std::string ann =
      world.member("ann@example.com", R"(,"name":{"givenName":"Ann","familyName":"Lee"})");
  const std::string bob = world.member("bob@example.com");
  world.ok("POST", path, member_body({ann, bob}));
  const json::Value member = world.ok("GET", path + "/" + ann);
  CHECK(at(member, "/id").as_string() == ann);
  CHECK(at(member, "/email").as_string() == "ann@example.com");
  CHECK(at(member, "/status").as_string() == "accepted");
  CHECK(at(member, "/created_at").as_string().size() == 27);
  CHECK(at(member, "/created_at").as_string().substr(0, 17) == "2026-01-01T00:00:");
  CHECK(json::write(at(member, "/user")) ==
        R"({"id":")" + ann.substr(0, 30) +
            R"(00","email":"ann@example.com","first_name":"Ann","last_name":"Lee"})");
  const json::Value plain = world.ok("GET", path + "/" + bob);
  CHECK(at(plain, "/user").find("first_name") == nullptr);
  const json::Value removed = world.ok("DELETE", path + "/" + ann);
  CHECK(json::write(removed) ==
        R"({"id":")" + ann + R"(","email":"ann@example.com","status":"accepted"})");
  CHECK(texts_of(world.ok("GET", path), "id") == Texts{bob});
}

TEST_CASE(
    "group members: bad requests are refused whole, with code and pointer (cloudflare.md 4.6)") {
  IamWorld world;
  const std::string path = "/user_groups/" + world.group("Team") + "/members";
  const std::string ann = world.member("ann@example.com");
  const std::string bob = world.member("bob@example.com");
  world.ok("POST", path, member_body({ann}));
  const std::string user_id = bob.substr(0, 30) + "00";
  const std::string next = bob.substr(0, 30) + "02";
  const std::string nobody(32, '0');
  const std::string good = R"({"id":")" + bob + "\"}";
  static const struct {
    std::string body;
    const char* answer;
  } kCases[] = {
      {"", "400/6007"},
      {"{}", "400/1001"},
      {"\"x\"", "400/1001"},
      {"null", "400/1001"},
      {"[1]", "400/1001 /0"},
      {"[{}]", "400/1001 /0/id"},
      {"[" + good + R"(,{"id":1}])", "400/1001 /1/id"},
      {"[" + good + R"(,{"id":null}])", "400/1001 /1/id"},
      {R"([{"id":"nope"}])", "400/400 /0/id"},
      {"[" + good + R"(,{"id":")" + nobody + "\"}]", "400/400 /1/id"},
      {R"([{"id":")" + user_id + "\"}]", "400/400 /0/id"},  // the user's id, not the membership's
      {R"([{"id":")" + next + "\"}]", "400/400 /0/id"},
      {R"([{"id":")" + std::string(32, 'A') + "\"}]", "400/400 /0/id"},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.body);
    CHECK(world.refused("POST", path, row.body) == row.answer);
    CHECK(world.refused("PUT", path, row.body) == row.answer);
  }
  for (const char* method : {"GET", "DELETE"}) {
    CHECK(world.refused(method, path + "/" + bob, "", "not found in user group") == "404/404");
    CHECK(world.refused(method, path + "/" + nobody, "", "Invalid member") == "400/400");
    CHECK(world.refused(method, path + "/" + user_id, "", "Invalid member") == "400/400");
    CHECK(world.refused(method, path + "/nope") == "404/7003");
    CHECK(world.refused(method, "/user_groups/" + nobody + "/members/" + bob, "",
                        "User group not found") == "404/404");
  }
  CHECK(texts_of(world.ok("GET", path), "id") == Texts{ann});
}

TEST_CASE("group members: another account's member is like one that does not exist") {
  IamWorld world;
  const std::string path = "/user_groups/" + world.group("Team") + "/members";
  const std::string other = world.service.make_account("Other");
  support::Request request;
  request.method = "POST";
  request.target = "/client/v4/accounts/" + other + "/scim/v2/Users";
  request.token = world.service.make_scim_token(other);
  request.body =
      R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"eve@example.com"})";
  const json::Value made = world.service.send(request).json();
  const std::string eve = at(made, "/id").as_string().substr(0, 30) + "01";
  CHECK(world.refused("POST", path, member_body({eve}), "Invalid member") == "400/400 /0/id");
  CHECK(world.refused("GET", path + "/" + eve, "", "Invalid member") == "400/400");
}

TEST_CASE("group members: pending members can be added; who left has a new id when back") {
  IamWorld world;
  const std::string path = "/user_groups/" + world.group("Team") + "/members";
  const std::string ann = world.member("ann@example.com");
  make_pending(world, ann);
  CHECK(texts_of(world.ok("POST", path, member_body({ann})), "status") == Texts{"pending"});
  CHECK(at(world.ok("GET", path + "/" + ann), "/status").as_string() == "pending");
  const std::string user = ann.substr(0, 30);
  const auto set_active = [&](const char* active) {
    const Reply reply = world.service.scim(
        "PATCH", "/Users/" + user + "00",
        std::string(
            R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[)") +
            R"({"op":"replace","path":"active","value":)" + active + "}]}");
    REQUIRE(reply.status == 200);
  };
  set_active("false");
  CHECK(world.ok("GET", path).as_array().empty());
  CHECK(world.refused("POST", path, member_body({ann})) == "400/400 /0/id");
  set_active("true");
  CHECK(world.refused("POST", path, member_body({ann})) == "400/400 /0/id");
  CHECK(texts_of(world.ok("POST", path, member_body({user + "02"})), "id") == Texts{user + "02"});
  CHECK(world.service.verify() == "");
}

TEST_CASE("group members: the list is by e-mail, filtered and in pages (OA)") {
  IamWorld world;
  const std::string path = "/user_groups/" + world.group("Team") + "/members";
  Texts ids;
  for (const char* name : {"b@example.com", "C@example.com", "a@Example.com", "d@other.test"})
    ids.push_back(world.member(name));
  world.ok("PUT", path, member_body(ids));
  static const struct {
    const char* query;
    Texts emails;
  } kCases[] = {
      {"", {"a@Example.com", "b@example.com", "C@example.com", "d@other.test"}},
      {"?direction=desc", {"d@other.test", "C@example.com", "b@example.com", "a@Example.com"}},
      {"?fuzzyEmail=EXAMPLE", {"a@Example.com", "b@example.com", "C@example.com"}},
      {"?fuzzyEmail=c@&direction=desc", {"C@example.com"}},
      {"?fuzzyEmail=nobody", {}},
      {"?per_page=3", {"a@Example.com", "b@example.com", "C@example.com"}},
      {"?per_page=3&page=2", {"d@other.test"}},
      {"?per_page=3&page=3", {}},
      {"?per_page=1&page=2&direction=desc&fuzzyEmail=example", {"b@example.com"}},
  };
  for (const long look_us : {0, 1500}) {  // at once, and in slices
    world.service.clock().set_look_us(look_us);
    for (const auto& row : kCases) {
      CAPTURE(row.query);
      CHECK(texts_of(world.ok("GET", path + row.query), "email") == row.emails);
    }
  }
  const json::Value info =
      at(world.send("GET", path + "?per_page=3&page=2").json(), "/result_info");
  CHECK(json::write(info) ==
        R"({"page":2,"per_page":3,"count":1,"total_count":4,"total_pages":2})");
  CHECK(world.refused("GET", path + "?page=x") == "400/1001");
}

TEST_CASE("group members: above a thousand a change answers all of them, by id and status") {
  IamWorld world;
  const std::string path = "/user_groups/" + world.group("Large") + "/members";
  Texts ids;
  for (int i = 0; i < 1001; ++i)
    ids.push_back(world.member("u" + std::to_string(i) + "@example.com"));
  const Texts thousand(ids.begin(), ids.begin() + 1000);
  const json::Value shown = world.ok("PUT", path, member_body(thousand));
  CHECK(shown.as_array().size() == 1000);
  CHECK(at(shown, "/0/email").as_string() == "u0@example.com");
  const json::Value all = world.ok("POST", path, member_body({ids.back()}));
  CHECK(texts_of(all, "id") == ids);
  CHECK(at(all, "/1000/status").as_string() == "accepted");
  CHECK(at(all, "/0").find("email") == nullptr);
  const json::Value page = world.ok("GET", path + "?per_page=500&page=3");
  CHECK(texts_of(page, "email") == Texts{"u9@example.com"});
}
