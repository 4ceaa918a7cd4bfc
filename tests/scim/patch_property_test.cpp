// Random PATCH messages, seeded: whatever they say, they fail or leave a valid resource.
#include <cstdint>
#include <random>
#include <string>

#include "doctest/doctest.h"
#include "scim/parsed.h"
#include "scim/patch.h"
#include "scim/validate.h"

using scim::Strictness;
using scim_test::parsed;
using scim_test::with_urns;

namespace {

constexpr const char* kPaths[] = {
    "userName",
    "title",
    "active",
    "externalId",
    "password",
    "id",
    "schemas",
    "noSuch",
    "name",
    "name.givenName",
    "emails",
    "emails.display",
    "emails.primary",
    "emails[type eq \\\"work\\\"]",
    "emails[type eq \\\"work\\\"].value",
    "emails[type eq \\\"work\\\"].primary",
    "emails[type eq \\\"work\\\"].type",
    "emails[primary eq true]",
    "emails[primary eq \\\"True\\\"].value",
    "emails[not (type pr)]",
    "roles",
    "roles[value eq \\\"a\\\" or value eq \\\"b\\\"].display",
    "roles[value sw \\\"a\\\"]",
    "addresses[type eq \\\"home\\\" and primary eq true].country",
    "x509Certificates",
    "manager",
    "manager.value",
    "<E>",
    "<E>:department",
    "<E>:manager",
    "name.familyName",
    "emails[value ew \\\"b\\\"]",
};

constexpr const char* kValues[] = {
    R"("x")",
    R"("")",
    R"("a@b")",
    "null",
    "true",
    "false",
    R"("False")",
    "7",
    "[]",
    "{}",
    R"(["x"])",
    "[null]",
    R"({"value":"a@b"})",
    R"({"value":"a@b","type":"home","primary":"true"})",
    R"({"type":"work","primary":false})",
    R"([{"value":"a@b","type":"work","primary":true}])",
    R"([{"value":"c@d","primary":true},{"value":"e@f"}])",
    R"([{"value":"c@d","primary":true},{"value":"e@f","primary":true}])",
    R"({"givenName":"G","familyName":null})",
    R"({"department":"D","manager":""})",
    R"({"title":"t","name.givenName":"z","emails[type eq \"other\"].value":"o@p"})",
    R"({"userName":"n","id":"1","noSuch":1,"active":"True"})",
    R"({"<E>":{"manager":[{"value":"m"}],"costCenter":"1"}})",
    R"({"<E>":null,"emails":null})",
    R"([{"value":"a"},{"value":"b","display":"B"}])",
    R"({"value":""})",
};

class Messages {
 public:
  explicit Messages(std::uint32_t seed) : random_(seed) {}

  std::string operation() {
    static constexpr const char* kOps[] = {"add", "remove", "replace", "Replace"};
    std::string text = R"({"op":")" + std::string(kOps[below(4)]) + "\"";
    if (below(6) != 0)
      text += R"(,"path":")" + std::string(kPaths[below(std::size(kPaths))]) + "\"";
    if (below(8) != 0) text += R"(,"value":)" + std::string(kValues[below(std::size(kValues))]);
    return with_urns(text + "}");
  }

  std::size_t below(std::size_t n) { return random_() % n; }

 private:
  std::mt19937 random_;
};

base::Status patch(json::Value& attributes, const std::string& operations, Strictness strictness) {
  scim::Quirks quirks;
  scim::RelationChange change;
  auto read = scim::read_patch(
      parsed(with_urns(R"({"schemas":["<P>"],"Operations":[)") + operations + "]}"),
      scim_test::user_type(), strictness, quirks);
  if (!read.ok()) return read.error();
  auto applied = scim::apply_patch(read.value(), scim_test::user_type(), strictness, {},
                                   attributes.as_object(), change, quirks);
  if (!applied.ok()) return applied;
  CHECK(change.empty());
  return scim::validate(scim_test::user_type(), attributes.as_object());
}

// A valid stored form is what a POST of itself would store, word for word, without a quirk but the
// undeclared URN.
void require_valid(const json::Value& attributes) {
  json::Value body = attributes;
  body.as_object().set("schemas", parsed(with_urns(R"(["<U>","<E>"])")));
  scim::Quirks quirks;
  auto read = scim::read_resource(body, scim_test::user_type(), Strictness::kRfc, quirks);
  REQUIRE_MESSAGE(read.ok(), read.error().detail);
  REQUIRE(json::write(read.value().attributes) == json::write(attributes));
  REQUIRE(quirks.words().empty());
  const json::Value* urn = attributes.find(with_urns("<E>"));
  if (urn != nullptr) REQUIRE_FALSE(urn->as_object().empty());
}

}  // namespace

TEST_CASE("patch: any message fails or leaves a valid resource (seeded property)") {
  int applied = 0;
  for (std::uint32_t seed = 1; seed <= 400; ++seed) {
    CAPTURE(seed);
    Messages messages(seed);
    Strictness strictness = seed % 4 == 0 ? Strictness::kRfc : Strictness::kTolerant;
    json::Value attributes = parsed(R"({"userName":"b","active":false})");
    for (int round = 0; round < 30; ++round) {
      std::string operations = messages.operation();
      for (std::size_t more = messages.below(3); more > 0; --more)
        operations += "," + messages.operation();
      CAPTURE(operations);
      json::Value after = attributes;
      if (!patch(after, operations, strictness).ok()) continue;
      require_valid(after);
      attributes = std::move(after);
      ++applied;
    }
  }
  CHECK(applied > 1000);  // else the test says nothing
}

TEST_CASE("patch: an operation done twice is done once (RFC 7644 3.5.2.1, seeded property)") {
  int applied = 0;
  for (std::uint32_t seed = 1001; seed <= 1400; ++seed) {
    CAPTURE(seed);
    Messages messages(seed);
    json::Value attributes = parsed(R"({"userName":"b","active":false})");
    for (int round = 0; round < 30; ++round) {
      std::string operation = messages.operation();
      CAPTURE(operation);
      json::Value once = attributes;
      if (!patch(once, operation, Strictness::kTolerant).ok()) continue;
      json::Value twice = once;
      auto again = patch(twice, operation, Strictness::kTolerant);
      // What a filter chose may no longer be what it chooses: `emails[type eq "work"].type`
      // replaced by "home".
      bool gone = !again.ok() && again.error().code == base::ErrorCode::kNoTarget &&
                  operation.find('[') != std::string::npos;
      if (!gone) {
        REQUIRE_MESSAGE(again.ok(), again.error().detail);
        REQUIRE(json::write(twice) == json::write(once));
      }
      attributes = std::move(once);
      ++applied;
    }
  }
  CHECK(applied > 1000);
}
