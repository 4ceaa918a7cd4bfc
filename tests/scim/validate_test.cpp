#include "scim/validate.h"

#include <string>

#include "doctest/doctest.h"
#include "scim/parsed.h"

using scim::Strictness;
using scim_test::parsed;
using scim_test::with_urns;

namespace {

std::string repeated(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

struct Read {
  std::string attributes;  // compact JSON, or "invalidValue: detail"
  std::string relation;    // "u1,u2", or "-" when the body does not name it
  std::string quirks;
};

Read read(const scim::ResourceType& type, const std::string& body,
          Strictness strictness = Strictness::kTolerant) {
  scim::Quirks quirks;
  auto resource = scim::read_resource(parsed(with_urns(body)), type, strictness, quirks);
  Read read;
  read.quirks = scim_test::words_of(quirks);
  if (!resource.ok()) {
    read.attributes =
        std::string(scim_test::name_of(resource.error().code)) + ": " + resource.error().detail;
    return read;
  }
  read.attributes = json::write(resource.value().attributes);
  read.relation = "-";
  if (resource.value().relation) {
    read.relation.clear();
    for (const std::string& value : *resource.value().relation)
      read.relation += (read.relation.empty() ? "" : ",") + value;
  }
  return read;
}

// The body of a user with `members` added to schemas and userName.
std::string user(const std::string& members) {
  return R"({"schemas":["<U>"],"userName":"jane@example.test")" +
         (members.empty() ? "" : "," + members) + "}";
}

}  // namespace

TEST_CASE(
    "read_resource: a body comes out in the spelling and order of the schema (RFC 7643 2.1, 3)") {
  Read got = read(scim_test::user_type(),
                  R"({"SCHEMAS":["URN:IETF:PARAMS:SCIM:SCHEMAS:CORE:2.0:USER","<E>"],
      "<E>":{"Department":"R&D","EMPLOYEENUMBER":"42"},"emails":[{"Primary":true,"VALUE":)"
                  R"("j@example.test","Type":"work"}],
      "NAME":{"givenname":"Jane","FamilyName":"Roe"},"username":"jane@example.test",)"
                  R"("externalID":"00u1","active":true})");
  CHECK(got.attributes ==
        with_urns(R"({"externalId":"00u1","userName":"jane@example.test",)"
                  R"("name":{"familyName":"Roe","givenName":"Jane"},"active":true,)"
                  R"("emails":[{"value":"j@example.test","type":"work","primary":true}],)"
                  R"("<E>":{"employeeNumber":"42","department":"R&D"}})"));
  CHECK(got.quirks == "");
  CHECK(got.relation == "-");
}

TEST_CASE("read_resource: what identity providers send in POST and PUT is accepted and named") {
  static const struct {
    const char* source;
    std::string members;  // beside schemas and userName
    std::string attributes;
    const char* quirks;
  } kCases[] = {
      {"null, [] and missing are the same (RFC 7643 2.5, Q-21)",
       R"("addresses":null,"title":null,"roles":[],"name":{"givenName":null},"emails":[null])", "",
       ""},
      {"id, meta and groups are read-only and ignored (RFC 7644 3.3, Q-14, Q-45)",
       R"("id":"attacker","meta":{"created":"1970-01-01T00:00:00Z"},"groups":[{"value":"g"}])", "",
       ""},
      {"a password is accepted and not kept (Q-15)",
       R"("password":"1mz050nq","groups":[],"locale":"en-US")", R"(,"locale":"en-US")", ""},
      {"booleans as strings, also in primary (Q-02)",
       R"("active":"True","roles":[{"value":"a","primary":"False"}])",
       R"(,"active":true,"roles":[{"value":"a","primary":false}])", "string-boolean"},
      {"an empty string means no value (Okta, update-user-empty-values)",
       R"("title":"","nickName":null,"name":{"givenName":""})", "", "empty-string"},
      {"unknown attributes and sub-attributes are ignored and named",
       R"("x":{"y":1},"name":{"z":1,"givenName":"J"})", R"(,"name":{"givenName":"J"})",
       "unknown-attribute"},
      {"null sub-attributes are ignored (Q-19)", R"("phoneNumbers":[{"type":"work","value":null}])",
       R"(,"phoneNumbers":[{"type":"work"}])", ""},
      {"manager as a bare string (Q-05)", R"("<E>":{"manager":"m1"})",
       R"(,"<E>":{"manager":{"value":"m1"}})", "undeclared-extension, manager-as-string"},
      {"manager as an array (Q-05)", R"("<E>":{"manager":[{"$ref":"../Users/m","value":"m"}]})",
       R"(,"<E>":{"manager":{"value":"m","$ref":"../Users/m"}})",
       "undeclared-extension, manager-as-array"},
      {"manager emptied (Q-05)", R"("<E>":{"manager":{"value":""}})", "",
       "undeclared-extension, empty-manager"},
      {"manager's displayName is read-only (RFC 7643 4.3)",
       R"("<E>":{"Manager":{"Value":"m","displayName":"M"}})",
       R"(,"<E>":{"manager":{"value":"m"}})", "undeclared-extension"},
      {"an extension attribute without its URN", R"("department":"R&D")",
       R"(,"<E>":{"department":"R&D"})", "unqualified-extension-attribute"},
      {"a role that is JSON text is kept as it is (Q-27)",
       R"("roles":[{"value":"{\"id\":\"1\"}"}])", R"(,"roles":[{"value":"{\"id\":\"1\"}"}])", ""},
      {"the same value twice is allowed with another type",
       R"("emails":[{"value":"a@b","type":"work"},{"value":"a@b","type":"home"}])",
       R"(,"emails":[{"value":"a@b","type":"work"},{"value":"a@b","type":"home"}])", ""},
      {"a family name of one space (Authentik)", R"("name":{"familyName":" "},"photos":[])",
       R"(,"name":{"familyName":" "})", ""},
      {"base64 without padding and of the URL alphabet (RFC 7643 2.3.6)",
       R"("x509Certificates":[{"value":"TUlJQg"},{"value":"_-8="}])",
       R"(,"x509Certificates":[{"value":"TUlJQg"},{"value":"_-8="}])", ""},
      {"an extension that is null or empty is not there", R"("<E>":null)", "", ""},
      {"an extension in another letter case",
       R"("URN:ietf:params:scim:schemas:extension:enterprise:2.0:USER":{"costCenter":"1"})",
       R"(,"<E>":{"costCenter":"1"})", "undeclared-extension"},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.source);
    Read got = read(scim_test::user_type(), user(row.members));
    // The value comes first in what is stored, so the row says what follows.
    std::string wanted = with_urns(R"({"userName":"jane@example.test")" + row.attributes + "}");
    CHECK(got.attributes == wanted);
    CHECK(got.quirks == row.quirks);
  }
}

