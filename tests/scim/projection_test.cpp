#include "scim/projection.h"

#include "doctest/doctest.h"
#include "scim/parsed.h"

using scim_test::parsed;
using scim_test::with_urns;

namespace {

const char* const kUser =
    R"({"schemas":["<U>"],"id":"1","userName":"j","name":{"givenName":"J","familyName":"R"},
  "password":"secret","emails":[{"value":"a@b","type":"work"},{"type":"home"}],"groups":["g1"],
  "<E>":{"department":"R","manager":{"value":"m","displayName":"M"}},"meta":{"resourceType":)"
    R"("User","version":"1"}})";

std::string projected(const char* attributes, const char* excluded, const char* resource = kUser) {
  json::Value value = parsed(with_urns(resource));
  scim::Projection(with_urns(attributes), with_urns(excluded), scim_test::user_type())
      .apply(value.as_object());
  return json::write(value);
}

}  // namespace

TEST_CASE("projection: attributes and excludedAttributes choose what is returned (RFC 7644 3.9)") {
  static const struct {
    const char* attributes;
    const char* excluded;
    const char* result;  // after schemas, id
  } kCases[] = {
      {"userName", "", R"(,"userName":"j"})"},
      {"USERNAME, active", "", R"(,"userName":"j"})"},
      {"name.givenName", "", R"(,"name":{"givenName":"J"}})"},
      {"name.givenName,name", "", R"(,"name":{"givenName":"J","familyName":"R"}})"},
      {"emails.value", "", R"(,"emails":[{"value":"a@b"}]})"},
      {R"(emails[type eq "work"])", "",
       R"(,"emails":[{"value":"a@b","type":"work"},{"type":"home"}]})"},
      {R"(emails[value eq "a,]b\"c"].type,userName)", "",
       R"(,"userName":"j","emails":[{"type":"work"},{"type":"home"}]})"},
      {"<U>:userName", "", R"(,"userName":"j"})"},
      {"<E>", "", R"(,"<E>":{"department":"R","manager":{"value":"m","displayName":"M"}}})"},
      {"<E>:department", "", R"(,"<E>":{"department":"R"}})"},
      {"<E>:manager.value", "", R"(,"<E>":{"manager":{"value":"m"}}})"},
      {"department", "", R"(,"<E>":{"department":"R"}})"},
      {"meta.version", "", R"(,"meta":{"version":"1"}})"},
      {"groups.value", "", R"(,"groups":["g1"]})"},
      {"noSuch", "", "}"},
      {"id", "", "}"},
      {"password", "", "}"},
      {"userName", "userName", R"(,"userName":"j"})"},
      {"", "name,emails,groups,<E>,meta", R"(,"userName":"j"})"},
      {"", "NAME.GIVENNAME,emails.type,groups,<E>:manager.displayName,meta",
       R"(,"userName":"j","name":{"familyName":"R"},"emails":[{"value":"a@b"}],"<E>":)"
       R"({"department":"R","manager":{"value":"m"}}})"},
      {"", "name.givenName,name.familyName,emails,groups,<E>,meta", R"(,"userName":"j"})"},
      {"", "id,schemas,name,emails,groups,<E>,meta,noSuch", R"(,"userName":"j"})"},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.attributes);
    CAPTURE(row.excluded);
    CHECK(projected(row.attributes, row.excluded) ==
          with_urns(R"({"schemas":["<U>"],"id":"1")" + std::string(row.result)));
  }
}

TEST_CASE("projection: what is never returned goes, also by default (RFC 7643 7)") {
  CHECK(projected("", "").find("secret") == std::string::npos);
  CHECK(projected("", "").find("familyName") != std::string::npos);
}

TEST_CASE("projection: an excluded attribute is absent, not empty (Microsoft validator)") {
  json::Value group =
      parsed(R"({"schemas":["x"],"id":"1","displayName":"g","members":[{"value":"u"}]})");
  scim::Projection projection("", "members", scim_test::group_type());
  CHECK_FALSE(projection.is_default());
  CHECK_FALSE(projection.wants("members"));
  CHECK(projection.wants("displayName"));
  projection.apply(group.as_object());
  CHECK(json::write(group) == R"({"schemas":["x"],"id":"1","displayName":"g"})");
}

TEST_CASE("projection: wants tells a caller what it need not fetch") {
  static const struct {
    const char* attributes;
    const char* excluded;
    const char* name;
    bool wants;
  } kCases[] = {
      {"", "", "groups", true},
      {"", "", "password", false},
      {"id", "", "groups", false},
      {"id", "", "id", true},
      {"id", "", "schemas", true},
      {"groups.value", "", "groups", true},
      {"", "groups.value", "groups", true},
      {"", "GROUPS", "groups", false},
      {"noSuch", "", "userName", false},
      {"", "id", "id", true},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.attributes);
    CAPTURE(row.excluded);
    CAPTURE(row.name);
    CHECK(scim::Projection(row.attributes, row.excluded, scim_test::user_type()).wants(row.name) ==
          row.wants);
  }
  CHECK(scim::Projection().wants("groups"));
  CHECK(scim::Projection().is_default());
  CHECK(scim::Projection(" ", "", scim_test::user_type()).is_default());
  CHECK_FALSE(scim::Projection("noSuch", "", scim_test::user_type()).is_default());
}

