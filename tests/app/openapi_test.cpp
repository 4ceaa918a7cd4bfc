#include "app/openapi.h"

#include <set>
#include <string>

#include "app/routes.h"
#include "doctest/doctest.h"
#include "json/read.h"
#include "support/test_service.h"

namespace {

json::Value description() {
  return std::move(json::parse(app::describe_api("http://127.0.0.1:8787"))).value();
}

// Every "$ref" in the tree.
void collect_refs(const json::Value& value, std::set<std::string>& refs) {
  if (value.is_array()) {
    for (const json::Value& each : value.as_array()) collect_refs(each, refs);
  } else if (value.is_object()) {
    for (const auto& [key, member] : value.as_object()) {
      if (key == "$ref" && member.is_string()) refs.insert(member.as_string());
      collect_refs(member, refs);
    }
  }
}

}  // namespace

TEST_CASE("openapi: every route of the table is described, and nothing else (product.md 4)") {
  const json::Value api = description();
  std::size_t operations = 0;
  std::set<std::string> ids;
  for (const auto& [path, item] : api.find("paths")->as_object()) {
    for (const auto& [method, operation] : item.as_object()) {
      CAPTURE(path);
      CAPTURE(method);
      ++operations;
      CHECK(ids.insert(std::string(operation.string_or("operationId", ""))).second);
      CHECK_FALSE(operation.string_or("summary", "").empty());
    }
  }
  CHECK(operations == app::routes().size());
}

TEST_CASE("openapi: every reference leads to a schema") {
  const json::Value api = description();
  std::set<std::string> refs;
  collect_refs(api, refs);
  CHECK(refs.size() > 10);
  for (const std::string& ref : refs) {
    CAPTURE(ref);
    const std::string prefix = "#/components/schemas/";
    REQUIRE(ref.rfind(prefix, 0) == 0);
    CHECK(api.find("components")->find("schemas")->find(ref.substr(prefix.size())) != nullptr);
  }
}

TEST_CASE("openapi: anybody may read it (product.md 4)") {
  support::TestService service;
  const auto reply = service.send({"GET", "/openapi.json"});
  CHECK(reply.status == 200);
  CHECK(reply.field("Content-Type") == "application/json");
  CHECK(reply.json().string_or("openapi", "") == "3.1.0");
}