TEST_CASE(
    "read_resource: schemas must hold the type's own URN and may hold strangers (RFC 7643 3, Q-17, "
    "Q-18)") {
  static const struct {
    const char* schemas;  // the whole member, or nothing
    const char* outcome;  // a prefix
    const char* quirks;
  } kCases[] = {
      {R"("schemas":["<U>"],)", "{", ""},
      {R"("schemas":["URN:IETF:PARAMS:SCIM:SCHEMAS:CORE:2.0:USER"],)", "{", ""},
      {R"("schemas":["<U>","<U>"],)", "{", ""},
      {R"("schemas":["<U>","<E>"],)", "{", ""},
      {R"("schemas":["urn:scim:schemas:core:1.0","<U>"],)", "{", "unknown-schema-urn"},
      {R"("schemas":["<U>","http:)"
       R"(//schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/User"],)",
       "{", "unknown-schema-urn"},
      {R"()", "invalidSyntax: schemas is missing", ""},
      {R"("schemas":null,)", "invalidSyntax: schemas is missing", ""},
      {R"("schemas":[],)", "invalidValue: schemas must hold urn:", ""},
      {R"("schemas":[null],)", "invalidSyntax: schemas must hold strings, not null", ""},
      {R"("schemas":[1],)", "invalidSyntax: schemas must hold strings, not a number", ""},
      {R"("schemas":{"0":"<U>"},)", "invalidSyntax: schemas must be an array, not an object", ""},
      {R"("schemas":"<U>",)", "invalidSyntax: schemas must be an array, not a string", ""},
      {R"("schemas":["<G>"],)", "invalidValue: schemas must hold urn:", "unknown-schema-urn"},
      {R"("schemas":["urn:x:nope"],)",
       "invalidValue: schemas must hold urn:", "unknown-schema-urn"},
      {R"("schemas":["<E>"],)", "invalidValue: schemas must hold urn:", ""},
      {R"("schemas":["<U>"],"Schemas":["<U>"],)", "invalidValue: schemas is given twice", ""},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.schemas);
    Read got =
        read(scim_test::user_type(), "{" + std::string(row.schemas) + R"("userName":"a@b.c"})");
    CHECK(got.attributes.substr(0, std::string(row.outcome).size()) == row.outcome);
    CHECK(got.quirks == row.quirks);
  }
}

