#include "scim/schema.h"

#include <algorithm>

#include "doctest/doctest.h"

namespace {

using scim::Attribute;
using scim::Mutability;
using scim::Registry;
using scim::Returned;
using scim::Schema;
using scim::Type;
using scim::Uniqueness;

constexpr std::string_view kEnterpriseUrn =
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
constexpr std::string_view kSchemaUrn = "urn:ietf:params:scim:schemas:core:2.0:Schema";

const Schema& schema(std::string_view urn) {
  const Schema* found = Registry::built_in().find_schema(urn);
  REQUIRE(found != nullptr);
  return *found;
}

std::string names_of(const std::vector<Attribute>& attributes) {
  std::string names;
  for (const Attribute& attribute : attributes)
    names.append(names.empty() ? "" : " ").append(attribute.name);
  return names;
}

// "name" or "name.sub"
const Attribute& attribute_at(const Schema& owner, std::string_view path) {
  std::size_t dot = path.find('.');
  const Attribute* found = owner.find(path.substr(0, dot));
  REQUIRE(found != nullptr);
  if (dot != std::string_view::npos) found = found->find_sub(path.substr(dot + 1));
  REQUIRE(found != nullptr);
  return *found;
}

// Every attribute object of a served schema, sub-attributes too, uses the words of the meta-schema
// and no others.
void check_against_meta_schema(const json::Value& attributes, const std::vector<Attribute>& meta) {
  for (const json::Value& row : attributes.as_array()) {
    CAPTURE(row);
    for (const auto& [key, value] : row.as_object()) {
      auto rule = std::find_if(meta.begin(), meta.end(),
                               [&](const Attribute& known) { return known.name == key; });
      CAPTURE(key);
      REQUIRE(rule != meta.end());
      CHECK(value.is_array() == rule->multi_valued);
      if (!rule->canonical_values.empty())
        CHECK(std::count(rule->canonical_values.begin(), rule->canonical_values.end(),
                         value.as_string()) == 1);
    }
    for (const Attribute& rule : meta)
      if (rule.required) CHECK(row.find(rule.name) != nullptr);
    CHECK(row.string_or("description", "").ends_with("."));
    if (const json::Value* subs = row.find("subAttributes")) check_against_meta_schema(*subs, meta);
  }
}

}  // namespace

TEST_CASE("schema: the built-in schemas are those of RFC 7643 sections 4 to 7") {
  static constexpr struct {
    std::string_view urn, name, attributes;
  } kRows[] = {
      {scim::kUserUrn, "User",
       "userName name displayName nickName profileUrl title userType preferredLanguage locale "
       "timezone active "
       "password emails phoneNumbers ims photos addresses groups entitlements roles "
       "x509Certificates"},
      {scim::kGroupUrn, "Group", "displayName members"},
      {kEnterpriseUrn, "EnterpriseUser",
       "employeeNumber costCenter organization division department manager"},
      {"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig", "ServiceProviderConfig",
       "documentationUri patch bulk filter changePassword sort etag pagination "
       "authenticationSchemes"},
      {"urn:ietf:params:scim:schemas:core:2.0:ResourceType", "ResourceType",
       "id name description endpoint schema schemaExtensions"},
      {kSchemaUrn, "Schema", "id name description attributes"},
  };
  CHECK(Registry::built_in().schemas().size() == std::size(kRows));
  for (const auto& row : kRows) {
    CAPTURE(row.urn);
    CHECK(schema(row.urn).name == row.name);
    CHECK(names_of(schema(row.urn).attributes) == row.attributes);
  }
}

TEST_CASE("schema: complex attributes have the sub-attributes of RFC 7643 section 4") {
  static constexpr struct {
    std::string_view urn, attribute, subs;
  } kRows[] = {
      {scim::kUserUrn, "name",
       "formatted familyName givenName middleName honorificPrefix honorificSuffix"},
      {scim::kUserUrn, "emails", "value display type primary"},
      {scim::kUserUrn, "phoneNumbers", "value display type primary"},
      {scim::kUserUrn, "ims", "value display type primary"},
      {scim::kUserUrn, "photos", "value display type primary"},
      {scim::kUserUrn, "addresses",
       "formatted streetAddress locality region postalCode country type primary"},
      {scim::kUserUrn, "groups", "value $ref display type"},
      {scim::kUserUrn, "entitlements", "value display type primary"},
      {scim::kUserUrn, "roles", "value display type primary"},
      {scim::kUserUrn, "x509Certificates", "value display type primary"},
      {scim::kGroupUrn, "members", "value $ref type display"},
      {kEnterpriseUrn, "manager", "value $ref displayName"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.attribute);
    CHECK(names_of(attribute_at(schema(row.urn), row.attribute).sub_attributes) == row.subs);
  }
}

