#include "scim/patch.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "scim/parsed.h"
#include "scim/validate.h"

using scim::Strictness;
using scim_test::parsed;
using scim_test::with_urns;

namespace {

using Names = std::set<std::string>;

Names names_after(const Names& stored, const scim::RelationChange& change) {
  Names names = change.cleared() ? Names() : stored;
  for (const std::string& value : change.removed()) names.erase(value);
  for (const std::string& value : change.added()) names.insert(value);
  return names;
}

// The store's side of a relation: members are the ids in `stored`, all of them users.
scim::RelationMatcher matcher(const Names& stored) {
  return [stored](const scim::RelationChange& change,
                  const scim::FilterNode& filter) -> base::Result<std::vector<std::string>> {
    std::vector<std::string> matched;
    for (const std::string& name : names_after(stored, change)) {
      json::Object element{{"value", json::Value(name)}, {"type", json::Value("User")}};
      if (scim::matches_value(filter, json::Value(std::move(element)))) matched.push_back(name);
    }
    return matched;
  };
}

struct Patched {
  std::string result;   // compact JSON of the attributes, or "noTarget: detail"
  std::string members;  // "u1,u2"
  std::string quirks;
};

Patched patch_with(std::string_view endpoint, const std::string& before, const Names& members, const std::string& body,
                   Strictness strictness) {
  const scim::ResourceType& type = scim_test::type_of(endpoint);
  json::Value attributes = parsed(with_urns(before));
  scim::RelationChange change;
  scim::Quirks quirks;
  auto run = [&]() -> base::Status {
    auto operations = scim::read_patch(parsed(with_urns(body)), type, strictness, quirks);
    if (!operations.ok()) return operations.error();
    auto applied = scim::apply_patch(operations.value(), type, strictness, matcher(members), attributes.as_object(),
                                     change, quirks);
    if (!applied.ok()) return applied;
    return scim::validate(type, attributes.as_object());
  };
  auto status = run();
  Patched patched;
  patched.quirks = scim_test::words_of(quirks);
  patched.result = status.ok() ? json::write(attributes)
                               : std::string(scim_test::name_of(status.error().code)) + ": " + status.error().detail;
  for (const std::string& name : names_after(members, change))
    patched.members += (patched.members.empty() ? "" : ",") + name;
  return patched;
}

std::string message(const std::string& operations) {
  return R"({"schemas":["<P>"],"Operations":[)" + operations + "]}";
}

Patched patch_user(const std::string& before, const std::string& operations,
                   Strictness strictness = Strictness::kTolerant) {
  return patch_with("Users", before, {}, message(operations), strictness);
}

Patched patch_group(const Names& members, const std::string& operations, Strictness strictness = Strictness::kTolerant) {
  return patch_with("Groups", R"({"displayName":"g"})", members, message(operations), strictness);
}

bool starts_with(const std::string& text, const std::string& prefix) { return text.substr(0, prefix.size()) == prefix; }

}  // namespace

// ---- RFC 7644 ----

TEST_CASE("patch: the RFC's examples on members (RFC 7644 3.5.2.1 to 3.5.2.3)") {
  const std::string babs = "2819c223-7f76-453a-919d-413861904646";
  const std::string james = "08e1d05d-121c-4561-8b96-473d93df9210";
  const std::string add_babs = R"({"op":"add","path":"members","value":[{"display":"Babs Jensen",
      "$ref":"https://example.com/v2/Users/2819c223...413861904646","value":")" + babs + R"("}]})";
  const struct {
    const char* source;
    Names before;
    std::string operations;
    std::string after;
  } kCases[] = {
      {"figure 6 and 3.5.2.1: add a member", {}, add_babs, babs},
      {"3.5.2.1: already a member, no change", {babs}, add_babs, babs},
      {"3.5.2.2: remove a single member", {babs, james},
       R"({"op":"remove","path":"members[value eq \")" + babs + R"(\"]"})", james},
      {"3.5.2.2: not a member, no change", {james}, R"({"op":"remove","path":"members[value eq \")" + babs + R"(\"]"})",
       james},
      {"3.5.2.2: remove all members", {babs, james}, R"({"op":"remove","path":"members"})", ""},
      {"3.5.2.2: remove and add a member", {babs},
       R"({"op":"remove","path":"members[value eq \")" + babs + R"(\"]"},
          {"op":"add","path":"members","value":[{"display":"James Smith","value":")" + james + R"("}]})", james},
      {"3.5.2.2: remove all, then add two", {"other"},
       R"({"op":"remove","path":"members"},{"op":"add","path":"members","value":[{"value":")" + babs +
           R"("},{"value":")" + james + R"("}]})",
       james + "," + babs},
      {"3.5.2.3: replace all members", {"other"},
       R"({"op":"replace","path":"members","value":[{"display":"Babs Jensen","value":")" + babs +
           R"("},{"display":"James Smith","value":")" + james + R"("}]})",
       james + "," + babs},
  };
  for (const auto& row : kCases) {
    for (Strictness strictness : {Strictness::kTolerant, Strictness::kRfc}) {
      CAPTURE(row.source);
      Patched got = patch_group(row.before, row.operations, strictness);
      CHECK(got.result == R"({"displayName":"g"})");
      CHECK(got.members == row.after);
      CHECK(got.quirks == "");
    }
  }
}

