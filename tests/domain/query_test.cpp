#include "domain/query.h"

#include "doctest/doctest.h"

namespace {

std::string plan_of(const char* filter, const domain::Binding& binding) {
  scim::Quirks quirks;
  const auto parsed =
      scim::parse_filter(filter, *binding.type, scim::Strictness::kTolerant, quirks);
  REQUIRE_MESSAGE(parsed.ok(), filter);
  return domain::to_string(domain::plan_query(parsed.value(), binding));
}

}  // namespace

TEST_CASE("query plan: eq on an indexed attribute is served from its index, also inside and") {
  static const struct {
    const char* filter;
    const char* plan;
  } kUsers[] = {
      {"id eq \"x\"", "record by id"},
      {"userName eq \"a\"", "unique index on userName"},
      {"USERNAME EQ \"a\"", "unique index on userName"},
      {"externalId eq \"a\"", "index on externalId"},
      {"emails.value eq \"a@b.c\"", "index on emails.value"},
      {"emails eq \"a@b.c\"", "index on emails.value"},
      {"emails[type eq \"work\"].value eq \"a@b.c\"", "index on emails.value"},
      {"emails[type eq \"work\" and value eq \"a@b.c\"]", "index on emails.value"},
      {"groups.value eq \"x\"", "members of one group"},
      {"groups eq \"x\"", "members of one group"},
      {"active eq true and userName eq \"a\"", "unique index on userName"},
      {"externalId eq \"a\" and userName eq \"b\"", "unique index on userName"},
      {"id eq \"x\" and manager eq \"y\"", "record by id"},
      {"userName eq \"a\" and (title pr or nickName pr)", "unique index on userName"},
      {"userName eq \"a\" or userName eq \"b\"",
       "any of: unique index on userName; unique index on userName"},
      {"userName eq \"a\" or title eq \"b\"", "scan, in slices"},
      {"externalId eq \"a\" and (userName eq \"b\" or id eq \"c\")",
       "any of: unique index on userName; record by id"},
      {"(userName eq \"a\" or emails eq \"b\") and externalId eq \"c\"", "index on externalId"},
      {"meta.resourceType eq \"Group\"", "nothing can match"},
      {"userName eq \"a\" and meta.resourceType eq \"Group\"", "nothing can match"},
      {"meta.resourceType eq \"User\" and userName eq \"a\"", "unique index on userName"},
      {"not (userName eq \"a\")", "scan, in slices"},
      {"userName ne \"a\"", "scan, in slices"},
      {"userName sw \"a\"", "scan, in slices"},
      {"userName eq null", "scan, in slices"},
      {"externalId eq \"\"", "scan, in slices"},
      {"displayName eq \"a\"", "scan, in slices"},
      {"emails.type eq \"work\"", "scan, in slices"},
      {"active eq true", "scan, in slices"},
  };
  for (const auto& c : kUsers) {
    CAPTURE(c.filter);
    CHECK(plan_of(c.filter, domain::user_binding()) == c.plan);
  }
  static const struct {
    const char* filter;
    const char* plan;
  } kGroups[] = {
      {"displayName eq \"a\"", "unique index on displayName"},
      {"members.value eq \"u\"", "groups of one user"},
      {"members eq \"u\"", "groups of one user"},
      {"members[value eq \"u\"]", "groups of one user"},
      {"externalId eq \"u\"", "index on externalId"},
      {"id eq \"g\" and members eq \"u\"", "record by id"},
      {"displayName co \"a\"", "scan, in slices"},
      {"members.display eq \"u\"", "scan, in slices"},
  };
  for (const auto& c : kGroups) {
    CAPTURE(c.filter);
    CHECK(plan_of(c.filter, domain::group_binding()) == c.plan);
  }
}

