// A bulk request that takes several ticks: what is durable when, what is looked at again, and that
// each operation does what it does alone.
#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "doctest/doctest.h"
#include "json/write.h"
#include "support/access.h"
#include "support/temporary_folder.h"
#include "support/test_service.h"

using support::Access;
using support::group_body;
using support::Reply;
using support::Request;
using support::TestService;
using support::user_body;

namespace {

constexpr std::int64_t kSliceUs = 2000;
const std::string kEnterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

struct Operation {
  std::string method;
  std::string path;
  std::string bulk_id;
  std::string data;
};

std::string bulk_body(const std::vector<Operation>& operations) {
  std::string joined;
  for (const Operation& operation : operations) {
    joined += joined.empty() ? "" : ",";
    joined += R"({"method":")" + operation.method + R"(","path":")" + operation.path + "\"";
    if (!operation.bulk_id.empty()) joined += R"(,"bulkId":")" + operation.bulk_id + "\"";
    if (!operation.data.empty()) joined += ",\"data\":" + operation.data;
    joined += "}";
  }
  return R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[)" +
         joined + "]}";
}

std::vector<Operation> users(int count) {
  std::vector<Operation> operations;
  for (int i = 0; i < count; ++i) {
    const std::string name = "u" + std::to_string(i);
    operations.push_back({"POST", "/Users", name, user_body(name)});
  }
  return operations;
}

// Without the account's administrator.
std::int64_t count_in(const Reply& list) { return list.json().integer_or("totalResults", 0) - 1; }
std::int64_t count_users(TestService& service) {
  return count_in(service.scim("GET", "/Users?count=0"));
}

// Tokens have values of chance.
std::string without_tokens(const std::string& dump) {
  std::string kept;
  for (std::size_t at = 0; at < dump.size();) {
    const std::size_t end = std::min(dump.find('\n', at), dump.size() - 1) + 1;
    if (dump.compare(at, 5, "token") != 0) kept += dump.substr(at, end - at);
    at = end;
  }
  return kept;
}

// A bulk request under way, slice by slice.
struct UnderWay {
  UnderWay(TestService& its_service, const std::vector<Operation>& operations)
      : service(its_service) {
    service.begin_tick();
    Reply reply = service.handle(service.scim_request("POST", "/Bulk", bulk_body(operations)));
    job = std::move(reply.job);
    REQUIRE(job != nullptr);
  }
  // The rest of the tick; true when the job is done.
  bool slice() {
    const bool is_done = job->step(kSliceUs);
    CHECK(service.commit());
    service.end_tick();
    service.begin_tick();
    return is_done;
  }
  Reply finish() {
    Reply reply = service.finish(std::move(job), false);
    service.end_tick();
    return reply;
  }

  TestService& service;
  std::unique_ptr<net::Job> job;
};

}  // namespace

TEST_CASE("bulk: a tick does about fifty operations and makes them durable; others are served") {
  TestService service;
  UnderWay bulk(service, users(120));
  CHECK_FALSE(bulk.slice());
  const Reply between = service.handle(service.scim_request("GET", "/Users?count=0"));
  CHECK(count_in(between) == 50);
  CHECK_FALSE(between.held);
  CHECK_FALSE(bulk.slice());
  CHECK_FALSE(bulk.slice());
  CHECK(bulk.slice());  // the answer comes behind the last commit
  const Reply reply = bulk.finish();
  CHECK(reply.status == 200);
  CHECK(reply.json().find("Operations")->as_array().size() == 120);
  CHECK(count_users(service) == 120);
}

TEST_CASE("bulk: a small one is answered as any write is, behind the commit of its tick") {
  TestService service;
  const std::size_t audited = service.count_audit();
  service.begin_tick();
  const Reply lost = service.handle(service.scim_request("POST", "/Bulk", bulk_body(users(20))));
  CHECK(lost.job == nullptr);
  CHECK(lost.held);
  CHECK(lost.status == 200);
  {
    support::FailingWrites failing;
    CHECK_FALSE(service.commit());  // the loop puts a 503 in the place of what is held
  }
  service.end_tick();
  CHECK(count_users(service) == 0);
  CHECK(service.count_audit() == audited);
  service.begin_tick();
  CHECK(service.handle(service.scim_request("POST", "/Bulk", bulk_body(users(20)))).held);
  CHECK(service.commit());
  service.end_tick();
  CHECK(count_users(service) == 20);
  CHECK(service.verify() == "");
}

