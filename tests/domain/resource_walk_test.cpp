// Lists over resources that are stored and resources that are computed.
#include "domain/resource_walk.h"

#include "base/id_source.h"
#include "doctest/doctest.h"
#include "domain/list_cursor.h"
#include "scim/sort_key.h"
#include "store/accounts.h"
#include "support/test_service.h"

namespace {

using domain::ListEdge;
using domain::ListPart;
using domain::ListQuery;
using domain::ResourceWalk;
using domain::WalkDirection;

// An account with users a, b and groups "2", "4"; of the groups "1", "3" and "5" are computed.
class Listed {
 public:
  Listed() {
    for (const char* name : {"b", "a"}) make("/Users", "User", "userName", name);
    for (const char* name : {"4", "2"}) make("/Groups", "Group", "displayName", name);
  }

  ListQuery groups(const char* filter = nullptr) {
    ListQuery query;
    query.parts.push_back(part(domain::group_binding(), filter));
    query.count = 100;
    for (const char* name : {"5", "1", "3"}) {
      query.parts.back().computed.push_back(
          json::Object{{"id", "computed-" + std::string(name)},
                       {"displayName", name},
                       {"meta", json::Object{{"resourceType", "Group"}}}});
    }
    return query;
  }

  static void sort(ListQuery& query, domain::SortOrder order) {
    scim::Quirks quirks;
    query.sorted = order;
    for (ListPart& part : query.parts) {
      const auto sort_by = scim::parse_sort_by("displayName", *part.binding->type,
                                               scim::Strictness::kTolerant, quirks);
      part.sort_by = sort_by.value();
    }
  }

  static ListPart part(const domain::Binding& binding, const char* filter) {
    ListPart part;
    part.binding = &binding;
    scim::Quirks quirks;
    if (filter)
      part.filter =
          scim::parse_filter(filter, *binding.type, scim::Strictness::kTolerant, quirks).value();
    return part;
  }

  // The names on the page, and what follows it: "2 4 1", "2 4 > <".
  std::string page(ListQuery query, std::optional<ListEdge>* next = nullptr) {
    ResourceWalk walk(std::move(query));
    REQUIRE(run([&](domain::Session& session) {
      while (!walk.step(session, service_.clock(), 1000)) {
      }
      return true;
    }));
    total_ = walk.total();
    if (next) *next = walk.next();
    std::string text;
    for (const domain::Place& place : walk.page())
      text += (text.empty() ? "" : " ") + name_of(walk, place.spot);
    if (walk.next()) text += " >";
    if (walk.previous()) text += " <";
    return text;
  }
  std::optional<std::size_t> total() const { return total_; }

 private:
  void make(const char* endpoint, const std::string& type, const std::string& attribute,
            const std::string& name) {
    service_.clock().advance_us(1'000'003);
    REQUIRE(service_
                .scim("POST", endpoint,
                      R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:)" + type + R"("],")" +
                          attribute + R"(":")" + name + R"("})")
                .status == 201);
  }

  template <typename Use>
  bool run(Use use) {
    store::Txn txn = service_.store().env().begin_read();
    base::IdSource ids(7);
    const auto account = store::find_account(txn, service_.store().memo(),
                                             *base::AccountId::parse(service_.account_id()));
    domain::Session session{
        txn, service_.store().memo(), ids, service_.clock().wall_us(), *account, {}, {}, {}};
    return use(session);
  }

  std::string name_of(const ResourceWalk& walk, const domain::Spot& spot) {
    if (spot.is_computed)
      return std::string(json::Value(walk.computed_at(spot)).string_or("displayName", ""));
    std::string name;
    run([&](domain::Session& session) {
      const auto document =
          domain::find_resource(session, *walk.query().parts[spot.part].binding, spot.id);
      const std::size_t at = document->attributes.find("ame\":\"") + 6;
      name = document->attributes.substr(at, 1);
      return true;
    });
    return name;
  }

  support::TestService service_;
  std::optional<std::size_t> total_;
};

}  // namespace

