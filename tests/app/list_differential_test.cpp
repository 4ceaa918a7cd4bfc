// Random resources, random filters, sorting and paging: what the service answers (engine, planner,
// indexes, cursors) against a plain evaluator written from RFC 7644 3.4.2 on the resources as they
// are answered.
//
//   SEED=17 STEPS=20000 make test T='list differential*'
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "base/text.h"
#include "doctest/doctest.h"
#include "json/write.h"
#include "support/test_service.h"

namespace {

using support::Reply;
using support::TestService;
using Texts = std::vector<std::string>;

enum class Type { kFolded, kExact, kBoolean, kTime };

constexpr const char* kEnterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
constexpr unsigned kUsers = 1;
constexpr unsigned kGroups = 2;

// An attribute that filters and sorting may name.
struct Named {
  unsigned types;       // which resources have it
  std::string written;  // as a filter names it
  std::string extension;
  std::string attribute;
  std::string sub;
  Type type;
  const Texts* pool;  // values that are likely to occur
};

const Texts kNames = {"ann",  "Ann", "ANN",  "bob", "Bob", "straße", "STRASSE", "Ünal",
                      "ünal", "ﬁx",  "FIX",  "zoe", "Zoë", "a b",    "x\"y",    "back\\slash",
                      "ΣΑΣ",  "σας", "日本", "e1",  "Ⅷ",   "viii"};
const Texts kTypes = {"work", "home", "Work", "other"};
const Texts kTimes = {"2026-01-01T00:00:05Z", "2026-01-01T00:00:20.003Z",
                      "2026-01-01T02:00:30.000+02:00", "2025-12-31T23:59:59-00:30",
                      "2030-01-01T00:00:00Z"};
const Texts kNone = {};

std::vector<Named> named_attributes(const Texts& ids) {
  const auto both = kUsers | kGroups;
  std::vector<Named> all = {
      {kUsers, "userName", "", "userName", "", Type::kFolded, &kNames},
      {both, "displayName", "", "displayName", "", Type::kFolded, &kNames},
      {both, "EXTERNALID", "", "externalId", "", Type::kExact, &kNames},
      {kUsers, "title", "", "title", "", Type::kFolded, &kNames},
      {kUsers, "nickName", "", "nickName", "", Type::kFolded, &kNames},
      {kUsers, "name.familyName", "", "name", "familyName", Type::kFolded, &kNames},
      {kUsers, "Name.GivenName", "", "name", "givenName", Type::kFolded, &kNames},
      {kUsers, "active", "", "active", "", Type::kBoolean, &kNone},
      {kUsers, "emails.value", "", "emails", "value", Type::kFolded, &kNames},
      {kUsers, "emails.type", "", "emails", "type", Type::kFolded, &kTypes},
      {kUsers, "emails.primary", "", "emails", "primary", Type::kBoolean, &kNone},
      {kUsers, "phoneNumbers.value", "", "phoneNumbers", "value", Type::kFolded, &kNames},
      {kUsers, "phoneNumbers.type", "", "phoneNumbers", "type", Type::kFolded, &kTypes},
      {kUsers, "groups.value", "", "groups", "value", Type::kFolded, &ids},
      {kUsers, "groups.display", "", "groups", "display", Type::kFolded, &kNames},
      {kGroups, "members.value", "", "members", "value", Type::kFolded, &ids},
      {kGroups, "members.display", "", "members", "display", Type::kFolded, &kNames},
      {both, "id", "", "id", "", Type::kExact, &ids},
      {both, "meta.created", "", "meta", "created", Type::kTime, &kTimes},
      {both, "meta.lastModified", "", "meta", "lastModified", Type::kTime, &kTimes},
      {kUsers, "department", kEnterprise, "department", "", Type::kFolded, &kNames},
      {kUsers, std::string(kEnterprise) + ":employeeNumber", kEnterprise, "employeeNumber", "",
       Type::kFolded, &kNames},
      {kUsers, "manager.value", kEnterprise, "manager", "value", Type::kFolded, &ids},
      {kUsers, "urn:ietf:params:scim:schemas:core:2.0:User:displayName", "", "displayName", "",
       Type::kFolded, &kNames},
  };
  return all;
}

// --- The plain evaluator -------------------------------------------------------------------------

struct Resource {
  unsigned type;
  json::Value json;
  std::string id() const { return std::string(json.string_or("id", "")); }
};

bool is_empty(const json::Value& value) {
  if (value.is_string()) return value.as_string().empty();
  if (value.is_array()) return value.as_array().empty();
  if (value.is_object()) return value.as_object().empty();
  return value.is_null();
}

void collect(const json::Value* value, std::vector<json::Value>& out) {
  if (!value || is_empty(*value)) return;
  if (!value->is_array()) return out.push_back(*value);
  for (const json::Value& each : value->as_array()) {
    if (!is_empty(each)) out.push_back(each);
  }
}

// All values of a top-level attribute.
std::vector<json::Value> values_of(const Resource& resource, const Named& named) {
  std::vector<json::Value> values;
  if ((resource.type & named.types) == 0) return values;
  const json::Value* holder = &resource.json;
  if (!named.extension.empty()) holder = holder->find(named.extension);
  if (holder) collect(holder->find(named.attribute), values);
  return values;
}

std::vector<json::Value> parts_of(const std::vector<json::Value>& values, const std::string& sub) {
  if (sub.empty()) return values;
  std::vector<json::Value> parts;
  for (const json::Value& value : values) collect(value.find(sub), parts);
  return parts;
}

long long microseconds(const std::string& text) {
  int year, month, day, hour, minute;
  double second;
  int used = 0;
  std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%lf%n", &year, &month, &day, &hour, &minute, &second,
              &used);
  std::tm time{};
  time.tm_year = year - 1900;
  time.tm_mon = month - 1;
  time.tm_mday = day;
  time.tm_hour = hour;
  time.tm_min = minute;
  int hours = 0, minutes = 0;
  char sign = 'Z';
  std::sscanf(text.c_str() + used, "%c%d:%d", &sign, &hours, &minutes);
  const long long shift = sign == 'Z' ? 0 : (sign == '-' ? 60LL : -60LL) * (hours * 60 + minutes);
  return (timegm(&time) + shift) * 1'000'000LL + static_cast<long long>(second * 1e6 + 0.5);
}

