// What identity providers send instead of what the RFCs say; Q-numbers are those of docs/quirks.md.
#include "scim/idp_dialect.h"

#include <string>

#include "doctest/doctest.h"
#include "scim/patched.h"

using scim::Strictness;
using scim_test::Names;
using scim_test::parsed;
using scim_test::patch_group;
using scim_test::patch_user;
using scim_test::Patched;
using scim_test::starts_with;
using scim_test::with_urns;

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
       R"({"op":"replace","path":"active","value":"true"})", R"({"userName":"b","active":true})",
       "string-boolean"},
      {"Q-02 Entra: primary as a string",
       R"({"userName":"b","emails":[{"value":"a@b","type":"work"}]})",
       R"({"op":"replace","path":"emails[type eq \"work\"].primary","value":"True"})",
       R"({"userName":"b","emails":[{"value":"a@b","type":"work","primary":true}]})",
       "string-boolean"},
      {"Q-03 Entra with its flag: dotted and URN keys",
       R"({"userName":"b","name":{"familyName":"X"}})",
       R"({"op":"replace","value":{"displayName":"N","name.givenName":"G","name.familyName":)"
       R"("F","<E>:employeeNumber":"43"}})",
       R"({"userName":"b","name":{"familyName":"F","givenName":"G"},"displayName":"N","<E>":)"
       R"({"employeeNumber":"43"}})",
       "dotted-key, urn-key"},
      {"Q-03 Entra: a value path as a key",
       R"({"userName":"b","emails":[{"value":"a@b","type":"work"}]})",
       R"({"op":"replace","value":{"emails[type eq \"work\"].value":"c@d"}})",
       R"({"userName":"b","emails":[{"value":"c@d","type":"work"}]})", "path-as-key"},
      {"Q-03: the core URN as a key", R"({"userName":"b"})",
       R"({"op":"add","value":{"<U>:title":"t"}})", R"({"userName":"b","title":"t"})", "urn-key"},
      {"Q-03: dotted inside a URN container", R"({"userName":"b"})",
       R"({"op":"add","value":{"<E>":{"manager.value":"m"}}})",
       R"({"userName":"b","<E>":{"manager":{"value":"m"}}})", "dotted-key"},
      {"Q-04 Entra: the value that is not there is made", R"({"userName":"b"})",
       R"({"op":"Add","path":"phoneNumbers[type eq \"mobile\"].value","value":"+1 555 0100"},
          {"op":"Replace","path":"addresses[type eq \"work\"].country","value":"US"})",
       R"({"userName":"b","phoneNumbers":[{"value":"+1 555 0100","type":"mobile"}],"addresses":)"
       R"([{"country":"US","type":"work"}]})",
       "capitalised-op, value-path-created"},
      {"Q-04: from a whole value, the path's terms included", R"({"userName":"b"})",
       R"({"op":"add","path":"emails[type eq \"work\" and primary eq true]","value":{"value":)"
       R"("a@b","display":null}})",
       R"({"userName":"b","emails":[{"value":"a@b","type":"work","primary":true}]})",
       "value-path-created"},
      {"Q-04: nothing to set makes nothing", R"({"userName":"b"})",
       R"({"op":"replace","path":"emails[type eq \"work\"].value","value":""})",
       R"({"userName":"b"})", "empty-string"},
      {"Q-26 Entra: roles[primary eq \"True\"]", R"({"userName":"b"})",
       R"({"op":"Add","path":"roles[primary eq \"True\"].value","value":"admin"},
          {"op":"Add","path":"roles[primary eq \"True\"].display","value":"Admin"})",
       R"({"userName":"b","roles":[{"value":"admin","display":"Admin","primary":true}]})",
       "capitalised-op, boolean-as-string, value-path-created"},
      {"Q-05 Entra: manager as an array, without its URN", R"({"userName":"b"})",
       R"({"op":"Add","path":"manager","value":[{"$ref":"http://x/Users/m","value":"m"}]})",
       R"({"userName":"b","<E>":{"manager":{"value":"m","$ref":"http://x/Users/m"}}})",
       "capitalised-op, manager-as-array"},
      {"Q-05 Entra: manager as a bare id", R"({"userName":"b"})",
       R"({"op":"Replace","path":"<E>:manager","value":"m"})",
       R"({"userName":"b","<E>":{"manager":{"value":"m"}}})", "capitalised-op, manager-as-string"},
      {"Q-05 Entra: manager cleared by an empty string",
       R"({"userName":"b","<E>":{"manager":{"value":"m"}}})",
       R"({"op":"Replace","path":"<E>:manager","value":""})", R"({"userName":"b"})",
       "capitalised-op, empty-manager"},
      {"Q-05: manager cleared by an empty value",
       R"({"userName":"b","<E>":{"manager":{"value":"m"}}})",
       R"({"op":"replace","path":"manager","value":{"value":""}})", R"({"userName":"b"})",
       "empty-manager"},
      {"Q-11 Q-12 Okta, Authentik: id and schemas in the value", R"({"userName":"b"})",
       R"({"op":"replace","value":{"schemas":["<U>"],"id":"1","meta":{},"groups":[],)"
       R"("displayName":"D","externalId":"x"}})",
       R"({"externalId":"x","userName":"b","displayName":"D"})", "read-only-in-patch-value"},
      {"Q-13 Okta: deactivation without path", R"({"userName":"b","active":true})",
       R"({"op":"replace","value":{"active":false}})", R"({"userName":"b","active":false})", ""},
      {"Q-22 Microsoft templates: an empty string, then null", R"({"userName":"b","title":"x"})",
       R"({"op":"replace","path":"title","value":""},{"op":"replace","path":"title","value":null})",
       R"({"userName":"b"})", "empty-string"},
      {"Q-27 Entra: a role that is JSON text", R"({"userName":"b"})",
       R"({"op":"Add","path":"roles","value":[{"value":"{\"id\":\"1\"}"}]})",
       R"({"userName":"b","roles":[{"value":"{\"id\":\"1\"}"}]})", "capitalised-op"},
      {"Q-32 Postman: keys beside op, path and value", R"({"userName":"b"})",
       R"({"name":"x","op":"add","path":"title","value":"t"})", R"({"userName":"b","title":"t"})",
       ""},
      {"Q-34: a dot between URN and attribute", R"({"userName":"b"})",
       R"({"op":"replace","path":"<E>.department","value":"R"})",
       R"({"userName":"b","<E>":{"department":"R"}})", "urn-dot-attribute"},
      {"Q-44 Entra: several operations, all of them", R"({"userName":"b","active":false})",
       R"({"op":"Replace","path":"active","value":"True"},{"op":"Replace","path":"displayName",)"
       R"("value":"D"})",
       R"({"userName":"b","displayName":"D","active":true})", "capitalised-op, string-boolean"},
      {"Q-46: externalId can be added", R"({"userName":"b"})",
       R"({"op":"add","path":"externalId","value":"x"})", R"({"externalId":"x","userName":"b"})",
       ""},
      {"as Q-07 on other attributes: only what is listed goes",
       R"({"userName":"b","roles":[{"value":"a"},{"value":"b"},{"value":"c","type":"t"}]})",
       R"({"op":"remove","path":"roles","value":[{"value":"a"},{"value":"c","type":"other"}]})",
       R"({"userName":"b","roles":[{"value":"b"},{"value":"c","type":"t"}]})", "remove-by-value"},
      {"an extension attribute without its URN as a key", R"({"userName":"b"})",
       R"({"op":"add","value":{"department":"R"}})", R"({"userName":"b","<E>":{"department":"R"}})",
       "unqualified-extension-attribute"},
      {"an unknown attribute in a value is named", R"({"userName":"b"})",
       R"({"op":"replace","value":{"noSuch":1,"no.such":2,"title":"t"}})",
       R"({"userName":"b","title":"t"})", "unknown-attribute"},
      {"a URN as the path", R"({"userName":"b","<E>":{"division":"D"}})",
       R"({"op":"add","path":"<E>","value":{"department":"R"}},{"op":"remove","path":"<E>:)"
       R"(division"})",
       R"({"userName":"b","<E>":{"department":"R"}})", "extension-path"},
      {"a URN as the path of a remove",
       R"({"userName":"b","<E>":{"division":"D","manager":{"value":"m"}}})",
       R"({"op":"remove","path":"<E>"})", R"({"userName":"b"})", "extension-path"},
      {"null sub-attributes of a complex value unassign (RFC 7643 2.5)",
       R"({"userName":"b","name":{"familyName":"F","givenName":"G"}})",
       R"({"op":"replace","path":"name","value":{"familyName":null}})",
       R"({"userName":"b","name":{"givenName":"G"}})", ""},
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
      {"Q-07 Entra, Authentik, JumpCloud: only the listed ones go",
       {"u1", "u2", "u3"},
       R"({"op":"Remove","path":"members","value":[{"$ref":null,"value":"u1"},{"value":"u3"}]})",
       "u2",
       "capitalised-op, remove-members-by-value"},
      {"Q-08: without value, all", {"u1", "u2"}, R"({"op":"remove","path":"members"})", "", ""},
      {"Q-08 Keycloak: value null, all",
       {"u1", "u2"},
       R"({"op":"remove","path":"members","value":null})",
       "",
       ""},
      {"Q-08: an empty list, none",
       {"u1", "u2"},
       R"({"op":"remove","path":"members","value":[]})",
       "u1,u2",
       "remove-members-empty-value"},
      {"Q-09: an existing one added, an absent one removed",
       {"u1"},
       R"({"op":"add","path":"members","value":[{"value":"u1"}]},{"op":"remove","path":)"
       R"("members[value eq \"u9\"]"})",
       "u1",
       ""},
      {"Q-10 Microsoft validator: replace is a replace",
       {"u1", "u2"},
       R"({"op":"replace","path":"members","value":[{"value":"u3"}]})",
       "u3",
       ""},
      {"Q-16 Okta: replace by an empty list",
       {"u1"},
       R"({"op":"replace","path":"members","value":[]})",
       "",
       ""},
      {"Q-16 Okta: the same without path",
       {"u1"},
       R"({"op":"replace","value":{"id":"1","displayName":"g","members":[]}})",
       "",
       "read-only-in-patch-value"},
      {"Q-19 Entra: null sub-attributes",
       {},
       R"({"op":"Add","path":"members","value":[{"$ref":null,"value":"u1"}]})",
       "u1",
       "capitalised-op"},
      {"Q-30 Postman: a bare string",
       {},
       R"({"op":"add","path":"members","value":"string id 1"})",
       "string id 1",
       "bare-member-value"},
      {"Q-30: bare strings in a list",
       {"u1"},
       R"({"op":"remove","path":"members","value":["u1"]})",
       "",
       "bare-member-value, remove-members-by-value"},
      {"one object", {}, R"({"op":"add","path":"members","value":{"value":"u1"}})", "u1", ""},
      {"without path", {"u1"}, R"({"op":"add","value":{"members":[{"value":"u2"}]}})", "u1,u2", ""},
      {"Okta: a remove and an add in one message",
       {"u1"},
       R"({"op":"remove","path":"members[value eq \"u1\"]"},{"op":"add","path":"members",)"
       R"("value":[{"value":"u2","display":"j"}]})",
       "u2",
       ""},
      {"terms joined by or",
       {"u1", "u2", "u3"},
       R"({"op":"remove","path":"members[value eq \"u1\" or VALUE eq \"u3\"]"})",
       "u2",
       ""},
      {"any other filter asks the store",
       {"u1", "u2", "x3"},
       R"({"op":"remove","path":"members[value sw \"u\"]"})",
       "x3",
       ""},
      {"and sees what came before",
       {"u1"},
       R"({"op":"add","path":"members","value":[{"value":"u2"}]},{"op":"remove","path":)"
       R"("members[type eq \"User\" and value ne \"u1\"]"})",
       "u1",
       ""},
      {"patch-079: an empty id matches nobody",
       {"u1"},
       R"({"op":"remove","path":"members[value eq \"\"]"})",
       "u1",
       ""},
      {"ids have no letter case",
       {"ab"},
       R"({"op":"remove","path":"members[value eq \"AB\"]"})",
       "",
       ""},
      {"a value beside a filter is not looked at",
       {"u1", "u2"},
       R"({"op":"remove","path":"members[value eq \"u1\"]","value":[{"value":"u2"}]})",
       "u2",
       ""},
      {"a chosen member is replaced by another",
       {"u1", "u2"},
       R"({"op":"replace","path":"members[value eq \"u1\"]","value":{"value":"u3"}})",
       "u2,u3",
       ""},
      {"null for members (RFC 7643 2.5)",
       {"u1"},
       R"({"op":"replace","path":"members","value":null})",
       "",
       ""},
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

TEST_CASE("patch: profile rfc refuses the identity providers' spellings (product: profiles)") {
  static const struct {
    const char* operations;
    const char* outcome;  // a prefix
  } kCases[] = {
      {R"({"op":"Replace","path":"active","value":true})", "invalidSyntax"},
      {R"({"op":"replace","path":"active","value":"True"})", "invalidValue"},
      {R"({"op":"replace","value":{"name.givenName":"G"}})",
       "invalidValue: Operations[0]: unknown attribute name.givenName"},
      {R"({"op":"replace","value":{"noSuch":1}})", "invalidValue"},
      {R"({"op":"remove","path":"<E>"})", "invalidPath"},
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
  CHECK(starts_with(
      patch_group({"u1"}, R"({"op":"remove","path":"members","value":[{"value":"u1"}]})",
                  Strictness::kRfc)
          .result,
      "invalidValue"));
  CHECK(starts_with(
      patch_group({}, R"({"op":"add","path":"members","value":["u1"]})", Strictness::kRfc).result,
      "invalidValue"));
}