TEST_CASE("patch: the RFC's examples on users (RFC 7644 3.5.2.1 to 3.5.2.3)") {
  static const struct {
    const char* source;
    const char* before;
    const char* operations;
    const char* after;
  } kCases[] = {
      {"3.5.2.1: add attributes without path", R"({"userName":"b","emails":[{"value":"b@work","type":"work"}]})",
       R"({"op":"add","value":{"emails":[{"value":"babs@jensen.org","type":"home"}],"nickname":"Babs"}})",
       R"({"userName":"b","nickName":"Babs","emails":[{"value":"b@work","type":"work"},{"value":"babs@jensen.org","type":"home"}]})"},
      {"3.5.2.2: remove values by two terms",
       R"({"userName":"b","emails":[{"value":"b@example.com","type":"work"},{"value":"b@example.com","type":"home"}]})",
       R"({"op":"remove","path":"emails[type eq \"work\" and value ew \"example.com\"]"})",
       R"({"userName":"b","emails":[{"value":"b@example.com","type":"home"}]})"},
      {"3.5.2.2: the last value gone leaves the attribute unassigned",
       R"({"userName":"b","emails":[{"value":"b@example.com","type":"work"}]})",
       R"({"op":"remove","path":"emails[type eq \"work\" and value ew \"example.com\"]"})", R"({"userName":"b"})"},
      {"3.5.2.3: change the entire work address and make it primary",
       R"({"userName":"b","addresses":[{"formatted":"old","type":"work"},{"locality":"L","type":"home","primary":true}]})",
       R"({"op":"replace","path":"addresses[type eq \"work\"]","value":{"type":"work",
           "streetAddress":"911 Universal City Plaza","locality":"Hollywood","region":"CA","postalCode":"91608",
           "country":"US","formatted":"911 Universal City Plaza\nHollywood, CA 91608 US","primary":true}})",
       R"({"userName":"b","addresses":[{"formatted":"911 Universal City Plaza\nHollywood, CA 91608 US",)"
       R"("streetAddress":"911 Universal City Plaza","locality":"Hollywood","region":"CA","postalCode":"91608",)"
       R"("country":"US","type":"work","primary":true},{"locality":"L","type":"home","primary":false}]})"},
      {"3.5.2.3: change one sub-attribute of a value",
       R"({"userName":"b","addresses":[{"streetAddress":"old","type":"work"},{"streetAddress":"home","type":"home"}]})",
       R"({"op":"replace","path":"addresses[type eq \"work\"].streetAddress","value":"1010 Broadway Ave"})",
       R"({"userName":"b","addresses":[{"streetAddress":"1010 Broadway Ave","type":"work"},{"streetAddress":"home","type":"home"}]})"},
      {"3.5.2.3: replace all values of an attribute",
       R"({"userName":"b","emails":[{"value":"a@b","type":"work"},{"value":"c@d","type":"home"}]})",
       R"({"op":"replace","value":{"emails":[{"value":"bjensen@example.com","type":"work","primary":true},
           {"value":"babs@jensen.org","type":"home"}],"nickname":"Babs"}})",
       R"({"userName":"b","nickName":"Babs","emails":[{"value":"bjensen@example.com","type":"work","primary":true},{"value":"babs@jensen.org","type":"home"}]})"},
      {"3.5.2.3: replace what is not there is an add", R"({"userName":"b"})",
       R"({"op":"replace","path":"name.familyName","value":"Jensen"})",
       R"({"userName":"b","name":{"familyName":"Jensen"}})"},
      {"3.5.2.3: sub-attributes not named are left (Q-38)", R"({"userName":"b","name":{"familyName":"J","givenName":"B"}})",
       R"({"op":"replace","path":"name","value":{"givenName":"Babs"}})",
       R"({"userName":"b","name":{"familyName":"J","givenName":"Babs"}})"},
      {"3.5.2.1: a singular attribute is replaced by add", R"({"userName":"b","title":"x"})",
       R"({"op":"add","path":"title","value":"y"})", R"({"userName":"b","title":"y"})"},
      {"3.5.2.1: one object is one value more", R"({"userName":"b","emails":[{"value":"a@b"}]})",
       R"({"op":"add","path":"emails","value":{"value":"c@d"}})",
       R"({"userName":"b","emails":[{"value":"a@b"},{"value":"c@d"}]})"},
      {"3.5.2.1: what is there already changes nothing", R"({"userName":"b","emails":[{"value":"a@b","type":"work"}]})",
       R"({"op":"add","path":"emails","value":[{"type":"work","value":"a@b"}]})",
       R"({"userName":"b","emails":[{"value":"a@b","type":"work"}]})"},
      {"RFC 7643 2.4: the pair of type and value stays unique", R"({"userName":"b","emails":[{"value":"a@b","type":"work"}]})",
       R"({"op":"add","path":"emails","value":[{"type":"work","value":"a@b","primary":true}]})",
       R"({"userName":"b","emails":[{"value":"a@b","type":"work","primary":true}]})"},
      {"3.5.2: a new primary ends the old one", R"({"userName":"b","emails":[{"value":"a@b","primary":true}]})",
       R"({"op":"add","path":"emails","value":[{"value":"c@d","primary":true}]})",
       R"({"userName":"b","emails":[{"value":"a@b","primary":false},{"value":"c@d","primary":true}]})"},
      {"3.5.2: also through a value path",
       R"({"userName":"b","emails":[{"value":"a@b","type":"home","primary":true},{"value":"c@d","type":"work"}]})",
       R"({"op":"replace","path":"emails[type eq \"work\"].primary","value":true})",
       R"({"userName":"b","emails":[{"value":"a@b","type":"home","primary":false},{"value":"c@d","type":"work","primary":true}]})"},
      {"3.5.2.2: remove a sub-attribute", R"({"userName":"b","name":{"familyName":"J","givenName":"B"}})",
       R"({"op":"remove","path":"name.givenName"})", R"({"userName":"b","name":{"familyName":"J"}})"},
      {"3.5.2.2: the last sub-attribute takes the attribute along", R"({"userName":"b","name":{"familyName":"J"}})",
       R"({"op":"remove","path":"name.familyName"})", R"({"userName":"b"})"},
      {"3.5.2.2: remove a sub-attribute of matching values",
       R"({"userName":"b","emails":[{"value":"a@b","type":"work","display":"x"},{"value":"c@d","display":"y"}]})",
       R"({"op":"remove","path":"emails[type eq \"work\"].display"})",
       R"({"userName":"b","emails":[{"value":"a@b","type":"work"},{"value":"c@d","display":"y"}]})"},
      {"3.5.2.2: remove a sub-attribute of all values", R"({"userName":"b","emails":[{"value":"a@b","type":"work"}]})",
       R"({"op":"remove","path":"emails.type"})", R"({"userName":"b","emails":[{"value":"a@b"}]})"},
      {"3.5.2.2: remove what is not there", R"({"userName":"b"})",
       R"({"op":"remove","path":"title"},{"op":"remove","path":"emails[type eq \"work\"]"},{"op":"remove","path":"name.givenName"})",
       R"({"userName":"b"})"},
      {"3.5.2: an extension comes and goes with its attributes", R"({"userName":"b"})",
       R"({"op":"add","path":"<E>:employeeNumber","value":"7"},{"op":"replace","path":"<E>:department","value":"R"},
          {"op":"remove","path":"<E>:employeeNumber"})",
       R"({"userName":"b","<E>":{"department":"R"}})"},
      {"3.5.2: and is gone when empty", R"({"userName":"b","<E>":{"manager":{"value":"m"}}})",
       R"({"op":"remove","path":"<E>:manager.value"})", R"({"userName":"b"})"},
      {"3.5.2.3: an extension as one member of the value", R"({"userName":"b","<E>":{"division":"D","costCenter":"1"}})",
       R"({"op":"replace","value":{"<E>":{"division":"E"}}})", R"({"userName":"b","<E>":{"costCenter":"1","division":"E"}})"},
      {"RFC 7643 2.5: null and [] unassign", R"({"userName":"b","title":"x","emails":[{"value":"a@b"}],"ims":[{"value":"i"}]})",
       R"({"op":"replace","path":"title","value":null},{"op":"replace","path":"emails","value":[]},{"op":"replace","path":"ims","value":null})",
       R"({"userName":"b"})"},
      {"operations see what those before them did", R"({"userName":"b"})",
       R"({"op":"add","path":"title","value":"x"},{"op":"remove","path":"title"},{"op":"add","path":"title","value":"y"})",
       R"({"userName":"b","title":"y"})"},
      {"a value path chooses several values", R"({"userName":"b","roles":[{"value":"a","type":"t"},{"value":"b","type":"t"},{"value":"c"}]})",
       R"({"op":"replace","path":"roles[type eq \"t\"].display","value":"D"})",
       R"({"userName":"b","roles":[{"value":"a","display":"D","type":"t"},{"value":"b","display":"D","type":"t"},{"value":"c"}]})"},
      {"password is accepted and not kept (Q-15)", R"({"userName":"b"})",
       R"({"op":"replace","value":{"password":"t0p"}},{"op":"remove","path":"password"})", R"({"userName":"b"})"},
  };
  for (const auto& row : kCases) {
    for (Strictness strictness : {Strictness::kTolerant, Strictness::kRfc}) {
      CAPTURE(row.source);
      Patched got = patch_user(row.before, row.operations, strictness);
      CHECK_MESSAGE(!starts_with(got.result, "invalid"), got.result);
      CHECK(parsed(got.result.front() == '{' ? got.result : "{}") == parsed(with_urns(row.after)));
      CHECK(got.quirks == "");
    }
  }
}