TEST_CASE(
    "projection: an attribute that is returned on request comes only when named (RFC 7643 7)") {
  scim::Schema schema;
  schema.urn = "urn:test";
  schema.attributes.resize(2);
  schema.attributes[0].name = "plain";
  schema.attributes[1].name = "onRequest";
  schema.attributes[1].returned = scim::Returned::kRequest;
  scim::ResourceType type;
  type.schema = &schema;
  auto projected_with = [&](const char* attributes, const char* excluded) {
    json::Value value = parsed(R"({"plain":"1","onRequest":"2"})");
    scim::Projection(attributes, excluded, type).apply(value.as_object());
    return json::write(value);
  };
  CHECK(projected_with("", "") == R"({"plain":"1"})");
  CHECK(projected_with("", "x") == R"({"plain":"1"})");
  CHECK(projected_with("onrequest", "") == R"({"onRequest":"2"})");
}

namespace {

// A complex attribute and an extension with every `returned` there is.
struct EveryReturned {
  EveryReturned() {
    schema.attributes = {
        attribute("plain", scim::Returned::kDefault), complex("parts", scim::Returned::kDefault),
        complex("base", scim::Returned::kAlways), complex("asked", scim::Returned::kRequest)};
    extension.urn = "urn:x";
    extension.attributes = schema.attributes;
    type.schema = &schema;
    type.extensions = {&extension};
  }
  static scim::Attribute attribute(const char* name, scim::Returned returned) {
    scim::Attribute made;
    made.name = name;
    made.returned = returned;
    return made;
  }
  static scim::Attribute complex(const char* name, scim::Returned returned) {
    scim::Attribute made = attribute(name, returned);
    made.type = scim::Type::kComplex;
    made.sub_attributes = {
        attribute("a", scim::Returned::kAlways), attribute("n", scim::Returned::kNever),
        attribute("d", scim::Returned::kDefault), attribute("r", scim::Returned::kRequest)};
    return made;
  }

  scim::Schema schema;
  scim::Schema extension;
  scim::ResourceType type;
};

}  // namespace

TEST_CASE("projection: `returned` counts at both levels, in the core and extensions (RFC 7643 7)") {
  const EveryReturned world;
  const std::string whole = R"({"a":1,"n":1,"d":1,"r":1})";
  const std::string values =
      R"("plain":1,"parts":)" + whole + R"(,"base":)" + whole + R"(,"asked":)" + whole;
  static const struct {
    const char* attributes;
    const char* excluded;
    const char* result;
  } kCases[] = {
      {"", "",
       R"({"plain":1,"parts":{"a":1,"d":1},"base":{"a":1,"d":1},)"
       R"("urn:x":{"plain":1,"parts":{"a":1,"d":1},"base":{"a":1,"d":1}}})"},
      {"", "plain,urn:x,base,parts.a,parts.d",
       R"({"parts":{"a":1},"base":{"a":1,"d":1},"urn:x":{"base":{"a":1,"d":1}}})"},
      {"plain", "", R"({"plain":1,"base":{"a":1,"d":1},"urn:x":{"base":{"a":1,"d":1}}})"},
      {"parts", "",
       R"({"parts":{"a":1,"d":1},"base":{"a":1,"d":1},"urn:x":{"base":{"a":1,"d":1}}})"},
      {"parts.r", "",
       R"({"parts":{"a":1,"r":1},"base":{"a":1,"d":1},"urn:x":{"base":{"a":1,"d":1}}})"},
      {"parts,parts.r", "",
       R"({"parts":{"a":1,"d":1,"r":1},"base":{"a":1,"d":1},"urn:x":{"base":{"a":1,"d":1}}})"},
      {"parts.n", "", R"({"parts":{"a":1},"base":{"a":1,"d":1},"urn:x":{"base":{"a":1,"d":1}}})"},
      {"ASKED", "",
       R"({"base":{"a":1,"d":1},"asked":{"a":1,"d":1},"urn:x":{"base":{"a":1,"d":1}}})"},
      {"asked.d", "",
       R"({"base":{"a":1,"d":1},"asked":{"a":1,"d":1},"urn:x":{"base":{"a":1,"d":1}}})"},
      {"urn:x", "",
       R"({"base":{"a":1,"d":1},"urn:x":{"plain":1,"parts":{"a":1,"d":1},"base":{"a":1,"d":1}}})"},
      {"URN:X:asked.r", "",
       R"({"base":{"a":1,"d":1},"urn:x":{"base":{"a":1,"d":1},"asked":{"a":1,"r":1}}})"},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.attributes);
    CAPTURE(row.excluded);
    json::Value value = parsed("{" + values + R"(,"urn:x":{)" + values + "}}");
    const scim::Projection projection(row.attributes, row.excluded, world.type);
    CHECK_FALSE(projection.keeps_all());
    projection.apply(value.as_object());
    CHECK(json::write(value) == row.result);
  }
}

TEST_CASE("projection: schemas names the schemas of what is there (RFC 7643 3)") {
  static const struct {
    const char* attributes;
    const char* excluded;
    const char* schemas;
  } kCases[] = {
      {"", "", R"(["<U>","<E>"])"},
      {"userName", "", R"(["<U>"])"},
      {"<E>", "", R"(["<U>","<E>"])"},
      {"<E>:department", "", R"(["<U>","<E>"])"},
      {"<E>:costCenter", "", R"(["<U>"])"},
      {"", "<E>", R"(["<U>"])"},
      {"", "<E>:department", R"(["<U>","<E>"])"},
      {"", "<E>:department,manager", R"(["<U>"])"},
      {"", "schemas", R"(["<U>","<E>"])"},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.attributes);
    CAPTURE(row.excluded);
    json::Value value = parsed(with_urns(R"({"schemas":["<U>","<E>"],"id":"1","userName":"j",)"
                                         R"("<E>":{"department":"R","manager":{"value":"m"}}})"));
    scim::Projection(with_urns(row.attributes), with_urns(row.excluded), scim_test::user_type())
        .apply(value.as_object());
    CHECK(json::write(*value.find("schemas")) == with_urns(row.schemas));
  }
}
