#include <algorithm>
#include <array>
#include <random>

#include "doctest/doctest.h"
#include "json/read.h"
#include "json/write.h"
#include "scim/filter.h"

namespace {

using scim::FilterNode;
using scim::Quirks;
using scim::Strictness;
using Kind = FilterNode::Kind;

const scim::ResourceType& user_type() {
  const scim::ResourceType* type = scim::Registry::built_in().find_by_name("User");
  REQUIRE(type != nullptr);
  return *type;
}

// Four users that differ in what filters look at: bj is full, ann has two e-mail addresses, carl is
// inactive and has almost nothing, zoe has letters beyond ASCII.
const std::vector<json::Object>& users() {
  static const std::vector<json::Object> users = [] {
    auto list = json::parse(R"json([
{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User",
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
 "id": "bj", "externalId": "Ext-1", "userName": "BJensen@example.com",
 "name": {"givenName": "Barbara", "familyName": "O'Malley"}, "title": "Tour Guide",
  "userType": "Employee",
 "active": true, "profileUrl": "https://example.com/BJ",
 "emails": [{"value": "bjensen@example.com", "type": "work", "primary": true},
  {"value": "babs@home.org", "type": "home"}],
 "x509Certificates": [{"value": "QUJD"}],
 "groups": [{"value": "g1", "display": "Tour Guides"}],
 "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Tours",
  "manager": {"value": "ann"}},
 "meta": {"resourceType": "User", "created": "2011-05-13T04:42:34Z",
  "lastModified": "2011-05-14T04:42:34.500Z"}},
{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
 "id": "ann", "externalId": "ext-1", "userName": "ann@example.org",
 "name": {"familyName": "Employee"}, "active": true,
 "emails": [{"value": "ann@example.org", "type": "home"}, {"value": "ann@work.example",
  "primary": true}],
 "roles": [{"value": "Student"}, {"value": "Faculty", "primary": true}],
 "meta": {"resourceType": "User", "created": "2012-01-01T00:00:00Z",
  "lastModified": "2012-01-01T00:00:00Z"}},
{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "carl", "userName": "carl",
  "active": false,
 "meta": {"resourceType": "User", "created": "2013-06-01T12:00:00Z",
  "lastModified": "2013-06-01T12:00:00Z"}},
{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "zoe", "userName": "Zoë.STRASSE",
 "title": "ﬁrst Officer", "userType": "Contractor",
 "emails": [{"value": "zoe@example.com", "type": "work"}, {"value": "zoe@other.example",
  "type": "work"}],
 "meta": {"resourceType": "User", "created": "2013-06-01T12:00:00Z",
  "lastModified": "2014-01-01T00:00:00Z"}}
])json");
    REQUIRE(list.ok());
    std::vector<json::Object> objects;
    for (const json::Value& user : list.value().as_array()) objects.push_back(user.as_object());
    return objects;
  }();
  return users;
}

FilterNode parsed(std::string_view text) {
  CAPTURE(text);
  Quirks quirks;
  auto filter = scim::parse_filter(text, user_type(), Strictness::kTolerant, quirks);
  REQUIRE_MESSAGE(filter.ok(), text);
  return std::move(filter).value();
}

std::string ids_matching(const FilterNode& filter) {
  std::string ids;
  for (const json::Object& user : users())
    if (scim::matches(filter, user))
      ids.append(ids.empty() ? "" : " ").append(user.find("id")->as_string());
  return ids;
}

bool same_ref(const scim::AttributeRef& a, const scim::AttributeRef& b) {
  return a.extension == b.extension && a.attribute == b.attribute && a.sub == b.sub;
}

bool same(const FilterNode& a, const FilterNode& b) {
  return a.kind == b.kind && a.op == b.op && same_ref(a.ref, b.ref) && a.literal == b.literal &&
         std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(),
                    same);
}

}  // namespace