// <0, 0, >0 as the type says.
int order_of(const json::Value& a, const json::Value& b, Type type) {
  const auto sign = [](auto x, auto y) { return x < y ? -1 : y < x ? 1 : 0; };
  if (type == Type::kBoolean) return sign(a.as_bool(), b.as_bool());
  if (type == Type::kTime) return sign(microseconds(a.as_string()), microseconds(b.as_string()));
  if (type == Type::kExact) return sign(a.as_string(), b.as_string());
  return sign(base::fold(a.as_string()), base::fold(b.as_string()));
}

bool compare(const json::Value& value, const std::string& op, const json::Value& literal,
             Type type) {
  if (op == "co" || op == "sw" || op == "ew") {
    const bool exact = type == Type::kExact;
    const std::string text = exact ? value.as_string() : base::fold(value.as_string());
    const std::string part = exact ? literal.as_string() : base::fold(literal.as_string());
    if (part.size() > text.size()) return false;
    if (op == "sw") return text.compare(0, part.size(), part) == 0;
    if (op == "ew") return text.compare(text.size() - part.size(), part.size(), part) == 0;
    return text.find(part) != std::string::npos;
  }
  const int order = order_of(value, literal, type);
  if (op == "eq") return order == 0;
  if (op == "ne") return order != 0;
  if (op == "gt") return order > 0;
  if (op == "ge") return order >= 0;
  if (op == "lt") return order < 0;
  return order <= 0;
}

struct Node {
  enum class Kind { kTerm, kAnd, kOr, kNot, kElement } kind = Kind::kTerm;
  const Named* named = nullptr;  // kTerm, kElement
  std::string op;
  json::Value literal;
  std::vector<Node> children;
};

