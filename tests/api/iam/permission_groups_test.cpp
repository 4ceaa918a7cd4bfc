#include "api/iam/permission_groups.h"

#include <set>

#include "support/iam_world.h"

namespace {

using support::at;
using support::IamWorld;
using support::texts_of;
using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("permission groups: the object is as the live service shows it (seed 000)") {
  IamWorld world;
  const json::Value found = world.ok("GET", "/permission_groups?label=admin_readonly");
  REQUIRE(found.as_array().size() == 1);
  const json::Value& group = at(found, "/0");
  CHECK(at(group, "/name").as_string() == "Administrator Read Only");
  CHECK(at(group, "/status").as_string() == "V");
  CHECK(at(group, "/created_on").as_string() == "2020-07-06T12:19:13.099114Z");
  for (const auto& [name, value] : at(group, "/meta").as_object()) {
    CAPTURE(name);
    CHECK(value.is_string());
  }
  CHECK(at(group, "/meta/scopes").as_string() == "com.cloudflare.api.account");
  CHECK(world.ok("GET", "/permission_groups/" + at(group, "/id").as_string()) == group);
}

TEST_CASE("permission groups: filters are exact; unknown values find nothing (TF)") {
  IamWorld world;
  static const struct {
    const char* query;
    Texts names;
  } kCases[] = {
      {"label=admin", {"Administrator"}},
      {"label=all_privileges", {"Super Administrator - All Privileges"}},
      {"label=domain_admin_readonly", {"Domain Administrator Read Only"}},
      {"label=ADMIN", {}},
      {"label=adm", {}},
      {"name=Administrator", {"Administrator"}},
      {"name=administrator", {}},
      {"name=Administrator&label=admin_readonly", {}},
      {"id=nope", {}},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.query);
    CHECK(texts_of(world.ok("GET", std::string("/permission_groups?") + row.query), "name") ==
          row.names);
  }
  const std::string id = world.permission_group("dns");
  CHECK(texts_of(world.ok("GET", "/permission_groups?id=" + id), "name") == Texts{"DNS"});
}

TEST_CASE("permission groups: pages of 5 to 50 hold every one once, then nothing (OA)") {
  IamWorld world;
  std::set<std::string> ids;
  for (int page = 1;; ++page) {
    const support::Reply reply =
        world.send("GET", "/permission_groups?per_page=1000&page=" + std::to_string(page));
    const json::Value answer = reply.json();
    CHECK(at(answer, "/result_info/per_page").as_integer() == 50);
    CHECK(at(answer, "/result_info/total_count").as_integer() == 95);
    if (at(answer, "/result").as_array().empty()) break;
    for (const std::string& id : texts_of(at(answer, "/result"), "id"))
      CHECK(ids.insert(id).second);
  }
  CHECK(ids.size() == 95);
  CHECK(world.ok("GET", "/permission_groups").as_array().size() == 20);
  CHECK(world.ok("GET", "/permission_groups?per_page=1").as_array().size() == 5);
}

TEST_CASE("permission groups: an unknown id is 404/404, a role's id too") {
  IamWorld world;
  const std::string none = "Permission group not found";
  for (const std::string& id :
       {std::string(32, '0'), std::string("05784afa30c1afe1440e79d9351c7430")})
    CHECK(world.refused("GET", "/permission_groups/" + id, "", none) == "404/404");
  CHECK(world.refused("GET", "/permission_groups/nope") == "404/7003");
}
