#include "scim/bulk.h"

#include <chrono>

#include "doctest/doctest.h"
#include "scim/bulk_references.h"
#include "scim/parsed.h"

using scim_test::parsed;
using scim_test::with_urns;

namespace {

constexpr const char* kHead = R"({"schemas":["<B>"],"Operations":[)";

// <B> stands for the URN of a bulk request.
base::Result<scim::BulkRequest> read(std::string body) {
  constexpr std::string_view kMark = "<B>";
  if (const std::size_t at = body.find(kMark); at != std::string::npos)
    body.replace(at, kMark.size(), scim::kBulkRequestUrn);
  return scim::read_bulk(parsed(with_urns(std::move(body))), scim::Registry::built_in());
}

std::string post_user(const std::string& bulk_id, const std::string& manager = {}) {
  return R"({"method":"POST","path":"/Users","bulkId":")" + bulk_id +
         R"(","data":{"userName":"u")" +
         (manager.empty() ? "" : R"(,"<E>":{"manager":{"value":"bulkId:)" + manager + R"("}})") +
         "}}";
}
std::string post_group(const std::string& bulk_id, const std::vector<std::string>& members) {
  std::string values;
  for (const std::string& member : members)
    values += (values.empty() ? "" : ",") + (R"({"value":"bulkId:)" + member + R"("})");
  return R"({"method":"POST","path":"/Groups","bulkId":")" + bulk_id +
         R"(","data":{"displayName":"g","members":[)" + values + "]}}";
}

// The plan as text: units in order, "0" done in one piece, "0-" made without, "0+" completed.
std::string plan_of(const std::string& operations) {
  auto request = read(kHead + operations + "]}");
  REQUIRE(request.ok());
  std::string text;
  for (const scim::BulkUnit& unit : scim::plan_bulk(request.value().operations)) {
    if (!text.empty()) text += ' ';
    std::string steps;
    for (const scim::BulkStep& step : unit) {
      if (!steps.empty()) steps += ',';
      steps += std::to_string(step.operation);
      if (step.kind == scim::BulkStep::Kind::kCreate) steps += '-';
      if (step.kind == scim::BulkStep::Kind::kComplete) steps += '+';
    }
    text += unit.size() == 1 ? steps : "(" + steps + ")";
  }
  return text;
}

}  // namespace

TEST_CASE("bulk: a message that is none is refused as a whole (RFC 7644 3.7)") {
  static const struct {
    const char* body;
    const char* code;
  } kCases[] = {
      {"[]", "invalidSyntax"},
      {R"({"Operations":[{"method":"DELETE","path":"/Users/x"}]})", "invalidSyntax"},
      {R"({"schemas":["<P>"],"Operations":[{"method":"DELETE","path":"/Users/x"}]})",
       "invalidSyntax"},
      {R"({"schemas":["<B>"]})", "invalidSyntax"},
      {R"({"schemas":["<B>"],"Operations":{}})", "invalidSyntax"},
      {R"({"schemas":["<B>"],"Operations":[]})", "invalidSyntax"},
      {R"({"schemas":["<B>"],"Operations":[1]})", "invalidSyntax"},
      {R"({"schemas":["<B>"],"operations":[],"Operations":[]})", "invalidSyntax"},
      {R"({"schemas":["<B>"],"Operations":[{"path":"/a","PATH":"/b"}]})", "invalidSyntax"},
      {R"({"schemas":["<B>"],"failOnErrors":-1,"Operations":[{}]})", "invalidValue"},
      {R"({"schemas":["<B>"],"failOnErrors":"1","Operations":[{}]})", "invalidValue"},
      {R"({"schemas":["<B>"],"failOnErrors":1.5,"Operations":[{}]})", "invalidValue"},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.body);
    const auto request = read(row.body);
    REQUIRE_FALSE(request.ok());
    CHECK(scim_test::name_of(request.error().code) == row.code);
  }
  std::string many = kHead;
  for (int i = 0; i <= 1000; ++i)
    many += std::string(i == 0 ? "" : ",") + R"({"method":"DELETE","path":"/Users/x"})";
  const auto request = read(many + "]}");
  REQUIRE_FALSE(request.ok());
  CHECK(scim_test::name_of(request.error().code) == "tooManyOperations");
  CHECK(request.error().detail.find("maxOperations (1000)") != std::string::npos);
}