// RFC 7644 table 3. Of several values one is enough; without a value only `ne` and `eq null` hold.
bool term_holds(const Node& node, const std::vector<json::Value>& values) {
  if (node.op == "pr") return !values.empty();
  if (node.literal.is_null()) return values.empty() == (node.op == "eq");
  if (values.empty()) return node.op == "ne";
  return std::any_of(values.begin(), values.end(), [&](const json::Value& value) {
    return compare(value, node.op, node.literal, node.named->type);
  });
}

// With `element` inside brackets: the attribute is the element's.
bool holds(const Node& node, const Resource& resource, const json::Value* element) {
  const auto child_holds = [&](const Node& child) { return holds(child, resource, element); };
  switch (node.kind) {
    case Node::Kind::kTerm: {
      const auto values =
          element ? std::vector<json::Value>{*element} : values_of(resource, *node.named);
      auto parts = parts_of(values, node.named->sub);
      // RFC 7643 2.4: who does not say to be primary is not.
      if (node.named->sub == "primary" && node.op != "pr" && !node.literal.is_null()) {
        for (const json::Value& value : values)
          if (!value.find("primary")) parts.emplace_back(false);
      }
      return term_holds(node, parts);
    }
    case Node::Kind::kAnd:
      return std::all_of(node.children.begin(), node.children.end(), child_holds);
    case Node::Kind::kOr:
      return std::any_of(node.children.begin(), node.children.end(), child_holds);
    case Node::Kind::kNot:
      return !child_holds(node.children.front());
    case Node::Kind::kElement: {
      const auto elements = values_of(resource, *node.named);
      return std::any_of(elements.begin(), elements.end(), [&](const json::Value& each) {
        return holds(node.children.front(), resource, &each);
      });
    }
  }
  return false;
}

std::string text_of(const Node& node, bool in_brackets) {
  const auto join = [&](const char* word) {
    std::string text;
    for (const Node& child : node.children)
      text +=
          (text.empty() ? "(" : std::string(" ") + word + " (") + text_of(child, in_brackets) + ")";
    return text;
  };
  switch (node.kind) {
    case Node::Kind::kTerm: {
      std::string text = in_brackets ? node.named->sub : node.named->written;
      text += " " + node.op;
      return node.op == "pr" ? text : text + " " + json::write(node.literal);
    }
    case Node::Kind::kAnd:
      return join("and");
    case Node::Kind::kOr:
      return join("or");
    case Node::Kind::kNot:
      return "not (" + text_of(node.children.front(), in_brackets) + ")";
    case Node::Kind::kElement:
      return node.named->attribute + "[" + text_of(node.children.front(), true) + "]";
  }
  return {};
}

// RFC 7644 3.4.2.3: of several values the primary one, else the first.
std::optional<json::Value> sort_value(const Resource& resource, const Named& named) {
  std::vector<json::Value> values = values_of(resource, named);
  for (const json::Value& value : values) {
    if (value.bool_or("primary", false)) {
      values = {value};
      break;
    }
  }
  if (values.size() > 1) values.resize(1);
  values = parts_of(values, named.sub);
  if (values.empty()) return std::nullopt;
  return values.front();
}

void sort_by(std::vector<Resource>& all, const Named& named, bool descending) {
  std::stable_sort(all.begin(), all.end(), [&](const Resource& a, const Resource& b) {
    const auto x = sort_value(a, named);
    const auto y = sort_value(b, named);
    int order = 0;  // without a value behind all others
    if (x && y) order = order_of(*x, *y, named.type);
    if (x.has_value() != y.has_value()) order = x ? -1 : 1;
    return descending ? order > 0 : order < 0;
  });
}

// --- The world -----------------------------------------------------------------------------------

class World {
 public:
  explicit World(std::uint64_t seed) : random_(seed) {}

