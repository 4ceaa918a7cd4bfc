#include "api/iam/user_groups.h"

#include <algorithm>
#include <random>

#include "base/text.h"
#include "support/iam_world.h"

namespace {

using support::at;
using support::IamWorld;
using support::Reply;
using support::texts_of;
using Texts = std::vector<std::string>;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) out += "%" + base::format_hex(std::string_view(&c, 1));
  return out;
}

// Every page of a list, as an SDK takes them: until an empty one comes.
Texts all_names(IamWorld& world, const std::string& query, std::size_t per_page) {
  Texts names;
  for (int page = 1;; ++page) {
    const Reply reply = world.send("GET", "/user_groups?page=" + std::to_string(page) +
                                              "&per_page=" + std::to_string(per_page) + query);
    REQUIRE(reply.status == 200);
    const json::Value answer = reply.json();
    const Texts some = texts_of(at(answer, "/result"), "name");
    REQUIRE(at(answer, "/result_info/count").as_integer() == static_cast<int>(some.size()));
    if (some.empty()) {
      REQUIRE(at(answer, "/result_info/total_count").as_integer() ==
              static_cast<int>(names.size()));
      return names;
    }
    names.insert(names.end(), some.begin(), some.end());
  }
}

}  // namespace

TEST_CASE("user group: the object is as the live service shows it (seed 000)") {
  IamWorld world;
  const json::Value plain = world.ok("POST", "/user_groups", R"({"name":"My Cool Demo Group"})");
  CHECK(at(plain, "/name").as_string() == "My Cool Demo Group");
  CHECK(at(plain, "/status").as_string() == "V");
  CHECK(at(plain, "/id").as_string().size() == 32);
  CHECK(at(plain, "/id").as_string().substr(30) == "00");
  CHECK(at(plain, "/created_on").as_string() == "2026-01-01T00:00:01.000003Z");
  CHECK(at(plain, "/modified_on") == at(plain, "/created_on"));
  CHECK(plain.find("policies") == nullptr);

  const std::string admin = world.permission_group("admin");
  const std::string path = "/user_groups/" + at(plain, "/id").as_string();
  const json::Value group = world.ok("PUT", path, R"({"policies":[)" + world.policy(admin) + "]}");
  CHECK(group == world.ok("GET", path));
  const json::Value& policy = at(group, "/policies/0");
  CHECK(at(policy, "/access").as_string() == "allow");
  CHECK(at(policy, "/status").as_string() == "V");
  CHECK(at(policy, "/created_on") == at(group, "/modified_on"));
  CHECK(at(policy, "/modified_on") == at(group, "/modified_on"));
  CHECK(at(group, "/created_on") == at(plain, "/created_on"));
  CHECK(at(policy, "/permission_groups/0") == world.ok("GET", "/permission_groups/" + admin));
  CHECK(at(policy, "/permission_groups/0/meta/editable").as_string() == "false");
  const json::Value& resource = at(policy, "/resource_groups/0");
  CHECK(resource.find("id") == nullptr);
  CHECK(resource.find("name") == nullptr);
  CHECK(at(resource, "/scope/key").as_string() ==
        "com.cloudflare.api.account." + world.service.account_id());
  CHECK(at(resource, "/scope/objects/0/key").as_string() == "*");
  CHECK(at(resource, "/created_on") == at(policy, "/created_on"));
  CHECK(world.service.verify() == "");
}

TEST_CASE("user group: PUT changes what it names and nothing else (cloudflare.md 4.4)") {
  IamWorld world;
  const std::string path = "/user_groups/" + world.group("Team");
  const std::string admin = world.permission_group("admin");
  const std::string policies = R"("policies":[)" + world.policy(admin) + "]";
  static const struct {
    std::string body;
    const char* name;
    std::size_t policies;
    bool changes;
  } kCases[] = {
      {"{" + policies + "}", "Team", 1, true},
      {R"({"name":"Crew"})", "Crew", 1, true},
      {R"({"name":"Crew"})", "Crew", 1, false},
      {R"({"name":"CREW"})", "CREW", 1, true},
      {R"({"name":null})", "CREW", 1, false},
      {"{}", "CREW", 1, false},
      {R"({"id":"x","created_on":"1970-01-01T00:00:00Z","status":"X"})", "CREW", 1, false},
      {"{" + policies + "}", "CREW", 1, true},
      {R"({"policies":[]})", "CREW", 0, true},
      {R"({"policies":[]})", "CREW", 0, false},
      {R"({"name":"Team",)" + policies + "}", "Team", 1, true},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.body);
    const json::Value before = world.ok("GET", path);
    const std::string state = world.service.dump_state();
    const std::size_t audited = world.service.count_audit();
    const json::Value after = world.ok("PUT", path, row.body);
    CHECK(at(after, "/name").as_string() == row.name);
    const json::Value* shown = after.find("policies");
    CHECK((shown ? shown->as_array().size() : 0) == row.policies);
    CHECK((after == before) == !row.changes);
    CHECK((world.service.dump_state() == state) == !row.changes);
    CHECK(world.service.count_audit() == audited + (row.changes ? 1 : 0));
    if (row.changes) CHECK(at(after, "/modified_on") != at(before, "/modified_on"));
  }
  CHECK(world.service.verify() == "");
}