TEST_CASE("bulk: what is wrong with one operation is that operation's fault (RFC 7644 3.7)") {
  static const struct {
    const char* operation;
    const char* fault;  // a part of its detail; empty: none
  } kCases[] = {
      {R"({"method":"POST","path":"/Users","bulkId":"a","data":{}})", ""},
      {R"({"METHOD":"DELETE","Path":"/Users/x"})", ""},
      {R"({"method":"PUT","path":"/Users/x","data":{},"version":"W/\"1\"","bulkId":"q"})", ""},
      {R"({"method":"GET","path":"/Users"})", "method must be"},
      {R"({"method":"post","path":"/Users","bulkId":"a","data":{}})", "method must be"},
      {R"({"path":"/Users","bulkId":"a","data":{}})", "method must be"},
      {R"({"method":1,"path":"/Users"})", "method must be a string"},
      {R"({"method":"POST","bulkId":"a","data":{}})", "path must begin"},
      {R"({"method":"POST","path":"Users","bulkId":"a","data":{}})", "path must begin"},
      {R"({"method":"POST","path":"","bulkId":"a","data":{}})", "path must begin"},
      {R"({"method":"POST","path":["/Users"],"bulkId":"a","data":{}})", "path must be a string"},
      {R"({"method":"POST","path":"/Users/x","bulkId":"a","data":{}})", "endpoint of a resource"},
      {R"({"method":"POST","path":"/Things","bulkId":"a","data":{}})", "no resource type"},
      {R"({"method":"POST","path":"/users","bulkId":"a","data":{}})", "no resource type"},
      {R"({"method":"POST","path":"/Bulk","bulkId":"a","data":{}})", "no bulk requests"},
      {R"({"method":"POST","path":"/Users","data":{}})", "needs a bulkId"},
      {R"({"method":"POST","path":"/Users","bulkId":"","data":{}})", "needs a bulkId"},
      {R"({"method":"POST","path":"/Users","bulkId":7,"data":{}})", "bulkId must be a string"},
      {R"({"method":"POST","path":"/Users","bulkId":"a"})", "needs data"},
      {R"({"method":"PATCH","path":"/Users/x"})", "needs data"},
      {R"({"method":"PATCH","path":"/Users","data":{}})", "must name one resource"},
      {R"({"method":"PUT","path":"/Users/","data":{}})", "must name one resource"},
      {R"({"method":"DELETE","path":"/Users"})", "must name one resource"},
      {R"({"method":"DELETE","path":"/Users/x","version":1})", "version must be a string"},
      {R"({"method":"DELETE","path":"/Users/bulkId:none"})", "bulkId:none"},
      {R"({"method":"POST","path":"/Groups","bulkId":"a",)"
       R"("data":{"members":[{"value":"bulkId:none"}]}})",
       "bulkId:none"},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.operation);
    const auto request = read(kHead + std::string(row.operation) + "]}");
    REQUIRE(request.ok());
    const auto& fault = request.value().operations[0].fault;
    CHECK(fault.has_value() == (row.fault[0] != '\0'));
    if (fault) CHECK(fault->detail.find(row.fault) != std::string::npos);
  }
  const auto long_path =
      read(kHead + (R"({"method":"DELETE","path":"/Users/)" + std::string(8000, 'x')) + R"("}]})");
  REQUIRE(long_path.ok());
  CHECK(long_path.value().operations[0].fault->detail == "path is longer than 8000 bytes");
  const auto twice = read(kHead + post_user("a") + "," + post_user("a") + "]}");
  REQUIRE(twice.ok());
  CHECK_FALSE(twice.value().operations[0].fault.has_value());
  CHECK(twice.value().operations[1].fault.has_value());
}