TEST_CASE("schema: characteristics are those of RFC 7643 section 4 and 8.7.1") {
  static constexpr struct {
    std::string_view urn, path;
    Type type;
    bool multi_valued, required, case_exact;
    Mutability mutability;
    Returned returned;
    Uniqueness uniqueness;
  } kRows[] = {
      {scim::kUserUrn, "userName", Type::kString, false, true, false, Mutability::kReadWrite,
       Returned::kDefault, Uniqueness::kServer},
      {scim::kUserUrn, "password", Type::kString, false, false, false, Mutability::kWriteOnly,
       Returned::kNever, Uniqueness::kNone},
      {scim::kUserUrn, "active", Type::kBoolean, false, false, false, Mutability::kReadWrite,
       Returned::kDefault, Uniqueness::kNone},
      {scim::kUserUrn, "profileUrl", Type::kReference, false, false, true, Mutability::kReadWrite,
       Returned::kDefault, Uniqueness::kNone},
      {scim::kUserUrn, "emails", Type::kComplex, true, false, false, Mutability::kReadWrite,
       Returned::kDefault, Uniqueness::kNone},
      {scim::kUserUrn, "emails.value", Type::kString, false, false, false, Mutability::kReadWrite,
       Returned::kDefault, Uniqueness::kNone},
      {scim::kUserUrn, "emails.primary", Type::kBoolean, false, false, false,
       Mutability::kReadWrite, Returned::kDefault, Uniqueness::kNone},
      {scim::kUserUrn, "photos.value", Type::kReference, false, false, true, Mutability::kReadWrite,
       Returned::kDefault, Uniqueness::kNone},
      {scim::kUserUrn, "x509Certificates.value", Type::kBinary, false, false, true,
       Mutability::kReadWrite, Returned::kDefault, Uniqueness::kNone},
      {scim::kUserUrn, "groups", Type::kComplex, true, false, false, Mutability::kReadOnly,
       Returned::kDefault, Uniqueness::kNone},
      {scim::kUserUrn, "groups.display", Type::kString, false, false, false, Mutability::kReadOnly,
       Returned::kDefault, Uniqueness::kNone},
      {scim::kGroupUrn, "displayName", Type::kString, false, true, false, Mutability::kReadWrite,
       Returned::kDefault, Uniqueness::kServer},
      {scim::kGroupUrn, "members.value", Type::kString, false, false, false, Mutability::kImmutable,
       Returned::kDefault, Uniqueness::kNone},
      {scim::kGroupUrn, "members.$ref", Type::kReference, false, false, true,
       Mutability::kImmutable, Returned::kDefault, Uniqueness::kNone},
      {kEnterpriseUrn, "manager", Type::kComplex, false, false, false, Mutability::kReadWrite,
       Returned::kDefault, Uniqueness::kNone},
      {kEnterpriseUrn, "manager.displayName", Type::kString, false, false, false,
       Mutability::kReadOnly, Returned::kDefault, Uniqueness::kNone},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.path);
    const Attribute& attribute = attribute_at(schema(row.urn), row.path);
    CHECK(attribute.type == row.type);
    CHECK(attribute.multi_valued == row.multi_valued);
    CHECK(attribute.required == row.required);
    CHECK(attribute.case_exact == row.case_exact);
    CHECK(attribute.mutability == row.mutability);
    CHECK(attribute.returned == row.returned);
    CHECK(attribute.uniqueness == row.uniqueness);
  }
}

