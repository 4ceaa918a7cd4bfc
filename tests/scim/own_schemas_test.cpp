#include "scim/own_schemas.h"

#include <string>

#include "doctest/doctest.h"
#include "json/read.h"
#include "json/write.h"
#include "scim/conform.h"

namespace {

json::Value parsed(std::string_view text) {
  auto value = json::parse(text);
  REQUIRE_MESSAGE(value.ok(), text);
  return std::move(value).value();
}

// A configuration with one schema of one attribute and one type made of it.
std::string with_attribute(const std::string& definition) {
  return R"({"schemas":[{"id":"urn:example:a","name":"A","attributes":[)" + definition +
         R"(]}],"resource_types":[{"name":"A","endpoint":"/As","schema":"urn:example:a"}]})";
}

std::string with_schema(const std::string& members) {
  return R"({"schemas":[{)" + members + R"(,"attributes":[{"name":"x"}]}]})";
}

std::string with_type(const std::string& type) {
  return R"({"schemas":[{"id":"urn:example:a","name":"A","attributes":[{"name":"x"}]},)"
         R"({"id":"urn:example:b","name":"B","attributes":[{"name":"id"}]}],)"
         R"("resource_types":[)" +
         type + "]}";
}

std::string repeated(std::size_t count, const std::string& before, const std::string& after) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text += (i == 0 ? "" : ",") + before + std::to_string(i) + after;
  return text;
}

}  // namespace

TEST_CASE("own schemas: absent characteristics have the values of RFC 7643 2.2") {
  const auto own = scim::read_own_schemas(parsed(with_attribute(R"({"name":"x"})")));
  REQUIRE(own.ok());
  CHECK(own.value().schemas[0].find("attributes")->as_array()[0] ==
        parsed(R"({"name":"x","type":"string","multiValued":false,"required":false,
                   "caseExact":false,"mutability":"readWrite","returned":"default",
                   "uniqueness":"none"})"));
}

TEST_CASE("own schemas: what was read is read again to the same") {
  const auto first = scim::read_own_schemas(parsed(with_attribute(
      R"({"name":"x","type":"complex","multiValued":true,"subAttributes":[{"name":"value"},)"
      R"({"name":"$ref","type":"reference","referenceTypes":["A","User","external"]}]})")));
  REQUIRE(first.ok());
  const json::Value again = json::Object{{"schemas", first.value().schemas},
                                         {"resource_types", first.value().resource_types}};
  const auto second = scim::read_own_schemas(again);
  REQUIRE(second.ok());
  CHECK(json::write(second.value().schemas) == json::write(first.value().schemas));
  CHECK(json::write(second.value().resource_types) == json::write(first.value().resource_types));
}

TEST_CASE("own schemas: the built-in ones come first and are shared") {
  const auto own = scim::read_own_schemas(parsed(with_attribute(R"({"name":"x"})")));
  REQUIRE(own.ok());
  const scim::Registry& built_in = scim::Registry::built_in();
  const scim::Registry& registry = *own.value().registry;
  CHECK(registry.schemas().size() == built_in.schemas().size() + 1);
  CHECK(registry.find_by_name("User") == built_in.find_by_name("User"));
  CHECK(registry.find_by_endpoint("As")->schema->urn == "urn:example:a");
}

