// Lists of SCIM resources through the whole application: sorting (RFC 7644 3.4.2.3), queries at the
// root and /.search (3.4.2.1, 3.4.3), and pages by cursor (RFC 9865).
#include <algorithm>
#include <functional>

#include "doctest/doctest.h"
#include "json/write.h"
#include "support/test_service.h"

using support::Reply;
using support::TestService;

namespace {

constexpr std::string_view kSearchUrn = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// What identifies a resource to the eye.
std::string name_of(const json::Value& resource) {
  return std::string(resource.string_or("userName", resource.string_or("displayName", "?")));
}

std::vector<std::string> names_in(const json::Value& list) {
  std::vector<std::string> names;
  for (const json::Value& resource : list.find("Resources")->as_array())
    names.push_back(name_of(resource));
  return names;
}

struct Lists {
  TestService service;

  std::string make(const std::string& endpoint, const std::string& urn,
                   const std::string& members) {
    service.clock().advance_us(1'000'003);
    const Reply reply =
        service.scim("POST", endpoint, R"({"schemas":[")" + urn + R"("],)" + members + "}");
    REQUIRE_MESSAGE(reply.status == 201, reply.body);
    return std::string(reply.json().string_or("id", ""));
  }
  // `more` is text between the braces of the body.
  std::string user(const std::string& name, const std::string& more = {}) {
    return make("/Users", "urn:ietf:params:scim:schemas:core:2.0:User",
                R"("userName":")" + name + "\"" + more);
  }
  std::string group(const std::string& name, const std::string& more = {}) {
    return make("/Groups", "urn:ietf:params:scim:schemas:core:2.0:Group",
                R"("displayName":")" + name + "\"" + more);
  }

  json::Value get(const std::string& suffix) {
    const Reply reply = service.scim("GET", suffix);
    REQUIRE_MESSAGE(reply.status == 200, reply.body);
    return reply.json();
  }
  std::string names(const std::string& suffix) { return joined(names_in(get(suffix))); }
  // "400 invalidValue"
  std::string refused(const std::string& suffix) { return refusal(service.scim("GET", suffix)); }
  static std::string refusal(const Reply& reply) {
    return std::to_string(reply.status) + " " +
           std::string(reply.json().string_or("scimType", "-"));
  }
  Reply search(const std::string& endpoint, const std::string& more) {
    return service.scim("POST", endpoint + "/.search",
                        R"({"schemas":[")" + std::string(kSearchUrn) + "\"]" + more + "}");
  }
};

// Every page by cursor, as long as there is a next one; `between` is called after each.
std::vector<std::string> crawl(
    Lists& lists, const std::string& query, const std::function<void()>& between = [] {}) {
  std::vector<std::string> all;
  std::string cursor;
  for (int page = 0; page < 100; ++page) {
    const json::Value list = lists.get(query + "&cursor=" + cursor);
    for (std::string& name : names_in(list)) all.push_back(std::move(name));
    CHECK(list.find("startIndex") == nullptr);
    CHECK((list.find("previousCursor") != nullptr) == (page > 0));
    if (!list.find("nextCursor")) return all;
    cursor = list.string_or("nextCursor", "");
    between();
  }
  FAIL("the crawl does not end");
  return all;
}

}  // namespace