TEST_CASE("user group: every update gives policies new ids, and known ids are refused (ALC)") {
  IamWorld world;
  const std::string path = "/user_groups/" + world.group("Team");
  const std::string policy = world.policy(world.permission_group("admin"));
  const std::string body = R"({"policies":[)" + policy + "]}";
  const std::string first = at(world.ok("PUT", path, body), "/policies/0/id").as_string();
  const std::string second = at(world.ok("PUT", path, body), "/policies/0/id").as_string();
  CHECK(first != second);
  const auto with_id = [&](const std::string& id) {
    return R"({"policies":[{"id":")" + id + "\"," + policy.substr(1) + "]}";
  };
  CHECK(world.refused("PUT", path, with_id(second), "Cannot re-use policy IDs") ==
        "400/400 /policies/0/id");
  const std::string third = at(world.ok("PUT", path, with_id(first)), "/policies/0/id").as_string();
  CHECK(third != first);
}

TEST_CASE("user group: a name follows the rules of a SCIM group's, and says where it is wrong") {
  IamWorld world;
  static const struct {
    std::string body;
    const char* answer;
  } kCases[] = {
      {"", "400/6007"},
      {"null", "400/1001"},
      {"[]", "400/1001"},
      {"{}", "400/1001 /name"},
      {R"({"name":null})", "400/1001 /name"},
      {R"({"name":""})", "400/1001 /name"},
      {R"({"name":1})", "400/1001 /name"},
      {R"({"name":["a"]})", "400/1001 /name"},
      {R"({"name":"a\u0000b"})", "400/1001 /name"},
      {R"({"name":"a\nb"})", "400/1001 /name"},
      {R"({"name":")" + std::string(257, 'x') + "\"}", "400/1001 /name"},
      {R"({"name":"CF-)" + std::string(32, 'A') + R"( - Administrator"})", "400/1001 /name"},
      {R"({"name":"cf-)" + std::string(32, 'a') + R"( - x"})", "400/1001 /name"},
  };
  const std::string team = world.group("Team");
  for (const auto& row : kCases) {
    CAPTURE(row.body);
    CHECK(world.refused("POST", "/user_groups", row.body) == row.answer);
    const bool keeps_name = row.body == "{}" || row.body == R"({"name":null})";
    if (!keeps_name) CHECK(world.refused("PUT", "/user_groups/" + team, row.body) == row.answer);
  }
  CHECK(
      at(world.ok("POST", "/user_groups", R"({"name":")" + std::string(256, 'x') + "\"}"), "/name")
          .as_string()
          .size() == 256);
  world.group("CF-short - Administrator");
}

TEST_CASE("user group: a name is taken in every letter case, by SCIM's groups too (DST)") {
  IamWorld world;
  const std::string team = world.group("Team");
  world.scim_group("Pushed");
  const std::string in_use = "already in use";
  for (const char* name : {"Team", "TEAM", "Pushed", "pushed"}) {
    const std::string body = json::write(json::Object{{"name", name}});
    CAPTURE(body);
    CHECK(world.refused("POST", "/user_groups", body, in_use) == "400/400 /name");
  }
  CHECK(world.refused("PUT", "/user_groups/" + team, R"({"name":"PUSHED"})", in_use) ==
        "400/400 /name");
  CHECK(at(world.ok("PUT", "/user_groups/" + team, R"({"name":"TEAM"})"), "/name").as_string() ==
        "TEAM");
  CHECK(world.service.scim("POST", "/Groups", IamWorld::scim_group_body("pushed")).status == 409);
}

