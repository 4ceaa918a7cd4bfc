// Each row of product.md section 7 (and the lifecycle of section 6) that SCIM can reach, through
// the whole pipeline.
#include <string>

#include "doctest/doctest.h"
#include "domain/memberships.h"
#include "json/write.h"
#include "store/documents.h"
#include "store/lists.h"
#include "support/test_service.h"

namespace {

using support::Reply;
using support::TestService;

const std::string kUser = R"("schemas":["urn:ietf:params:scim:schemas:core:2.0:User"])";
const std::string kGroup = R"("schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"])";

struct World {
  Reply post_user(const std::string& name, const std::string& more = "") {
    return service.scim("POST", "/Users",
                        "{" + kUser + ",\"userName\":\"" + name + "\"" + more + "}");
  }
  std::string user(const std::string& name, const std::string& more = "") {
    return id_of(post_user(name, more));
  }
  Reply post_group(const std::string& name, const std::string& more = "") {
    return service.scim("POST", "/Groups",
                        "{" + kGroup + ",\"displayName\":\"" + name + "\"" + more + "}");
  }
  std::string group(const std::string& name, const std::string& more = "") {
    return id_of(post_group(name, more));
  }
  Reply patch(const std::string& path, const std::string& operations) {
    return service.scim(
        "PATCH", path,
        R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[)" +
            operations + "]}");
  }
  Reply set_active(const std::string& id, bool active) {
    return patch("/Users/" + id, std::string(R"({"op":"replace","path":"active","value":)") +
                                     (active ? "true" : "false") + "}");
  }
  Reply add_member(const std::string& group, const std::string& user) {
    return patch("/Groups/" + group,
                 R"({"op":"add","path":"members","value":[{"value":")" + user + "\"}]}");
  }
  json::Value get(const std::string& path) {
    const Reply reply = service.scim("GET", path);
    REQUIRE_MESSAGE(reply.status == 200, reply.body);
    return reply.json();
  }
  std::size_t members(const std::string& group) {
    return get("/Groups/" + group).find("members")->as_array().size();
  }
  std::size_t groups(const std::string& user) {
    return get("/Users/" + user).find("groups")->as_array().size();
  }
  std::string administrator() {
    return id_of_value(get("/Users?filter=userName%20eq%20%22admin@scimd.test%22")
                           .find("Resources")
                           ->as_array()
                           .at(0));
  }

  // What is stored of a user, beside what SCIM shows.
  model::Document stored(const std::string& id) {
    store::Txn txn = service.store().env().begin_read();
    return store::find_document(txn, realm, *base::ResourceId::parse(id)).value();
  }
  bool is_member(const std::string& id) {
    store::Txn txn = service.store().env().begin_read();
    return store::is_in_list(txn, realm, store::List::kMembers, *base::ResourceId::parse(id));
  }

  static std::string id_of_value(const json::Value& value) {
    return std::string(value.string_or("id", ""));
  }
  static std::string id_of(const Reply& reply) {
    REQUIRE_MESSAGE(reply.status == 201, reply.body);
    return id_of_value(reply.json());
  }

  TestService service;
  base::Realm realm{1};
};

}  // namespace

TEST_CASE(
    "member: a user whom SCIM provisions is an accepted member with Minimal Account Access (seed "
    "001)") {
  World world;
  const std::string id = world.user("jane@example.com");
  CHECK(world.is_member(id));
  const model::Document document = world.stored(id);
  CHECK(document.header.active);
  CHECK_FALSE(document.header.pending);
  CHECK(document.header.scim_managed);
  CHECK(document.header.generation == 1);
  CHECK(document.access == "{\"roles\":[\"" + std::string(domain::kMinimalAccessRole) + "\"]}");
  CHECK(id.substr(30) == "00");
}

TEST_CASE(
    "member: a deactivated user leaves members and groups but stays readable, listed and unique "
    "(seed 001)") {
  World world;
  const std::string jane = world.user("jane@example.com");
  const std::string team = world.group("Team", R"(,"members":[{"value":")" + jane + "\"}]");
  CHECK(world.members(team) == 1);
  CHECK(world.set_active(jane, false).status == 200);
  CHECK_FALSE(world.is_member(jane));
  CHECK(world.members(team) == 0);
  const json::Value user = world.get("/Users/" + jane);
  CHECK_FALSE(user.find("active")->as_bool());
  CHECK(user.find("groups")->as_array().empty());
  CHECK(world.get("/Users?filter=userName%20eq%20%22JANE@example.com%22")
            .integer_or("totalResults", 0) == 1);
  CHECK(world.stored(jane).access == "{}");
}