TEST_CASE("bulk: a few operations that take long go on in slices") {
  TestService service;
  service.begin_tick();
  service.clock().set_look_us(2000);
  Reply reply = service.handle(service.scim_request("POST", "/Bulk", bulk_body(users(20))));
  service.clock().set_look_us(0);
  REQUIRE(reply.job);
  CHECK(service.commit());
  service.end_tick();
  const std::size_t done = count_users(service);
  CHECK(done > 0);
  CHECK(done < 20);
  service.begin_tick();
  CHECK_FALSE(reply.job->step(1'000'000));
  CHECK(service.commit());
  service.end_tick();
  service.begin_tick();
  CHECK(reply.job->step(1'000'000));
  CHECK(service.finish(std::move(reply.job), false).status == 200);
  service.end_tick();
  CHECK(count_users(service) == 20);
  CHECK(service.verify() == "");
}

TEST_CASE("bulk: a slice ends when its time is over") {
  TestService service;
  service.clock().set_look_us(300);
  UnderWay bulk(service, users(40));
  CHECK_FALSE(bulk.slice());
  service.clock().set_look_us(0);
  const Reply between = service.handle(service.scim_request("GET", "/Users?count=0"));
  const std::int64_t done = count_in(between);
  CHECK(done > 0);
  CHECK(done < 40);
}

TEST_CASE("bulk: a client that goes away ends it; what was committed stays") {
  TestService service;
  UnderWay bulk(service, users(120));
  CHECK_FALSE(bulk.slice());
  bulk.job.reset();
  service.end_tick();
  CHECK(count_users(service) == 50);
  service.restart();
  CHECK(count_users(service) == 50);
  CHECK(service.verify() == "");
}

TEST_CASE("bulk: a commit that fails makes the whole answer a 503 that says what it means") {
  TestService service;
  UnderWay bulk(service, users(120));
  CHECK_FALSE(bulk.slice());
  CHECK_FALSE(bulk.job->step(kSliceUs));
  {
    support::FailingWrites failing;
    CHECK_FALSE(service.commit());
  }
  service.end_tick();
  service.begin_tick();
  CHECK(bulk.job->step(kSliceUs));
  const Reply reply = bulk.finish();
  CHECK(reply.status == 503);
  CHECK(reply.json().string_or("detail", "").find("may have been done") != std::string_view::npos);
  CHECK(count_users(service) == 50);
  CHECK(service.verify() == "");
}

TEST_CASE("bulk: token and permission are looked at again for each operation (product.md 5)") {
  TestService service;
  const std::string other =
      service.make_token(service.account_id(), "tokens", {"Account API Tokens Write"});
  Request list = service.scim_request("GET", "");
  list.target = "/client/v4/accounts/" + service.account_id() + "/tokens";
  list.token = other;
  std::string scim_token;
  const json::Value tokens = service.send(list).json();
  for (const json::Value& token : tokens.find("result")->as_array())
    if (token.string_or("name", "") == "scim") scim_token = token.string_or("id", "");

  UnderWay bulk(service, users(120));
  CHECK_FALSE(bulk.slice());
  Request removal = list;
  removal.method = "DELETE";
  removal.target += "/" + scim_token;
  CHECK(service.handle(removal).status == 200);
  while (!bulk.slice()) {
  }
  const json::Value answer = bulk.finish().json();
  std::map<std::string, int> statuses;
  for (const json::Value& result : answer.find("Operations")->as_array())
    ++statuses[std::string(result.string_or("status", ""))];
  CHECK(statuses == std::map<std::string, int>{{"201", 50}, {"401", 70}});
  CHECK(service.verify() == "");
}