TEST_CASE(
    "indexed values: each value once, folded where the schema is not case-exact (RFC 7643 2.2)") {
  const json::Object attributes{
      {"userName", "Jane@Example.com"},
      {"externalId", "AbC"},
      {"emails",
       json::Array{json::Object{{"value", "Jane@Example.com"}},
                   json::Object{{"value", "JANE@example.com"}}, json::Object{{"type", "work"}}}},
  };
  const auto values = domain::indexed_values(domain::user_binding(), attributes);
  REQUIRE(values.size() == 3);
  CHECK(values[0].value == "jane@example.com");
  CHECK(values[1].value == "AbC");
  CHECK(values[2].value == "jane@example.com");
}

TEST_CASE("query plan: what the index answers exactly is not checked again, all else is") {
  const std::string long_name(401, 'a');
  const struct {
    std::string filter;
    std::string rest;
  } kCases[] = {
      {"id eq \"x\"", "-"},
      {"userName eq \"a\"", "-"},
      {"userName eq \"" + long_name + "\"", "userName eq \"" + long_name + "\""},
      {"userName eq \"a\" and title pr", "title pr"},
      {"title pr and userName eq \"a\" and active eq true", "title pr and active eq true"},
      {"emails.value eq \"a\"", "-"},
      {"emails[value eq \"a\"]", "-"},
      {"emails[value eq \"a\" and type eq \"work\"]",
       "emails[value eq \"a\" and type eq \"work\"]"},
      {"emails[value eq \"a\" or value eq \"b\"]", "-"},
      {"groups eq \"x\" and active eq true", "active eq true"},
      {"userName eq \"a\" or externalId eq \"b\"", "-"},
      {"userName eq \"a\" or (externalId eq \"b\" and title pr)",
       "userName eq \"a\" or externalId eq \"b\" and title pr"},
      {"not (userName eq \"a\")", "not (userName eq \"a\")"},
      {"meta.resourceType eq \"User\"", "-"},
      {"meta.resourceType eq \"User\" and title pr", "title pr"},
      {"meta.resourceType eq \"Group\" or title pr", "title pr"},
      {"id pr", "-"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.filter);
    scim::Quirks quirks;
    const domain::Binding& binding = domain::user_binding();
    const auto filter =
        scim::parse_filter(c.filter, *binding.type, scim::Strictness::kTolerant, quirks);
    REQUIRE(filter.ok());
    const domain::QueryPlan plan = domain::plan_query(filter.value(), binding);
    CHECK((plan.rest ? scim::to_string(*plan.rest) : "-") == c.rest);
  }
}

TEST_CASE(
    "query plan: terms on attributes of other types are decided without looking (RFC 7644 "
    "3.4.2.1)") {
  const scim::ResourceType* types[] = {domain::user_binding().type, domain::group_binding().type};
  static const struct {
    const char* filter;
    const char* plan;
    const char* rest;
  } kCases[] = {
      {"userName eq \"a\"", "nothing can match", "-"},
      {"emails[type eq \"work\"]", "nothing can match", "-"},
      {"userName ne \"a\"", "scan, in slices", "-"},
      {"not (userName pr)", "scan, in slices", "-"},
      {"userName eq null and externalId eq \"x\"", "index on externalId", "-"},
      {"userName eq \"a\" or displayName eq \"b\"", "unique index on displayName", "-"},
      {"department pr or displayName co \"b\"", "scan, in slices", "displayName co \"b\""},
      {"urn:ietf:params:scim:schemas:core:2.0:User:displayName eq \"a\"", "nothing can match", "-"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.filter);
    scim::Quirks quirks;
    const auto filter =
        scim::parse_filter(c.filter, *types[1], types, scim::Strictness::kTolerant, quirks);
    REQUIRE(filter.ok());
    const domain::QueryPlan plan = domain::plan_query(filter.value(), domain::group_binding());
    CHECK(domain::to_string(plan) == c.plan);
    CHECK((plan.rest ? scim::to_string(*plan.rest) : "-") == c.rest);
  }
}