TEST_CASE(
    "member: reactivation keeps the id, starts the next membership and gives no group back "
    "(product.md 6)") {
  World world;
  const std::string jane = world.user("jane@example.com");
  const std::string team = world.group("Team", R"(,"members":[{"value":")" + jane + "\"}]");
  for (int round = 2; round <= 300; ++round) {
    world.set_active(jane, false);
    world.set_active(jane, true);
    const int expected = (round - 1) % 255 + 1;  // 1, 2, … 255, then 1 again
    REQUIRE(static_cast<int>(world.stored(jane).header.generation) == expected);
  }
  CHECK(world.groups(jane) == 0);
  CHECK(world.members(team) == 0);
  CHECK(world.is_member(jane));
  CHECK(world.service.verify() == "");
}

TEST_CASE(
    "member: POST with active:false makes a user without membership, generation 0 (product.md 6)") {
  World world;
  const std::string jane = world.user("jane@example.com", ",\"active\":false");
  CHECK_FALSE(world.is_member(jane));
  CHECK(world.stored(jane).header.generation == 0);
  CHECK_FALSE(world.get("/Users/" + jane).find("active")->as_bool());
}

TEST_CASE(
    "member: POST of an inactive user's name takes the user over under the same id (product.md "
    "6)") {
  World world;
  const std::string jane = world.user("jane@example.com", ",\"title\":\"old\",\"nickName\":\"J\"");
  const std::string created(world.get("/Users/" + jane).find("meta")->string_or("created", ""));
  world.set_active(jane, false);
  world.service.clock().advance_us(5'000'000);
  const Reply again = world.post_user("JANE@example.com", ",\"title\":\"new\"");
  CHECK(World::id_of(again) == jane);
  const json::Value user = world.get("/Users/" + jane);
  CHECK(user.string_or("userName", "") == "JANE@example.com");
  CHECK(user.string_or("title", "") == "new");
  CHECK_FALSE(user.find("nickName"));
  CHECK(user.find("active")->as_bool());
  CHECK(user.find("meta")->string_or("created", "") == created);
  CHECK(world.post_user("jane@example.com").status == 409);
}

TEST_CASE(
    "member: the only Super Administrator is never deprovisioned, all else in the request applies "
    "(seed 001)") {
  World world;
  const std::string admin = world.administrator();
  const Reply patched =
      world.patch("/Users/" + admin, R"({"op":"Replace","path":"active","value":"False"},)"
                                     R"({"op":"replace","path":"title","value":"Chief"})");
  CHECK(patched.status == 200);
  CHECK(patched.json().find("active")->as_bool());
  CHECK(patched.json().string_or("title", "") == "Chief");
  CHECK(patched.field("Scimd-Quirks").find("only-super-administrator-kept") != std::string::npos);
  const Reply put =
      world.service.scim("PUT", "/Users/" + admin,
                         "{" + kUser + ",\"userName\":\"admin@scimd.test\",\"active\":false}");
  CHECK(put.status == 200);
  CHECK(put.json().find("active")->as_bool());
  const Reply deleted = world.service.scim("DELETE", "/Users/" + admin);
  CHECK(deleted.status == 400);
  CHECK(deleted.json().string_or("status", "") == "400");
  CHECK(world.is_member(admin));
  CHECK(world.stored(admin).access.find(domain::kSuperAdministratorRole) != std::string::npos);
}

TEST_CASE(
    "group: membership changes only through the group, and leaving a group keeps the member (seed "
    "001)") {
  World world;
  const std::string jane = world.user("jane@example.com");
  const std::string team = world.group("Team");
  CHECK(world.add_member(team, jane).status == 200);
  CHECK(world.groups(jane) == 1);
  CHECK(world
            .patch("/Groups/" + team,
                   R"({"op":"remove","path":"members[value eq \")" + jane + R"(\"]"})")
            .status == 200);
  CHECK(world.groups(jane) == 0);
  CHECK(world.is_member(jane));
}

TEST_CASE(
    "group: an unknown id in members is refused and nothing of the request is kept (product.md "
    "7)") {
  World world;
  const std::string jane = world.user("jane@example.com");
  const std::string team = world.group("Team");
  const std::string other = world.group("Other");
  const std::string before = world.service.dump_state();
  for (const std::string& stranger :
       {std::string(32, '0'), std::string("nobody"), std::string(), team, other, [&] {
          auto upper = jane;
          for (char& c : upper) c = static_cast<char>(std::toupper(c));
          return upper + "x";
        }()}) {
    CAPTURE(stranger);
    const Reply reply =
        world.patch("/Groups/" + team, R"({"op":"replace","path":"displayName","value":"New"},)"
                                       R"({"op":"add","path":"members","value":[{"value":")" +
                                           jane + R"("},{"value":")" + stranger + "\"}]}");
    CHECK(reply.status == 400);
    CHECK(reply.json().string_or("scimType", "") == "invalidValue");
    CHECK(world.service.dump_state() == before);
  }
}

