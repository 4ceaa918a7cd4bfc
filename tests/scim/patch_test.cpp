#include "scim/patch.h"

#include <string>

#include "doctest/doctest.h"
#include "scim/patched.h"

using scim::Strictness;
using scim_test::message;
using scim_test::Names;
using scim_test::parsed;
using scim_test::patch_group;
using scim_test::patch_user;
using scim_test::patch_with;
using scim_test::Patched;
using scim_test::starts_with;
using scim_test::with_urns;

TEST_CASE("patch: the RFC's examples on members (RFC 7644 3.5.2.1 to 3.5.2.3)") {
  const std::string babs = "2819c223-7f76-453a-919d-413861904646";
  const std::string james = "08e1d05d-121c-4561-8b96-473d93df9210";
  const std::string add_babs = R"({"op":"add","path":"members","value":[{"display":"Babs Jensen",
      "$ref":"https://example.com/v2/Users/2819c223...413861904646","value":")" +
                               babs + R"("}]})";
  const struct {
    const char* source;
    Names before;
    std::string operations;
    std::string after;
  } kCases[] = {
      {"figure 6 and 3.5.2.1: add a member", {}, add_babs, babs},
      {"3.5.2.1: already a member, no change", {babs}, add_babs, babs},
      {"3.5.2.2: remove a single member",
       {babs, james},
       R"({"op":"remove","path":"members[value eq \")" + babs + R"(\"]"})",
       james},
      {"3.5.2.2: not a member, no change",
       {james},
       R"({"op":"remove","path":"members[value eq \")" + babs + R"(\"]"})",
       james},
      {"3.5.2.2: remove all members", {babs, james}, R"({"op":"remove","path":"members"})", ""},
      {"3.5.2.2: remove and add a member",
       {babs},
       R"({"op":"remove","path":"members[value eq \")" + babs + R"(\"]"},
          {"op":"add","path":"members","value":[{"display":"James Smith","value":")" +
           james + R"("}]})",
       james},
      {"3.5.2.2: remove all, then add two",
       {"other"},
       R"({"op":"remove","path":"members"},{"op":"add","path":"members","value":[{"value":")" +
           babs + R"("},{"value":")" + james + R"("}]})",
       james + "," + babs},
      {"3.5.2.3: replace all members",
       {"other"},
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
      {"3.5.2.1: add attributes without path",
       R"({"userName":"b","emails":[{"value":"b@work","type":"work"}]})",
       R"({"op":"add","value":{"emails":[{"value":"babs@jensen.org","type":"home"}],"nickname":)"
       R"("Babs"}})",
       R"({"userName":"b","nickName":"Babs","emails":[{"value":"b@work","type":"work"},)"
       R"({"value":"babs@jensen.org","type":"home"}]})"},
      {"3.5.2.2: remove values by two terms",
       R"({"userName":"b","emails":[{"value":"b@example.com","type":"work"},{"value":)"
       R"("b@example.com","type":"home"}]})",
       R"({"op":"remove","path":"emails[type eq \"work\" and value ew \"example.com\"]"})",
       R"({"userName":"b","emails":[{"value":"b@example.com","type":"home"}]})"},
      {"3.5.2.2: the last value gone leaves the attribute unassigned",
       R"({"userName":"b","emails":[{"value":"b@example.com","type":"work"}]})",
       R"({"op":"remove","path":"emails[type eq \"work\" and value ew \"example.com\"]"})",
       R"({"userName":"b"})"},
      {"3.5.2.3: change the entire work address and make it primary",
       R"({"userName":"b","addresses":[{"formatted":"old","type":"work"},{"locality":"L",)"
       R"("type":"home","primary":true}]})",
       R"({"op":"replace","path":"addresses[type eq \"work\"]","value":{"type":"work",
           "streetAddress":"911 Universal City Plaza","locality":"Hollywood","region":"CA",)"
       R"("postalCode":"91608",
           "country":"US","formatted":"911 Universal City Plaza\nHollywood, CA 91608 US",)"
       R"("primary":true}})",
       R"({"userName":"b","addresses":[{"formatted":"911 Universal City Plaza\nHollywood,)"
       R"( CA 91608 US",)"
       R"("streetAddress":"911 Universal City Plaza","locality":"Hollywood","region":"CA",)"
       R"("postalCode":"91608",)"
       R"("country":"US","type":"work","primary":true},{"locality":"L","type":"home","primary":)"
       R"(false}]})"},
      {"3.5.2.3: change one sub-attribute of a value",
       R"({"userName":"b","addresses":[{"streetAddress":"old","type":"work"},{"streetAddress":)"
       R"("home","type":"home"}]})",
       R"({"op":"replace","path":"addresses[type eq \"work\"].streetAddress","value":)"
       R"("1010 Broadway Ave"})",
       R"({"userName":"b","addresses":[{"streetAddress":"1010 Broadway Ave","type":"work"},)"
       R"({"streetAddress":"home","type":"home"}]})"},
      {"3.5.2.3: replace all values of an attribute",
       R"({"userName":"b","emails":[{"value":"a@b","type":"work"},{"value":"c@d","type":"home"}]})",
       R"({"op":"replace","value":{"emails":[{"value":"bjensen@example.com","type":"work",)"
       R"("primary":true},
           {"value":"babs@jensen.org","type":"home"}],"nickname":"Babs"}})",
       R"({"userName":"b","nickName":"Babs","emails":[{"value":"bjensen@example.com","type":)"
       R"("work","primary":true},{"value":"babs@jensen.org","type":"home"}]})"},
      {"3.5.2.3: replace what is not there is an add", R"({"userName":"b"})",
       R"({"op":"replace","path":"name.familyName","value":"Jensen"})",
       R"({"userName":"b","name":{"familyName":"Jensen"}})"},
      {"3.5.2.3: sub-attributes not named are left (Q-38)",
       R"({"userName":"b","name":{"familyName":"J","givenName":"B"}})",
       R"({"op":"replace","path":"name","value":{"givenName":"Babs"}})",
       R"({"userName":"b","name":{"familyName":"J","givenName":"Babs"}})"},
      {"3.5.2.1: a singular attribute is replaced by add", R"({"userName":"b","title":"x"})",
       R"({"op":"add","path":"title","value":"y"})", R"({"userName":"b","title":"y"})"},
      {"3.5.2.1: one object is one value more", R"({"userName":"b","emails":[{"value":"a@b"}]})",
       R"({"op":"add","path":"emails","value":{"value":"c@d"}})",
       R"({"userName":"b","emails":[{"value":"a@b"},{"value":"c@d"}]})"},
      {"3.5.2.1: what is there already changes nothing",
       R"({"userName":"b","emails":[{"value":"a@b","type":"work"}]})",
       R"({"op":"add","path":"emails","value":[{"type":"work","value":"a@b"}]})",
       R"({"userName":"b","emails":[{"value":"a@b","type":"work"}]})"},
      {"RFC 7643 2.4: the pair of type and value stays unique",
       R"({"userName":"b","emails":[{"value":"a@b","type":"work"}]})",
       R"({"op":"add","path":"emails","value":[{"type":"work","value":"a@b","primary":true}]})",
       R"({"userName":"b","emails":[{"value":"a@b","type":"work","primary":true}]})"},
      {"RFC 7643 2.4: and a value with a type is not one without",
       R"({"userName":"b","emails":[{"value":"a@b"},{"value":"c@d","type":"home"}]})",
       R"({"op":"add","path":"emails","value":[{"value":"a@b","type":"work"},{"value":"c@d"}]})",
       R"({"userName":"b","emails":[{"value":"a@b"},{"value":"c@d","type":"home"},)"
       R"({"value":"a@b","type":"work"},{"value":"c@d"}]})"},
      {"3.5.2: a new primary ends the old one",
       R"({"userName":"b","emails":[{"value":"a@b","primary":true}]})",
       R"({"op":"add","path":"emails","value":[{"value":"c@d","primary":true}]})",
       R"({"userName":"b","emails":[{"value":"a@b","primary":false},{"value":"c@d","primary":)"
       R"(true}]})"},
      {"3.5.2: also through a value path",
       R"({"userName":"b","emails":[{"value":"a@b","type":"home","primary":true},{"value":)"
       R"("c@d","type":"work"}]})",
       R"({"op":"replace","path":"emails[type eq \"work\"].primary","value":true})",
       R"({"userName":"b","emails":[{"value":"a@b","type":"home","primary":false},{"value":)"
       R"("c@d","type":"work","primary":true}]})"},
      {"3.5.2.2: remove a sub-attribute",
       R"({"userName":"b","name":{"familyName":"J","givenName":"B"}})",
       R"({"op":"remove","path":"name.givenName"})",
       R"({"userName":"b","name":{"familyName":"J"}})"},
      {"3.5.2.2: the last sub-attribute takes the attribute along",
       R"({"userName":"b","name":{"familyName":"J"}})",
       R"({"op":"remove","path":"name.familyName"})", R"({"userName":"b"})"},
      {"3.5.2.2: remove a sub-attribute of matching values",
       R"({"userName":"b","emails":[{"value":"a@b","type":"work","display":"x"},{"value":"c@d",)"
       R"("display":"y"}]})",
       R"({"op":"remove","path":"emails[type eq \"work\"].display"})",
       R"({"userName":"b","emails":[{"value":"a@b","type":"work"},{"value":"c@d","display":)"
       R"("y"}]})"},
      {"3.5.2.2: remove a sub-attribute of all values",
       R"({"userName":"b","emails":[{"value":"a@b","type":"work"}]})",
       R"({"op":"remove","path":"emails.type"})", R"({"userName":"b","emails":[{"value":"a@b"}]})"},
      {"3.5.2.2: remove what is not there", R"({"userName":"b"})",
       R"({"op":"remove","path":"title"},{"op":"remove","path":"emails[type eq \"work\"]"},)"
       R"({"op":"remove","path":"name.givenName"})",
       R"({"userName":"b"})"},
      {"3.5.2: an extension comes and goes with its attributes", R"({"userName":"b"})",
       R"({"op":"add","path":"<E>:employeeNumber","value":"7"},{"op":"replace","path":"<E>:)"
       R"(department","value":"R"},
          {"op":"remove","path":"<E>:employeeNumber"})",
       R"({"userName":"b","<E>":{"department":"R"}})"},
      {"3.5.2: and is gone when empty", R"({"userName":"b","<E>":{"manager":{"value":"m"}}})",
       R"({"op":"remove","path":"<E>:manager.value"})", R"({"userName":"b"})"},
      {"3.5.2.3: an extension as one member of the value",
       R"({"userName":"b","<E>":{"division":"D","costCenter":"1"}})",
       R"({"op":"replace","value":{"<E>":{"division":"E"}}})",
       R"({"userName":"b","<E>":{"costCenter":"1","division":"E"}})"},
      {"RFC 7643 2.5: null and [] unassign",
       R"({"userName":"b","title":"x","emails":[{"value":"a@b"}],"ims":[{"value":"i"}]})",
       R"({"op":"replace","path":"title","value":null},{"op":"replace","path":"emails","value":)"
       R"([]},{"op":"replace","path":"ims","value":null})",
       R"({"userName":"b"})"},
      {"operations see what those before them did", R"({"userName":"b"})",
       R"({"op":"add","path":"title","value":"x"},{"op":"remove","path":"title"},{"op":"add",)"
       R"("path":"title","value":"y"})",
       R"({"userName":"b","title":"y"})"},
      {"a value path chooses several values",
       R"({"userName":"b","roles":[{"value":"a","type":"t"},{"value":"b","type":"t"},{"value":)"
       R"("c"}]})",
       R"({"op":"replace","path":"roles[type eq \"t\"].display","value":"D"})",
       R"({"userName":"b","roles":[{"value":"a","display":"D","type":"t"},{"value":"b",)"
       R"("display":"D","type":"t"},{"value":"c"}]})"},
      {"password is accepted and not kept (Q-15)", R"({"userName":"b"})",
       R"({"op":"replace","value":{"password":"t0p"}},{"op":"remove","path":"password"})",
       R"({"userName":"b"})"},
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
    CHECK(starts_with(
        patch_with("Users", R"({"userName":"b"})", {}, body, Strictness::kTolerant).result,
        "invalidSyntax: "));
  }
  CHECK(patch_with(
            "Users", R"({"userName":"b"})", {},
            R"({"SCHEMAS":["URN:ietf:params:scim:api:messages:2.0:PATCHOP"],"operations":[{"OP":)"
            R"("add","Path":"title","VALUE":"x"}]})",
            Strictness::kRfc)
            .result == R"({"userName":"b","title":"x"})");
}