TEST_CASE(
    "sorting: by the attribute's type, without a value last, equals as they were made (RFC "
    "7644 3.4.2.3)") {
  Lists lists;
  const std::string manager = R"(,"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":)";
  lists.user("delta", R"(,"name":{"familyName":"b"},"active":false,"title":"Ä")" + manager +
                          R"({"manager":{"value":"M2"},"department":"x"})");
  lists.user("Alpha", R"(,"name":{"familyName":"B"},"externalId":"b")");
  lists.user("charlie", R"(,"externalId":"B","emails":[{"value":"z@x.org"},)"
                        R"({"value":"a@x.org","primary":true}])" +
                            manager + R"({"manager":{"value":"m1"}})");
  lists.user("Bravo", R"(,"name":{"familyName":"A"},"title":"ÀB","emails":[{"value":"m@x.org"}])");
  const struct {
    const char* query;
    const char* names;
  } kCases[] = {
      {"sortBy=userName", "admin@scimd.test Alpha Bravo charlie delta"},
      {"sortBy=USERNAME&sortOrder=Descending", "delta charlie Bravo Alpha admin@scimd.test"},
      {"sortBy=urn:ietf:params:scim:schemas:core:2.0:User:userName&count=2",
       "admin@scimd.test Alpha"},
      {"sortBy=userName&startIndex=3&count=2", "Bravo charlie"},
      {"sortBy=userName&startIndex=9", ""},
      {"sortBy=userName&filter=name.familyName%20eq%20%22b%22", "Alpha delta"},
      {"sortBy=name.familyName&filter=externalId%20pr%20or%20name%20pr%20and%20title%20pr",
       "Bravo delta Alpha charlie"},
      {"sortBy=name.familyName&filter=name%20pr%20and%20not(userName%20co%20%22@%22)",
       "Bravo delta Alpha"},
      {"sortBy=name.familyName&sortOrder=descending&filter=name.familyName%20pr%20and%20"
       "not(userName%20co%20%22@%22)",
       "delta Alpha Bravo"},
      {"sortBy=externalId&filter=not(userName%20co%20%22@%22)", "charlie Alpha delta Bravo"},
      {"sortBy=externalId&sortOrder=descending&filter=not(userName%20co%20%22@%22)",
       "delta Bravo Alpha charlie"},
      {"sortBy=active&filter=not(userName%20co%20%22@%22)", "delta Alpha charlie Bravo"},
      {"sortBy=emails&filter=emails%20pr%20and%20not(userName%20co%20%22@%22)", "charlie Bravo"},
      {"sortBy=emails.value&sortOrder=descending&filter=emails%20pr%20and%20not(userName%20co%20"
       "%22@%22)",
       "Bravo charlie"},
      {"sortBy=title&filter=title%20pr", "Bravo delta"},
      {"sortBy=manager&filter=manager%20pr", "charlie delta"},
      {"sortBy=urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value&filter="
       "manager%20pr&sortOrder=descending",
       "delta charlie"},
      {"sortBy=meta.created&sortOrder=descending&count=2", "Bravo charlie"},
      {"sortBy=&count=2", "admin@scimd.test delta"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.query);
    CHECK(lists.names(std::string("/Users?") + c.query) == c.names);
  }
  CHECK(lists.get("/Users?sortBy=userName&startIndex=9").integer_or("totalResults", 0) == 5);
  CHECK(lists.get("/Users?sortBy=userName&count=0").integer_or("totalResults", 0) == 5);
  CHECK(
      lists.get("/Users?sortBy=userName&count=0&filter=title%20pr").integer_or("totalResults", 0) ==
      2);
}

TEST_CASE("sorting: groups go by their first member, users by their first group") {
  Lists lists;
  const std::string a = lists.user("zoe");
  const std::string b = lists.user("ann");
  lists.group("one", R"(,"members":[{"value":")" + b + R"("},{"value":")" + a + "\"}]");
  lists.group("two", R"(,"members":[{"value":")" + b + "\"}]");
  lists.group("three");
  CHECK(lists.names("/Groups?sortBy=members.display") == "two one three");
  CHECK(lists.names("/Groups?sortBy=members&sortOrder=descending") == "three two one");
  CHECK(lists.names("/Users?sortBy=groups.display&count=2") == "zoe ann");
}