TEST_CASE("filter match: the RFC's examples find whom they should (RFC 7644 3.4.2.2)") {
  static constexpr struct {
    std::string_view filter, ids;
  } kRows[] = {
      {R"(userName eq "bjensen@EXAMPLE.com")", "bj"},
      {R"(name.familyName co "o'malley")", "bj"},
      {R"(userName sw "B")", "bj"},
      {"title pr", "bj zoe"},
      {R"(meta.lastModified gt "2011-05-13T04:42:34Z")", "bj ann carl zoe"},
      {R"(meta.created gt "2011-05-13T04:42:34Z")", "ann carl zoe"},
      {R"(meta.created ge "2011-05-13T04:42:34Z")", "bj ann carl zoe"},
      {R"(meta.created lt "2012-01-01T00:00:00Z")", "bj"},
      {R"(meta.created le "2012-01-01T00:00:00Z")", "bj ann"},
      {R"(title pr and userType eq "Employee")", "bj"},
      {R"(title pr or userType eq "Contractor")", "bj zoe"},
      {R"(schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")", "bj"},
      {R"(userType eq "Employee" and (emails co "example.com" or emails.value co "example.org"))",
       "bj"},
      {R"(userType ne "Employee" and not (emails co "example.com" or emails.value co )"
       R"("example.org"))",
       "carl"},
      {R"(userType eq "Employee" and (emails.type eq "work"))", "bj"},
      {R"(emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and )"
       R"(value co "@foo.com"])",
       "bj zoe"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.filter);
    CHECK(ids_matching(parsed(row.filter)) == row.ids);
  }
}

TEST_CASE("filter match: letter case counts only where the schema says caseExact (RFC 7643 7)") {
  static constexpr struct {
    std::string_view filter, ids;
  } kRows[] = {
      {R"(externalId eq "ext-1")", "ann"},
      {R"(externalId eq "Ext-1")", "bj"},
      {R"(externalId sw "EXT")", ""},
      {R"(externalId ne "ext-1")", "bj carl zoe"},
      {R"(id eq "BJ")", ""},
      {R"(meta.resourceType eq "user")", ""},
      {R"(profileUrl eq "https://example.com/bj")", ""},
      {R"(profileUrl eq "https://example.com/BJ")", "bj"},
      {R"(x509Certificates.value eq "qujd")", ""},
      {R"(x509Certificates.value eq "QUJD")", "bj"},
      {R"(schemas eq "URN:IETF:PARAMS:SCIM:SCHEMAS:EXTENSION:ENTERPRISE:2.0:USER")", "bj"},
      {R"(userName ew "EXAMPLE.COM")", "bj"},
      {R"(userName eq "ZOË.straße")", "zoe"},         // case folding: ß is ss
      {R"(userName eq "zoe\u0308.strasse")", "zoe"},  // composed and decomposed are the same text
      {R"(title sw "FIRST")", "zoe"},                 // the ligature is a compatibility form
      {R"(title co "OFFICER")", "zoe"},
      {R"(userName gt "CARL")", "zoe"},
      {R"(userName ge "CARL")", "carl zoe"},
      {R"(userName lt "carl")", "bj ann"},
      {R"(userName le "carl")", "bj ann carl"},
      {R"(externalId lt "a")", "bj"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.filter);
    CHECK(ids_matching(parsed(row.filter)) == row.ids);
  }
}

TEST_CASE(
    "filter match: unassigned is null, is not anything else and is not present (RFC 7643 2.5)") {
  static constexpr struct {
    std::string_view filter, ids;
  } kRows[] = {
      {"title eq null", "ann carl"},
      {"title ne null", "bj zoe"},
      {R"(title ne "Tour Guide")", "ann carl zoe"},
      {R"(title co "")", "bj zoe"},
      {R"(title lt "zzz")", "bj zoe"},
      {"not (title pr)", "ann carl"},
      {"emails pr", "bj ann zoe"},
      {"emails eq null", "carl"},
      {"active eq false", "carl"},
      {"active ne true", "carl zoe"},
      {"active pr", "bj ann carl"},
      {"name.givenName pr", "bj"},
      {"name pr", "bj ann"},
      {"manager pr", "bj"},
      {"manager eq null", "ann carl zoe"},
      {R"(manager eq "ann")", "bj"},
      {R"(department ne "Tours")", "ann carl zoe"},
      {R"(urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "tours")", "bj"},
      {"roles.primary eq false", "ann"},  // RFC 7643 2.4: who does not say so is not primary
      {"roles[primary eq false and value eq \"Student\"]", "ann"},
      {"roles[primary ne true and value eq \"Faculty\"]", ""},
      {"not (roles.primary pr)", "bj carl zoe"},
      {"roles[primary eq null]", "ann"},
      {"groups pr", "bj"},
      {R"(groups.display co "guide")", "bj"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.filter);
    CHECK(ids_matching(parsed(row.filter)) == row.ids);
  }
}

TEST_CASE(
    "filter match: pr is false for empty texts, lists and objects, true for false (RFC 7644 table "
    "3)") {
  static constexpr struct {
    std::string_view resource, filter;
    bool expected;
  } kRows[] = {
      {R"({"title": ""})", "title pr", false},
      {R"({"title": null})", "title pr", false},
      {R"({"title": " "})", "title pr", true},
      {R"({"active": false})", "active pr", true},
      {R"({"emails": []})", "emails pr", false},
      {R"({"emails": [{}]})", "emails pr", false},
      {R"({"emails": [{"value": ""}]})", "emails pr", false},
      {R"({"emails": [{"value": "a"}]})", "emails.type pr", false},
      {R"({"emails": [{"type": ""}, {"type": "work"}]})", "emails.type ne \"work\"", false},
      {R"({"name": {}})", "name pr", false},
      {R"({"name": {"givenName": ""}})", "name pr", false},
      {R"({"name": {"givenName": "a"}})", "name pr", true},
      {R"({"emails": [{}]})", "emails[value eq null]", true},
      {R"({"emails": []})", "emails[value eq null]", false},
      {R"({"emails": []})", "not (emails[value eq null])", true},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.resource);
    CAPTURE(row.filter);
    auto resource = json::parse(row.resource);
    REQUIRE(resource.ok());
    CHECK(scim::matches(parsed(row.filter), resource.value().as_object()) == row.expected);
  }
}

TEST_CASE(
    "filter match: one value is enough, and brackets speak of one and the same value (RFC 7644 "
    "3.4.2.2)") {
  static constexpr struct {
    std::string_view filter, ids;
  } kRows[] = {
      {R"(emails.type eq "home" and emails.value co "example.com")", "bj"},
      {R"(emails[type eq "home" and value co "example.com"])", ""},
      {R"(emails[type eq "work"].value eq "zoe@OTHER.example")", "zoe"},
      {R"(emails[type eq "work"].value ne "zoe@other.example")", "bj zoe"},
      {R"(emails ne "zoe@example.com")", "bj ann carl zoe"},
      {R"(emails.type ne "work")", "bj ann carl"},
      {R"(emails[type ne "work"])", "bj ann"},
      {R"(emails[not (type pr)])", "ann"},
      {R"(emails[type eq null and primary eq true])", "ann"},
      {R"(not (emails[type eq "work"]))", "ann carl"},
      {R"(roles[primary eq "True"])", "ann"},
      {R"(roles[value eq "student" or primary eq true])", "ann"},
      {R"(roles[value eq "student" and primary eq true])", ""},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.filter);
    CHECK(ids_matching(parsed(row.filter)) == row.ids);
  }
}

TEST_CASE("filter match: times are compared as points in time, not as texts (RFC 7644 table 3)") {
  static constexpr struct {
    std::string_view filter, ids;
  } kRows[] = {
      {R"(meta.created eq "2011-05-13T06:42:34+02:00")", "bj"},
      {R"(meta.created eq "2011-05-13T04:42:34.000Z")", "bj"},
      {R"(meta.created ne "2011-05-13T06:42:34+02:00")", "ann carl zoe"},
      {R"(meta.created lt "2011-12-31T23:59:59-01:00")", "bj ann"},
      {R"(meta.lastModified gt "2011-05-14T04:42:34.4Z" and meta.lastModified lt )"
       R"("2011-05-14T04:42:34.6Z")",
       "bj"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.filter);
    CHECK(ids_matching(parsed(row.filter)) == row.ids);
  }
}

TEST_CASE("filter match: a path's brackets pick the values they describe (RFC 7644 3.5.2)") {
  Quirks quirks;
  auto path = scim::parse_path(R"(emails[type eq "WORK" and value ew ".com"].value)", user_type(),
                               Strictness::kTolerant, quirks);
  REQUIRE(path.ok());
  REQUIRE(path.value().value_filter.has_value());
  std::string picked;
  for (const json::Object& user : users())
    if (const json::Value* emails = user.find("emails"))
      for (const json::Value& email : emails->as_array())
        if (scim::matches_value(*path.value().value_filter, email))
          picked.append(email.string_or("value", "")).append(" ");
  CHECK(picked == "bjensen@example.com zoe@example.com ");
}

// ---- Random filters: the parser and the matcher against an evaluator that knows neither.

namespace {

struct Naive {
  std::string kind;  // "cmp", "and", "or", "not", "any"
  std::string name;  // as written in the filter
  std::string op;
  json::Value literal;
  std::vector<Naive> children;
};

enum class Names { kResource, kEmail };

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  Naive filter(int depth, Names names = Names::kResource) {
    std::size_t roll = pick(depth > 0 ? 10 : 4);
    if (roll < 4)
      return names == Names::kResource && roll == 0 ? brackets(depth) : comparison(names);
    if (roll < 6) return Naive{"not", "", "", {}, {filter(depth - 1, names)}};
    Naive node{roll < 8 ? "and" : "or", "", "", {}, {}};
    for (std::size_t i = 0; i < 2 + pick(2); ++i) node.children.push_back(filter(depth - 1, names));
    return node;
  }

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }
  template <typename List>
  auto one_of(const List& list) {
    return list[pick(std::size(list))];
  }

  Naive brackets(int depth) {
    return Naive{"any", "emails", "", {}, {filter(std::max(0, depth - 1), Names::kEmail)}};
  }

  Naive comparison(Names names) {
    static constexpr std::string_view kTexts[] = {
        "userName",
        "title",
        "externalId",
        "name.givenName",
        "emails.value",
        "emails.type",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"};
    static constexpr std::string_view kWords[] = {
        "work",       "Work", "ann@example.org", "Ext-1", "ext-1", "e", "EX", "",
        "Tour Guide", "carl", "Barbara",         "tours", "b",     "."};
    static constexpr std::string_view kTimes[] = {"2011-05-13T04:42:34Z", "2012-01-01T00:00:00Z",
                                                  "2013-06-01T12:00:00Z"};
    static constexpr std::string_view kAllOps[] = {"eq", "ne", "co", "sw", "ew",
                                                   "gt", "ge", "lt", "le"};
    static constexpr std::string_view kOrderOps[] = {"eq", "ne", "gt", "ge", "lt", "le"};
    static constexpr std::string_view kEqualityOps[] = {"eq", "ne"};
    static constexpr std::array<std::string_view, 2> kEmailTexts = {"value", "type"};
    Naive node;
    node.kind = "cmp";
    std::size_t roll = pick(8);
    if (roll == 0) {
      node.name = names == Names::kResource ? "active" : "primary";
      node.op = one_of(kEqualityOps);
      node.literal = pick(2) == 0;
    } else if (roll == 1 && names == Names::kResource) {
      node.name = "meta.created";
      node.op = one_of(kOrderOps);
      node.literal = one_of(kTimes);
    } else {
      node.name = names == Names::kResource ? one_of(kTexts) : one_of(kEmailTexts);
      node.op = one_of(kAllOps);
      node.literal = one_of(kWords);
    }
    if (roll == 6) node.op = "pr";
    if (roll == 7) {
      node.op = one_of(kEqualityOps);
      node.literal = nullptr;
    }
    return node;
  }

  std::mt19937 random_;
};

// Every operand in parentheses: what the parser makes of it does not depend on precedence.
std::string text_of(const Naive& node) {
  if (node.kind == "cmp")
    return node.name + " " + node.op + (node.op == "pr" ? "" : " " + json::write(node.literal));
  if (node.kind == "any") return node.name + "[" + text_of(node.children[0]) + "]";
  if (node.kind == "not") return "not (" + text_of(node.children[0]) + ")";
  std::string text;
  for (const Naive& child : node.children)
    text.append(text.empty() ? "" : " " + node.kind + " ").append("(" + text_of(child) + ")");
  return text;
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return text;
}

// All values at a dotted name, whatever lists and objects lie on the way.
void collect(const json::Value& value, std::string_view name, std::vector<json::Value>& out) {
  if (value.is_array()) {
    for (const json::Value& element : value.as_array()) collect(element, name, out);
  } else if (name.empty()) {
    if (!value.is_null() && value != json::Value("")) out.push_back(value);
  } else {
    constexpr std::string_view kUrn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    std::size_t end = name.starts_with(kUrn) ? kUrn.size() : name.find('.');
    const json::Value* next = value.find(name.substr(0, end));
    if (next != nullptr)
      collect(*next, end == std::string_view::npos ? "" : name.substr(end + 1), out);
  }
}

bool naive_compare(const Naive& node, const json::Value& value) {
  if (!value.is_string()) return (value == node.literal) == (node.op == "eq");
  std::string a = value.as_string();
  std::string b = node.literal.as_string();
  if (node.name != "externalId") {
    a = lower(a);
    b = lower(b);
  }
  if (node.op == "eq") return a == b;
  if (node.op == "ne") return a != b;
  if (node.op == "co") return a.find(b) != std::string::npos;
  if (node.op == "sw") return a.rfind(b, 0) == 0;
  if (node.op == "ew") return a.size() >= b.size() && a.substr(a.size() - b.size()) == b;
  if (node.op == "gt") return a > b;
  if (node.op == "ge") return a >= b;
  if (node.op == "lt") return a < b;
  return a <= b;
}

bool naive_match(const Naive& node, const json::Value& resource) {
  if (node.kind == "and" || node.kind == "or") {
    bool all = true;
    bool any = false;
    for (const Naive& child : node.children) {
      bool matched = naive_match(child, resource);
      all = all && matched;
      any = any || matched;
    }
    return node.kind == "and" ? all : any;
  }
  if (node.kind == "not") return !naive_match(node.children[0], resource);
  if (node.kind == "any") {
    const json::Value* list = resource.find(node.name);
    if (list == nullptr) return false;
    for (const json::Value& element : list->as_array())
      if (naive_match(node.children[0], element)) return true;
    return false;
  }
  std::vector<json::Value> values;
  collect(resource, node.name, values);
  // RFC 7643 2.4: who does not say to be primary is not.
  if (node.op != "pr" && !node.literal.is_null() && node.name.ends_with("primary")) {
    const json::Value* list = resource.find(node.name.substr(0, node.name.find('.')));
    if (node.name == "primary" && values.empty()) values.emplace_back(false);
    for (const json::Value& element : list && list->is_array() ? list->as_array() : json::Array{})
      if (!element.find("primary")) values.emplace_back(false);
  }
  if (node.op == "pr") return !values.empty();
  if (node.literal.is_null()) return values.empty() == (node.op == "eq");
  if (values.empty()) return node.op == "ne";
  for (const json::Value& value : values)
    if (naive_compare(node, value)) return true;
  return false;
}

}  // namespace