TEST_CASE("patch: more than 5 000 operations are too many (patch-065)") {
  auto operations = [](int count) {
    std::string list = R"({"op":"replace","path":"title","value":"t0"})";
    for (int i = 1; i < count; ++i)
      list += R"(,{"op":"replace","path":"title","value":"t)" + std::to_string(i) + R"("})";
    return list;
  };
  CHECK(patch_user(R"({"userName":"b"})", operations(5000)).result ==
        R"({"userName":"b","title":"t4999"})");
  CHECK(starts_with(patch_user(R"({"userName":"b"})", operations(5001)).result,
                    "tooManyOperations: "));
}

TEST_CASE("patch: filters that would compare millions of values are too many (product: limits)") {
  std::string roles = R"({"op":"add","path":"roles","value":[{"value":"r0"})";
  for (int i = 1; i < 200; ++i) roles += R"(,{"value":"r)" + std::to_string(i) + R"("})";
  std::string filter = R"(value eq \"x\")";
  for (int i = 1; i < 99; ++i) filter += R"( or value eq \"x\")";
  auto operations = [&](int count) {
    std::string list = roles + "]}";
    for (int i = 0; i < count; ++i) list += R"(,{"op":"remove","path":"roles[)" + filter + R"(]"})";
    return list;
  };
  CHECK(patch_user(R"({"userName":"b"})", operations(100)).result.front() == '{');
  CHECK(starts_with(patch_user(R"({"userName":"b"})", operations(101)).result,
                    "tooManyOperations: "));
}