TEST_CASE("sorting: what cannot be sorted by is refused with a reason (RFC 7644 3.4.2.3)") {
  Lists lists;
  const struct {
    const char* query;
    const char* refusal;
  } kCases[] = {
      {"sortBy=noSuch", "400 invalidValue"},
      {"sortBy=name", "400 invalidValue"},
      {"sortBy=meta", "400 invalidValue"},
      {"sortBy=addresses", "400 invalidValue"},
      {"sortBy=name.noSuch", "400 invalidValue"},
      {"sortBy=userName.value", "400 invalidValue"},
      {"sortBy=password", "400 invalidValue"},
      {"sortBy=emails[type%20eq%20%22work%22].value", "400 invalidValue"},
      {"sortBy=urn:x:nope:userName", "400 invalidValue"},
      {"sortBy=urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "400 invalidValue"},
      {"sortOrder=sideways", "400 invalidValue"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.query);
    CHECK(lists.refused(std::string("/Users?") + c.query) == c.refusal);
  }
}

TEST_CASE("search: a SearchRequest in the body is what the same query string is (RFC 7644 3.4.3)") {
  Lists lists;
  lists.user("bea", R"(,"title":"x")");
  lists.user("abe", R"(,"title":"x")");
  lists.user("cid");
  const struct {
    const char* query;
    const char* body;
  } kCases[] = {
      {"?filter=title%20eq%20%22x%22", R"(,"filter":"title eq \"x\"")"},
      {"?sortBy=userName&sortOrder=descending", R"(,"sortBy":"userName","sortOrder":"descending")"},
      {"?startIndex=2&count=1", R"(,"startIndex":2,"count":1)"},
      {"?startIndex=-2&count=-1", R"(,"startIndex":-2,"count":-1)"},
      {"?attributes=userName,title", R"(,"attributes":["userName","title"])"},
      {"?excludedAttributes=meta,emails,id,userName",
       R"(,"excludedAttributes":["meta","emails","id","userName"])"},
      {"?attributes=urn:ietf:params:scim:schemas:core:2.0:User:userName,name.familyName",
       R"(,"attributes":["urn:ietf:params:scim:schemas:core:2.0:User:userName",)"
       R"("name.familyName"])"},
      {"?sortBy=urn:ietf:params:scim:schemas:core:2.0:User:name.familyName",
       R"(,"sortBy":"urn:ietf:params:scim:schemas:core:2.0:User:name.familyName")"},
      {"", R"(,"filter":null,"count":null,"unknown":{})"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.query);
    const Reply searched = lists.search("/Users", c.body);
    CHECK(searched.status == 200);
    CHECK(searched.body == lists.service.scim("GET", std::string("/Users") + c.query).body);
    CHECK(searched.field("Content-Type") == "application/scim+json");
  }
  const Reply found =
      lists.service.scim("POST", "/Users/.search?count=1",
                         R"({"SCHEMAS":[")" + std::string(kSearchUrn) + R"("],"Count":2})");
  CHECK(names_in(found.json()).size() == 2);
}

TEST_CASE("search: a body that is no SearchRequest is refused and says what is wrong with it") {
  Lists lists;
  const auto post = [&](const std::string& body) {
    return Lists::refusal(lists.service.scim("POST", "/Users/.search", body));
  };
  CHECK(post("[]") == "400 invalidSyntax");
  CHECK(post("{") == "400 invalidSyntax");
  CHECK(post("{}") == "400 invalidSyntax");
  CHECK(post(R"({"schemas":"x"})") == "400 invalidSyntax");
  CHECK(post(R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]})") ==
        "400 invalidSyntax");
  const struct {
    const char* more;
    const char* refusal;
  } kCases[] = {
      {R"(,"filter":1)", "400 invalidValue"},
      {R"(,"filter":{})", "400 invalidValue"},
      {R"(,"filter":"userName zz")", "400 invalidFilter"},
      {R"(,"count":1.5)", "400 invalidValue"},
      {R"(,"count":"1")", "400 invalidValue"},
      {R"(,"startIndex":9223372036854775808)", "400 invalidValue"},
      {R"(,"attributes":"userName")", "400 invalidValue"},
      {R"(,"attributes":[1])", "400 invalidValue"},
      {R"(,"sortBy":["userName"])", "400 invalidValue"},
      {R"(,"sortBy":"nope")", "400 invalidValue"},
      {R"(,"sortOrder":"sideways")", "400 invalidValue"},
      {R"(,"cursor":7)", "400 invalidValue"},
      {R"(,"cursor":"nope")", "400 invalidCursor"},
      {R"(,"cursor":"","count":1.5)", "400 invalidCount"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.more);
    CHECK(Lists::refusal(lists.search("/Users", c.more)) == c.refusal);
    CHECK(Lists::refusal(lists.search("", c.more)) == c.refusal);
  }
}