TEST_CASE("group: an inactive user is skipped and named as a quirk (product.md 7)") {
  World world;
  const std::string jane = world.user("jane@example.com", ",\"active\":false");
  const std::string team = world.group("Team");
  const Reply reply = world.add_member(team, jane);
  CHECK(reply.status == 200);
  CHECK(reply.field("Scimd-Quirks") == "inactive-member-skipped");
  CHECK(world.members(team) == 0);
}

TEST_CASE(
    "group: names are unique in any letter case, and reserved names are refused (product.md 7)") {
  World world;
  world.group("Team");
  CHECK(world.post_group("TEAM").status == 409);
  CHECK(world.post_group("TEAM").json().string_or("scimType", "") == "uniqueness");
  CHECK(world.post_group("CF-" + std::string(32, 'a') + " - Administrator").status == 400);
  CHECK(world.post_group("cf-" + std::string(32, 'A') + " - Administrator").status == 400);
  CHECK(world.post_group("\\uff23\\uff26-" + std::string(32, 'a') + " - Administrator").status ==
        400);
  CHECK(world.post_group("CF-short - Administrator").status == 201);
}

TEST_CASE(
    "group: PUT without members empties it, PATCH that changes nothing keeps version and time "
    "(product.md 8)") {
  World world;
  const std::string jane = world.user("jane@example.com");
  const std::string team = world.group("Team", R"(,"members":[{"value":")" + jane + "\"}]");
  const model::Header before = world.stored(team).header;
  world.service.clock().advance_us(5'000'000);
  CHECK(world.add_member(team, jane).status == 200);
  CHECK(world.stored(team).header.version == before.version);
  CHECK(world.stored(team).header.modified_us == before.modified_us);
  CHECK(world.service.scim("PUT", "/Groups/" + team, "{" + kGroup + ",\"displayName\":\"Team\"}")
            .status == 200);
  CHECK(world.members(team) == 0);
  CHECK(world.stored(team).header.version == before.version + 1);
}

TEST_CASE(
    "group: a deactivation and a deletion of a member raise the group's version (design.md 4)") {
  World world;
  const std::string jane = world.user("jane@example.com");
  const std::string team = world.group("Team", R"(,"members":[{"value":")" + jane + "\"}]");
  const auto version = world.stored(team).header.version;
  world.set_active(jane, false);
  CHECK(world.stored(team).header.version == version + 1);
  world.set_active(jane, true);
  world.add_member(team, jane);
  CHECK(world.service.scim("DELETE", "/Users/" + jane).status == 204);
  CHECK(world.stored(team).header.version == version + 3);
  CHECK(world.members(team) == 0);
}

TEST_CASE(
    "group: a SCIM DELETE of a group that SCIM never made or adopted is refused with 403 "
    "(product.md 7)") {
  World world;
  const std::string team = world.group("Team");
  {
    // As the v4 API will leave it: the same record, not SCIM-managed.
    model::Document document = world.stored(team);
    document.header.scim_managed = false;
    store::Txn txn = world.service.store().env().begin_write();
    store::put_document(txn, world.realm, document);
    txn.commit();
  }
  CHECK(world.service.scim("DELETE", "/Groups/" + team).status == 403);
  // A write that changes nothing adopts nothing; one that changes something does.
  CHECK(world.patch("/Groups/" + team, R"({"op":"replace","path":"displayName","value":"Team"})")
            .status == 200);
  CHECK_FALSE(world.stored(team).header.scim_managed);
  CHECK(world.post_group("team").status == 201);  // adoption by name
  CHECK(world.stored(team).header.scim_managed);
  CHECK(world.post_group("team").status == 409);
  CHECK(world.service.scim("DELETE", "/Groups/" + team).status == 204);
}

TEST_CASE("user: a deleted user's name is free again, and every trace is gone (race-007)") {
  World world;
  const std::string jane =
      world.user("jane@example.com", R"(,"externalId":"x","emails":[{"value":"j@e.com"}])");
  CHECK(world.service.scim("DELETE", "/Users/" + jane).status == 204);
  CHECK(world.service.scim("GET", "/Users/" + jane).status == 404);
  CHECK(world.service.scim("DELETE", "/Users/" + jane).status == 404);
  CHECK(world.get("/Users?filter=externalId%20eq%20%22x%22").integer_or("totalResults", 9) == 0);
  CHECK(world.user("jane@example.com") != jane);
  CHECK(world.service.verify() == "");
}

