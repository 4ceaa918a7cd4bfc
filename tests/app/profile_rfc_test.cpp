// Profile rfc: every quirk of docs/quirks.md is refused there, unless the RFC allows it after all;
// profile tolerant accepts the same request and names it (product.md section 8).
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "doctest/doctest.h"
#include "support/profile_world.h"

using support::ProfileWorld;
using support::Reply;

namespace {

// `body` of a PATCH: its operations. Names in <> are filled in: ProfileWorld::fill.
struct QuirkRow {
  const char* word;
  const char* method;
  const char* target;
  const char* body;
  int rfc_status;
  const char* rfc_scim_type;
  int tolerant_status = 200;
};

constexpr QuirkRow kQuirks[] = {
    {"string-boolean", "POST", "/Users", R"({"schemas":["<U>"],"userName":"new","active":"True"})",
     400, "invalidValue", 201},
    {"string-boolean", "PUT", "/Users/<ada>",
     R"({"schemas":["<U>"],"userName":"ada","emails":[{"value":"a@b.c","primary":"true"}]})", 400,
     "invalidValue"},
    {"string-boolean", "PATCH", "/Users/<ada>",
     R"([{"op":"replace","path":"active","value":"False"}])", 400, "invalidValue"},
    {"manager-as-string", "PATCH", "/Users/<ada>",
     R"([{"op":"add","path":"<E>:manager","value":"m1"}])", 400, "invalidValue"},
    {"manager-as-string", "POST", "/Users",
     R"({"schemas":["<U>","<E>"],"userName":"new","<E>":{"manager":"m1"}})", 400, "invalidValue",
     201},
    {"manager-as-array", "PATCH", "/Users/<ada>",
     R"([{"op":"add","path":"<E>:manager","value":[{"value":"m1"}]}])", 400, "invalidValue"},
    {"empty-manager", "PATCH", "/Users/<ada>",
     R"([{"op":"replace","path":"<E>:manager","value":""}])", 400, "invalidValue"},
    {"empty-manager", "PATCH", "/Users/<ada>",
     R"([{"op":"replace","path":"<E>:manager","value":{"value":""}}])", 200, ""},
    {"empty-string", "PUT", "/Users/<ada>", R"({"schemas":["<U>"],"userName":"ada","title":""})",
     200, ""},
    {"bare-member-value", "PATCH", "/Groups/<team>",
     R"([{"op":"add","path":"members","value":"<ben>"}])", 400, "invalidValue"},
    {"bare-member-value", "PATCH", "/Groups/<team>",
     R"([{"op":"add","path":"members","value":["<ben>"]}])", 400, "invalidValue"},

    {"unknown-attribute", "POST", "/Users",
     R"({"schemas":["<U>"],"userName":"new","shoeSize":"44"})", 400, "invalidValue", 201},
    {"unknown-attribute", "PUT", "/Users/<ada>",
     R"({"schemas":["<U>"],"userName":"ada","name":{"nickname":"A"}})", 400, "invalidValue"},
    {"unknown-attribute", "PATCH", "/Users/<ada>",
     R"([{"op":"replace","value":{"shoeSize":"44"}}])", 400, "invalidValue"},
    {"unknown-attribute", "PATCH", "/Users/<ada>",
     R"([{"op":"add","path":"emails","value":[{"value":"x@b.c","kind":"work"}]}])", 400,
     "invalidValue"},
    {"unknown-attribute", "PATCH", "/Groups/<team>",
     R"([{"op":"add","path":"members","value":[{"value":"<ben>","displayName":"B"}]}])", 400,
     "invalidValue"},
    {"unknown-attribute", "POST", "/Groups",
     R"({"schemas":["<G>"],"displayName":"new","description":"d"})", 400, "invalidValue", 201},
    {"unknown-schema-urn", "POST", "/Groups",
     R"({"schemas":["<G>","http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/)"
     R"(2.0/Group"],)"
     R"("displayName":"new"})",
     400, "invalidValue", 201},
    {"unknown-schema-urn", "POST", "/Users",
     R"({"schemas":["<U>","urn:scim:schemas:core:1.0"],"userName":"new"})", 400, "invalidValue",
     201},
    {"undeclared-extension", "POST", "/Users",
     R"({"schemas":["<U>"],"userName":"new","<E>":{"department":"R"}})", 400, "invalidValue", 201},
    {"unqualified-extension-attribute", "POST", "/Users",
     R"({"schemas":["<U>"],"userName":"new","department":"R"})", 400, "invalidValue", 201},
    {"unqualified-extension-attribute", "PATCH", "/Users/<ada>",
     R"([{"op":"replace","value":{"department":"R"}}])", 400, "invalidValue"},

    {"capitalised-op", "PATCH", "/Users/<ada>", R"([{"op":"Replace","path":"title","value":"Dr"}])",
     400, "invalidSyntax"},
    {"dotted-key", "PATCH", "/Users/<ada>", R"([{"op":"replace","value":{"name.givenName":"A"}}])",
     400, "invalidValue"},
    {"urn-key", "PATCH", "/Users/<ada>", R"([{"op":"replace","value":{"<E>:department":"R"}}])",
     400, "invalidValue"},
    {"path-as-key", "PATCH", "/Users/<ada>",
     R"([{"op":"replace","value":{"emails[type eq \"work\"].value":"a@b.c"}}])", 400,
     "invalidValue"},
    {"read-only-in-patch-value", "PATCH", "/Users/<ada>",
     R"([{"op":"replace","value":{"id":"<ada>","title":"Dr"}}])", 200, ""},
    {"read-only-in-patch-value", "PATCH", "/Users/<ada>",
     R"([{"op":"replace","value":{"id":"<ben>","title":"Dr"}}])", 400, "mutability"},
    {"read-only-in-patch-value", "PATCH", "/Users/<ada>",
     R"([{"op":"add","value":{"meta":{"resourceType":"Group"}}}])", 400, "mutability"},
    {"read-only-in-patch-value", "PATCH", "/Users/<ada>",
     R"([{"op":"replace","value":{"meta":{"resourceType":"User"},"title":"Dr"}}])", 200, ""},
    {"read-only-in-patch-value", "PATCH", "/Users/<ada>",
     R"([{"op":"replace","value":{"groups":[]}}])", 400, "mutability"},
    {"read-only-in-patch-value", "PATCH", "/Users/<ada>",
     R"([{"op":"replace","value":{"groups":[{"value":"<team>"}],"title":"Dr"}}])", 200, ""},
    {"read-only-in-patch-value", "PATCH", "/Groups/<team>",
     R"([{"op":"replace","value":{"id":"<team>","displayName":"New"}}])", 200, ""},
    {"read-only-in-patch-value", "PATCH", "/Groups/<team>",
     R"([{"op":"replace","value":{"schemas":["<G>"],"displayName":"New"}}])", 200, ""},
    {"read-only-in-patch-value", "PATCH", "/Groups/<team>",
     R"([{"op":"replace","value":{"schemas":["<U>"],"displayName":"New"}}])", 400, "mutability"},
    {"read-only-in-patch-value", "PATCH", "/Groups/<team>",
     R"([{"op":"replace","value":{"schemas":[],"displayName":"New"}}])", 400, "mutability"},
    {"remove-members-by-value", "PATCH", "/Groups/<team>",
     R"([{"op":"remove","path":"members","value":[{"value":"<ada>"}]}])", 400, "invalidValue"},
    {"remove-members-empty-value", "PATCH", "/Groups/<team>",
     R"([{"op":"remove","path":"members","value":[]}])", 400, "invalidValue"},
    {"remove-by-value", "PATCH", "/Users/<ada>",
     R"([{"op":"remove","path":"emails","value":[{"value":"ada@example.com"}]}])", 400,
     "invalidValue"},
    {"value-path-created", "PATCH", "/Users/<ada>",
     R"([{"op":"replace","path":"emails[type eq \"other\"].value","value":"a@b.c"}])", 400,
     "noTarget"},
    {"value-path-created", "PATCH", "/Users/<ada>",
     R"([{"op":"add","path":"emails[type eq \"other\"].value","value":"a@b.c"}])", 200, ""},
    {"extension-path", "PATCH", "/Users/<ada>",
     R"([{"op":"add","path":"<E>","value":{"department":"R"}}])", 400, "invalidPath"},

    {"unquoted-literal", "GET", "/Users?filter=userName eq ada", "", 400, "invalidFilter"},
    {"unquoted-literal", "PATCH", "/Users/<ada>",
     R"([{"op":"replace","path":"emails[type eq work].value","value":"a@b.c"}])", 400,
     "invalidFilter"},
    {"implicit-value", "GET", "/Users?filter=manager eq \"m1\"", "", 400, "invalidFilter"},
    {"implicit-value", "GET", "/Groups?filter=members eq \"<ada>\"", "", 200, ""},
    {"value-path-sub-attribute-filter", "GET",
     "/Users?filter=emails[type eq \"work\"].value eq \"x\"", "", 400, "invalidFilter"},
    {"boolean-as-string", "GET", "/Users?filter=active eq \"True\"", "", 400, "invalidFilter"},
    {"boolean-as-string", "PATCH", "/Users/<ada>",
     R"([{"op":"add","path":"roles[primary eq \"True\"].value","value":"r"}])", 400,
     "invalidFilter"},
    {"urn-dot-attribute", "GET", "/Users?filter=<E>.department eq \"R\"", "", 400, "invalidFilter"},
    {"urn-dot-attribute", "PATCH", "/Users/<ada>",
     R"([{"op":"replace","path":"<E>.department","value":"R"}])", 400, "invalidPath"},

    {"inactive-member-skipped", "PATCH", "/Groups/<team>",
     R"([{"op":"add","path":"members","value":[{"value":"<cid>"}]}])", 400, "invalidValue"},
    {"inactive-member-skipped", "POST", "/Groups",
     R"({"schemas":["<G>"],"displayName":"new","members":[{"value":"<cid>"}]})", 400,
     "invalidValue", 201},
};

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  REQUIRE_MESSAGE(!text.str().empty(), "the tests run where " << path << " is");
  return text.str();
}