// ---- identity providers ----

TEST_CASE("patch: what identity providers send is accepted and named") {
  static const struct {
    const char* source;
    const char* before;
    const char* operations;
    const char* after;
    const char* quirks;
  } kCases[] = {
      {"Q-01 Q-02 Entra: capital op, boolean as string", R"({"userName":"b","active":true})",
       R"({"op":"Replace","path":"active","value":"False"})", R"({"userName":"b","active":false})",
       "capitalised-op, string-boolean"},
      {"Q-02 Keycloak: lower case", R"({"userName":"b","active":false})",
       R"({"op":"replace","path":"active","value":"true"})", R"({"userName":"b","active":true})", "string-boolean"},
      {"Q-02 Entra: primary as a string", R"({"userName":"b","emails":[{"value":"a@b","type":"work"}]})",
       R"({"op":"replace","path":"emails[type eq \"work\"].primary","value":"True"})",
       R"({"userName":"b","emails":[{"value":"a@b","type":"work","primary":true}]})", "string-boolean"},
      {"Q-03 Entra with its flag: dotted and URN keys", R"({"userName":"b","name":{"familyName":"X"}})",
       R"({"op":"replace","value":{"displayName":"N","name.givenName":"G","name.familyName":"F","<E>:employeeNumber":"43"}})",
       R"({"userName":"b","name":{"familyName":"F","givenName":"G"},"displayName":"N","<E>":{"employeeNumber":"43"}})",
       "dotted-key, urn-key"},
      {"Q-03 Entra: a value path as a key", R"({"userName":"b","emails":[{"value":"a@b","type":"work"}]})",
       R"({"op":"replace","value":{"emails[type eq \"work\"].value":"c@d"}})",
       R"({"userName":"b","emails":[{"value":"c@d","type":"work"}]})", "path-as-key"},
      {"Q-03: the core URN as a key", R"({"userName":"b"})", R"({"op":"add","value":{"<U>:title":"t"}})",
       R"({"userName":"b","title":"t"})", "urn-key"},
      {"Q-03: dotted inside a URN container", R"({"userName":"b"})", R"({"op":"add","value":{"<E>":{"manager.value":"m"}}})",
       R"({"userName":"b","<E>":{"manager":{"value":"m"}}})", "dotted-key"},
      {"Q-04 Entra: the value that is not there is made", R"({"userName":"b"})",
       R"({"op":"Add","path":"phoneNumbers[type eq \"mobile\"].value","value":"+1 555 0100"},
          {"op":"Replace","path":"addresses[type eq \"work\"].country","value":"US"})",
       R"({"userName":"b","phoneNumbers":[{"value":"+1 555 0100","type":"mobile"}],"addresses":[{"country":"US","type":"work"}]})",
       "capitalised-op, value-path-created"},
      {"Q-04: from a whole value, the path's terms included", R"({"userName":"b"})",
       R"({"op":"add","path":"emails[type eq \"work\" and primary eq true]","value":{"value":"a@b","display":null}})",
       R"({"userName":"b","emails":[{"value":"a@b","type":"work","primary":true}]})", "value-path-created"},
      {"Q-04: nothing to set makes nothing", R"({"userName":"b"})",
       R"({"op":"replace","path":"emails[type eq \"work\"].value","value":""})", R"({"userName":"b"})", "empty-string"},
      {"Q-26 Entra: roles[primary eq \"True\"]", R"({"userName":"b"})",
       R"({"op":"Add","path":"roles[primary eq \"True\"].value","value":"admin"},
          {"op":"Add","path":"roles[primary eq \"True\"].display","value":"Admin"})",
       R"({"userName":"b","roles":[{"value":"admin","display":"Admin","primary":true}]})",
       "capitalised-op, boolean-as-string, value-path-created"},
      {"Q-05 Entra: manager as an array, without its URN", R"({"userName":"b"})",
       R"({"op":"Add","path":"manager","value":[{"$ref":"http://x/Users/m","value":"m"}]})",
       R"({"userName":"b","<E>":{"manager":{"value":"m","$ref":"http://x/Users/m"}}})", "capitalised-op, manager-as-array"},
      {"Q-05 Entra: manager as a bare id", R"({"userName":"b"})", R"({"op":"Replace","path":"<E>:manager","value":"m"})",
       R"({"userName":"b","<E>":{"manager":{"value":"m"}}})", "capitalised-op, manager-as-string"},
      {"Q-05 Entra: manager cleared by an empty string", R"({"userName":"b","<E>":{"manager":{"value":"m"}}})",
       R"({"op":"Replace","path":"<E>:manager","value":""})", R"({"userName":"b"})", "capitalised-op, empty-manager"},
      {"Q-05: manager cleared by an empty value", R"({"userName":"b","<E>":{"manager":{"value":"m"}}})",
       R"({"op":"replace","path":"manager","value":{"value":""}})", R"({"userName":"b"})", "empty-manager"},
      {"Q-11 Q-12 Okta, Authentik: id and schemas in the value", R"({"userName":"b"})",
       R"({"op":"replace","value":{"schemas":["<U>"],"id":"1","meta":{},"groups":[],"displayName":"D","externalId":"x"}})",
       R"({"externalId":"x","userName":"b","displayName":"D"})", "read-only-in-patch-value"},
      {"Q-13 Okta: deactivation without path", R"({"userName":"b","active":true})",
       R"({"op":"replace","value":{"active":false}})", R"({"userName":"b","active":false})", ""},
      {"Q-22 Microsoft templates: an empty string, then null", R"({"userName":"b","title":"x"})",
       R"({"op":"replace","path":"title","value":""},{"op":"replace","path":"title","value":null})", R"({"userName":"b"})",
       "empty-string"},
      {"Q-27 Entra: a role that is JSON text", R"({"userName":"b"})",
       R"({"op":"Add","path":"roles","value":[{"value":"{\"id\":\"1\"}"}]})",
       R"({"userName":"b","roles":[{"value":"{\"id\":\"1\"}"}]})", "capitalised-op"},
      {"Q-32 Postman: keys beside op, path and value", R"({"userName":"b"})",
       R"({"name":"x","op":"add","path":"title","value":"t"})", R"({"userName":"b","title":"t"})", ""},
      {"Q-34: a dot between URN and attribute", R"({"userName":"b"})",
       R"({"op":"replace","path":"<E>.department","value":"R"})", R"({"userName":"b","<E>":{"department":"R"}})",
       "urn-dot-attribute"},
      {"Q-44 Entra: several operations, all of them", R"({"userName":"b","active":false})",
       R"({"op":"Replace","path":"active","value":"True"},{"op":"Replace","path":"displayName","value":"D"})",
       R"({"userName":"b","displayName":"D","active":true})", "capitalised-op, string-boolean"},
      {"Q-46: externalId can be added", R"({"userName":"b"})", R"({"op":"add","path":"externalId","value":"x"})",
       R"({"externalId":"x","userName":"b"})", ""},
      {"as Q-07 on other attributes: only what is listed goes",
       R"({"userName":"b","roles":[{"value":"a"},{"value":"b"},{"value":"c","type":"t"}]})",
       R"({"op":"remove","path":"roles","value":[{"value":"a"},{"value":"c","type":"other"}]})",
       R"({"userName":"b","roles":[{"value":"b"},{"value":"c","type":"t"}]})", "remove-by-value"},
      {"an extension attribute without its URN as a key", R"({"userName":"b"})", R"({"op":"add","value":{"department":"R"}})",
       R"({"userName":"b","<E>":{"department":"R"}})", "unqualified-extension-attribute"},
      {"an unknown attribute in a value is named", R"({"userName":"b"})",
       R"({"op":"replace","value":{"noSuch":1,"no.such":2,"title":"t"}})", R"({"userName":"b","title":"t"})",
       "unknown-attribute"},
      {"a URN as the path", R"({"userName":"b","<E>":{"division":"D"}})",
       R"({"op":"add","path":"<E>","value":{"department":"R"}},{"op":"remove","path":"<E>:division"})",
       R"({"userName":"b","<E>":{"department":"R"}})", "extension-path"},
      {"a URN as the path of a remove", R"({"userName":"b","<E>":{"division":"D","manager":{"value":"m"}}})",
       R"({"op":"remove","path":"<E>"})", R"({"userName":"b"})", "extension-path"},
      {"null sub-attributes of a complex value unassign (RFC 7643 2.5)", R"({"userName":"b","name":{"familyName":"F","givenName":"G"}})",
       R"({"op":"replace","path":"name","value":{"familyName":null}})", R"({"userName":"b","name":{"givenName":"G"}})", ""},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.source);
    Patched got = patch_user(row.before, row.operations);
    CHECK_MESSAGE(got.result.front() == '{', got.result);
    CHECK(parsed(got.result.front() == '{' ? got.result : "{}") == parsed(with_urns(row.after)));
    CHECK(got.quirks == row.quirks);
  }
}