TEST_CASE("bulk: an operation answers, does and is audited as a request of its own") {
  const std::string urn = R"("schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],)";
  const std::string gone(32, '0');
  const auto operations_of = [&](const std::string& ada, const std::string& group) {
    return std::vector<Operation>{
        {"POST", "/Users", "a", user_body("bob", R"(,"title":"x","active":"True")")},
        {"POST", "/Users", "b", user_body("ada")},
        {"POST", "/Users", "c", user_body("")},
        {"POST", "/Groups", "d", group_body("H", R"(,"members":[{"value":")" + ada + R"("}])")},
        {"POST", "/Groups", "e", group_body("CF-" + gone + " - Administrator")},
        {"PATCH", "/Users/" + ada, "",
         "{" + urn + R"("Operations":[{"op":"replace","path":"active","value":false}]})"},
        {"PATCH", "/Users/" + ada, "", "{" + urn + R"("Operations":[]})"},
        {"PATCH", "/Users/" + ada, "",
         "{" + urn + R"("Operations":[{"op":"replace","path":"active","value":true}]})"},
        {"PATCH", "/Groups/" + group, "",
         "{" + urn + R"("Operations":[{"op":"add","path":"members","value":[{"value":")" + ada +
             R"("}]}]})"},
        {"PUT", "/Users/" + ada, "", user_body("ada", R"(,"displayName":"Ada")")},
        {"PUT", "/Users/" + ada, "", user_body("ada", R"(,"displayName":"Ada")")},
        {"PUT", "/Groups/" + group, "", group_body("H")},
        {"PUT", "/Groups/" + gone, "", group_body("Z")},
        {"DELETE", "/Groups/" + group, "", ""},
        {"DELETE", "/Groups/" + group, "", ""},
        {"DELETE", "/Users/" + ada, "", ""},
    };
  };
  struct Outcome {
    std::vector<std::string> answers;
    std::vector<std::string> entries;
    std::string state;
  };
  const auto play = [&](bool in_bulk) {
    TestService service;
    const std::string ada = Access::id_of(service.scim("POST", "/Users", user_body("ada")));
    const std::string group = Access::id_of(service.scim("POST", "/Groups", group_body("G")));
    const std::size_t audited = service.audit_entries().size();
    Outcome outcome;
    const auto operations = operations_of(ada, group);
    if (in_bulk) {
      const json::Value answer = service.scim("POST", "/Bulk", bulk_body(operations)).json();
      for (const json::Value& result : answer.find("Operations")->as_array()) {
        const json::Value* error = result.find("response");
        outcome.answers.push_back(std::string(result.string_or("status", "")) + " " +
                                  std::string(result.string_or("version", "")) +
                                  (error ? json::write(*error) : ""));
      }
    } else {
      for (const Operation& operation : operations) {
        const Reply reply = service.scim(operation.method, operation.path, operation.data);
        outcome.answers.push_back(std::to_string(reply.status) + " " + reply.field("ETag") +
                                  (reply.status >= 400 ? reply.body : ""));
      }
    }
    const auto entries = service.audit_entries();
    for (std::size_t i = audited; i < entries.size(); ++i) {
      json::Value entry = entries[i];
      entry.as_object().erase("id");
      outcome.entries.push_back(json::write(entry));
    }
    outcome.state = without_tokens(service.dump_state());
    CHECK(service.verify() == "");
    return outcome;
  };
  const Outcome alone = play(false);
  const Outcome bulk = play(true);
  CHECK(bulk.answers == alone.answers);
  CHECK(bulk.entries == alone.entries);
  CHECK(bulk.state == alone.state);
}

// --- Random requests ----------------------------------------------------------------------------

namespace {

// Who has which manager, and which group has whom; names for ids.
using Picture = std::map<std::string, std::set<std::string>>;

class RandomBulk {
 public:
  explicit RandomBulk(unsigned seed) : random_(seed) {
    const int count = 2 + pick(12);
    for (int i = 0; i < count; ++i) users_.push_back("u" + std::to_string(i));
    for (int i = 0; i < 1 + pick(4); ++i) groups_.push_back("g" + std::to_string(i));
  }

  // Creates, and changes of groups by path; what it leads to when each is done in its turn.
  std::vector<Operation> make(Picture& wanted) {
    std::vector<Operation> operations;
    for (const std::string& user : users_) {
      const std::string manager = pick(3) == 0 ? "" : users_[index(users_.size())];
      wanted[user] = manager.empty() ? std::set<std::string>{} : std::set<std::string>{manager};
      operations.push_back({"POST", "/Users", user, user_body(user, managed_by(manager))});
    }
    for (const std::string& group : groups_) {
      wanted[group] = some_users();
      operations.push_back(
          {"POST", "/Groups", group, group_body(group, members_of(wanted[group]))});
    }
    std::shuffle(operations.begin(), operations.end(), random_);
    for (int i = pick(6); i > 0; --i) add_change(operations, wanted);
    return operations;
  }