  void step() {
    if (changes_ < 90 || one_in(40)) change();
    if (changes_ < 90) return;
    if (is_stale_) read_all();
    query();
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  bool one_in(std::size_t n) { return below(n) == 0; }
  const std::string& one_of(const Texts& texts) { return texts[below(texts.size())]; }

  // --- Making and changing resources

  json::Object random_user() {
    json::Object user{{"schemas", json::Array{"urn:ietf:params:scim:schemas:core:2.0:User"}},
                      {"userName", one_of(kNames) + std::to_string(below(60))}};
    for (const char* name : {"displayName", "externalId", "title", "nickName"})
      if (one_in(2)) user.set(name, one_of(kNames));
    if (one_in(2)) {
      json::Object name{{"familyName", one_of(kNames)}};
      if (one_in(2)) name.set("givenName", one_of(kNames));
      user.set("name", std::move(name));
    }
    if (one_in(5)) user.set("active", false);
    for (const char* name : {"emails", "phoneNumbers"})
      if (one_in(2)) user.set(name, random_values());
    if (one_in(2)) {
      json::Object extension;
      if (one_in(2)) extension.set("department", one_of(kNames));
      if (one_in(2)) extension.set("employeeNumber", one_of(kNames));
      if (one_in(3) && !ids_.empty())
        extension.set("manager", json::Object{{"value", one_of(ids_)}});
      if (!extension.empty()) user.set(kEnterprise, std::move(extension));
    }
    return user;
  }

  json::Array random_values() {
    json::Array values;
    const std::size_t primary = below(4);
    for (std::size_t i = 0, count = 1 + below(3); i < count; ++i) {
      json::Object value{{"value", one_of(kNames) + std::to_string(i)}};
      if (one_in(2)) value.set("value", one_of(kNames));
      if (one_in(2)) value.set("type", one_of(kTypes));
      if (i == primary) value.set("primary", true);
      values.push_back(std::move(value));
    }
    return values;
  }

  json::Object random_group() {
    json::Object group{{"schemas", json::Array{"urn:ietf:params:scim:schemas:core:2.0:Group"}},
                       {"displayName", one_of(kNames) + std::to_string(below(40))}};
    if (one_in(2)) group.set("externalId", one_of(kNames));
    json::Array members;
    for (const Resource& each : all_) {
      if (each.type == kUsers && each.json.bool_or("active", true) && one_in(6))
        members.push_back(json::Object{{"value", each.id()}});
    }
    if (!members.empty()) group.set("members", std::move(members));
    return group;
  }

  // Names that are taken are refused, which is as good.
  void change() {
    service_.clock().advance_us(1'003'000);
    ++changes_;
    if (one_in(3) && changes_ > 20) read_all();
    is_stale_ = true;
    const bool user = one_in(4) ? false : true;
    const std::string endpoint = user ? "/Users" : "/Groups";
    const json::Value body = user ? json::Value(random_user()) : json::Value(random_group());
    if (changes_ > 60 && !all_.empty() && one_in(2)) {
      const Resource& old = all_[below(all_.size())];
      const std::string path = (old.type == kUsers ? "/Users/" : "/Groups/") + old.id();
      if (one_in(3)) {
        service_.scim("DELETE", path);
      } else {
        service_.scim("PUT", path,
                      json::write(old.type == kUsers ? json::Value(random_user())
                                                     : json::Value(random_group())));
      }
      return;
    }
    service_.scim("POST", endpoint, json::write(body));
  }

  void read_all() {
    all_.clear();
    ids_.clear();
    for (const unsigned type : {kUsers, kGroups}) {
      const Reply reply =
          service_.scim("GET", type == kUsers ? "/Users?count=1000" : "/Groups?count=1000");
      REQUIRE(reply.status == 200);
      const json::Value list = reply.json();
      for (const json::Value& each : list.find("Resources")->as_array()) {
        all_.push_back({type, each});
        ids_.push_back(all_.back().id());
      }
    }
    named_ = named_attributes(ids_);
    is_stale_ = false;
  }

  // --- Random queries

  const Named& random_named(unsigned types, bool multi_only) {
    for (;;) {
      const Named& named = named_[below(named_.size())];
      if ((named.types & types) == 0) continue;
      const bool multi = named.attribute == "emails" || named.attribute == "phoneNumbers" ||
                         named.attribute == "groups" || named.attribute == "members";
      if (!multi_only || multi) return named;
    }
  }

  Node random_term(const Named& named) {
    static const Texts kOps = {"eq", "eq", "eq", "ne", "co", "sw",
                               "ew", "gt", "ge", "lt", "le", "pr"};
    Node node;
    node.named = &named;
    node.op = one_of(kOps);
    const bool text = named.type == Type::kFolded || named.type == Type::kExact;
    if (!text && (node.op == "co" || node.op == "sw" || node.op == "ew")) node.op = "eq";
    if (named.type == Type::kBoolean && node.op != "pr" && node.op != "ne") node.op = "eq";
    if ((node.op == "eq" || node.op == "ne") && one_in(12)) return node;  // null
    if (named.type == Type::kBoolean) {
      node.literal = one_in(2);
    } else {
      std::string literal = named.pool->empty() ? "x" : one_of(*named.pool);
      const bool counted = named.attribute == "userName" || named.attribute == "displayName";
      if (counted && one_in(2)) literal += std::to_string(below(60));
      if (text && one_in(4)) literal = cut(literal);
      node.literal = literal;
    }
    return node;
  }

  // A part of it, in whole characters.
  std::string cut(const std::string& text) {
    std::string part = text.substr(0, 1 + below(text.size()));
    return base::is_valid_utf8(part) ? part : text;
  }

  Node random_node(unsigned types, int depth, const Named* owner) {
    Node node;
    const std::size_t pick = depth == 0 ? 0 : below(8);
    if (pick < 3) {
      if (!owner) return random_term(random_named(types, false));
      for (;;) {  // another sub-attribute of the same attribute
        const Named& named = random_named(types, true);
        if (named.attribute == owner->attribute) return random_term(named);
      }
    }
    if (pick == 3 && !owner) {
      node.kind = Node::Kind::kElement;
      node.named = &random_named(types, true);
      node.children.push_back(random_node(types, depth - 1, node.named));
      return node;
    }
    if (pick == 4) {
      node.kind = Node::Kind::kNot;
      node.children.push_back(random_node(types, depth - 1, owner));
      return node;
    }
    node.kind = pick < 7 ? Node::Kind::kAnd : Node::Kind::kOr;
    for (std::size_t i = 0, count = 2 + below(2); i < count; ++i)
      node.children.push_back(random_node(types, depth - 1, owner));
    return node;
  }

  struct Question {
    std::string endpoint;
    std::optional<std::string> filter;
    std::optional<std::string> sort;
    bool descending = false;
  };

  Reply ask(const Question& question, const json::Object& paging) {
    json::Object body{
        {"schemas", json::Array{"urn:ietf:params:scim:api:messages:2.0:SearchRequest"}}};
    if (question.filter) body.set("filter", *question.filter);
    if (question.sort) body.set("sortBy", *question.sort);
    if (question.sort && question.descending) body.set("sortOrder", "descending");
    for (const auto& [name, value] : paging) body.set(name, value);
    if (one_in(2)) return service_.scim("POST", question.endpoint + "/.search", json::write(body));
    std::string query;
    for (const auto& [name, value] : body) {
      if (name == "schemas") continue;
      query += query.empty() ? '?' : '&';
      query += name + "=" + percent(value.is_string() ? value.as_string() : json::write(value));
    }
    return service_.scim("GET", question.endpoint + query);
  }

  static std::string percent(const std::string& text) {
    std::string out;
    for (const char c : text) {
      char hex[4];
      std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned char>(c));
      out += hex;
    }
    return out;
  }