TEST_CASE("read_resource: a document that is no object is invalidSyntax (json-004 to json-008)") {
  for (const char* body :
       {"[]", "123", "true", "null", "\"x\"", "{}", R"({"not":"a scim resource"})"}) {
    CAPTURE(body);
    CHECK(read(scim_test::user_type(), body).attributes.starts_with("invalidSyntax: "));
  }
}

TEST_CASE(
    "read_resource: a wrong value is invalidValue and the detail names the place (bad-inputs: "
    "type)") {
  static const struct {
    std::string members;
    const char* detail;  // a prefix
  } kCases[] = {
      {R"("USERNAME":"second@example.test")", "userName is given twice"},
      {R"("externalId":{})", "externalId must be a string, not an object"},
      {R"("displayName":[1])", "displayName must be a string, not an array"},
      {R"("displayName":"a\u0000b")", "displayName must not hold U+0000"},
      {R"("displayName":"a\u0007b")", "displayName must not hold control characters"},
      {R"("title":"a\u0000b")", "title must not hold U+0000"},
      {R"("profileUrl":1)", "profileUrl must be a string, not a number"},
      {R"("profileUrl":"http://a\nb")", "profileUrl must be a URI"},
      {R"("title":{})", "title must be a string, not an object"},
      {R"("title":[])", "title must be a string, not an array"},
      {R"("userType":1)", "userType must be a string"},
      {R"("preferredLanguage":1)", "preferredLanguage must be a string"},
      {R"("active":1)", "active must be a boolean, not a number"},
      {R"("active":{})", "active must be a boolean, not an object"},
      {R"("active":"yes")", "active must be a boolean, not a string"},
      {R"("active":"")", "active must be a boolean, not a string"},
      {R"("password":1)", "password must be a string"},
      {R"("password":"a\u0000")", "password must not hold U+0000"},
      {R"("name":[])", "name must be an object, not an array"},
      {R"("name":"Jane")", "name must be an object, not a string"},
      {R"("name":{"middleName":1})", "name.middleName must be a string, not a number"},
      {R"("name":{"honorificPrefix":1})", "name.honorificPrefix must be a string"},
      {R"("name":{"givenName":"a","GIVENNAME":"b"})", "name.givenName is given twice"},
      {R"("emails":"a@b.c")", "emails must be an array, not a string"},
      {R"("emails":{})", "emails must be an array, not an object"},
      {R"("emails":[[]])", "emails[0] must be an object, not an array"},
      {R"("emails":["a@b.c"])", "emails[0] must be an object, not a string"},
      {R"("emails":[{"value":"a@b.c","primary":"yes"}])",
       "emails[0].primary must be a boolean, not a string"},
      {R"("emails":[{"value":"a@b.c"},{"value":7}])",
       "emails[1].value must be a string, not a number"},
      {R"("emails":[{"value":"a@b.c","primary":true},{"value":"b@b.c","primary":true}])",
       "emails must not have more than one value with primary true"},
      {R"("emails":[{"value":"not-an-email"}])", "emails[0].value must be an e-mail address"},
      {R"("emails":[{"value":"a@b@c"}])", "emails[0].value must be an e-mail address"},
      {R"("emails":[{"value":"@b"}])", "emails[0].value must be an e-mail address"},
      {R"("emails":[{"value":"a@"}])", "emails[0].value must be an e-mail address"},
      {R"("emails":[{"value":"a b@c"}])", "emails[0].value must be an e-mail address"},
      {R"("emails":[{"value":"a@b\n"}])", "emails[0].value must be an e-mail address"},
      {R"("phoneNumbers":"1")", "phoneNumbers must be an array, not a string"},
      {R"("ims":[1])", "ims[0] must be an object, not a number"},
      {R"("addresses":[{"streetAddress":1}])", "addresses[0].streetAddress must be a string"},
      {R"("entitlements":1)", "entitlements must be an array, not a number"},
      {R"("x509Certificates":[{"value":"%%%not-base64"}])",
       "x509Certificates[0].value must be base64"},
      {R"("x509Certificates":[{"value":"abcde"}])", "x509Certificates[0].value must be base64"},
      {R"("x509Certificates":[{"value":"ab=c"}])", "x509Certificates[0].value must be base64"},
      {R"("<E>":{"employeeNumber":1})",
       "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber must be a "
       "string, not a number"},
      {R"("<E>":{"manager":1})",
       "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager must be an object, not "
       "a number"},
      {R"("<E>":"x")",
       "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User must be an object, not a "
       "string"},
      {R"("<E>":{"department":"a"},"department":"b")",
       "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department is given twice"},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.members);
    Read got = read(scim_test::user_type(), user(row.members));
    CHECK(got.attributes.substr(0, 14 + std::string(row.detail).size()) ==
          "invalidValue: " + std::string(row.detail));
  }
}