 private:
  int pick(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }
  std::size_t index(std::size_t count) { return random_() % count; }
  std::set<std::string> some_users() {
    std::set<std::string> some;
    for (const std::string& user : users_)
      if (pick(3) == 0) some.insert(user);
    return some;
  }
  static std::string managed_by(const std::string& manager) {
    if (manager.empty()) return "";
    return ",\"" + kEnterprise + R"(":{"manager":{"value":"bulkId:)" + manager + R"("}})";
  }
  static std::string members_of(const std::set<std::string>& members) {
    std::string values;
    for (const std::string& member : members)
      values += (values.empty() ? "" : ",") + (R"({"value":"bulkId:)" + member + R"("})");
    return R"(,"members":[)" + values + "]";
  }
  // Anywhere in the request, but behind the changes of the same group before it.
  void add_change(std::vector<Operation>& operations, Picture& wanted) {
    const std::string& group = groups_[index(groups_.size())];
    const std::string& user = users_[index(users_.size())];
    const std::string path = "/Groups/bulkId:" + group;
    std::size_t first = 0;
    for (std::size_t i = 0; i < operations.size(); ++i)
      if (operations[i].path == path) first = i + 1;
    std::string change;
    if (pick(2) == 0) {
      wanted[group].insert(user);
      change = R"({"op":"add","path":"members","value":[{"value":"bulkId:)" + user + R"("}]})";
    } else {
      wanted[group].erase(user);
      change = R"({"op":"remove","path":"members[value eq \"bulkId:)" + user + R"(\"]"})";
    }
    const std::size_t at = first + index(operations.size() - first + 1);
    operations.insert(operations.begin() + static_cast<std::ptrdiff_t>(at),
                      {"PATCH", path, "",
                       R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],)"
                       R"("Operations":[)" +
                           change + "]}"});
  }

  std::mt19937 random_;
  std::vector<std::string> users_;
  std::vector<std::string> groups_;
};

Picture picture_of(TestService& service) {
  Picture picture;
  std::map<std::string, std::string> names;
  const json::Value users = service.scim("GET", "/Users?count=1000").json();
  const json::Value groups = service.scim("GET", "/Groups?count=1000").json();
  for (const json::Value& user : users.find("Resources")->as_array())
    names[std::string(user.string_or("id", ""))] = user.string_or("userName", "");
  for (const json::Value& user : users.find("Resources")->as_array()) {
    if (user.string_or("userName", "") == "admin@scimd.test") continue;
    auto& manager = picture[std::string(user.string_or("userName", ""))];
    const json::Value* extension = user.find(kEnterprise);
    if (extension)
      manager.insert(names[std::string(extension->find("manager")->string_or("value", ""))]);
  }
  for (const json::Value& group : groups.find("Resources")->as_array()) {
    auto& members = picture[std::string(group.string_or("displayName", ""))];
    for (const json::Value& member : group.find("members")->as_array())
      members.insert(names[std::string(member.string_or("value", ""))]);
  }
  return picture;
}

}  // namespace

TEST_CASE(
    "bulk: any order of creates and changes with references leads to what they say (seeded)") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    TestService service;
    Picture wanted;
    const auto operations = RandomBulk(seed).make(wanted);
    const Reply reply = service.scim("POST", "/Bulk", bulk_body(operations));
    CAPTURE(reply.body);
    const json::Value answer = reply.json();
    const json::Array& results = answer.find("Operations")->as_array();
    REQUIRE(results.size() == operations.size());
    for (std::size_t i = 0; i < results.size(); ++i) {
      CHECK(results[i].string_or("method", "") == operations[i].method);
      CHECK(results[i].string_or("bulkId", "") == operations[i].bulk_id);
      CHECK(results[i].string_or("status", "") == (operations[i].method == "POST" ? "201" : "200"));
    }
    CHECK(picture_of(service) == wanted);
    if (seed % 10 == 0) service.restart();
    CHECK(service.verify() == "");
  }
}