TEST_CASE("filter match: 20 000 random filters find what a naive evaluator finds (seed 7644)") {
  Generator generator(7644);
  int matched = 0;
  int not_matched = 0;
  for (int i = 0; i < 20000; ++i) {
    Naive naive = generator.filter(i % 4);
    std::string text = text_of(naive);
    if (text.size() > scim::kFilterBytesMax) continue;
    FilterNode filter = parsed(text);
    // The first three users are plain ASCII, which is all that the naive folding knows.
    for (std::size_t u = 0; u < 3; ++u) {
      bool expected = naive_match(naive, json::Value(users()[u]));
      ++(expected ? matched : not_matched);
      if (scim::matches(filter, users()[u]) == expected) continue;
      FAIL_CHECK("user " << u << ", expected " << expected << ": " << text);
    }
  }
  CHECK(matched > 10000);
  CHECK(not_matched > 10000);
}

TEST_CASE(
    "filter text: parsing the canonical text gives the same tree, for 20 000 random filters (seed "
    "7643)") {
  Generator generator(7643);
  for (int i = 0; i < 20000; ++i) {
    std::string written = text_of(generator.filter(i % 5));
    if (written.size() > scim::kFilterBytesMax) continue;
    FilterNode filter = parsed(written);
    std::string canonical = scim::to_string(filter);
    CAPTURE(written);
    CAPTURE(canonical);
    Quirks quirks;
    auto again = scim::parse_filter(canonical, user_type(), Strictness::kRfc, quirks);
    REQUIRE(again.ok());
    REQUIRE(same(again.value(), filter));
    REQUIRE(scim::to_string(again.value()) == canonical);
    REQUIRE(canonical.size() <= written.size());
  }
}