TEST_CASE("patch: members in every shape that identity providers use") {
  static const struct {
    const char* source;
    Names before;
    const char* operations;
    const char* after;
    const char* quirks;
  } kCases[] = {
      {"Q-07 Entra, Authentik, JumpCloud: only the listed ones go", {"u1", "u2", "u3"},
       R"({"op":"Remove","path":"members","value":[{"$ref":null,"value":"u1"},{"value":"u3"}]})", "u2",
       "capitalised-op, remove-members-by-value"},
      {"Q-08: without value, all", {"u1", "u2"}, R"({"op":"remove","path":"members"})", "", ""},
      {"Q-08 Keycloak: value null, all", {"u1", "u2"}, R"({"op":"remove","path":"members","value":null})", "", ""},
      {"Q-08: an empty list, none", {"u1", "u2"}, R"({"op":"remove","path":"members","value":[]})", "u1,u2",
       "remove-members-empty-value"},
      {"Q-09: an existing one added, an absent one removed", {"u1"},
       R"({"op":"add","path":"members","value":[{"value":"u1"}]},{"op":"remove","path":"members[value eq \"u9\"]"})", "u1", ""},
      {"Q-10 Microsoft validator: replace is a replace", {"u1", "u2"},
       R"({"op":"replace","path":"members","value":[{"value":"u3"}]})", "u3", ""},
      {"Q-16 Okta: replace by an empty list", {"u1"}, R"({"op":"replace","path":"members","value":[]})", "", ""},
      {"Q-16 Okta: the same without path", {"u1"}, R"({"op":"replace","value":{"id":"1","displayName":"g","members":[]}})",
       "", "read-only-in-patch-value"},
      {"Q-19 Entra: null sub-attributes", {}, R"({"op":"Add","path":"members","value":[{"$ref":null,"value":"u1"}]})", "u1",
       "capitalised-op"},
      {"Q-30 Postman: a bare string", {}, R"({"op":"add","path":"members","value":"string id 1"})", "string id 1",
       "bare-member-value"},
      {"Q-30: bare strings in a list", {"u1"}, R"({"op":"remove","path":"members","value":["u1"]})", "",
       "bare-member-value, remove-members-by-value"},
      {"one object", {}, R"({"op":"add","path":"members","value":{"value":"u1"}})", "u1", ""},
      {"without path", {"u1"}, R"({"op":"add","value":{"members":[{"value":"u2"}]}})", "u1,u2", ""},
      {"Okta: a remove and an add in one message", {"u1"},
       R"({"op":"remove","path":"members[value eq \"u1\"]"},{"op":"add","path":"members","value":[{"value":"u2","display":"j"}]})",
       "u2", ""},
      {"terms joined by or", {"u1", "u2", "u3"}, R"({"op":"remove","path":"members[value eq \"u1\" or VALUE eq \"u3\"]"})",
       "u2", ""},
      {"any other filter asks the store", {"u1", "u2", "x3"}, R"({"op":"remove","path":"members[value sw \"u\"]"})", "x3", ""},
      {"and sees what came before", {"u1"},
       R"({"op":"add","path":"members","value":[{"value":"u2"}]},{"op":"remove","path":"members[type eq \"User\" and value ne \"u1\"]"})",
       "u1", ""},
      {"patch-079: an empty id matches nobody", {"u1"}, R"({"op":"remove","path":"members[value eq \"\"]"})", "u1", ""},
      {"ids have no letter case", {"ab"}, R"({"op":"remove","path":"members[value eq \"AB\"]"})", "", ""},
      {"a value beside a filter is not looked at", {"u1", "u2"},
       R"({"op":"remove","path":"members[value eq \"u1\"]","value":[{"value":"u2"}]})", "u2", ""},
      {"a chosen member is replaced by another", {"u1", "u2"},
       R"({"op":"replace","path":"members[value eq \"u1\"]","value":{"value":"u3"}})", "u2,u3", ""},
      {"null for members (RFC 7643 2.5)", {"u1"}, R"({"op":"replace","path":"members","value":null})", "", ""},
      {"adding nothing", {"u1"}, R"({"op":"add","path":"members","value":[]})", "u1", ""},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.source);
    Patched got = patch_group(row.before, row.operations);
    CHECK(got.result == R"({"displayName":"g"})");
    CHECK(got.members == row.after);
    CHECK(got.quirks == row.quirks);
  }
}