TEST_CASE(
    "user group: a policy that means nothing is refused, with a pointer (cloudflare.md 4.3)") {
  IamWorld world;
  const std::string admin = world.permission_group("admin");
  const std::string groups = R"("permission_groups":[{"id":")" + admin + R"("}])";
  const std::string resources = R"("resource_groups":[{"scope":)" + world.scope() + "}]";
  const std::string allow = R"("access":"allow",)";
  const std::string other = world.service.make_account("Other");
  const std::string foreign = R"("resource_groups":[{"scope":{"key":"com.cloudflare.api.account.)" +
                              other + R"(","objects":[{"key":"*"}]}}])";
  std::string many = groups.substr(0, groups.size() - 1);
  for (int i = 0; i < 200; ++i) many += R"(,{"id":")" + admin + "\"}";
  static const struct {
    std::string policies;
    const char* answer;
    const char* says;
  } kCases[] = {
      {"null", "400/1001 /policies", "required"},
      {"{}", "400/1001 /policies", "array"},
      {"\"x\"", "400/1001 /policies", "array"},
      {"[1]", "400/1001 /policies/0", "object"},
      {"[{}]", "400/1001 /policies/0/access", "required"},
      {"[{" + allow.substr(0, 9) + R"("maybe",)" + groups + "," + resources + "}]",
       "400/1001 /policies/0/access", "allow"},
      {R"([{"access":1,)" + groups + "," + resources + "}]", "400/1001 /policies/0/access",
       "string"},
      {R"([{"access":"deny",)" + groups + "," + resources + "}]", "400/400 /policies/0/access",
       "Policy validation failed"},
      {"[{" + allow + resources + "}]", "400/1001 /policies/0/permission_groups", "required"},
      {"[{" + allow + R"("permission_groups":[],)" + resources + "}]",
       "400/1001 /policies/0/permission_groups", "1 to 200"},
      {"[{" + allow + many + "]," + resources + "}]", "400/1001 /policies/0/permission_groups",
       "1 to 200"},
      {"[{" + allow + R"("permission_groups":[{"id":"nope"}],)" + resources + "}]",
       "400/1001 /policies/0/permission_groups/0/id", "Permission group"},
      {"[{" + allow + R"("permission_groups":[{"id":1}],)" + resources + "}]",
       "400/1001 /policies/0/permission_groups/0/id", "string"},
      {"[{" + allow + R"("permission_groups":[{"name":"Administrator"}],)" + resources + "}]",
       "400/1001 /policies/0/permission_groups/0/id", "required"},
      {"[{" + allow + groups + "}]", "400/1001 /policies/0/resource_groups", "required"},
      {"[{" + allow + groups + R"(,"resource_groups":[]}])", "400/1001 /policies/0/resource_groups",
       "1 to 200"},
      {"[{" + allow + groups + R"(,"resource_groups":[{"id":"nope"}]}])",
       "404/404 /policies/0/resource_groups/0/id", "Resource group"},
      {"[{" + allow + groups + R"(,"resource_groups":[{}]}])",
       "400/1001 /policies/0/resource_groups/0/scope", "required"},
      {"[{" + allow + groups + "," + foreign + "}]",
       "400/1001 /policies/0/resource_groups/0/scope/key", "this account"},
      {"[{" + allow + groups + R"(,"resource_groups":[{"scope":{"key":1,"objects":[]}}]}])",
       "400/1001 /policies/0/resource_groups/0/scope/key", "string"},
      {"[{" + allow + groups + "," + resources + "},{" + allow + groups + "}]",
       "400/1001 /policies/1/resource_groups", "required"},
  };
  const std::string team = world.group("Team");
  for (const auto& row : kCases) {
    CAPTURE(row.policies);
    const std::string body = R"({"name":"New","policies":)" + row.policies + "}";
    CHECK(world.refused("POST", "/user_groups", body, row.says) == row.answer);
    CHECK(world.refused("PUT", "/user_groups/" + team, body, row.says) == row.answer);
  }
}

TEST_CASE("user group: policies have a size that every answer can afford") {
  IamWorld world;
  std::string objects;
  for (int i = 0; i < 500; ++i) {
    objects += (i ? "," : "") + std::string(R"({"key":"com.cloudflare.api.account.zone.)") +
               std::to_string(10'000 + i) + "\"}";
  }
  const std::string scope = R"({"key":"com.cloudflare.api.account.)" + world.service.account_id() +
                            R"(","objects":[)" + objects + "]}";
  const std::string large =
      at(world.ok("POST", "/resource_groups", R"({"name":"Large","scope":)" + scope + "}"), "/id")
          .as_string();
  const std::string admin = world.permission_group("admin");
  const auto policies = [&](int count, const std::string& resource) {
    std::string body = R"({"name":"Team","policies":[)";
    for (int i = 0; i < count; ++i) {
      body += (i ? "," : "") + std::string(R"({"access":"allow","permission_groups":[{"id":")") +
              admin + R"("}],"resource_groups":[)" + resource + "]}";
    }
    return body + "]}";
  };
  const std::string named = R"({"id":")" + large + "\"}";
  const std::string spelled = R"({"scope":)" + scope + "}";
  CHECK(world.refused("POST", "/user_groups", policies(101, named), "at most 100") ==
        "400/1001 /policies");
  CHECK(world.refused("POST", "/user_groups", policies(21, named), "10000 objects") ==
        "400/1001 /policies");
  CHECK(world.refused("POST", "/user_groups", policies(10, spelled), "131072 bytes") ==
        "400/1001 /policies");
  world.ok("POST", "/user_groups", policies(20, named));
}