TEST_CASE("resource walk: computed resources come behind the stored ones of their type") {
  Listed listed;
  const std::string all = listed.page(listed.groups());
  CHECK(all.substr(0, 4) == "4 2 ");
  CHECK(all.size() == 9);
  CHECK(listed.total() == 5);
  ListQuery second = listed.groups();
  second.offset = 1;
  second.count = 2;
  CHECK(listed.page(second) == all.substr(2, 3));
  CHECK(listed.total() == 5);
  ListQuery beyond = listed.groups();
  beyond.offset = 5;
  CHECK(listed.page(beyond).empty());
  CHECK(listed.total() == 5);
  ListQuery both = listed.groups();
  both.parts.insert(both.parts.begin(), Listed::part(domain::user_binding(), nullptr));
  both.offset = 2;
  both.count = 4;
  CHECK(listed.page(both) == "a " + all.substr(0, 5));
}

TEST_CASE(
    "resource walk: computed resources are filtered like stored ones, and sorted among them") {
  Listed listed;
  CHECK(listed.page(listed.groups("displayName eq \"3\"")) == "3");
  CHECK(listed.total() == 1);
  CHECK(listed.page(listed.groups("displayName gt \"3\"")) == "4 5");
  CHECK(listed.page(listed.groups("meta.resourceType eq \"User\"")).empty());
  CHECK(listed.page(listed.groups("id eq \"computed-5\"")) == "5");
  ListQuery sorted = listed.groups();
  Listed::sort(sorted, domain::SortOrder::kAscending);
  CHECK(listed.page(sorted) == "1 2 3 4 5");
  sorted.sorted = domain::SortOrder::kDescending;
  sorted.offset = 1;
  sorted.count = 3;
  CHECK(listed.page(sorted) == "4 3 2");
  CHECK(listed.total() == 5);
}

TEST_CASE("resource walk: pages by their edge go over computed resources, forth and back") {
  Listed listed;
  for (const bool is_sorted : {false, true}) {
    CAPTURE(is_sorted);
    ListQuery query = listed.groups();
    if (is_sorted) Listed::sort(query, domain::SortOrder::kAscending);
    const std::string all = listed.page(query);
    query.count = 2;
    query.edge.emplace();
    std::optional<ListEdge> next;
    CHECK(listed.page(query, &next) == all.substr(0, 3) + " >");
    query.edge = next;
    CHECK(listed.page(query, &next) == all.substr(4, 3) + " > <");
    query.edge = next;
    CHECK(listed.page(query) == all.substr(8, 1) + " <");
    query.edge->direction = WalkDirection::kBackward;
    CHECK(listed.page(query) == all.substr(2, 3) + " > <");
    query.edge = ListEdge{WalkDirection::kBackward, std::nullopt};
    CHECK(listed.page(query) == all.substr(6, 3) + " <");
  }
}

TEST_CASE("resource walk: the description of a list tells filter, order and types apart") {
  Listed listed;
  ListQuery plain = listed.groups();
  ListQuery other_page = listed.groups();
  other_page.offset = 3;
  CHECK(domain::describe_list(plain) == domain::describe_list(other_page));
  ListQuery sorted = listed.groups();
  Listed::sort(sorted, domain::SortOrder::kAscending);
  ListQuery reverse = sorted;
  reverse.sorted = domain::SortOrder::kDescending;
  ListQuery users = plain;
  users.parts.front().binding = &domain::user_binding();
  const ListQuery filtered = listed.groups("displayName EQ \"a\"");
  for (const ListQuery* other :
       std::initializer_list<const ListQuery*>{&sorted, &reverse, &users, &filtered})
    CHECK(domain::describe_list(plain) != domain::describe_list(*other));
  CHECK(domain::describe_list(sorted) != domain::describe_list(reverse));
  CHECK(domain::describe_list(filtered) ==
        domain::describe_list(listed.groups("DISPLAYNAME eq \"a\"")));
}