TEST_CASE(
    "patch: a wrong operation has its code and says which operation it is (RFC 7644 3.5.2, "
    "bad-inputs: patch)") {
  static const struct {
    const char* operations;
    const char* outcome;  // a prefix
  } kCases[] = {
      {R"({"op":"remove"})", "noTarget: Operations[0]: remove needs a path"},
      {R"({"op":"remove","path":null})", "noTarget"},
      {R"({"op":"remove","path":""})", "noTarget"},
      {R"({"op":"add","path":"title"})",
       "invalidValue: Operations[0]: add and replace need a value"},
      {R"({"op":"replace","path":"title"})", "invalidValue"},
      {R"({"op":"add","path":["title"],"value":"x"})",
       "invalidPath: Operations[0]: path must be a string, not an array"},
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
      {R"({"op":"replace","path":"userName","value":" "})",
       "invalidValue: Operations[0]: userName "},
      {R"({"op":"replace","path":"userName","value":["a"]})",
       "invalidValue: Operations[0]: userName must be a string, not an array"},
      {R"({"op":"replace","path":"active","value":"maybe"})", "invalidValue"},
      {R"({"op":"replace","path":"active","value":1})", "invalidValue"},
      {R"({"op":"replace","path":"active","value":null})",
       "invalidValue: active must be true or false"},
      {R"({"op":"replace","value":{"active":null}})", "invalidValue: active must be true or false"},
      {R"({"op":"remove","path":"active"})", "invalidValue: active must be true or false"},
      {R"({"op":"add","path":"emails","value":[{"value":"a@b","primary":true},{"value":"c@d",)"
       R"("primary":true}]})",
       "invalidValue: Operations[0]: emails must not have more than one value with primary true"},
      {R"({"op":"add","path":"emails","value":"a@b"})",
       "invalidValue: Operations[0]: emails must be an array"},
      {R"({"op":"add","path":"emails[type eq \"work\"]","value":"a@b"})", "invalidValue"},
      {R"({"op":"add","path":"emails[type eq \"work\"].value","value":"x"})",
       "invalidValue: Operations[0]: emails.value must be an e-mail address"},
      {R"({"op":"add","path":"title","value":"a"},{"op":"add","path":"title","value":"a\u0000"})",
       "invalidValue: Operations[1]: title must not hold U+0000"},
      {R"({"op":"add","value":"x"})",
       "invalidValue: Operations[0]: without path, value must be an object"},
      {R"({"op":"add","value":[1]})", "invalidValue"},
      {R"({"op":"add"})", "invalidValue"},
      {R"({"op":"replace","path":"password","value":1})",
       "invalidValue: Operations[0]: password must be a string"},
      {R"({"op":"replace","value":{"title":"a","TITLE":"b"}})",
       "invalidValue: Operations[0]: title is given twice"},
      {R"({"op":"replace","value":{"name.givenName":"a","Name.GivenName":"b"}})", "invalidValue"},
      {R"({"op":"replace","value":{"emails[type eq ].value":"a"}})", "invalidFilter"},
      {R"({"op":"replace","value":{"<E>":"x"}})", "invalidValue"},
      {R"({"op":"replace","path":"emails[type ne \"work\"].value","value":"a@b"})",
       "noTarget: no value of emails"},
      {R"({"op":"add","path":"emails[type eq \"a\" or type eq \"b\"].value","value":"a@b"})",
       "noTarget"},
      {R"({"op":"add","path":"emails[type eq \"a\" and type eq \"b\"].value","value":"a@b"})",
       "noTarget"},
      {R"({"op":"replace","path":"emails[type eq \"work\"].type","value":"home"})", "noTarget"},
      {R"({"op":"add","path":"emails[type eq \"work\"]","value":{"value":"a@b","type":"home"}})",
       "noTarget"},
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
       "invalidValue: Operations[0]: members[0].type must be User: groups in groups are not "
       "supported"},
      {R"({"op":"add","path":"members","value":[{"display":"x"}]})",
       "invalidValue: Operations[0]: members[0].value is required"},
      {R"({"op":"add","path":"members","value":[{"value":1}]})", "invalidValue"},
      {R"({"op":"add","path":"members","value":[""]})", "invalidValue"},
      {R"({"op":"add","path":"members","value":1})", "invalidValue"},
      {R"({"op":"add","path":"members"})", "invalidValue"},
      {R"({"op":"remove","path":"members","value":[{"display":"x"}]})", "invalidValue"},
      {R"({"op":"add","path":"members[value eq \"u9\"]","value":{"value":"u9"}})",
       "noTarget: no value of members"},
      {R"({"op":"replace","path":"members[value eq \"u9\"]","value":{"value":"u9"}})", "noTarget"},
      {R"({"op":"add","path":"members[value eq \"u1\"]","value":{"value":"u2"}})",
       "mutability: members.value is immutable"},
      {R"({"op":"replace","path":"members[value eq \"u1\"].display","value":"x"})",
       "mutability: Operations[0]: members.display is immutable"},
      {R"({"op":"remove","path":"members[value eq \"u1\"].value"})", "mutability"},
      {R"({"op":"add","path":"members.value","value":"u2"})", "mutability"},
      {R"({"op":"replace","path":"members[value eq \"u1\"].displayName","value":"x"})",
       "invalidPath"},
      {R"({"op":"remove","path":"displayName"})", "mutability"},
      {R"({"op":"replace","path":"displayName","value":""})", "invalidValue"},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.operations);
    Patched got = patch_group({"u1"}, row.operations);
    CHECK_MESSAGE(starts_with(got.result, row.outcome), got.result);
  }
}