TEST_CASE(
    "read_resource: a userName must be there and be a name (type-002 to type-006, unicode-015 to "
    "unicode-035)") {
  static const struct {
    const char* user_name;
    const char* outcome;  // a prefix
  } kCases[] = {
      {"null", "invalidValue: userName is required"},
      {R"("")", "invalidValue: userName is required"},
      {"[]", "invalidValue: userName must be a string, not an array"},
      {"{}", "invalidValue: userName must be a string, not an object"},
      {R"(" ")", "invalidValue: userName "},
      {R"("a\u0000@example.test")", "invalidValue: userName must not hold U+0000"},
      {R"("ali\u00adce@example.test")", "invalidValue: userName "},
      {R"("\u202eecila@example.test")", "invalidValue: userName "},
      {R"("alice@example.test\n")", "invalidValue: userName "},
      {R"("al\r\nice@example.test")", "invalidValue: userName "},
      {R"("\ufeffalice@example.test")", "invalidValue: userName "},
      {R"("\udb40\udc41lice@example.test")", "invalidValue: userName "},
      {R"("../../../etc/passwd")", "{"},
      {R"("=cmd|' /C calc'!A0")", "{"},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.user_name);
    Read got = read(scim_test::user_type(),
                    R"({"schemas":["<U>"],"userName":)" + std::string(row.user_name) + "}");
    CHECK(got.attributes.substr(0, std::string(row.outcome).size()) == row.outcome);
  }
  CHECK(read(scim_test::user_type(), R"({"schemas":["<U>"]})")
            .attributes.starts_with("invalidValue: userName is req"));
}

