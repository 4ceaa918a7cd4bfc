#include <set>

#include "doctest/doctest.h"
#include "json/embedded.h"
#include "support/member_world.h"

namespace {

using support::array_at;
using support::MemberWorld;
using support::role_id;
using support::text_at;

}  // namespace

TEST_CASE("roles: 82 account-wide ones in pages of 5 to 100 (section 6.3)") {
  MemberWorld world;
  std::set<std::string> ids;
  for (int page = 1;; ++page) {
    const json::Value roles =
        MemberWorld::result(world.v4("GET", "/roles?per_page=30&page=" + std::to_string(page)));
    if (roles.as_array().empty()) break;
    for (const json::Value& role : roles.as_array()) ids.insert(text_at(role, "id"));
  }
  CHECK(ids.size() == 82);
  CHECK(array_at(world.v4("GET", "/roles?per_page=100").json(), "result").size() == 82);
  CHECK(array_at(world.v4("GET", "/roles").json(), "result").size() == 20);
  CHECK(array_at(world.v4("GET", "/roles?per_page=1").json(), "result").size() == 5);
}

TEST_CASE("roles: what the Terraform provider looks for by name is there (section 6.3)") {
  MemberWorld world;
  const json::Value roles = MemberWorld::result(world.v4("GET", "/roles?per_page=100"));
  std::set<std::string> names;
  for (const json::Value& role : roles.as_array()) names.insert(text_at(role, "name"));
  CHECK(names.count("Administrator") == 1);
  CHECK(names.count("Super Administrator - All Privileges") == 1);
  const json::Value& first = roles.as_array().at(0);
  CHECK(MemberWorld::result(world.v4("GET", "/roles/" + text_at(first, "id"))) == first);
  CHECK_FALSE(text_at(first, "description").empty());
}

TEST_CASE("roles: permissions name 12 resources and follow the role (docs/compatibility.md)") {
  MemberWorld world;
  const auto permissions = [&](std::string_view label) {
    const json::Value role = MemberWorld::result(world.v4("GET", "/roles/" + role_id(label)));
    std::string text;
    for (const auto& [resource, grants] : role.find("permissions")->as_object()) {
      text += text.empty() ? "" : " ";
      text += resource + (grants.bool_or("write", false)  ? "+w"
                          : grants.bool_or("read", false) ? "+r"
                                                          : "");
    }
    return text;
  };
  CHECK(permissions("all_privileges") ==
        "analytics+w billing+w cache_purge+w dns+w dns_records+w lb+w logs+w organization+w ssl+w "
        "waf+w zone_settings+w zones+w");
  CHECK(permissions("admin") ==
        "analytics+w billing+r cache_purge+w dns+w dns_records+w lb+w logs+w organization+r ssl+w "
        "waf+w zone_settings+w zones+w");
  CHECK(permissions("minimal_account_access") ==
        "analytics billing cache_purge dns dns_records lb logs organization+r ssl waf "
        "zone_settings zones");
  CHECK(permissions("turnstile") ==
        "analytics billing cache_purge dns dns_records lb logs organization ssl waf zone_settings "
        "zones");
}

TEST_CASE("roles: the data on permissions names roles, resources and words that there are") {
  const std::set<std::string> resources{
      "*",    "analytics",    "billing", "cache_purge", "dns",           "dns_records", "lb",
      "logs", "organization", "ssl",     "waf",         "zone_settings", "zones"};
  const json::Value data = json::read_embedded("domain/role_permissions.json");
  for (const auto& [label, role] : data.as_object()) {
    CAPTURE(label);
    CHECK_FALSE(support::entry_labelled(label).role_id.empty());
    for (const auto& [resource, word] : role.as_object()) {
      CAPTURE(resource);
      CHECK(resources.count(resource) == 1);
      CHECK((word.as_string() == "read" || word.as_string() == "write"));
    }
  }
}

TEST_CASE("roles: an unknown id, a permission group's or a domain's is 404/1003") {
  MemberWorld world;
  for (const std::string& id :
       {std::string(32, '0'), support::group_id("admin"), support::group_id("domain_dns")}) {
    CHECK(MemberWorld::failure(world.v4("GET", "/roles/" + id)) == "404/1003");
  }
  CHECK(MemberWorld::failure(world.v4("GET", "/roles/admin")) == "404/7003");
}