TEST_CASE("patch: a filter that names nobody changes nothing (patch-079)") {
  scim::Quirks quirks;
  scim::RelationChange change;
  json::Value attributes = parsed(R"({"displayName":"g"})");
  auto read = scim::read_patch(
      parsed(with_urns(message(R"({"op":"remove","path":"members[value eq \"\"]"})"))),
      scim_test::group_type(), Strictness::kTolerant, quirks);
  REQUIRE(read.ok());
  REQUIRE(scim::apply_patch(read.value(), scim_test::group_type(), Strictness::kTolerant, {},
                            attributes.as_object(), change, quirks)
              .ok());
  CHECK(change.empty());
}

TEST_CASE("patch: an attribute holds at most 200 values, however they come (limits)") {
  std::string roles = R"({"value":"r0"})";
  for (int i = 1; i < 200; ++i) roles += R"(,{"value":"r)" + std::to_string(i) + R"("})";
  const std::string before = R"({"userName":"b","roles":[)" + roles + "]}";
  for (const char* operation :
       {R"({"op":"add","path":"roles","value":{"value":"x"}})",
        R"({"op":"add","path":"roles[value eq \"x\"].display","value":"x"})"}) {
    CAPTURE(operation);
    CHECK(patch_user(before, operation).result ==
          "invalidValue: roles must not have more than 200 values");
  }
  CHECK(patch_user(before, R"({"op":"add","path":"roles","value":{"value":"r7"}})").result ==
        before);
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
    auto read = scim::read_patch(parsed(with_urns(message(operations))), type,
                                 Strictness::kTolerant, quirks);
    REQUIRE(read.ok());
    auto status = scim::apply_patch(read.value(), type, Strictness::kTolerant, {},
                                    attributes.as_object(), change, quirks);
    return status.ok() ? json::write(attributes)
                       : std::string(scim_test::name_of(status.error().code));
  };
  CHECK(patched("{}", R"({"op":"add","path":"badge","value":"1"})") == R"({"badge":"1"})");
  CHECK(patched(R"({"badge":"1"})", R"({"op":"replace","path":"badge","value":"1"})") ==
        R"({"badge":"1"})");
  CHECK(patched(R"({"badge":"1"})", R"({"op":"replace","path":"badge","value":"2"})") ==
        "mutability");
  CHECK(patched(R"({"badge":"1"})", R"({"op":"remove","path":"badge"})") == "mutability");
  schema.attributes[0] = {};
  schema.attributes[0].name = "badge";
  schema.attributes[0].type = scim::Type::kComplex;
  schema.attributes[0].sub_attributes.resize(1);
  schema.attributes[0].sub_attributes[0].name = "number";
  schema.attributes[0].sub_attributes[0].mutability = scim::Mutability::kImmutable;
  const char* const kNumbered = R"({"badge":{"number":"1"}})";
  CHECK(patched("{}", R"({"op":"add","path":"badge.number","value":"1"})") == kNumbered);
  CHECK(patched(kNumbered, R"({"op":"add","value":{"badge":{"number":"1"}}})") == kNumbered);
  CHECK(patched(kNumbered, R"({"op":"add","path":"badge.number","value":"2"})") == "mutability");
  CHECK(patched(kNumbered, R"({"op":"remove","path":"badge.number"})") == "mutability");
}