TEST_CASE("user group: what is not there is 404/404, whosever it is (DST UserGroupNotFound)") {
  IamWorld world;
  const std::string user = world.user("jane@example.com");
  const std::string foreign_account = world.service.make_account("Other");
  const std::string theirs = [&] {
    support::Request request;
    request.method = "POST";
    request.target = "/client/v4/accounts/" + foreign_account + "/iam/user_groups";
    request.body = R"({"name":"Theirs"})";
    request.token = world.service.make_token(foreign_account, "admin", {"Account Settings Write"});
    return at(world.service.send(request).json(), "/result/id").as_string();
  }();
  for (const std::string& id : {std::string(32, '0'), user, theirs}) {
    CAPTURE(id);
    const std::string path = "/user_groups/" + id;
    for (const char* method : {"GET", "DELETE"})
      CHECK(world.refused(method, path, "", "User group not found") == "404/404");
    CHECK(world.refused("PUT", path, "{\"name\":1}", "User group not found") == "404/404");
    CHECK(world.refused("GET", path + "/members", "", "User group not found") == "404/404");
  }
  CHECK(world.refused("GET", "/user_groups/nope") == "404/7003");
  CHECK(world.refused("GET", "/user_groups/" + std::string(32, 'A')) == "404/7003");
}

TEST_CASE("user group: DELETE answers the id, ends the memberships and leaves the users (ALC)") {
  IamWorld world;
  const std::string team = world.group("Team");
  const std::string jane = world.member("jane@example.com");
  world.ok("POST", "/user_groups/" + team + "/members", support::member_body({jane}));
  const json::Value gone = world.ok("DELETE", "/user_groups/" + team);
  CHECK(gone == json::Value(json::Object{{"id", team}}));
  CHECK(world.refused("GET", "/user_groups/" + team) == "404/404");
  CHECK(world.service.scim("GET", "/Users/" + jane.substr(0, 30) + "00").status == 200);
  CHECK(world.service.verify() == "");
  world.group("Team");
}

TEST_CASE("user group: each change leaves an audit entry in the words of this API") {
  IamWorld world;
  const std::string jane = world.member("jane@example.com");
  const std::string team = world.group("Team");
  const std::string path = "/user_groups/" + team;
  const std::string members = path + "/members";
  static const struct {
    const char* method;
    std::string suffix;
    std::string body;
    const char* description;
    const char* action;
    const char* attribute;
  } kCases[] = {
      {"PUT", path, R"({"name":"Crew"})", "Update User Group", "update", "name"},
      {"PUT", path, R"({"policies":[)" + world.policy(world.permission_group("admin")) + "]}",
       "Update User Group", "update", "policies"},
      {"POST", members, support::member_body({jane}), "Add User Group Members", "update",
       "members"},
      {"DELETE", members + "/" + jane, "", "Remove User Group Member", "update", "members"},
      {"PUT", members, support::member_body({jane}), "Replace User Group Members", "update",
       "members"},
      {"DELETE", path, "", "Delete User Group", "delete", ""},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.description);
    world.ok(row.method, row.suffix, row.body);
    const std::string entry = json::write(world.last_audit());
    CAPTURE(entry);
    for (const std::string& part : {std::string(row.description), std::string(row.action),
                                    std::string(row.attribute), std::string("user_group"), team})
      CHECK(entry.find(part) != std::string::npos);
    CHECK(entry.find("SCIM") == std::string::npos);
    CHECK(entry.find("displayName") == std::string::npos);
  }
  CHECK(world.refused("DELETE", members + "/" + jane) == "404/404");
  const std::string refusal = json::write(world.last_audit());
  CHECK(refusal.find("Remove User Group Member") != std::string::npos);
  CHECK(refusal.find(team) != std::string::npos);  // the group is what it is about
}