TEST_CASE("own schemas: every fault is refused and pointed at (RFC 7643 2 and 7)") {
  const std::string sub = R"({"name":"x","type":"complex","subAttributes":[)";
  const struct {
    std::string text;
    std::string_view pointer;
  } kRows[] = {
      {"[]", ""},
      {R"({"schemas":{}})", "/schemas"},
      {R"({"resource_types":1})", "/resource_types"},
      {R"({"schemas":[1]})", "/schemas/0"},
      // ids and names of schemas
      {with_schema(R"("name":"A")"), "/schemas/0/id"},
      {with_schema(R"("id":1,"name":"A")"), "/schemas/0/id"},
      {with_schema(R"("id":"example","name":"A")"), "/schemas/0/id"},
      {with_schema(R"("id":"urn:a:","name":"A")"), "/schemas/0/id"},
      {with_schema(R"("id":"urn:example:a b","name":"A")"), "/schemas/0/id"},
      {with_schema(R"("id":"urn:example:a\"","name":"A")"), "/schemas/0/id"},
      {with_schema(R"("id":"urn:example:)" + std::string(200, 'a') + R"(","name":"A")"),
       "/schemas/0/id"},
      {with_schema(R"("id":"urn:ietf:params:scim:schemas:core:2.0:user","name":"A")"),
       "/schemas/0/id"},
      {with_schema(R"("id":"urn:ietf:params:scim:schemas:core:2.0:User:x","name":"A")"),
       "/schemas/0/id"},
      {with_schema(R"("id":"urn:ietf:params:scim:schemas:core","name":"A")"), "/schemas/0/id"},
      {with_schema(R"("id":"urn:ietf:params:scim:api:messages:2.0:X","name":"A")"),
       "/schemas/0/id"},
      {R"({"schemas":[{"id":"urn:example:a","name":"A","attributes":[{"name":"x"}]},)"
       R"({"id":"urn:EXAMPLE:a","name":"A","attributes":[{"name":"x"}]}]})",
       "/schemas/1/id"},
      {R"({"schemas":[{"id":"urn:example:a","name":"A","attributes":[{"name":"x"}]},)"
       R"({"id":"urn:example:a:b","name":"A","attributes":[{"name":"x"}]}]})",
       "/schemas/1/id"},
      {with_schema(R"("id":"urn:example:a")"), "/schemas/0/name"},
      {with_schema(R"("id":"urn:example:a","name":"")"), "/schemas/0/name"},
      {with_schema(R"("id":"urn:example:a","name":"A","description":1)"), "/schemas/0/description"},
      // lists of attributes
      {R"({"schemas":[{"id":"urn:example:a","name":"A"}]})", "/schemas/0/attributes"},
      {R"({"schemas":[{"id":"urn:example:a","name":"A","attributes":[]}]})",
       "/schemas/0/attributes"},
      {with_attribute(repeated(101, R"({"name":"x)", "\"}")), "/schemas/0/attributes"},
      {with_attribute(R"({"name":"x"},{"name":"X"})"), "/schemas/0/attributes/1/name"},
      {with_attribute("1"), "/schemas/0/attributes/0"},
      // characteristics
      {with_attribute("{}"), "/schemas/0/attributes/0/name"},
      {with_attribute(R"({"name":"1x"})"), "/schemas/0/attributes/0/name"},
      {with_attribute(R"({"name":"a.b"})"), "/schemas/0/attributes/0/name"},
      {with_attribute(R"({"name":"NOT"})"), "/schemas/0/attributes/0/name"},
      {with_attribute(R"({"name":"x","description":1})"), "/schemas/0/attributes/0/description"},
      {with_attribute(R"({"name":"x","type":"text"})"), "/schemas/0/attributes/0/type"},
      {with_attribute(R"({"name":"x","type":1})"), "/schemas/0/attributes/0/type"},
      {with_attribute(R"({"name":"x","multiValued":"no"})"), "/schemas/0/attributes/0/multiValued"},
      {with_attribute(R"({"name":"x","required":1})"), "/schemas/0/attributes/0/required"},
      {with_attribute(R"({"name":"x","caseExact":"true"})"), "/schemas/0/attributes/0/caseExact"},
      {with_attribute(R"({"name":"x","mutability":"readwrite"})"),
       "/schemas/0/attributes/0/mutability"},
      {with_attribute(R"({"name":"x","returned":"sometimes"})"),
       "/schemas/0/attributes/0/returned"},
      {with_attribute(R"({"name":"x","uniqueness":"global ly"})"),
       "/schemas/0/attributes/0/uniqueness"},
      {with_attribute(R"({"name":"x","canonicalValues":"a"})"),
       "/schemas/0/attributes/0/canonicalValues"},
      {with_attribute(R"({"name":"x","canonicalValues":["a",1]})"),
       "/schemas/0/attributes/0/canonicalValues/1"},
      {with_attribute(R"({"name":"x","type":"integer","canonicalValues":["1"]})"),
       "/schemas/0/attributes/0/canonicalValues"},
      {with_attribute(R"({"name":"x","referenceTypes":["User"]})"),
       "/schemas/0/attributes/0/referenceTypes"},
      {with_attribute(R"({"name":"x","type":"reference","referenceTypes":["uri","Nothing"]})"),
       "/schemas/0/attributes/0/referenceTypes/1"},
      {with_attribute(R"({"name":"x","type":"complex"})"), "/schemas/0/attributes/0/subAttributes"},
      {with_attribute(R"({"name":"x","subAttributes":[{"name":"y"}]})"),
       "/schemas/0/attributes/0/subAttributes"},
      {with_attribute(sub + R"({"name":"y"},{"name":"Y"}]})"),
       "/schemas/0/attributes/0/subAttributes/1/name"},
      {with_attribute(sub + R"({"name":"y","type":"complex","subAttributes":[{"name":"z"}]}]})"),
       "/schemas/0/attributes/0/subAttributes/0/type"},
      {with_attribute(sub + R"({"name":"y","multiValued":true}]})"),
       "/schemas/0/attributes/0/subAttributes/0/multiValued"},
      {with_attribute(sub + R"({"name":"y","uniqueness":"server"}]})"),
       "/schemas/0/attributes/0/subAttributes/0/uniqueness"},
      {with_attribute(sub + R"({"name":"y","type":"reference","referenceTypes":["B"]}]})"),
       "/schemas/0/attributes/0/subAttributes/0/referenceTypes/0"},
      // what contradicts itself
      {with_attribute(R"({"name":"x","required":true,"mutability":"readOnly"})"),
       "/schemas/0/attributes/0/required"},
      {with_attribute(R"({"name":"x","required":true,"returned":"never"})"),
       "/schemas/0/attributes/0/required"},
      {with_attribute(R"({"name":"x","mutability":"writeOnly"})"),
       "/schemas/0/attributes/0/returned"},
      {with_attribute(R"({"name":"x","type":"integer","uniqueness":"server"})"),
       "/schemas/0/attributes/0/uniqueness"},
      {with_attribute(R"({"name":"x","multiValued":true,"uniqueness":"global"})"),
       "/schemas/0/attributes/0/uniqueness"},
      // resource types
      {with_type("1"), "/resource_types/0"},
      {with_type(R"({"endpoint":"/As","schema":"urn:example:a"})"), "/resource_types/0/name"},
      {with_type(R"({"name":"A b","endpoint":"/As","schema":"urn:example:a"})"),
       "/resource_types/0/name"},
      {with_type(R"({"name":"user","endpoint":"/As","schema":"urn:example:a"})"),
       "/resource_types/0/name"},
      {with_type(R"({"name":"User"},{"name":"User"})"), "/resource_types/1/name"},
      {with_type(R"({"name":"A","schema":"urn:example:a"})"), "/resource_types/0/endpoint"},
      {with_type(R"({"name":"A","endpoint":"As","schema":"urn:example:a"})"),
       "/resource_types/0/endpoint"},
      {with_type(R"({"name":"A","endpoint":"/A/s","schema":"urn:example:a"})"),
       "/resource_types/0/endpoint"},
      {with_type(R"({"name":"A","endpoint":"/.search","schema":"urn:example:a"})"),
       "/resource_types/0/endpoint"},
      {with_type(R"({"name":"A","endpoint":"/1s","schema":"urn:example:a"})"),
       "/resource_types/0/endpoint"},
      {with_type(R"({"name":"A","endpoint":"/users","schema":"urn:example:a"})"),
       "/resource_types/0/endpoint"},
      {with_type(R"({"name":"A","endpoint":"/Bulk","schema":"urn:example:a"})"),
       "/resource_types/0/endpoint"},
      {with_type(R"({"name":"A","endpoint":"/me","schema":"urn:example:a"})"),
       "/resource_types/0/endpoint"},
      {with_type(R"({"name":"A","endpoint":"/As","schema":"urn:example:a"},)"
                 R"({"name":"B","endpoint":"/aS","schema":"urn:example:a"})"),
       "/resource_types/1/endpoint"},
      {with_type(R"({"name":"A","endpoint":"/As"})"), "/resource_types/0/schema"},
      {with_type(R"({"name":"A","endpoint":"/As","schema":"urn:example:none"})"),
       "/resource_types/0/schema"},
      {with_type(R"({"name":"A","endpoint":"/As",)"
                 R"("schema":"urn:ietf:params:scim:schemas:core:2.0:User"})"),
       "/resource_types/0/schema"},
      {with_type(R"({"name":"A","endpoint":"/As","schema":"urn:example:b"})"),
       "/resource_types/0/schema"},
      {with_type(R"({"name":"User","endpoint":"/People"})"), "/resource_types/0/endpoint"},
      {with_type(R"({"name":"User","schema":"urn:example:a"})"), "/resource_types/0/schema"},
      {with_type(R"({"name":"User","schemaExtensions":{}})"), "/resource_types/0/schemaExtensions"},
      {with_type(R"({"name":"User","schemaExtensions":["urn:example:a"]})"),
       "/resource_types/0/schemaExtensions/0"},
      {with_type(R"({"name":"User","schemaExtensions":[{"schema":"urn:example:none"}]})"),
       "/resource_types/0/schemaExtensions/0/schema"},
      {with_type(R"({"name":"User","schemaExtensions":[{"schema":"urn:example:a"},)"
                 R"({"schema":"urn:example:a"}]})"),
       "/resource_types/0/schemaExtensions/1/schema"},
      {with_type(R"({"name":"A","endpoint":"/As","schema":"urn:example:a",)"
                 R"("schemaExtensions":[{"schema":"urn:example:a"}]})"),
       "/resource_types/0/schemaExtensions/0/schema"},
      {with_type(R"({"name":"User","schemaExtensions":[{"schema":"urn:example:a","required":1}]})"),
       "/resource_types/0/schemaExtensions/0/required"},
      // limits
      {R"({"schemas":[)" +
           repeated(8, R"({"id":"urn:example:a)", R"(","name":"A","attributes":[{"name":"x"}]})") +
           R"(],"resource_types":[{"name":"User","schemaExtensions":[)" +
           repeated(8, R"({"schema":"urn:example:a)", "\"}") + "]}]}",
       "/resource_types/0/schemaExtensions/7"},
      {R"({"schemas":[)" +
           repeated(65, R"({"id":"urn:example:a)", R"(","name":"A","attributes":[{"name":"x"}]})") +
           "]}",
       "/schemas"},
      {with_attribute(R"({"name":"x","description":")" + std::string(65536, 'd') + "\"}"), ""},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.text.substr(0, 200));
    const auto own = scim::read_own_schemas(parsed(row.text));
    REQUIRE_FALSE(own.ok());
    CAPTURE(own.error().detail);
    CHECK(own.error().pointer == row.pointer);
    CHECK(own.error().code == base::ErrorCode::kInvalidValue);
  }
}