std::set<std::string> all_matches(const std::string& text, const char* pattern) {
  const std::regex expression(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at)
    found.insert((*at)[1].str());
  return found;
}

// The words that begin a row of a table in docs/quirks.md.
std::set<std::string> documented_words() {
  return all_matches(text_of("docs/quirks.md"), R"(\n\| `([a-z-]+)`)");
}

}  // namespace

TEST_CASE("profile rfc: every quirk is refused with the RFC's error, or is none by the RFC") {
  for (const QuirkRow& row : kQuirks) {
    ProfileWorld world("rfc");
    const std::string before = world.service.dump_state();
    const Reply reply = world.send(row.method, row.target, row.body);
    CAPTURE(row.word);
    CAPTURE(row.body);
    CAPTURE(reply.body);
    CHECK(reply.status == row.rfc_status);
    CHECK(world.quirks(reply) == "");
    if (row.rfc_status < 400) continue;
    CHECK(reply.json().string_or("scimType", "") == row.rfc_scim_type);
    CHECK(world.service.dump_state() == before);
  }
}

TEST_CASE("profile tolerant: every quirk is accepted and named in Scimd-Quirks") {
  for (const QuirkRow& row : kQuirks) {
    ProfileWorld world("tolerant");
    const Reply reply = world.send(row.method, row.target, row.body);
    CAPTURE(row.word);
    CAPTURE(row.body);
    CAPTURE(reply.body);
    CHECK(reply.status == row.tolerant_status);
    CHECK(world.has_quirk(reply, row.word));
    CHECK(world.service.verify() == "");
  }
}

