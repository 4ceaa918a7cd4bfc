#include "scim/filter.h"

#include "doctest/doctest.h"

namespace {

using base::ErrorCode;
using scim::Quirks;
using scim::Strictness;

const scim::ResourceType& type_named(std::string_view name) {
  const scim::ResourceType* type = scim::Registry::built_in().find_by_name(name);
  REQUIRE(type != nullptr);
  return *type;
}

// The tree, or the first line of the error when it is the one a filter must have.
std::string tree_of(std::string_view text, std::string_view type, Strictness strictness,
                    Quirks& quirks) {
  auto filter = scim::parse_filter(text, type_named(type), strictness, quirks);
  if (filter.ok()) return scim::to_tree(filter.value());
  const base::Error& error = filter.error();
  CHECK(error.code == ErrorCode::kInvalidFilter);
  CHECK(error.detail.find(" at column ") != std::string::npos);
  return error.detail.substr(0, error.detail.find('\n'));
}

std::string tree_of(std::string_view text, std::string_view type = "User",
                    Strictness strictness = Strictness::kTolerant) {
  Quirks quirks;
  return tree_of(text, type, strictness, quirks);
}

bool is_refused(std::string_view text, std::string_view type = "User",
                Strictness strictness = Strictness::kTolerant) {
  return tree_of(text, type, strictness).find(" at column ") != std::string::npos;
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

TEST_CASE("filter: every example of RFC 7644 3.4.2.2 parses, strictly too") {
  static constexpr struct {
    std::string_view filter, tree;
  } kRows[] = {
      {R"(userName Eq "john")", R"((eq userName "john"))"},
      {R"(Username eq "john")", R"((eq userName "john"))"},
      {R"(userName eq "bjensen")", R"((eq userName "bjensen"))"},
      {R"(name.familyName co "O'Malley")", R"((co name.familyName "O'Malley"))"},
      {R"(userName sw "J")", R"((sw userName "J"))"},
      {R"(urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J")", R"((sw userName "J"))"},
      {"title pr", "(pr title)"},
      {R"(meta.lastModified gt "2011-05-13T04:42:34Z")",
       R"((gt meta.lastModified "2011-05-13T04:42:34Z"))"},
      {R"(meta.lastModified ge "2011-05-13T04:42:34Z")",
       R"((ge meta.lastModified "2011-05-13T04:42:34Z"))"},
      {R"(meta.lastModified lt "2011-05-13T04:42:34Z")",
       R"((lt meta.lastModified "2011-05-13T04:42:34Z"))"},
      {R"(meta.lastModified le "2011-05-13T04:42:34Z")",
       R"((le meta.lastModified "2011-05-13T04:42:34Z"))"},
      {R"(title pr and userType eq "Employee")", R"((and (pr title) (eq userType "Employee")))"},
      {R"(title pr or userType eq "Intern")", R"((or (pr title) (eq userType "Intern")))"},
      {R"(schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")",
       R"((eq schemas "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"))"},
      {R"(userType eq "Employee" and (emails co "example.com" or emails.value co "example.org"))",
       R"((and (eq userType "Employee") (or (co emails.value "example.com") (co )"
       R"(emails.value "example.org"))))"},
      {R"(userType ne "Employee" and not (emails co "example.com" or emails.value co )"
       R"("example.org"))",
       R"((and (ne userType "Employee") (not (or (co emails.value "example.com") (co )"
       R"(emails.value "example.org")))))"},
      {R"(userType eq "Employee" and (emails.type eq "work"))",
       R"((and (eq userType "Employee") (eq emails.type "work")))"},
      {R"(userType eq "Employee" and emails[type eq "work" and value co "@example.com"])",
       R"((and (eq userType "Employee") (any emails (and (eq type "work") (co value )"
       R"("@example.com")))))"},
      {R"(emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and )"
       R"(value co "@foo.com"])",
       R"((or (any emails (and (eq type "work") (co value "@example.com"))) (any ims (and )"
       R"((eq type "xmpp") (co value "@foo.com")))))"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.filter);
    CHECK(tree_of(row.filter, "User", Strictness::kRfc) == row.tree);
    CHECK(tree_of(row.filter) == row.tree);
  }
}

TEST_CASE("filter: grouping comes first, then not, then and, then or (RFC 7644 3.4.2.2)") {
  static constexpr struct {
    std::string_view filter, tree;
  } kRows[] = {
      {"title pr or id pr and locale pr", "(or (pr title) (and (pr id) (pr locale)))"},
      {"title pr and id pr or locale pr", "(or (and (pr title) (pr id)) (pr locale))"},
      {"(title pr or id pr) and locale pr", "(and (or (pr title) (pr id)) (pr locale))"},
      {"not (title pr) and id pr", "(and (not (pr title)) (pr id))"},
      {"not (title pr and id pr)", "(not (and (pr title) (pr id)))"},
      {"not(title pr)", "(not (pr title))"},
      {"NOT (title pr) AND id PR Or locale pr", "(or (and (not (pr title)) (pr id)) (pr locale))"},
      {"title pr and id pr and locale pr", "(and (pr title) (pr id) (pr locale))"},
      {"title pr and (id pr and locale pr)", "(and (pr title) (pr id) (pr locale))"},
      {"(title pr or id pr) or locale pr", "(or (pr title) (pr id) (pr locale))"},
      {"not (not (title pr))", "(not (not (pr title)))"},
      {"((title pr))", "(pr title)"},
      {"  ( title pr  and  id pr )  ", "(and (pr title) (pr id))"},
      {"emails[not (type eq \"work\") and (primary eq true or value pr)]",
       "(any emails (and (not (eq type \"work\")) (or (eq primary true) (pr value))))"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.filter);
    CHECK(tree_of(row.filter) == row.tree);
  }
}

TEST_CASE("filter: names are found in core, common and extension schemas (RFC 7644 3.10)") {
  static constexpr struct {
    std::string_view filter, tree;
  } kRows[] = {
      {"USERNAME eq \"a\"", "(eq userName \"a\")"},
      {"urn:ietf:params:scim:schemas:core:2.0:User:name.givenName pr", "(pr name.givenName)"},
      {"URN:IETF:PARAMS:SCIM:SCHEMAS:CORE:2.0:USER:NAME.GIVENNAME PR", "(pr name.givenName)"},
      {"urn:ietf:params:scim:schemas:core:2.0:User:id eq \"a\"", "(eq id \"a\")"},
      {"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"a\"",
       "(eq urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department \"a\")"},
      {"urn:ietf:params:scim:schemas:extension:enterprise:2.0:user:manager.value eq \"a\"",
       "(eq urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value \"a\")"},
      {"department pr",
       "(pr urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department)"},
      {"manager.displayName pr",
       "(pr urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName)"},
      {"meta.resourceType eq \"User\"", "(eq meta.resourceType \"User\")"},
      {"externalId eq \"a\"", "(eq externalId \"a\")"},
      {"groups.$ref pr", "(pr groups.$ref)"},
      {"emails pr", "(pr emails)"},
      {"emails eq null", "(eq emails null)"},
      {"title ne null", "(ne title null)"},
      {"active eq false", "(eq active false)"},
      {R"(userName eq "a\"b\\\u00e9\/")", R"((eq userName "a\"b\\é/"))"},
      {"userName co \"\"", "(co userName \"\")"},
      {"userName eq \"*\"", "(eq userName \"*\")"},
      {"userName eq \"'; DROP TABLE users;--\"", "(eq userName \"'; DROP TABLE users;--\")"},
      {"userName eq \"] and [ or (\"", "(eq userName \"] and [ or (\")"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.filter);
    CHECK(tree_of(row.filter, "User", Strictness::kRfc) == row.tree);
  }
}

TEST_CASE("filter: what is no filter is refused with the column of the fault") {
  static constexpr struct {
    std::string_view filter, error;
  } kRows[] = {
      {"", "expected an attribute name at column 1"},
      {" ", "expected an attribute name at column 2"},
      {"userName", "expected an operator (eq, ne, co, sw, ew, gt, ge, lt, le or pr) at column 9"},
      {"userName eq", "expected a space and a value at column 12"},
      {"userName eq ", "expected a value at column 13"},
      {"userName \"a\"",
       "expected an operator (eq, ne, co, sw, ew, gt, ge, lt, le or pr) at column 10"},
      {"userName zz \"a\"",
       "expected an operator (eq, ne, co, sw, ew, gt, ge, lt, le or pr) at column 10"},
      {"userName eq \"a", "expected a closing '\"' for the text at column 13"},
      {"userName eq \"a\\", "expected a closing '\"' for the text at column 13"},
      {"userName eq \"a\" extra", "expected 'and', 'or' or the end of the filter at column 17"},
      {"(userName eq \"a\"", "expected 'and', 'or' or ')' at column 17"},
      {"emails[type eq \"work\"", "expected 'and', 'or' or ']' at column 22"},
      {"noSuch eq \"a\"", "unknown attribute 'noSuch' of a User at column 1"},
      {"name.noSub eq \"a\"", "unknown sub-attribute 'noSub' of 'name' at column 6"},
      {"userName.x eq \"a\"", "'userName' has no sub-attributes at column 10"},
      {"urn:x:nope:userName eq \"a\"", "the URN is no schema of a User at column 1"},
      {"password eq \"a\"", "'password' is never returned and cannot be filtered by at column 1"},
      {"active gt true", "the operator 'gt' does not fit the type of 'active' at column 8"},
      {"userName eq 5", "expected a text in double quotes, or null at column 13"},
      {"meta.created gt \"yesterday\"",
       "expected a date and time such as \"2011-05-13T04:42:34Z\", or null at column 17"},
      {"userName eq \"\\u0000\"", "a text must not hold U+0000 at column 13"},
      {"title co null", "null can only be compared with eq or ne at column 7"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.filter);
    CHECK(tree_of(row.filter) == row.error);
    CHECK(tree_of(row.filter, "User", Strictness::kRfc) == row.error);
  }
}

TEST_CASE("filter: other query languages and broken spellings are refused in either strictness") {
  static constexpr std::string_view kFilters[] = {
      "userName = \"a\"",
      "userName == \"a\"",
      "userName like \"a%\"",
      "userName eq 'a'",
      "userName eq \"a\"\"",
      "userName eq \"a\" and",
      "userName eq \"a\" and and active eq true",
      "userName eq \"a\" and ",
      "userName eq \"a\")",
      "()",
      "not()",
      "not (  )",
      "not",
      "not title pr",
      "not not (title pr)",
      "userName pr \"a\"",
      "emails[type eq \"work\"].",
      "emails[type eq \"work\"].x pr",
      "emails[type eq \"work\"].value",
      "emails[]",
      "emails[ ]",
      "emails]",
      "emails[type eq \"work\"]]",
      "emails[type eq \"work\"]value eq \"a\"",
      "emails[type eq \"work\"] pr",
      "emails[0] eq \"a\"",
      "emails[type[value pr]]",
      "emails[ims[type pr]]",
      "emails[emails.type eq \"work\"]",
      "emails.value[type pr]",
      "emails[type eq \"work\" and name.givenName pr]",
      "userName[value eq \"a\"]",
      "name[givenName eq \"a\"]",
      "schemas[value eq \"a\"]",
      ".userName eq \"a\"",
      "userName. eq \"a\"",
      "name..givenName pr",
      "name.givenName.x pr",
      "1userName eq \"a\"",
      "user-Name! eq \"a\"",
      "-userName pr",
      "userName eq \"a\"; DROP TABLE users",
      "*)(uid=*",
      "userName eq {\"$gt\":\"\"}",
      "userName eq [\"a\"]",
      "userName\teq\t\"a\"",
      "userName eq\t\"a\"",
      "userName eq \"a\" && active eq true",
      "userName eq \"a\" || active eq true",
      "userName eq \"a\"and title pr",
      "(title pr)and(id pr)",
      "(title pr) and(id pr)",
      "%u0075serName eq \"a\"",
      "userName eq \"a\r\nX-Injected:1\"",
      "userName eq \"a\tb\"",
      "userName eq \"\\x\"",
      "userName eq \"\\ud800\"",
      "userName eq \"\xC0\xAF\"",
      "userName eq \"\xFF\"",
      "\xEF\xBB\xBFuserName eq \"a\"",
      "userName eq true",
      "userName eq 1.5",
      "userName eq -1",
      "userName eq tr\"ue",
      "active eq \"yes\"",
      "active eq 1",
      "active eq \"\"",
      "active co \"t\"",
      "active ge false",
      "active sw true",
      "emails[primary gt true]",
      "x509Certificates.value gt \"a\"",
      "x509Certificates.value le \"a\"",
      "meta.created eq \"2024-13-45T99:99:99Z\"",
      "meta.created gt 5",
      "meta.created co \"2024\"",
      "meta.created gt \"\"",
      "title gt null",
      "title pr null",
      "name eq \"a\"",
      "name co \"a\"",
      "meta eq \"a\"",
      "password pr",
      "password sw \"a\"",
      "PASSWORD eq null",
      "urn:ietf:params:scim:schemas:core:2.0:User:password pr",
      "urn:ietf:params:scim:schemas:core:2.0:User pr",
      "urn:ietf:params:scim:schemas:core:2.0:User: pr",
      "urn:ietf:params:scim:schemas:core:2.0:Group:members pr",
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User pr",
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:userName pr",
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department.x pr",
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:Userdepartment pr",
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/department pr",
      "members pr",
      "userName eq and",
      "userName eq and active eq true",
      "userName eq a b",
      "userName eq a=b",
      "userName eq a*",
      "userName eq %61",
      "userName eq a;b",
      "userName eq $where",
      "userName eq {a}",
      "userName eq a'b",
      "userName eq a\\u0000",
      "userName eq (a)",
      "userName eq \"a\" xor title pr",
      "title eq \"a\",id eq \"b\"",
  };
  for (std::string_view filter : kFilters) {
    CAPTURE(filter);
    CHECK(is_refused(filter));
    CHECK(is_refused(filter, "User", Strictness::kRfc));
  }
  CHECK(is_refused(std::string_view("userName eq \"\0\"", 15)));
  CHECK(is_refused(std::string_view("userName\0 eq \"a\"", 16)));
  CHECK(is_refused(std::string_view("userName eq a\0b", 15)));
  CHECK(is_refused("userName eq \"a\"", "Group"));
}

TEST_CASE(
    "filter: spellings of identity providers are accepted and named, and refused under rfc "
    "(Microsoft Entra ID, authentik)") {
  static constexpr struct {
    std::string_view filter, type, tree, quirks;
  } kRows[] = {
      {"externalId eq jyoung", "User", R"((eq externalId "jyoung"))", "unquoted-literal"},
      {"name.FamilyName eq Employee", "User", R"((eq name.familyName "Employee"))",
       "unquoted-literal"},
      {"(userName eq jane@example.com)", "User", R"((eq userName "jane@example.com"))",
       "unquoted-literal"},
      {"id eq 7d420df3-9995-4831-a406-ecf8166f5f6a", "User",
       R"((eq id "7d420df3-9995-4831-a406-ecf8166f5f6a"))", "unquoted-literal"},
      {"emails[type eq work]", "User", R"((any emails (eq type "work")))", "unquoted-literal"},
      {"userName eq Jürgen", "User", R"((eq userName "Jürgen"))", "unquoted-literal"},
      {R"(id eq "u" and manager eq "m")", "User",
       R"((and (eq id "u") (eq )"
       R"(urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value "m")))",
       "implicit-value"},
      {R"(emails[type eq "work"].value eq "x")", "User",
       R"((any emails (and (eq type "work") (eq value "x"))))", "value-path-sub-attribute-filter"},
      {R"(emails[type eq "work" or primary eq true].value sw "x" and active eq true)", "User",
       R"((and (any emails (and (or (eq type "work") (eq primary true)) (sw value "x"))) )"
       R"((eq active true)))",
       "value-path-sub-attribute-filter"},
      {R"(emails[type eq "work"].value pr)", "User",
       R"((any emails (and (eq type "work") (pr value))))", "value-path-sub-attribute-filter"},
      {R"(active eq "True")", "User", "(eq active true)", "boolean-as-string"},
      {R"(roles[primary eq "False"])", "User", "(any roles (eq primary false))",
       "boolean-as-string"},
      {"active eq True", "User", "(eq active true)", "unquoted-literal boolean-as-string"},
      {R"(urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.manager pr)", "User",
       R"((pr urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager))",
       "urn-dot-attribute"},
      {R"(urn:ietf:params:scim:schemas:core:2.0:User.name.givenName pr)", "User",
       "(pr name.givenName)", "urn-dot-attribute"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.filter);
    Quirks quirks;
    CHECK(tree_of(row.filter, row.type, Strictness::kTolerant, quirks) == row.tree);
    CHECK(joined(quirks) == row.quirks);
    CHECK(is_refused(row.filter, row.type, Strictness::kRfc));
  }
}

TEST_CASE(
    "filter: a multi-valued attribute implies its value, which the RFC's own example does (RFC "
    "7644 figure 2)") {
  Quirks tolerant;
  Quirks rfc;
  std::string_view filter = R"(id eq "g" and members eq "u")";
  std::string tree = R"((and (eq id "g") (eq members.value "u")))";
  CHECK(tree_of(filter, "Group", Strictness::kTolerant, tolerant) == tree);
  CHECK(tree_of(filter, "Group", Strictness::kRfc, rfc) == tree);
  CHECK(joined(tolerant) == "implicit-value");
  CHECK(joined(rfc) == "");
}

TEST_CASE("filter: mixed-case names need no forgiveness (Microsoft Entra ID)") {
  Quirks quirks;
  CHECK(tree_of("ActiVe eq true", "User", Strictness::kRfc, quirks) == "(eq active true)");
  CHECK(tree_of(R"(meta.lastmodified ge "2023-01-01T00:00:00Z")", "User", Strictness::kRfc,
                quirks) == R"((ge meta.lastModified "2023-01-01T00:00:00Z"))");
  CHECK(joined(quirks) == "");
}

TEST_CASE("filter: the error shows the text and a caret below the fault") {
  Quirks quirks;
  auto filter =
      scim::parse_filter("userName zz \"a\"", type_named("User"), Strictness::kRfc, quirks);
  REQUIRE(!filter.ok());
  CHECK(filter.error().detail ==
        "expected an operator (eq, ne, co, sw, ew, gt, ge, lt, le or pr) at column 10\n"
        "  userName zz \"a\"\n"
        "           ^");
}

TEST_CASE(
    "filter: the caret stands below the fault in long texts and after multi-byte characters") {
  Quirks quirks;
  std::string text =
      "userName eq \"" + repeated("é", 60) + "\" and zz pr and " + repeated("x", 200);
  auto filter = scim::parse_filter(text, type_named("User"), Strictness::kRfc, quirks);
  REQUIRE(!filter.ok());
  CHECK(filter.error().detail ==
        "unknown attribute 'zz' of a User at column 140\n"
        "  ..." +
            repeated("é", 21) + "\" and zz pr and " + repeated("x", 22) + "...\n" + "  " +
            repeated(" ", 3 + 27) + "^");
}

TEST_CASE("filter: an error never carries control characters or broken UTF-8 of the client") {
  static constexpr std::string_view kFilters[] = {"userName eq \"a\r\nX: 1\"", "zz\x01 eq \x7F",
                                                  "userName eq \"\xC0\xAF\"", "\t\x1B[31m"};
  for (std::string_view text : kFilters) {
    Quirks quirks;
    auto filter = scim::parse_filter(text, type_named("User"), Strictness::kTolerant, quirks);
    REQUIRE(!filter.ok());
    for (char c : filter.error().detail) {
      CAPTURE(static_cast<int>(c));
      CHECK((c == '\n' || (c >= 0x20 && c < 0x7F)));
    }
  }
}

TEST_CASE("filter: limits on bytes, depth and terms hold (product limits)") {
  CHECK(tree_of(repeated("(", 3000)) == "more than 32 nested parentheses at column 33");
  CHECK(is_refused(repeated("(", 3000) + "title pr" + repeated(")", 3000)));
  CHECK(!is_refused(repeated("(", 32) + "title pr" + repeated(")", 32)));
  CHECK(is_refused(repeated("(", 33) + "title pr" + repeated(")", 33)));
  CHECK(!is_refused(repeated("not (", 32) + "title pr" + repeated(")", 32)));
  CHECK(is_refused(repeated("not (", 33) + "title pr" + repeated(")", 33)));
  CHECK(is_refused(repeated("not(", 1000)));
  CHECK(is_refused(repeated("emails[", 500)));
  CHECK(!is_refused(repeated("(", 31) + "emails[type pr]" + repeated(")", 31)));
  CHECK(is_refused(repeated("(", 32) + "emails[type pr]" + repeated(")", 32)));
  CHECK(!is_refused("title pr" + repeated(" or emails[(type pr)]", 99)));
  CHECK(tree_of("title pr" + repeated(" or title pr", 149)) ==
        "more than 100 comparisons at column 1201");
  CHECK(is_refused("a" + repeated(".a", 2000) + " pr"));
  CHECK(!is_refused("userName eq \"" + repeated("a", 4096 - 14) + "\""));
  CHECK(tree_of("userName eq \"" + repeated("a", 4096 - 13) + "\"") ==
        "the filter is longer than 4096 bytes at column 4097");
  CHECK(is_refused(repeated("a", 4096)));
  CHECK(is_refused(repeated(" ", 100000)));
}

TEST_CASE(
    "filter: every truncation and every single-byte change of a long filter is read or refused, "
    "never worse") {
  const std::string text =
      R"(userType eq "Empl\u00e9e" and not (emails[type eq "work" and value co "@example.com"] or )"
      R"(urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value pr) or )"
      R"((active eq true and )"
      R"(meta.lastModified ge "2011-05-13T04:42:34Z" or emails[type eq work].value ne null))";
  REQUIRE(!is_refused(text));
  static constexpr std::string_view kBytes("\0 \"()[].\\:a0\xFF\xC3", 15);
  int accepted = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    accepted += !is_refused(text.substr(0, i));
    std::string shorter = text;
    shorter.erase(i, 1);
    (void)is_refused(shorter);
    for (char c : kBytes) {
      std::string changed = text;
      changed[i] = c;
      (void)is_refused(changed);
    }
  }
  CHECK(accepted ==
        4);  // up to `"Empl..."` and up to `)`, each with and without the space that follows
}
