#include "doctest/doctest.h"
#include "scim/filter.h"

namespace {

using base::ErrorCode;
using scim::Quirks;
using scim::Strictness;

#define ENTERPRISE "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
#define CORE_USER "urn:ietf:params:scim:schemas:core:2.0:User"

const scim::ResourceType& type_named(std::string_view name) {
  const scim::ResourceType* type = scim::Registry::built_in().find_by_name(name);
  REQUIRE(type != nullptr);
  return *type;
}

std::string path_of(std::string_view text, std::string_view type, Strictness strictness,
                    Quirks& quirks) {
  auto path = scim::parse_path(text, type_named(type), strictness, quirks);
  if (path.ok()) return scim::to_string(path.value());
  CHECK(path.error().detail.find(" at column ") != std::string::npos);
  if (path.error().code == ErrorCode::kInvalidPath) return "invalidPath";
  CHECK(path.error().code == ErrorCode::kInvalidFilter);
  return "invalidFilter";
}

std::string path_of(std::string_view text, std::string_view type = "User",
                    Strictness strictness = Strictness::kTolerant) {
  Quirks quirks;
  return path_of(text, type, strictness, quirks);
}

std::string joined(const Quirks& quirks) {
  std::string words;
  for (std::string_view word : quirks.words()) words.append(words.empty() ? "" : " ").append(word);
  return words;
}

std::string repeated(std::string_view text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out.append(text);
  return out;
}

}  // namespace

TEST_CASE(
    "path: attributes, sub-attributes and value paths parse strictly (RFC 7644 3.5.2, 3.10)") {
  static constexpr struct {
    std::string_view path, type, canonical;
  } kRows[] = {
      {"members", "Group", "members"},
      {"name.familyName", "User", "name.familyName"},
      {R"(addresses[type eq "work"])", "User", R"(addresses[type eq "work"])"},
      {R"(members[value eq "2819c223-7f76-453a-919d-413861904646"])", "Group",
       R"(members[value eq "2819c223-7f76-453a-919d-413861904646"])"},
      {R"(members[value eq "2819c223-7f76-453a-919d-413861904646"].display)", "Group",
       R"(members[value eq "2819c223-7f76-453a-919d-413861904646"].display)"},
      {R"(emails[type eq "work" and value ew "example.com"])", "User",
       R"(emails[type eq "work" and value ew "example.com"])"},
      {R"(EMAILS[TYPE EQ "work"].VALUE)", "User", R"(emails[type eq "work"].value)"},
      {"emails[not (primary eq true)].type", "User", "emails[not (primary eq true)].type"},
      {R"(emails[(type eq "a" or type eq "b") and value pr])", "User",
       R"(emails[(type eq "a" or type eq "b") and value pr])"},
      {"emails.value", "User", "emails.value"},
      {"password", "User", "password"},
      {"meta.created", "User", "meta.created"},
      {"id", "Group", "id"},
      {"groups", "User", "groups"},
      {CORE_USER ":userName", "User", "userName"},
      {CORE_USER R"(:emails[type eq "work"].value)", "User", R"(emails[type eq "work"].value)"},
      {ENTERPRISE ":manager", "User", ENTERPRISE ":manager"},
      {ENTERPRISE ":manager.value", "User", ENTERPRISE ":manager.value"},
      {ENTERPRISE ":employeeNumber", "User", ENTERPRISE ":employeeNumber"},
      {"manager", "User", ENTERPRISE ":manager"},
      {"manager.displayName", "User", ENTERPRISE ":manager.displayName"},
      {"department", "User", ENTERPRISE ":department"},
      {ENTERPRISE, "User", ENTERPRISE},
      {"URN:ietf:params:scim:schemas:extension:enterprise:2.0:USER", "User", ENTERPRISE},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.path);
    CHECK(path_of(row.path, row.type, Strictness::kRfc) == row.canonical);
    CHECK(path_of(row.canonical, row.type, Strictness::kRfc) == row.canonical);
  }
}