TEST_CASE("profile rfc: the only Super Administrator stays, and the answer says so (seed 001)") {
  for (const char* profile : {"rfc", "tolerant", "cloudflare"}) {
    CAPTURE(profile);
    ProfileWorld world(profile);
    const Reply reply = world.send("PATCH", "/Users/<admin>",
                                   R"([{"op":"replace","path":"active","value":false}])");
    CHECK(reply.status == 200);
    CHECK(world.has_quirk(reply, "only-super-administrator-kept"));
    CHECK(reply.json().bool_or("active", false));
  }
}

TEST_CASE("quirks: docs/quirks.md explains every word there is, and the tables here try each") {
  std::set<std::string> words;
  for (const auto& file : std::filesystem::recursive_directory_iterator("src")) {
    if (file.path().extension() == ".cpp")
      words.merge(all_matches(text_of(file.path()), R"#(note\("([a-z-]+)"\))#"));
  }
  words.merge(
      all_matches(text_of("src/scim/idp_dialect.h"), R"#(string_view k\w+ = "([a-z-]+)";)#"));
  const std::set<std::string> documented = documented_words();
  CHECK(words == documented);
  // The one above, and the one that only profile cloudflare has.
  std::set<std::string> tried{"only-super-administrator-kept", "patch-without-effect"};
  for (const QuirkRow& row : kQuirks) tried.insert(row.word);
  CHECK(tried == documented);
}