TEST_CASE(
    "root query: resources of all types, and attributes that a type has not are without value "
    "(RFC 7644 3.4.2.1)") {
  Lists lists;
  const std::string ann = lists.user("ann", R"(,"displayName":"Zeta","externalId":"e1")");
  lists.group("Beta", R"(,"externalId":"e1","members":[{"value":")" + ann + "\"}]");
  lists.user("bob");
  lists.group("Alpha");
  CHECK(lists.names("?count=9") == "admin@scimd.test ann bob Beta Alpha");
  CHECK(lists.get("").integer_or("totalResults", 0) == 5);
  CHECK(lists.names("?startIndex=3&count=2") == "bob Beta");
  const struct {
    const char* filter;
    const char* names;
  } kCases[] = {
      {"externalId eq \"e1\"", "ann Beta"},
      {"userName eq \"ann\"", "ann"},
      {"userName eq \"ann\" or displayName eq \"alpha\"", "ann Alpha"},
      {"userName pr and displayName pr and not (userName co \"@\")", "ann"},
      {"displayName pr and not (userName pr)", "Beta Alpha"},
      {"members.value eq \"$ann\"", "Beta"},
      {"meta.resourceType eq \"Group\"", "Beta Alpha"},
      {"meta.resourceType eq Group and displayName sw \"a\"", "Alpha"},
      {"(meta.resourceType eq User) or (meta.resourceType eq Group)",
       "admin@scimd.test ann bob Beta Alpha"},
      {"urn:ietf:params:scim:schemas:core:2.0:User:displayName pr and externalId pr", "ann"},
      {"urn:ietf:params:scim:schemas:core:2.0:Group:displayName sw \"be\"", "Beta"},
      {"title pr", ""},
      {"department pr", ""},
      {"emails[type eq \"none\"]", ""},
      {"members[value eq \"$ann\"] and meta.resourceType ne \"User\"", "Beta"},
  };
  for (const auto& c : kCases) {
    std::string filter = c.filter;
    if (const std::size_t at = filter.find("$ann"); at != std::string::npos)
      filter.replace(at, 4, ann);
    CAPTURE(filter);
    const Reply reply = lists.search("", ",\"filter\":" + json::write(json::Value(filter)));
    REQUIRE_MESSAGE(reply.status == 200, reply.body);
    CHECK(joined(names_in(reply.json())) == c.names);
  }
  CHECK(lists.names("?sortBy=displayName&filter=displayName%20pr%20and%20not(userName%20co%20%22@"
                    "%22)") == "Alpha Beta ann");
  CHECK(lists.names("?sortBy=userName&count=3") == "admin@scimd.test ann bob");
  CHECK(lists.names("?sortBy=members&count=1") == "Beta");
  CHECK(lists.refused("?filter=noSuch%20pr") == "400 invalidFilter");
  CHECK(lists.refused("?filter=password%20pr") == "400 invalidFilter");
  CHECK(lists.refused("?sortBy=noSuch") == "400 invalidValue");
  const json::Value thin =
      lists.get("?attributes=displayName&filter=displayName%20eq%20%22beta%22");
  CHECK(thin.find("Resources")->as_array().front().as_object().size() == 3);  // schemas and id too
}

TEST_CASE("cursor: pages to the end and back, each resource once (RFC 9865 section 2)") {
  Lists lists;
  std::vector<std::string> users{"admin@scimd.test"};
  for (int i = 0; i < 10; ++i) {
    users.push_back("user" + std::to_string((i * 7) % 10));
    lists.user(users.back(), i % 2 == 0 ? R"(,"title":"even")" : "");
  }
  lists.group("g1");
  lists.group("g2");
  CHECK(crawl(lists, "/Users?count=3") == users);
  CHECK(crawl(lists, "/Users?count=11") == users);
  CHECK(crawl(lists, "/Users?x") == users);
  std::vector<std::string> sorted = users;
  std::sort(sorted.begin(), sorted.end());
  CHECK(crawl(lists, "/Users?count=4&sortBy=userName") == sorted);
  std::reverse(sorted.begin(), sorted.end());
  CHECK(crawl(lists, "/Users?count=4&sortBy=userName&sortOrder=descending") == sorted);
  CHECK(joined(crawl(lists, "/Users?count=2&filter=title%20eq%20%22even%22")) ==
        "user0 user4 user8 user2 user6");
  CHECK(joined(crawl(lists, "?count=4&filter=not(title%20pr%20or%20userName%20co%20%22@%22)")) ==
        "user7 user1 user5 user9 user3 g1 g2");
  CHECK(crawl(lists, "?count=5").size() == 13);

  const json::Value first = lists.get("/Users?count=4&cursor");
  CHECK(first.integer_or("totalResults", 0) == 11);
  CHECK(first.integer_or("itemsPerPage", 0) == 4);
  const std::string next(first.string_or("nextCursor", ""));
  CHECK(
      next.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
      std::string::npos);
  const json::Value second = lists.get("/Users?cursor=" + next);  // the size is the first page's
  const json::Value back =
      lists.get("/Users?count=4&cursor=" + std::string(second.string_or("previousCursor", "")));
  CHECK(names_in(second) == std::vector<std::string>(users.begin() + 4, users.begin() + 8));
  CHECK(names_in(back) == std::vector<std::string>(users.begin(), users.begin() + 4));
  CHECK(back.find("previousCursor") == nullptr);
  const json::Value forth =
      lists.get("/Users?cursor=" + std::string(back.string_or("nextCursor", "")));
  CHECK(names_in(forth) == names_in(second));
}