TEST_CASE(
    "path: what is no path of the resource is invalidPath, broken brackets are invalidFilter") {
  static constexpr struct {
    std::string_view path, error;
  } kRows[] = {
      {"", "invalidPath"},
      {" ", "invalidPath"},
      {" title", "invalidPath"},
      {"title ", "invalidPath"},
      {"ti tle", "invalidPath"},
      {"title pr", "invalidPath"},
      {"userName eq \"a\"", "invalidPath"},
      {std::string_view("title\0", 6), "invalidPath"},
      {"../Groups/1", "invalidPath"},
      {"..", "invalidPath"},
      {".", "invalidPath"},
      {".title", "invalidPath"},
      {"title.", "invalidPath"},
      {"name..givenName", "invalidPath"},
      {"name.givenName.x", "invalidPath"},
      {"/title", "invalidPath"},
      {"/emails/0", "invalidPath"},
      {"$.title", "invalidPath"},
      {"noSuch", "invalidPath"},
      {"name.noSuch", "invalidPath"},
      {"userName.x", "invalidPath"},
      {"members", "invalidPath"},
      {"userName[value eq \"a\"]", "invalidPath"},
      {"name[givenName eq \"a\"]", "invalidPath"},
      {"schemas[value eq \"a\"]", "invalidPath"},
      {"emails.value[type eq \"work\"]", "invalidPath"},
      {ENTERPRISE ":manager[value eq \"a\"]", "invalidPath"},
      {ENTERPRISE "[value eq \"a\"]", "invalidPath"},
      {ENTERPRISE ":", "invalidPath"},
      {ENTERPRISE ":userName", "invalidPath"},
      {ENTERPRISE "department", "invalidPath"},
      {ENTERPRISE "/department", "invalidPath"},
      {CORE_USER, "invalidPath"},
      {CORE_USER ":manager", "invalidPath"},
      {"urn:ietf:params:scim:schemas:core:2.0:Group:displayName", "invalidPath"},
      {"urn:x:title", "invalidPath"},
      {"[type eq \"work\"]", "invalidPath"},
      {"emails[type eq \"work\"]value", "invalidPath"},
      {"emails[type eq \"work\"].", "invalidPath"},
      {"emails[type eq \"work\"].noSuch", "invalidPath"},
      {"emails[type eq \"work\"].value.x", "invalidPath"},
      {"emails[type eq \"work\"] ", "invalidPath"},
      {"emails[type eq \"work\"].value ", "invalidPath"},
      {"emails[type eq \"work\"][primary eq true]", "invalidPath"},
      {"emails[type eq \"work\"]]", "invalidPath"},
      {"emails]", "invalidPath"},
      {"title\xFF", "invalidPath"},
      {"emails[0]", "invalidFilter"},
      {"emails[0].value", "invalidFilter"},
      {"emails[*]", "invalidFilter"},
      {"emails[]", "invalidFilter"},
      {"emails[", "invalidFilter"},
      {"emails[type eq ]", "invalidFilter"},
      {"emails[type eq \"work\"", "invalidFilter"},
      {"emails[type eq \"wo\\u0000rk\"]", "invalidFilter"},
      {std::string_view("emails[type eq \"\0\"]", 18), "invalidFilter"},
      {"emails[noSuch eq \"a\"]", "invalidFilter"},
      {"emails[primary eq \"yes\"]", "invalidFilter"},
      {"emails[type[value pr]]", "invalidFilter"},
      {"emails[type == \"work\"]", "invalidFilter"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.path);
    CHECK(path_of(row.path) == row.error);
    CHECK(path_of(row.path, "User", Strictness::kRfc) == row.error);
  }
}