// ---- errors ----

TEST_CASE("patch: a message that is none is invalidSyntax (bad-inputs: patch-001 to patch-019)") {
  static const char* const kBodies[] = {
      R"({"Operations":[{"op":"add","path":"title","value":"x"}]})",
      R"({"schemas":["<U>"],"Operations":[{"op":"add","path":"title","value":"x"}]})",
      R"({"schemas":"<P>","Operations":[{"op":"add","path":"title","value":"x"}]})",
      R"({"schemas":["<P>"]})",
      R"({"schemas":["<P>"],"Operations":[]})",
      R"({"schemas":["<P>"],"Operations":{}})",
      R"({"schemas":["<P>"],"Operations":null})",
      R"({"schemas":["<P>"],"Operations":"x"})",
      R"({"schemas":["<P>"],"Operations":[1]})",
      R"({"schemas":["<P>"],"Operations":[{"op":"remove","path":"title"}],"operations":[]})",
      R"([{"op":"replace","path":"/title","value":"x"}])",
      R"({"title":"x"})",
      R"({"schemas":["<P>"],"Operations":[{"op":null,"path":"title","value":"x"}]})",
      R"({"schemas":["<P>"],"Operations":[{"path":"title","value":"x"}]})",
      R"({"schemas":["<P>"],"Operations":[{"op":1,"path":"title","value":"x"}]})",
      R"({"schemas":["<P>"],"Operations":[{"op":"","path":"title","value":"x"}]})",
      R"({"schemas":["<P>"],"Operations":[{"op":"move","path":"title","value":"x"}]})",
      R"({"schemas":["<P>"],"Operations":[{"op":"add","OP":"remove","path":"title","value":"x"}]})",
  };
  for (const char* body : kBodies) {
    CAPTURE(body);
    CHECK(starts_with(patch_with("Users", R"({"userName":"b"})", {}, body, Strictness::kTolerant).result,
                      "invalidSyntax: "));
  }
  CHECK(patch_with("Users", R"({"userName":"b"})", {},
                   R"({"SCHEMAS":["URN:ietf:params:scim:api:messages:2.0:PATCHOP"],"operations":[{"OP":"add","Path":"title","VALUE":"x"}]})",
                   Strictness::kRfc)
            .result == R"({"userName":"b","title":"x"})");
}