TEST_CASE("bulk: a bulkId is a reference only where the schema has one (RFC 7644 3.7.2)") {
  static const struct {
    const char* endpoint;
    bool is_patch;
    const char* data;
    const char* replaced;  // with x for every reference to "a"
  } kCases[] = {
      {"Users", false, R"({"userName":"bulkId:a","title":"bulkId:a"})", nullptr},
      {"Users", false, R"({"<E>":{"manager":{"value":"bulkId:a"}}})",
       R"({"<E>":{"manager":{"value":"x"}}})"},
      {"Users", false, R"({"<E>":{"manager":{"value":"m","$ref":"/v2/Users/bulkId:a"}}})",
       R"({"<E>":{"manager":{"value":"m","$ref":"/v2/Users/x"}}})"},
      {"Users", false, R"({"<E>":{"manager":"bulkId:a","department":"bulkId:a"}})",
       R"({"<E>":{"manager":"x","department":"bulkId:a"}})"},
      {"Users", false, R"({"manager":[{"value":"bulkId:a"}]})", R"({"manager":[{"value":"x"}]})"},
      {"Users", false, R"({"emails":[{"value":"bulkId:a"}],"photos":[{"value":"bulkId:a"}]})",
       nullptr},
      {"Users", false, R"({"groups":[{"value":"bulkId:a"}]})", nullptr},
      {"Groups", false, R"({"MEMBERS":[{"Value":"bulkId:a","display":"bulkId:a"},{"value":"y"}]})",
       R"({"MEMBERS":[{"Value":"x","display":"bulkId:a"},{"value":"y"}]})"},
      {"Groups", false, R"({"members":[{"value":"bulkId:A"},{"value":" bulkId:a"}]})", nullptr},
      {"Groups", true, R"({"Operations":[{"op":"add","path":"members","value":["bulkId:a"]}]})",
       R"({"Operations":[{"op":"add","path":"members","value":["x"]}]})"},
      {"Groups", true,
       R"({"operations":[{"op":"remove","Path":"members[value eq \"bulkId:a\"]"}]})",
       R"({"operations":[{"op":"remove","Path":"members[value eq \"x\"]"}]})"},
      {"Groups", true,
       R"({"Operations":[{"op":"remove",)"
       R"("path":"members[value eq \"bulkId:a\" or value eq \"bulkId:a\"]"}]})",
       R"({"Operations":[{"op":"remove","path":"members[value eq \"x\" or value eq \"x\"]"}]})"},
      {"Groups", true,
       R"({"Operations":[{"op":"add","value":)"
       R"({"members":{"value":"bulkId:a"},"displayName":"bulkId:a"}}]})",
       R"({"Operations":[{"op":"add","value":)"
       R"({"members":{"value":"x"},"displayName":"bulkId:a"}}]})"},
      {"Users", true,
       R"({"Operations":[{"op":"replace","path":"<E>:manager.value","value":"bulkId:a"}]})",
       R"({"Operations":[{"op":"replace","path":"<E>:manager.value","value":"x"}]})"},
      {"Users", true,
       R"({"Operations":[{"op":"replace","path":"manager.displayName","value":"bulkId:a"}]})",
       nullptr},
      {"Users", true, R"({"Operations":[{"op":"add","value":{"<E>:manager":"bulkId:a"}}]})",
       R"({"Operations":[{"op":"add","value":{"<E>:manager":"x"}}]})"},
      {"Users", true,
       R"({"Operations":[{"op":"replace",)"
       R"("path":"emails[value eq \"bulkId:a\"].type","value":"work"}]})",
       nullptr},
      {"Users", true,
       R"({"Operations":[{"op":"replace","path":"<E>","value":{"manager":"bulkId:a"}}]})",
       R"({"Operations":[{"op":"replace","path":"<E>","value":{"manager":"x"}}]})"},
      {"Users", true, R"({"Operations":[7,{"op":"add","path":"members[","value":null}]})", nullptr},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.data);
    json::Value data = parsed(with_urns(row.data));
    scim::replace_bulk_ids(data, row.is_patch ? scim::BulkData::kPatch : scim::BulkData::kResource,
                           scim_test::type_of(row.endpoint),
                           [](std::string_view bulk_id) -> std::optional<std::string> {
                             return bulk_id == "a" ? std::optional<std::string>("x") : std::nullopt;
                           });
    CHECK(json::write(data) ==
          json::write(parsed(with_urns(row.replaced ? row.replaced : row.data))));
  }
}