TEST_CASE("read_resource: limits count characters, not bytes (unicode-030, group-015)") {
  auto named = [](const std::string& name) {
    return read(scim_test::user_type(), R"({"schemas":["<U>"],"userName":")" + name + R"("})")
        .attributes;
  };
  CHECK(named(repeated("é", 256)).starts_with("{"));
  CHECK(named(repeated("é", 257)) ==
        "invalidValue: userName must not be longer than 256 characters");
  auto titled = [](std::size_t length) {
    return read(scim_test::user_type(), user(R"("title":")" + std::string(length, 'x') + "\""))
        .attributes;
  };
  CHECK(titled(4096).starts_with("{"));
  CHECK(titled(4097) == "invalidValue: title must not be longer than 4096 characters");
  auto roles = [](std::size_t count) {
    std::string list = R"({"value":"0"})";
    for (std::size_t i = 1; i < count; ++i) list += R"(,{"value":")" + std::to_string(i) + R"("})";
    return read(scim_test::user_type(), user(R"("roles":[)" + list + "]")).attributes;
  };
  CHECK(roles(200).starts_with("{"));
  CHECK(roles(201) == "invalidValue: roles must not have more than 200 values");
}

TEST_CASE(
    "read_resource: the members of a group become a relation of ids, each once (RFC 7643 4.2)") {
  static const struct {
    const char* source;
    const char* members;
    const char* relation;
  } kCases[] = {
      {"not named", R"("externalId":"x")", "-"},
      {"null is not named (RFC 7643 2.5)", R"("members":null)", "-"},
      {"empty (Okta)", R"("members":[])", ""},
      {"twice the same (member-004)", R"("members":[{"value":"u1"},{"value":"u1"},{"value":"u2"}])",
       "u1,u2"},
      {"$ref and display are not looked at (member-005, Q-19)",
       R"("Members":[{"$ref":null,"value":"u1","display":3},{"VALUE":"u2","$ref":"http:)"
       R"(//evil.test/x","type":"user"}])",
       "u1,u2"},
      {"ids have no letter case", R"("members":[{"value":"ABC"},{"value":"abc"}])", "abc"},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.source);
    Read got = read(scim_test::group_type(),
                    R"({"schemas":["<G>"],"displayName":"g",)" + std::string(row.members) + "}");
    CHECK(got.attributes.starts_with("{"));
    CHECK(got.attributes.find("members") == std::string::npos);
    CHECK(got.relation == row.relation);
  }
}

TEST_CASE("read_resource: a wrong group or member is refused (bad-inputs: group)") {
  static const struct {
    const char* members;
    const char* outcome;  // a prefix
  } kCases[] = {
      {R"("displayName":"")", "invalidValue: displayName is required"},
      {R"("displayName":null)", "invalidValue: displayName is required"},
      {R"("displayName":1)", "invalidValue: displayName must be a string, not a number"},
      {R"("displayName":"a\nb")", "invalidValue: displayName must not hold control characters"},
      {R"("externalId":"x")", "invalidValue: displayName is required"},
      {R"("displayName":"g","members":"x")",
       "invalidValue: members must be an array, not a string"},
      {R"("displayName":"g","members":{})",
       "invalidValue: members must be an array, not an object"},
      {R"("displayName":"g","members":["u1"])",
       "invalidValue: members[0] must be an object, not a string"},
      {R"("displayName":"g","members":[{"value":1}])",
       "invalidValue: members[0].value must be a string, not a number"},
      {R"("displayName":"g","members":[{}])", "invalidValue: members[0].value is required"},
      {R"("displayName":"g","members":[{"value":""}])",
       "invalidValue: members[0].value must not be empty"},
      {R"("displayName":"g","members":[{"value":"u1"},{"value":"g2","type":"Group"}])",
       "invalidValue: members[1].type must be User: groups in groups are not supported"},
      {R"("displayName":"g","members":[{"value":"u1","type":"Device"}])",
       "invalidValue: members[0].type must be User"},
      {R"("displayName":"g","members":[{"value":"u1","type":1}])",
       "invalidValue: members[0].type must be a string"},
      {R"("displayName":"g","members":[{"value":"a\u0000"}])",
       "invalidValue: members[0].value must not hold U+0000"},
      {R"("displayName":"g","members":[],"MEMBERS":[])", "invalidValue: members is given twice"},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.members);
    Read got =
        read(scim_test::group_type(), R"({"schemas":["<G>"],)" + std::string(row.members) + "}");
    CHECK(got.attributes.substr(0, std::string(row.outcome).size()) == row.outcome);
  }
  std::string long_name(257, 'x');
  CHECK(read(scim_test::group_type(), R"({"schemas":["<G>"],"displayName":")" + long_name + "\"}")
            .attributes == "invalidValue: displayName must not be longer than 256 characters");
}