TEST_CASE("cursor: totalResults is left out only where the rest of the list was not looked at") {
  Lists lists;
  for (const char* name : {"a", "b", "c", "d"}) lists.user(name, R"(,"title":"t")");
  const auto total = [&](const std::string& query) {
    return lists.get("/Users?cursor=&" + query).integer_or("totalResults", -1);
  };
  CHECK(total("count=2") == 5);
  CHECK(total("count=2&sortBy=title") == 5);
  CHECK(total("count=2&sortBy=title&filter=title%20pr") == 4);
  CHECK(total("count=4&filter=title%20pr") == 4);
  CHECK(total("count=2&filter=title%20pr") == -1);
  CHECK(total("count=0&filter=title%20pr") == 4);
  CHECK(total("count=-1&filter=title%20pr") == 4);
  CHECK(names_in(lists.get("/Users?cursor=&count=-1")).empty());
  CHECK(lists.get("/Users?cursor=&count=0").find("nextCursor") == nullptr);
}

TEST_CASE("cursor: what changes between the pages neither repeats nor hides anything else") {
  Lists lists;
  std::vector<std::string> ids;
  for (int i = 0; i < 9; ++i) ids.push_back(lists.user("user" + std::to_string(i)));
  for (const char* query : {"/Users?count=3&filter=userName%20sw%20%22user%22",
                            "/Users?count=3&sortBy=userName&filter=userName%20sw%20%22user%22"}) {
    CAPTURE(query);
    int page = 0;
    const std::string extra = lists.user("user2b");
    const std::vector<std::string> found = crawl(lists, query, [&] {
      if (page++ > 0) return;
      // The last of the page that was seen goes, and one more comes in front of it.
      REQUIRE(lists.service.scim("DELETE", "/Users/" + ids[2]).status == 204);
      lists.user("user0b");
    });
    for (int i = 3; i < 9; ++i)
      CHECK(std::count(found.begin(), found.end(), "user" + std::to_string(i)) == 1);
    const std::string late = std::string(lists.get("/Users?filter=userName%20eq%20%22user0b%22")
                                             .find("Resources")
                                             ->as_array()
                                             .front()
                                             .string_or("id", ""));
    CHECK(lists.service.scim("DELETE", "/Users/" + late).status == 204);
    CHECK(lists.service.scim("DELETE", "/Users/" + extra).status == 204);
    ids[2] = lists.user("user2");
  }
}

TEST_CASE("cursor: one page back from a page whose resources are all gone there is still a way") {
  Lists lists;
  std::vector<std::string> ids;
  for (int i = 0; i < 4; ++i) ids.push_back(lists.user("user" + std::to_string(i)));
  const std::string query = "/Users?count=2&filter=userName%20sw%20%22user%22&cursor=";
  const std::string next(lists.get(query).string_or("nextCursor", ""));
  for (int i : {2, 3}) lists.service.scim("DELETE", "/Users/" + ids[static_cast<std::size_t>(i)]);
  const json::Value empty = lists.get(query + next);
  CHECK(names_in(empty).empty());
  CHECK(empty.find("nextCursor") == nullptr);
  const json::Value back = lists.get(query + std::string(empty.string_or("previousCursor", "")));
  CHECK(joined(names_in(back)) == "user0 user1");
  CHECK(back.find("nextCursor") == nullptr);
}