TEST_CASE("patch: more than 5 000 operations are too many (patch-065)") {
  auto operations = [](int count) {
    std::string list = R"({"op":"replace","path":"title","value":"t0"})";
    for (int i = 1; i < count; ++i) list += R"(,{"op":"replace","path":"title","value":"t)" + std::to_string(i) + R"("})";
    return list;
  };
  CHECK(patch_user(R"({"userName":"b"})", operations(5000)).result == R"({"userName":"b","title":"t4999"})");
  CHECK(starts_with(patch_user(R"({"userName":"b"})", operations(5001)).result, "tooManyOperations: "));
}

TEST_CASE("patch: a wrong operation has its code and says which operation it is (RFC 7644 3.5.2, bad-inputs: patch)") {
  static const struct {
    const char* operations;
    const char* outcome;  // a prefix
  } kCases[] = {
      {R"({"op":"remove"})", "noTarget: Operations[0]: remove needs a path"},
      {R"({"op":"remove","path":null})", "noTarget"},
      {R"({"op":"remove","path":""})", "noTarget"},
      {R"({"op":"add","path":"title"})", "invalidValue: Operations[0]: add and replace need a value"},
      {R"({"op":"replace","path":"title"})", "invalidValue"},
      {R"({"op":"add","path":["title"],"value":"x"})", "invalidPath: Operations[0]: path must be a string, not an array"},
      {R"({"op":"replace","path":"noSuch","value":"x"})", "invalidPath"},
      {R"({"op":"replace","path":"name.noSuch","value":"x"})", "invalidPath"},
      {R"({"op":"replace","path":"userName.x","value":"x"})", "invalidPath"},
      {R"({"op":"replace","path":"userName[value eq \"a\"]","value":"x"})", "invalidPath"},
      {R"({"op":"replace","path":"emails[type eq ]","value":"x"})", "invalidFilter"},
      {R"({"op":"replace","path":"emails[0].value","value":"x"})", "invalidFilter"},
      {R"({"op":"replace","path":" title","value":"x"})", "invalidPath"},
      {R"({"op":"replace","path":"","value":"x"})", "invalidPath"},
      {R"({"op":"replace","path":"title\u0000","value":"x"})", "invalidPath"},
      {R"({"op":"replace","path":"../Groups/x","value":"x"})", "invalidPath"},
      {R"({"op":"remove","path":"id"})", "mutability: Operations[0]: id is read-only"},
      {R"({"op":"replace","path":"meta.created","value":"1970-01-01T00:00:00Z"})", "mutability"},
      {R"({"op":"add","path":"groups","value":[{"value":"g"}]})", "mutability"},
      {R"({"op":"replace","path":"schemas","value":["<U>"]})", "mutability"},
      {R"({"op":"replace","path":"<E>:manager.displayName","value":"M"})", "mutability"},
      {R"({"op":"remove","path":"userName"})", "mutability: userName is required"},
      {R"({"op":"replace","path":"userName","value":""})", "invalidValue: userName is required"},
      {R"({"op":"replace","path":"userName","value":null})", "invalidValue: userName is required"},
      {R"({"op":"replace","path":"userName","value":" "})", "invalidValue: Operations[0]: userName "},
      {R"({"op":"replace","path":"userName","value":["a"]})",
       "invalidValue: Operations[0]: userName must be a string, not an array"},
      {R"({"op":"replace","path":"active","value":"maybe"})", "invalidValue"},
      {R"({"op":"replace","path":"active","value":1})", "invalidValue"},
      {R"({"op":"replace","path":"active","value":null})", "invalidValue: active must be true or false"},
      {R"({"op":"replace","value":{"active":null}})", "invalidValue: active must be true or false"},
      {R"({"op":"remove","path":"active"})", "invalidValue: active must be true or false"},
      {R"({"op":"add","path":"emails","value":[{"value":"a@b","primary":true},{"value":"c@d","primary":true}]})",
       "invalidValue: Operations[0]: emails must not have more than one value with primary true"},
      {R"({"op":"add","path":"emails","value":"a@b"})", "invalidValue: Operations[0]: emails must be an array"},
      {R"({"op":"add","path":"emails[type eq \"work\"]","value":"a@b"})", "invalidValue"},
      {R"({"op":"add","path":"emails[type eq \"work\"].value","value":"x"})",
       "invalidValue: Operations[0]: emails.value must be an e-mail address"},
      {R"({"op":"add","path":"title","value":"a"},{"op":"add","path":"title","value":"a\u0000"})",
       "invalidValue: Operations[1]: title must not hold U+0000"},
      {R"({"op":"add","value":"x"})", "invalidValue: Operations[0]: without path, value must be an object"},
      {R"({"op":"add","value":[1]})", "invalidValue"},
      {R"({"op":"add"})", "invalidValue"},
      {R"({"op":"replace","path":"password","value":1})", "invalidValue: Operations[0]: password must be a string"},
      {R"({"op":"replace","value":{"title":"a","TITLE":"b"}})", "invalidValue: Operations[0]: title is given twice"},
      {R"({"op":"replace","value":{"name.givenName":"a","Name.GivenName":"b"}})", "invalidValue"},
      {R"({"op":"replace","value":{"emails[type eq ].value":"a"}})", "invalidFilter"},
      {R"({"op":"replace","value":{"<E>":"x"}})", "invalidValue"},
      {R"({"op":"replace","path":"emails[type ne \"work\"].value","value":"a@b"})", "noTarget: no value of emails"},
      {R"({"op":"add","path":"emails[type eq \"a\" or type eq \"b\"].value","value":"a@b"})", "noTarget"},
      {R"({"op":"add","path":"emails[type eq \"a\" and type eq \"b\"].value","value":"a@b"})", "noTarget"},
      {R"({"op":"replace","path":"emails[type eq \"work\"].type","value":"home"})", "noTarget"},
      {R"({"op":"add","path":"emails[type eq \"work\"]","value":{"value":"a@b","type":"home"}})", "noTarget"},
      {R"({"op":"add","path":"emails[not (type eq \"a\")].value","value":"a@b"})", "noTarget"},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.operations);
    Patched got = patch_user(R"({"userName":"b","active":false})", row.operations);
    CHECK_MESSAGE(starts_with(got.result, row.outcome), got.result);
  }
}