TEST_CASE("read_resource: profile rfc refuses what the RFCs do not allow (product: profiles)") {
  static const struct {
    std::string body;
    const char* outcome;  // a prefix
  } kCases[] = {
      {user(R"("active":"True")"), "invalidValue: active must be a boolean, not a string"},
      {user(R"("x":1)"), "invalidValue: unknown attribute x"},
      {user(R"("name":{"x":1})"), "invalidValue: unknown attribute name.x"},
      {user(R"("department":"R&D")"), "invalidValue: unknown attribute department"},
      {user(R"("<E>":{"department":"R&D"})"), "invalidValue: schemas must hold urn:"},
      {R"({"schemas":["<U>","<E>"],"userName":"a","<E>":{"manager":"m"}})", "invalidValue: urn:"},
      {R"({"schemas":["<U>","urn:x"],"userName":"a"})",
       "invalidValue: schemas holds the unknown schema urn:x"},
      {user(R"("id":"x","meta":{})"), "{"},
      {R"({"schemas":["<U>","<E>"],"USERNAME":"a","<E>":{"manager":{"value":"m"}}})", "{"},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.body);
    Read got = read(scim_test::user_type(), row.body, Strictness::kRfc);
    CHECK(got.attributes.substr(0, std::string(row.outcome).size()) == row.outcome);
    CHECK(got.quirks == "");
  }
}

TEST_CASE("validate: what a PATCH left is put in order and held against the schema") {
  json::Value good = parsed(
      with_urns(R"({"<E>":{"manager":{"value":"m"}},"emails":[{"primary":true,"value":"a@b"}],
                                          "active":true,"userName":"a"})"));
  REQUIRE(scim::validate(scim_test::user_type(), good.as_object()).ok());
  CHECK(json::write(good) ==
        with_urns(R"({"userName":"a","active":true,"emails":[{"value":"a@b","primary":true}],)"
                  R"("<E>":{"manager":{"value":"m"}}})"));
  for (const char* bad :
       {R"({"active":true})", R"({"userName":""})", R"({"userName":"a","active":1})",
        R"({"userName":"a","emails":[{"value":"x"}]})",
        R"({"userName":"a","ims":[{"value":"1","primary":true},{"value":"2","primary":true}]})"}) {
    CAPTURE(bad);
    json::Value attributes = parsed(bad);
    auto status = scim::validate(scim_test::user_type(), attributes.as_object());
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().code == base::ErrorCode::kInvalidValue);
  }
}

TEST_CASE("extension_mask: bit i is set when extension i has data (schema: order of extensions)") {
  CHECK(scim::extension_mask(scim_test::user_type(), parsed(R"({"userName":"a"})").as_object()) ==
        0);
  CHECK(scim::extension_mask(scim_test::user_type(),
                             parsed(with_urns(R"({"<E>":{}})")).as_object()) == 0);
  CHECK(scim::extension_mask(scim_test::user_type(),
                             parsed(with_urns(R"({"<E>":{"division":"x"}})")).as_object()) == 1);
  CHECK(scim::extension_mask(scim_test::group_type(),
                             parsed(R"({"displayName":"g"})").as_object()) == 0);
}