TEST_CASE("bulk: each operation comes behind those it needs, else in the order of the request") {
  static const std::string kPatchA =
      R"({"method":"PATCH","path":"/Users/bulkId:a","data":{"Operations":[]}})";
  static const std::string kDeleteA = R"({"method":"DELETE","path":"/Users/bulkId:a"})";
  static const std::string kPatchNeedsB =
      R"({"method":"PATCH","path":"/Users/bulkId:a","data":{"Operations":[)"
      R"({"op":"add","path":"manager","value":"bulkId:b"}]}})";
  const struct {
    std::vector<std::string> operations;
    const char* plan;
  } kCases[] = {
      {{post_user("a"), post_user("b"), post_group("g", {"a", "b"})}, "0 1 2"},
      {{post_group("g", {"a", "b"}), post_user("a"), post_user("b")}, "1 2 0"},
      {{post_group("g", {"a"}), post_user("a"), post_user("b")}, "1 0 2"},
      {{post_user("a", "b"), post_user("b", "c"), post_user("c")}, "2 1 0"},
      {{kPatchA, post_user("a"), kDeleteA}, "1 0 2"},
      // What has the same path keeps its order, whatever else it waits for.
      {{kPatchNeedsB, kDeleteA, post_user("a"), post_user("b")}, "2 3 0 1"},
      {{post_user("a", "a")}, "(0-,0+)"},
      {{post_user("a", "b"), post_user("b", "a")}, "(0-,1,0+)"},
      {{post_user("x"), post_user("a", "b"), post_user("b", "c"), post_user("c", "a")},
       "0 (1-,3,2,1+)"},
      // Two circles and what hangs on them.
      {{post_group("g", {"a", "d"}), post_user("a", "b"), post_user("b", "a"), post_user("d", "d")},
       "(1-,2,1+) (3-,3+) 0"},
      {{post_user("a", "b"), post_user("b", "a"), kDeleteA}, "(0-,1,0+) 2"},
      // A reference to nothing holds nothing up.
      {{post_user("a", "none"), post_user("b", "a")}, "0 1"},
  };
  for (const auto& row : kCases) {
    std::string operations;
    for (const std::string& operation : row.operations)
      operations += (operations.empty() ? "" : ",") + operation;
    CAPTURE(operations);
    CHECK(plan_of(operations) == row.plan);
  }
}

TEST_CASE("bulk: any tangle of references is planned, each operation once, in little time") {
  // Everybody refers to everybody: the most references that fit a message.
  constexpr int kGroups = 500;
  std::vector<std::string> all;
  for (int i = 0; i < kGroups; ++i) all.push_back(std::to_string(i));
  std::string operations;
  for (const std::string& id : all) operations += (id == "0" ? "" : ",") + post_group(id, all);
  auto request = read(kHead + operations + "]}");
  REQUIRE(request.ok());
  const auto begin = std::chrono::steady_clock::now();
  const auto plan = scim::plan_bulk(request.value().operations);
  const auto took = std::chrono::steady_clock::now() - begin;
  REQUIRE(plan.size() == 1);
  std::vector<int> made(kGroups);
  for (const scim::BulkStep& step : plan[0])
    made[step.operation] += step.kind == scim::BulkStep::Kind::kComplete ? 0 : 1;
  CHECK(made == std::vector<int>(kGroups, 1));
  CHECK(std::chrono::duration_cast<std::chrono::seconds>(took).count() < 5);
}