TEST_CASE("own schemas: an account takes sixteen resource types of its own") {
  const auto configuration = [](int types) {
    std::string list;
    for (int i = 0; i < types; ++i) {
      const std::string name = "T" + std::to_string(i);
      list += (i == 0 ? "" : ",") + std::string(R"({"schema":"urn:example:a","name":")") + name +
              R"(","endpoint":"/)" + name + "\"}";
    }
    return parsed(R"({"schemas":[{"id":"urn:example:a","name":"A","attributes":[{"name":"x"}]}],)"
                  R"("resource_types":[)" +
                  list + "]}");
  };
  CHECK(scim::read_own_schemas(configuration(16)).ok());
  const auto refused = scim::read_own_schemas(configuration(17));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().pointer == "/resource_types/16");
}

TEST_CASE("own schemas: the discovery document of a built-in type can be added to") {
  json::Value user = scim::Registry::built_in().find_by_name("User")->document;
  user.find("schemaExtensions")->as_array().push_back(json::Object{{"schema", "urn:example:a"}});
  json::Value wanted =
      parsed(R"({"schemas":[{"id":"urn:example:a","name":"A","attributes":[{"name":"x"}]}]})");
  wanted.as_object().set("resource_types", json::Array{user});
  const auto own = scim::read_own_schemas(wanted);
  REQUIRE(own.ok());
  CHECK(own.value().resource_types[0].find("schemaExtensions")->as_array().size() == 1);
  CHECK(own.value().registry->find_by_name("User")->extensions.size() == 2);
}

TEST_CASE("own schemas: what the present schemas do not know, or does not fit, is left out") {
  const auto own = scim::read_own_schemas(parsed(
      with_attribute(R"({"name":"number","type":"integer"},{"name":"list","multiValued":true},)"
                     R"({"name":"part","type":"complex","subAttributes":[{"name":"a"}]},)"
                     R"({"name":"secret","returned":"never"})")));
  REQUIRE(own.ok());
  const scim::ResourceType& type = *own.value().registry->find_by_name("A");
  const auto conformed = [&](std::string_view text) {
    return json::Value(scim::conform(type, parsed(text).as_object()));
  };
  CHECK(conformed(R"({"externalId":"e","number":1,"list":["x"],"part":{"a":"b"}})") ==
        parsed(R"({"externalId":"e","number":1,"list":["x"],"part":{"a":"b"}})"));
  CHECK(conformed(R"({"number":"1","list":"x","part":{"a":"b","c":"d"},"gone":1,"secret":"s"})") ==
        parsed(R"({"part":{"a":"b"}})"));
  CHECK(conformed(R"({"urn:example:gone":{"x":"y"}})") == parsed("{}"));
}