  static Texts ids_in(const json::Value& list) {
    Texts ids;
    for (const json::Value& each : list.find("Resources")->as_array())
      ids.emplace_back(each.string_or("id", ""));
    return ids;
  }

  void query() {
    static const struct {
      const char* endpoint;
      unsigned types;
    } kEndpoints[] = {
        {"/Users", kUsers}, {"/Users", kUsers}, {"/Groups", kGroups}, {"", kUsers | kGroups}};
    const auto& at = kEndpoints[below(4)];
    std::vector<Resource> expected;
    for (const Resource& each : all_) {
      if ((each.type & at.types) != 0) expected.push_back(each);
    }
    Question question{at.endpoint, {}, {}, one_in(2)};
    if (!one_in(8)) {
      const Node filter = random_node(at.types, 3, nullptr);
      question.filter = text_of(filter, false);
      expected.erase(
          std::remove_if(expected.begin(), expected.end(),
                         [&](const Resource& each) { return !holds(filter, each, nullptr); }),
          expected.end());
    }
    if (one_in(2)) {
      const Named& named = random_named(at.types, false);
      question.sort = named.written;
      sort_by(expected, named, question.descending);
    }
    Texts ids;
    for (const Resource& each : expected) ids.push_back(each.id());
    CAPTURE(question.endpoint);
    const std::string filter = question.filter.value_or("-");
    const std::string sort = question.sort.value_or("-");
    CAPTURE(filter);
    CAPTURE(sort);
    CAPTURE(question.descending);
    if (one_in(2)) {
      check_page(question, ids);
    } else {
      check_crawl(question, ids);
    }
  }