TEST_CASE("user groups: filters are exact but fuzzyName, and find nothing with a 200 (DST)") {
  IamWorld world;
  const std::string dev = world.group("Developers");
  world.group("Deputies");
  world.group("Ärzte");
  world.group("Operations (dev)");
  static const struct {
    std::string query;
    Texts names;
  } kCases[] = {
      {"", {"Deputies", "Developers", "Operations (dev)", "Ärzte"}},
      {"direction=asc", {"Deputies", "Developers", "Operations (dev)", "Ärzte"}},
      {"direction=desc", {"Ärzte", "Operations (dev)", "Developers", "Deputies"}},
      {"name=Developers", {"Developers"}},
      {"name=developers", {}},
      {"name=Dev", {}},
      {"name=", {}},
      {"fuzzyName=DEV", {"Developers", "Operations (dev)"}},
      {"fuzzyName=dev&direction=desc", {"Operations (dev)", "Developers"}},
      {"fuzzyName=%C3%84rz", {"Ärzte"}},
      {"fuzzyName=%C3%A4rz", {}},
      {"fuzzyName=", {"Deputies", "Developers", "Operations (dev)", "Ärzte"}},
      {"fuzzyName=nobody", {}},
      {"id=" + dev, {"Developers"}},
      {"id=" + dev + "&name=Developers&fuzzyName=lop", {"Developers"}},
      {"id=" + dev + "&name=Deputies", {}},
      {"id=" + dev + "&fuzzyName=x", {}},
      {"id=nope", {}},
      {"id=" + std::string(32, '0'), {}},
      {"unknown=parameter", {"Deputies", "Developers", "Operations (dev)", "Ärzte"}},
      {"fuzzyName=de&per_page=1&page=2", {"Developers"}},
      {"per_page=2&page=2&direction=desc", {"Developers", "Deputies"}},
      {"per_page=1000000000&page=0", {"Deputies", "Developers", "Operations (dev)", "Ärzte"}},
      {"page=1000000000000&per_page=500", {}},
      {"page=5&name=Developers", {}},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.query);
    CHECK(texts_of(world.ok("GET", "/user_groups?" + row.query), "name") == row.names);
  }
  for (const char* query : {"page=abc", "page=1&page=2", "name=%00", "name=%FF", "name=a&name=b",
                            "direction=sideways", "per_page=1.5"}) {
    CAPTURE(query);
    CHECK(world.refused("GET", std::string("/user_groups?") + query) == "400/1001");
  }
}

TEST_CASE("user groups: pages in both directions are the names in order, however long they are") {
  IamWorld world;
  std::mt19937 random(11);
  static const std::string kParts[] = {"a", "B", "ß", "Ä", "中", "ﷺ", "z"};
  Texts names;
  for (int i = 0; i < 60; ++i) {
    std::string name;
    const std::string& part = kParts[random() % 7];
    // Some fold to more than the 400 bytes that a key of the index holds.
    for (std::size_t n = random() % 3 ? random() % 4 + 1 : 120 + random() % 100; n > 0; --n)
      name += part;
    name += std::to_string(i);
    world.group(name);
    names.push_back(name);
  }
  std::sort(names.begin(), names.end(),
            [](const auto& a, const auto& b) { return base::fold(a) < base::fold(b); });
  // Slices of a few rows each, as in a large account.
  world.service.clock().set_look_us(1500);
  for (const std::size_t per_page : {1, 7, 60, 500}) {
    CHECK(all_names(world, "", per_page) == names);
    CHECK(all_names(world, "&fuzzyName=", per_page) == names);
    CHECK(all_names(world, "&direction=desc", per_page) == Texts(names.rbegin(), names.rend()));
  }
  CHECK(all_names(world, "&name=" + escaped(names.back()), 5) == Texts{names.back()});
}

TEST_CASE("user groups: result_info is as the live service says it (seed 000)") {
  IamWorld world;
  for (const char* name : {"a", "b", "c"}) world.group(name);
  const auto info = [&](const std::string& query) {
    return json::write(at(world.send("GET", "/user_groups" + query).json(), "/result_info"));
  };
  CHECK(info("") == R"({"page":1,"per_page":100,"count":3,"total_count":3,"total_pages":1})");
  CHECK(info("?per_page=2&page=2") ==
        R"({"page":2,"per_page":2,"count":1,"total_count":3,"total_pages":2})");
  CHECK(info("?page=9") ==
        R"({"page":9,"per_page":100,"count":0,"total_count":3,"total_pages":1})");
  CHECK(info("?name=zzz") ==
        R"({"page":1,"per_page":100,"count":0,"total_count":0,"total_pages":0})");
}