TEST_CASE("schema: suggested values and reference types come with the attribute (RFC 7643 8.7.1)") {
  const Schema& user = schema(scim::kUserUrn);
  using Texts = std::vector<std::string>;
  CHECK(attribute_at(user, "emails.type").canonical_values == Texts{"work", "home", "other"});
  CHECK(attribute_at(user, "photos.type").canonical_values == Texts{"photo", "thumbnail"});
  CHECK(attribute_at(user, "groups.$ref").reference_types == Texts{"User", "Group"});
  CHECK(attribute_at(user, "profileUrl").reference_types == Texts{"external"});
  CHECK(attribute_at(user, "roles.type").canonical_values.empty());
}

TEST_CASE("schema: served documents follow the meta-schema they name (RFC 7643 7)") {
  const std::vector<Attribute>& meta =
      attribute_at(schema(kSchemaUrn), "attributes").sub_attributes;
  CHECK(meta.size() == 12);
  for (const auto& served : Registry::built_in().schemas()) {
    CAPTURE(served->urn);
    CHECK(served->document.string_or("id", "") == served->urn);
    CHECK(*served->document.find("schemas") == json::Value(json::Array{json::Value(kSchemaUrn)}));
    check_against_meta_schema(*served->document.find("attributes"), meta);
  }
}

TEST_CASE("resource types: User has the enterprise extension, Group its members (RFC 7643 6)") {
  const Registry& registry = Registry::built_in();
  REQUIRE(registry.resource_types().size() == 2);
  const scim::ResourceType* user = registry.find_by_endpoint("Users");
  const scim::ResourceType* group = registry.find_by_name("Group");
  REQUIRE(user != nullptr);
  REQUIRE(group != nullptr);
  CHECK(user->schema == registry.find_schema(scim::kUserUrn));
  CHECK(user->extensions == std::vector{registry.find_schema(kEnterpriseUrn)});
  CHECK(user->relation == "");
  CHECK(user->reverse_relation == "groups");
  CHECK(group->endpoint == "Groups");
  CHECK(group->extensions.empty());
  CHECK(group->relation == "members");
  CHECK(group->reverse_relation == "");
  CHECK(names_of(user->common) == "schemas id externalId meta");
  CHECK(names_of(user->common.back().sub_attributes) ==
        "resourceType created lastModified location version");
}

TEST_CASE(
    "resource types: the served document has the RFC's keys and none of ours (RFC 7643 8.6)") {
  for (const auto& type : Registry::built_in().resource_types()) {
    CAPTURE(type->name);
    CHECK(type->document.string_or("endpoint", "") == "/" + type->endpoint);
    CHECK(type->document.string_or("schema", "") == type->schema->urn);
    CHECK(type->document.find("relation") == nullptr);
    CHECK(type->document.find("reverse_relation") == nullptr);
  }
}

TEST_CASE("common attributes: ids are case-exact, meta is read-only (RFC 7643 3.1)") {
  const scim::ResourceType* user = Registry::built_in().find_by_name("User");
  REQUIRE(user != nullptr);
  REQUIRE(user->common.size() == 4);
  const Attribute& schemas = user->common[0];
  const Attribute& id = user->common[1];
  const Attribute& external_id = user->common[2];
  const Attribute& meta = user->common[3];
  CHECK(schemas.multi_valued);
  CHECK(schemas.returned == Returned::kAlways);
  CHECK(id.case_exact);
  CHECK(id.returned == Returned::kAlways);
  CHECK(id.mutability == Mutability::kReadOnly);
  CHECK(external_id.case_exact);
  CHECK(external_id.mutability == Mutability::kReadWrite);
  CHECK(meta.mutability == Mutability::kReadOnly);
  CHECK(meta.find_sub("LASTMODIFIED")->type == Type::kDateTime);
}

TEST_CASE("schema: URNs and attribute names are found without regard to case, endpoints exactly") {
  const Registry& registry = Registry::built_in();
  CHECK(registry.find_schema("URN:IETF:params:scim:schemas:core:2.0:user") ==
        registry.find_schema(scim::kUserUrn));
  CHECK(registry.find_schema("urn:ietf:params:scim:schemas:core:2.0:Users") == nullptr);
  CHECK(schema(scim::kUserUrn).find("USERNAME") == schema(scim::kUserUrn).find("userName"));
  CHECK(schema(scim::kUserUrn).find("id") == nullptr);
  CHECK(registry.find_by_endpoint("users") == nullptr);
  CHECK(registry.find_by_name("user") == nullptr);
}