  void check_page(const Question& question, const Texts& expected) {
    const std::size_t first = one_in(2) ? 0 : below(expected.size() + 3);
    const std::size_t count = one_in(2) ? 1000 : below(9);
    const Reply reply = ask(question, {{"startIndex", first + 1}, {"count", count}});
    REQUIRE_MESSAGE(reply.status == 200, reply.body);
    const json::Value list = reply.json();
    CHECK(list.integer_or("totalResults", -1) == static_cast<std::int64_t>(expected.size()));
    const std::size_t begin = std::min(first, expected.size());
    const std::size_t end = std::min(begin + count, expected.size());
    const Texts page(expected.begin() + static_cast<std::ptrdiff_t>(begin),
                     expected.begin() + static_cast<std::ptrdiff_t>(end));
    CHECK(ids_in(list) == page);
  }

  // To the end, and one page back from anywhere on the way.
  void check_crawl(const Question& question, const Texts& expected) {
    const std::size_t count = 1 + below(1 + expected.size());
    Texts found;
    Texts page_before;
    std::string cursor;
    for (;;) {
      const Reply reply = ask(question, {{"cursor", cursor}, {"count", count}});
      REQUIRE_MESSAGE(reply.status == 200, reply.body);
      const json::Value list = reply.json();
      const Texts page = ids_in(list);
      found.insert(found.end(), page.begin(), page.end());
      REQUIRE(found.size() <= expected.size());
      if (const json::Value* total = list.find("totalResults"))
        CHECK(total->as_integer() == static_cast<std::int64_t>(expected.size()));
      if (const json::Value* previous = list.find("previousCursor"); previous && one_in(3)) {
        const Reply back = ask(question, {{"cursor", *previous}, {"count", count}});
        REQUIRE_MESSAGE(back.status == 200, back.body);
        CHECK(ids_in(back.json()) == page_before);
      }
      page_before = page;
      cursor = list.string_or("nextCursor", "");
      if (cursor.empty()) break;
    }
    CHECK(found == expected);
  }

  std::mt19937_64 random_;
  TestService service_;
  std::vector<Resource> all_;
  Texts ids_;
  std::vector<Named> named_;
  std::size_t changes_ = 0;
  bool is_stale_ = true;
};

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

}  // namespace

TEST_CASE(
    "list differential: random filters, orders and pages find what a plain evaluator finds "
    "(RFC 7644 3.4.2, RFC 9865)") {
  const std::uint64_t seed = number_from("SEED", 1);
  const std::uint64_t steps = number_from("STEPS", 3000);
  INFO("again with: SEED=", seed, " STEPS=", steps, " make test T='list differential*'");
  World world(seed);
  for (std::uint64_t step = 0; step < steps; ++step) world.step();
}