TEST_CASE("patch: a wrong member is refused (RFC 7643 4.2, bad-inputs: group and member)") {
  static const struct {
    const char* operations;
    const char* outcome;  // a prefix
  } kCases[] = {
      {R"({"op":"add","path":"members","value":[{"value":"g1","type":"Group"}]})",
       "invalidValue: Operations[0]: members[0].type must be User: groups in groups are not supported"},
      {R"({"op":"add","path":"members","value":[{"display":"x"}]})", "invalidValue: Operations[0]: members[0].value is required"},
      {R"({"op":"add","path":"members","value":[{"value":1}]})", "invalidValue"},
      {R"({"op":"add","path":"members","value":[""]})", "invalidValue"},
      {R"({"op":"add","path":"members","value":1})", "invalidValue"},
      {R"({"op":"add","path":"members"})", "invalidValue"},
      {R"({"op":"remove","path":"members","value":[{"display":"x"}]})", "invalidValue"},
      {R"({"op":"add","path":"members[value eq \"u9\"]","value":{"value":"u9"}})", "noTarget: no value of members"},
      {R"({"op":"replace","path":"members[value eq \"u9\"]","value":{"value":"u9"}})", "noTarget"},
      {R"({"op":"add","path":"members[value eq \"u1\"]","value":{"value":"u2"}})", "mutability: members.value is immutable"},
      {R"({"op":"replace","path":"members[value eq \"u1\"].display","value":"x"})",
       "mutability: Operations[0]: members.display is immutable"},
      {R"({"op":"remove","path":"members[value eq \"u1\"].value"})", "mutability"},
      {R"({"op":"add","path":"members.value","value":"u2"})", "mutability"},
      {R"({"op":"replace","path":"members[value eq \"u1\"].displayName","value":"x"})", "invalidPath"},
      {R"({"op":"remove","path":"displayName"})", "mutability"},
      {R"({"op":"replace","path":"displayName","value":""})", "invalidValue"},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.operations);
    Patched got = patch_group({"u1"}, row.operations);
    CHECK_MESSAGE(starts_with(got.result, row.outcome), got.result);
  }
}