TEST_CASE(
    "path: spellings of identity providers are accepted and named, and refused under rfc "
    "(Microsoft Entra ID)") {
  static constexpr struct {
    std::string_view path, canonical, quirks, error;
  } kRows[] = {
      {R"(roles[primary eq "True"].value)", "roles[primary eq true].value", "boolean-as-string",
       "invalidFilter"},
      {ENTERPRISE ".manager", ENTERPRISE ":manager", "urn-dot-attribute", "invalidPath"},
      {ENTERPRISE ".manager.value", ENTERPRISE ":manager.value", "urn-dot-attribute",
       "invalidPath"},
      {"emails[type eq work].value", R"(emails[type eq "work"].value)", "unquoted-literal",
       "invalidFilter"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.path);
    Quirks quirks;
    CHECK(path_of(row.path, "User", Strictness::kTolerant, quirks) == row.canonical);
    CHECK(joined(quirks) == row.quirks);
    CHECK(path_of(row.path, "User", Strictness::kRfc) == row.error);
  }
}

TEST_CASE("path: the URN of an extension alone means all of it") {
  Quirks quirks;
  auto path = scim::parse_path(ENTERPRISE, type_named("User"), Strictness::kRfc, quirks);
  REQUIRE(path.ok());
  CHECK(path.value().ref.extension == type_named("User").extensions.front());
  CHECK(path.value().ref.attribute == nullptr);
  CHECK(path.value().ref.sub == nullptr);
}

TEST_CASE("path: hostile lengths and depths are refused") {
  CHECK(path_of("a" + repeated(".a", 2000)) == "invalidPath");
  CHECK(path_of(repeated("a", 100000)) == "invalidPath");
  CHECK(path_of("emails" + repeated("[", 3000)) == "invalidFilter");
  CHECK(path_of("emails[" + repeated("(", 3000) + "type pr" + repeated(")", 3000) + "]") ==
        "invalidPath");  // too long
  CHECK(path_of("emails[" + repeated("(", 100) + "type pr" + repeated(")", 100) + "]") ==
        "invalidFilter");
}

TEST_CASE(
    "path: every truncation and single-byte change of a long path is read or refused, never "
    "worse") {
  const std::string text =
      CORE_USER R"(:addresses[type eq "wo\u0072k" and not (primary eq "True")].locality)";
  REQUIRE(path_of(text) == R"(addresses[type eq "work" and not (primary eq true)].locality)");
  static constexpr std::string_view kBytes("\0 \"()[].\\:a0\xFF\xC3", 15);
  for (std::size_t i = 0; i < text.size(); ++i) {
    CHECK(!path_of(text.substr(0, i)).empty());
    for (char c : kBytes) {
      std::string changed = text;
      changed[i] = c;
      CHECK(!path_of(changed).empty());
    }
  }
}

TEST_CASE(
    "attribute name: core, common, extension and whole-extension names are found, others are not "
    "(RFC 7644 3.10)") {
  static constexpr struct {
    std::string_view name, canonical;
  } kRows[] = {
      {"userName", "userName"},
      {"NAME.givenname", "name.givenName"},
      {"meta.lastModified", "meta.lastModified"},
      {"id", "id"},
      {"manager", ENTERPRISE ":manager"},
      {ENTERPRISE ":manager.value", ENTERPRISE ":manager.value"},
      {ENTERPRISE ".manager", ENTERPRISE ":manager"},
      {ENTERPRISE, ENTERPRISE},
      {CORE_USER ":emails.type", "emails.type"},
      {"password", "password"},
      {"", ""},
      {" userName", ""},
      {"noSuch", ""},
      {"name.noSuch", ""},
      {"emails[type eq \"work\"]", ""},
      {CORE_USER, ""},
      {"members", ""},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.name);
    auto ref = scim::parse_attribute_name(row.name, type_named("User"));
    CHECK(ref.has_value() == !row.canonical.empty());
    if (ref) CHECK(scim::to_string(scim::AttributePath{*ref, std::nullopt}) == row.canonical);
  }
}
