// Texts of every script: compared as the schema says, found again, and returned as they were sent
// (RFC 7643 2.3.1 and 7; product.md section 6).
#include "doctest/doctest.h"
#include "json/write.h"
#include "support/test_service.h"

using support::Reply;
using support::TestService;

namespace {

std::string quoted(const std::string& text) { return json::write(json::Value(text)); }

std::string user_body(const std::string& name, const std::string& more = {}) {
  return R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":)" + quoted(name) +
         more + "}";
}

std::string percent(const std::string& text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

struct Unicode {
  TestService service;
  int count(const std::string& filter) {
    const Reply reply = service.scim("GET", "/Users?filter=" + percent(filter));
    REQUIRE_MESSAGE(reply.status == 200, reply.body);
    return static_cast<int>(reply.json().integer_or("totalResults", -1));
  }
  Reply add(const std::string& name, const std::string& more = {}) {
    return service.scim("POST", "/Users", user_body(name, more));
  }
};

// Two spellings that are one name, and one that is another.
struct Pair {
  const char* what;
  std::string stored;
  std::string same;
  std::string other;
};
const Pair kPairs[] = {
    {"ASCII", "Jane", "jANE", "Jan"},
    {"German sharp s", "Straße", "STRASSE", "Strase"},
    {"capital sharp s", "STRAẞE", "strasse", "strase"},
    {"Greek final sigma", "Σίσυφος", "ΣΊΣΥΦΟΣ", "Σίσυφο"},
    {"Cyrillic", "Иван", "ИВАН", "Ивана"},
    {"Armenian ligature", "և", "ԵՒ", "Ե"},
    {"Latin ligature", "ﬁnn", "FINN", "fin"},
    {"full width", "Ｊａｎｅ", "jane", "jan"},
    {"dotted capital I", "İz", "i\u0307Z", "iz"},
    {"composed and decomposed", "Jos\u00e9", "JOSE\u0301", "Jose"},
    {"Hangul syllable and its letters", "\ud55c", "\u1112\u1161\u11ab", "\u1112\u1161"},
    {"Ohm and omega", "\u2126", "\u03c9", "\u03bf"},
    {"iota below", "\u1fb3", "\u0391\u0399", "\u0391"},
    {"beyond the basic plane", "\U00010400", "\U00010428", "\U00010429"},
    {"Cherokee", "\uab70", "\u13a0", "\u13a1"},
};

}  // namespace

TEST_CASE("Unicode: names that differ in case only are one name, in every operator and in POST") {
  for (const Pair& pair : kPairs) {
    CAPTURE(pair.what);
    Unicode world;
    REQUIRE(world.add(pair.stored).status == 201);
    const Reply taken = world.add(pair.same);
    CHECK(taken.status == 409);
    CHECK(taken.json().string_or("scimType", "") == "uniqueness");
    for (const char* op : {"eq", "co", "sw", "ew"}) {
      CAPTURE(op);
      const std::string prefix = std::string("userName ") + op + " ";
      CHECK(world.count(prefix + quoted(pair.stored)) == 1);
      CHECK(world.count(prefix + quoted(pair.same)) == 1);
    }
    CHECK(world.count("userName eq " + quoted(pair.other)) == 0);
    CHECK(world.count("userName ge " + quoted(pair.same) + " and userName le " +
                      quoted(pair.stored)) == 1);
    CHECK(world.count("userName ne " + quoted(pair.same)) == 1);  // the administrator
    CHECK(world.add(pair.other).status == 201);
    CHECK(world.service.verify().empty());
  }
}

TEST_CASE("Unicode: what is case-exact is compared byte by byte; nothing is normalised away") {
  for (const Pair& pair : kPairs) {
    CAPTURE(pair.what);
    Unicode world;
    REQUIRE(world.add("u1", R"(,"externalId":)" + quoted(pair.stored)).status == 201);
    REQUIRE(world.add("u2", R"(,"externalId":)" + quoted(pair.same)).status == 201);
    for (const char* op : {"eq", "sw", "ew", "co"}) {
      CAPTURE(op);
      const std::string prefix = std::string("externalId ") + op + " ";
      CHECK(world.count(prefix + quoted(pair.stored)) == 1);
      CHECK(world.count(prefix + quoted(pair.same)) == 1);
    }
  }
}

TEST_CASE("Unicode: values come back as they were sent, byte for byte") {
  const std::string texts[] = {"Jos\u00e9",
                               "Jose\u0301",
                               "\u1112\u1161\u11ab",
                               "\u2126",
                               "ﬁnn",
                               "Ｊａｎｅ",
                               "İ",
                               "\u05d0\u05d1",
                               "\U0001F468\u200d\U0001F469\u200d\U0001F467",
                               "a\u0323\u0307",
                               "a\u0307\u0323",
                               "line\nfeed \"quoted\" \\ back",
                               "\u00a0kept\u00a0",
                               "e\u0301\u0302",
                               "\uFFFD",
                               "\u2028"};
  Unicode world;
  int number = 0;
  for (const std::string& text : texts) {
    CAPTURE(text);
    const Reply created =
        world.add("u" + std::to_string(number++),
                  R"(,"title":)" + quoted(text) + R"(,"externalId":)" + quoted(text));
    REQUIRE_MESSAGE(created.status == 201, created.body);
    const std::string id(created.json().string_or("id", ""));
    world.service.restart();
    const json::Value read = world.service.scim("GET", "/Users/" + id).json();
    CHECK(read.string_or("title", "") == text);
    CHECK(read.string_or("externalId", "") == text);
    CHECK(world.count("externalId eq " + quoted(text)) == 1);
    CHECK(world.count("title eq " + quoted(text)) >= 1);
  }
}

TEST_CASE("Unicode: a name may change to another spelling of itself") {
  Unicode world;
  const Reply created = world.add("Jose\u0301");
  const std::string path = "/Users/" + std::string(created.json().string_or("id", ""));
  for (const std::string name : {"JOS\u00c9", "jos\u00e9", "Jose\u0301"}) {
    CAPTURE(name);
    const Reply put = world.service.scim("PUT", path, user_body(name));
    CHECK(put.status == 200);
    CHECK(put.json().string_or("userName", "") == name);
  }
  CHECK(world.count("userName eq \"jos\u00e9\"") == 1);
  CHECK(world.service.verify().empty());
}

TEST_CASE(
    "Unicode: groups are found by displayName in any case, and adopt nothing that only looks "
    "alike") {
  Unicode world;
  const auto group = [&](const std::string& name) {
    return world.service.scim("POST", "/Groups",
                              R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],)"
                              R"("displayName":)" +
                                  quoted(name) + "}");
  };
  CHECK(group("Größe").status == 201);
  CHECK(group("GRÖSSE").status == 409);
  CHECK(group("Gr\u043esse").status == 201);  // a Cyrillic letter: another name
  const Reply found = world.service.scim(
      "GET", "/Groups?filter=" + percent("displayName eq " + quoted("gro\u0308sse")));
  CHECK(found.json().integer_or("totalResults", 0) == 1);
}