TEST_CASE("cursor: good for the query and the account that gave it, for an hour (RFC 9865 2.1)") {
  Lists lists;
  for (const char* name : {"a", "b", "c"}) lists.user(name);
  lists.group("g");
  const std::string cursor(lists.get("/Users?count=1&cursor=").string_or("nextCursor", ""));
  CHECK(lists.names("/Users?count=1&cursor=" + cursor) == "a");
  lists.service.restart();
  CHECK(lists.names("/Users?count=1&cursor=" + cursor) == "a");
  CHECK(joined(names_in(
            lists.search("/Users", R"(,"cursor":")" + cursor + R"(","count":1)").json())) == "a");
  std::string forged = cursor;
  forged[6] = forged[6] == 'A' ? 'B' : 'A';
  const struct {
    std::string query;
    const char* refusal;
  } kCases[] = {
      {"/Users?cursor=x", "400 invalidCursor"},
      {"/Users?cursor=" + forged, "400 invalidCursor"},
      {"/Users?cursor=" + cursor.substr(1), "400 invalidCursor"},
      {"/Users?cursor=" + cursor + "A", "400 invalidCursor"},
      {"/Users?cursor=&cursor=", "400 invalidCursor"},
      {"/Groups?count=1&cursor=" + cursor, "400 invalidCursor"},
      {"?count=1&cursor=" + cursor, "400 invalidCursor"},
      {"/Users?count=1&sortBy=userName&cursor=" + cursor, "400 invalidCursor"},
      {"/Users?count=1&filter=title%20pr&cursor=" + cursor, "400 invalidCursor"},
      {"/Users?count=2&cursor=" + cursor, "400 invalidCount"},
      {"/Users?count=1001&cursor=", "400 invalidCount"},
      {"/Users?count=x&cursor=", "400 invalidCount"},
      {"/Users?startIndex=1&cursor=", "400 invalidValue"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.query);
    CHECK(lists.refused(c.query) == c.refusal);
  }
  const std::string other = lists.service.make_account("Other");
  support::Request elsewhere = lists.service.scim_request("GET", "");
  elsewhere.target = "/client/v4/accounts/" + other + "/scim/v2/Users?count=1&cursor=" + cursor;
  elsewhere.token = lists.service.make_scim_token(other);
  CHECK(Lists::refusal(lists.service.send(elsewhere)) == "400 invalidCursor");
  lists.service.clock().advance_us(3'600'000'000);
  CHECK(lists.names("/Users?count=1&cursor=" + cursor) == "a");
  lists.service.clock().advance_us(1'000'000);
  CHECK(lists.refused("/Users?count=1&cursor=" + cursor) == "400 expiredCursor");
}

TEST_CASE(
    "cursor: opens nothing by itself, token and permission are judged for every page (RFC "
    "9865 5.2)") {
  Lists lists;
  lists.user("a");
  const std::string& account = lists.service.account_id();
  const std::string cursor(lists.get("/Users?count=1&cursor=").string_or("nextCursor", ""));
  support::Request next = lists.service.scim_request("GET", "/Users?count=1&cursor=" + cursor);
  next.token = lists.service.make_token(account, "another reader", {"Account Settings Read"});
  CHECK(lists.service.send(next).status == 200);
  next.token = lists.service.make_token(account, "no reader", {"Billing Read"});
  CHECK(lists.service.send(next).status == 403);
  next.token = "cfut_0000000000000000000000000000000000000000000000000000";
  CHECK(lists.service.send(next).status == 401);
  next.token = lists.service.make_scim_token(lists.service.make_account("Other"));
  CHECK(lists.service.send(next).status == 404);
}

TEST_CASE("lists: without startIndex and cursor a page goes by index (RFC 9865 2.4)") {
  Lists lists;
  lists.user("a");
  const json::Value page = lists.get("/Users?count=1");
  CHECK(page.integer_or("startIndex", 0) == 1);
  CHECK(page.integer_or("totalResults", 0) == 2);
  CHECK(page.find("nextCursor") == nullptr);
}

TEST_CASE("lists: a walk over many resources goes on in slices and finds the same") {
  Lists lists;
  for (int i = 0; i < 60; ++i)
    lists.user("user" + std::to_string(i * 37 % 60),
               R"(,"title":")" + std::to_string(i % 3) + "\"");
  const std::string queries[] = {
      "/Users?filter=title%20eq%20%221%22&startIndex=3&count=5",
      "/Users?sortBy=userName&startIndex=20&count=10",
      "/Users?sortBy=title&sortOrder=descending&cursor=&count=25",
      "?filter=title%20eq%20%222%22&cursor=&count=7",
  };
  for (const std::string& query : queries) {
    CAPTURE(query);
    const Reply at_once = lists.service.scim("GET", query);
    lists.service.clock().set_look_us(300);
    const Reply in_slices = lists.service.scim("GET", query);
    lists.service.clock().set_look_us(0);
    CHECK(names_in(in_slices.json()) == names_in(at_once.json()));
    CHECK(in_slices.json().integer_or("totalResults", -1) ==
          at_once.json().integer_or("totalResults", -1));
  }
}

TEST_CASE(
    "ServiceProviderConfig: says that lists are sorted, and how they are paged (RFC 9865 4)") {
  Lists lists;
  const json::Value config = lists.get("/ServiceProviderConfig");
  CHECK(config.find("sort")->bool_or("supported", false));
  CHECK(json::write(*config.find("pagination")) ==
        R"({"cursor":true,"index":true,"defaultPaginationMethod":"index","defaultPageSize":100,)"
        R"("maxPageSize":1000,"cursorTimeout":3600})");
}