TEST_CASE("patch: profile rfc refuses the identity providers' spellings (product: profiles)") {
  static const struct {
    const char* operations;
    const char* outcome;  // a prefix
  } kCases[] = {
      {R"({"op":"Replace","path":"active","value":true})", "invalidSyntax"},
      {R"({"op":"replace","path":"active","value":"True"})", "invalidValue"},
      {R"({"op":"replace","value":{"name.givenName":"G"}})", "invalidValue: Operations[0]: unknown attribute name.givenName"},
      {R"({"op":"replace","value":{"noSuch":1}})", "invalidValue"},
      {R"({"op":"replace","path":"<E>:manager","value":"m"})", "invalidValue"},
      {R"({"op":"replace","path":"emails[type eq \"work\"].value","value":"a@b"})", "noTarget"},
      {R"({"op":"remove","path":"roles","value":[{"value":"a"}]})", "invalidValue"},
      {R"({"op":"add","path":"emails[type eq \"work\"].value","value":"a@b"})", "{"},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.operations);
    Patched got = patch_user(R"({"userName":"b"})", row.operations, Strictness::kRfc);
    CHECK_MESSAGE(starts_with(got.result, row.outcome), got.result);
    CHECK(got.quirks == "");
  }
  CHECK(starts_with(patch_group({"u1"}, R"({"op":"remove","path":"members","value":[{"value":"u1"}]})", Strictness::kRfc)
                        .result, "invalidValue"));
  CHECK(starts_with(patch_group({}, R"({"op":"add","path":"members","value":["u1"]})", Strictness::kRfc).result,
                    "invalidValue"));
}

TEST_CASE("patch: an immutable attribute gets a first value and no second (RFC 7644 3.5.2)") {
  scim::Schema schema;
  schema.urn = "urn:test";
  schema.attributes.resize(1);
  schema.attributes[0].name = "badge";
  schema.attributes[0].mutability = scim::Mutability::kImmutable;
  scim::ResourceType type;
  type.schema = &schema;
  auto patched = [&](const char* before, const char* operations) {
    scim::Quirks quirks;
    scim::RelationChange change;
    json::Value attributes = parsed(before);
    auto read = scim::read_patch(parsed(with_urns(message(operations))), type, Strictness::kTolerant, quirks);
    REQUIRE(read.ok());
    auto status = scim::apply_patch(read.value(), type, Strictness::kTolerant, {}, attributes.as_object(), change, quirks);
    return status.ok() ? json::write(attributes) : std::string(scim_test::name_of(status.error().code));
  };
  CHECK(patched("{}", R"({"op":"add","path":"badge","value":"1"})") == R"({"badge":"1"})");
  CHECK(patched(R"({"badge":"1"})", R"({"op":"replace","path":"badge","value":"1"})") == R"({"badge":"1"})");
  CHECK(patched(R"({"badge":"1"})", R"({"op":"replace","path":"badge","value":"2"})") == "mutability");
  CHECK(patched(R"({"badge":"1"})", R"({"op":"remove","path":"badge"})") == "mutability");
}
