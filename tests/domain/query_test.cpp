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
      {"userName eq \"a\" or userName eq \"b\"", "scan, in slices"},
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