TEST_CASE("profile rfc: a POST of a userName that exists is 409, whoever has it (RFC 7644 3.3)") {
  for (const char* name : {"ada", "ADA", "cid", "admin@scimd.test"}) {
    CAPTURE(name);
    const std::string body = R"({"schemas":["<U>"],"userName":")" + std::string(name) + "\"}";
    ProfileWorld strict("rfc");
    const Reply refused = strict.send("POST", "/Users", body);
    CHECK(refused.status == 409);
    CHECK(refused.json().string_or("scimType", "") == "uniqueness");
    ProfileWorld tolerant("tolerant");
    const bool managed = std::string_view(name) == "ada" || std::string_view(name) == "ADA";
    CHECK(tolerant.send("POST", "/Users", body).status == (managed ? 409 : 201));
  }
}

TEST_CASE("profile rfc: POST and PUT ignore read-only attributes (RFC 7644 3.3 and 3.5.1)") {
  ProfileWorld world("rfc");
  const Reply created = world.send(
      "POST", "/Users",
      R"({"schemas":["<U>","<E>"],"userName":"new","id":"1","meta":{"version":"x"},"groups":[1],)"
      R"("<E>":{"manager":{"value":"m","displayName":"M"}}})");
  CHECK(created.status == 201);
  CHECK(created.body.find("displayName") == std::string::npos);
  CHECK(world
            .send("PUT", "/Users/<ada>",
                  R"({"schemas":["<U>"],"userName":"ada","id":"<ben>","groups":[]})")
            .status == 200);
}

TEST_CASE("profile rfc: a PATCH may repeat what is read-only and may not change it") {
  const struct {
    const char* target;
    const char* operation;
    int status;
  } rows[] = {
      {"/Users/<ada>", R"({"op":"replace","path":"id","value":"<ada>"})", 400},
      {"/Users/<ada>", R"({"op":"replace","path":"groups","value":[]})", 400},
      {"/Users/<ada>", R"({"op":"remove","path":"meta"})", 400},
      {"/Users/<ada>", R"({"op":"replace","path":"shoeSize","value":1})", 400},
      {"/Users/<ada>", R"({"op":"add","path":"<E>:manager","value":{"value":"m"}})", 200},
      {"/Users/<ada>",
       R"({"op":"add","path":"<E>:manager","value":{"value":"m","displayName":"M"}})", 400},
      {"/Users/<ada>",
       R"({"op":"add","path":"<E>:manager","value":{"value":"m","displayName":null}})", 200},
      {"/Users/<ada>", R"({"op":"add","value":{"groups":[{"value":"<team>"}]}})", 200},
      {"/Users/<ada>", R"({"op":"add","value":{"groups":[{"value":"<ada>"}]}})", 400},
      {"/Users/<ben>", R"({"op":"replace","value":{"groups":[]}})", 200},
      {"/Users/<ada>", R"({"op":"replace","value":{"schemas":["<U>","<E>"]}})", 200},
      {"/Users/<ada>", R"({"op":"replace","value":{"meta":{"version":"W/\"0\""}}})", 400},
      {"/Groups/<team>", R"({"op":"add","path":"members","value":{"value":"<ben>","type":"User"}})",
       200},
  };
  for (const auto& row : rows) {
    ProfileWorld world("rfc");
    const Reply reply = world.send("PATCH", row.target, "[" + std::string(row.operation) + "]");
    CAPTURE(row.operation);
    CAPTURE(reply.body);
    CHECK(reply.status == row.status);
  }
}