TEST_CASE("user: lastModified never goes back, not even when the clock does (reliability.md F10)") {
  World world;
  const std::string jane = world.user("jane@example.com");
  const auto before = world.stored(jane).header.modified_us;
  world.service.clock().set_wall_us(0);
  world.patch("/Users/" + jane, R"({"op":"replace","path":"title","value":"x"})");
  CHECK(world.stored(jane).header.modified_us == before);
  const std::string later = world.user("john@example.com");
  CHECK(later > jane);  // ids are never smaller than one that was given
}

TEST_CASE("names: uniqueness is NFKC case folding with nothing dropped (product.md 6)") {
  static const struct {
    const char* first;
    const char* second;
    int status;
  } kCases[] = {
      {"\\u00e9ve@example.com", "e\\u0301ve@example.com", 409},  // composed, decomposed
      {"alice@example.com", "\\uff41lice@example.com", 409},     // full-width a
      {"strasse@example.com", "stra\\u00dfe@example.com", 409},
      {"kelvin@example.com", "\\u212Aelvin@example.com", 409},  // Kelvin sign
      {"alice@example.com", "alice2@example.com", 201},
      {"\\u03b1\\u0345\\u0301@e.com", "\\u03b1\\u0301\\u0345@e.com", 409},  // one NFC
      {"i@example.com", "\\u0131@example.com", 201},  // dotless i is another letter
  };
  for (const auto& c : kCases) {
    CAPTURE(c.second);
    World world;
    CHECK(world.post_user(c.first).status == 201);
    CHECK(world.post_user(c.second).status == c.status);
  }
}

TEST_CASE(
    "filter: ids of members and groups have no letter case, by index and by scan alike (RFC 7643 "
    "8.7.1)") {
  World world;
  const std::string jane = world.user("jane@example.com");
  const std::string team = world.group("Team", R"(,"members":[{"value":")" + jane + "\"}]");
  std::string upper = jane;
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const std::string& id : {jane, upper}) {
    CAPTURE(id);
    for (const std::string& filter :
         {"members.value%20eq%20%22" + id + "%22", "members%20eq%20%22" + id + "%22",
          "members%5Bvalue%20eq%20%22" + id + "%22%5D",
          "members.value%20eq%20%22" + id + "%22%20or%20displayName%20eq%20%22x%22",
          "not(members.value%20eq%20%22" + std::string(32, '0') + "%22)"}) {
      CAPTURE(filter);
      CHECK(world.get("/Groups?filter=" + filter).integer_or("totalResults", 9) == 1);
    }
  }
  CHECK(world.get("/Users?filter=groups.value%20eq%20%22" + team + "%22%20or%20title%20pr")
            .integer_or("totalResults", 9) == 1);
  CHECK(world
            .get("/Groups?filter=id%20eq%20%22" + team + "%22%20and%20members%20eq%20%22" + team +
                 "%22")
            .integer_or("totalResults", 9) == 0);
}

TEST_CASE("patch: member filters may look at 20 000 members, one of them at a group of any size") {
  World world;
  std::string members;
  for (int i = 0; i < 60; ++i) {
    members += (i == 0 ? "{\"value\":\"" : ",{\"value\":\"") +
               world.user("u" + std::to_string(i) + "@e.com") + "\"}";
  }
  const std::string team = world.group("Team", ",\"members\":[" + members + "]");
  const auto remove_nobody = [&](int times) {
    std::string operations;
    for (int i = 0; i < times; ++i) {
      operations += std::string(i == 0 ? "" : ",") +
                    R"({"op":"remove","path":"members[display eq \"nobody\"]"})";
    }
    return world.patch("/Groups/" + team, operations).status;
  };
  CHECK(remove_nobody(333) == 200);
  CHECK(remove_nobody(334) == 413);
  CHECK(world.members(team) == 60);
}

TEST_CASE("user: a resource larger than 128 KiB is refused and nothing is kept") {
  World world;
  std::string values;
  for (int i = 0; i < 40; ++i) {
    values += (i == 0 ? "{\"value\":\"" : ",{\"value\":\"") + std::string(4000, 'x') +
              std::to_string(i) + "\"}";
  }
  const std::string before = world.service.dump_state();
  CHECK(world.post_user("jane@example.com", ",\"entitlements\":[" + values + "]").status == 400);
  CHECK(world.service.dump_state() == before);
}
