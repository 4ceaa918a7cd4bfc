// Random operations of both APIs on groups and members against a model in plain maps, written from
// product.md sections 6 and 7. Each answer's status is compared at once; from time to time what
// either API shows of everything, and `scimd verify`.
//
//   SEED=17 STEPS=5000 make test T='group model*'
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "support/iam_world.h"

namespace {

using support::at;
using support::member_body;
using support::Reply;
using Id = std::string;

struct ModelGroup {
  std::string name;
  std::set<Id> members;  // user ids
  bool managed = false;
  std::size_t policies = 0;
};
struct ModelUser {
  int generation = 1;
  bool active = true;
};

class GroupModelTest {
 public:
  explicit GroupModelTest(std::uint64_t seed) : random_(seed) {
    for (int i = 0; i < 8; ++i) users_[world_.user("u" + std::to_string(i) + "@example.com")] = {};
    admin_ = world_.permission_group("admin");
  }

  void run(int steps) {
    for (int i = 0; i < steps; ++i) {
      step();
      if (chance(20)) compare();
      if (chance(150)) world_.service.restart();
    }
    compare();
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  bool chance(std::size_t one_in) { return below(one_in) == 0; }
  std::string some_name() {
    std::string name = "Group" + std::to_string(below(9));
    return chance(3) ? base::to_lower_ascii(name) : name;
  }
  template <typename Map>
  Id some_key(const Map& map) {
    if (map.empty() || chance(20)) return "000000000000000000000000000000" + std::string("00");
    auto it = map.begin();
    std::advance(it, static_cast<std::ptrdiff_t>(below(map.size())));
    return it->first;
  }
  std::vector<Id> some_users() {
    std::vector<Id> ids;
    for (std::size_t i = below(4); i > 0; --i) ids.push_back(some_key(users_));
    return ids;
  }
  bool is_taken(const std::string& name, const Id& but) const {
    for (const auto& [id, group] : groups_) {
      if (id != but && base::fold(group.name) == base::fold(name)) return true;
    }
    return false;
  }
  bool is_active(const Id& user) const {
    const auto found = users_.find(user);
    return found != users_.end() && found->second.active;
  }
  Id membership(const Id& user) const {
    const auto found = users_.find(user);
    const int generation = found == users_.end() ? 1 : found->second.generation;
    static const char kDigits[] = "0123456789abcdef";
    return user.substr(0, 30) + kDigits[generation / 16] + kDigits[generation % 16];
  }

  void expect(const Reply& reply, int status) {
    INFO(reply.body);
    REQUIRE(reply.status == status);
  }
  // What this API answers to a change of a group's name, members or existence; 0: it is done.
  int refusal(const Id& id) const {
    const auto group = groups_.find(id);
    if (group == groups_.end()) return 404;
    return group->second.managed ? 400 : 0;
  }

  // --- The account API ------------------------------------------------------------------------
  void create_here() {
    const std::string name = some_name();
    const bool taken = is_taken(name, {});
    const bool with_policy = chance(3);
    const std::string policies =
        with_policy ? ",\"policies\":[" + world_.policy(admin_) + "]" : std::string();
    const Reply reply =
        world_.send("POST", "/user_groups", "{\"name\":\"" + name + "\"" + policies + "}");
    expect(reply, taken ? 400 : 200);
    if (!taken)
      groups_[at(reply.json(), "/result/id").as_string()] = {
          name, {}, false, with_policy ? 1U : 0U};
  }
  void rename_here() {
    const Id id = some_key(groups_);
    const std::string name = some_name();
    int status = refusal(id);
    if (status == 400 && groups_[id].name == name) status = 0;
    if (status == 0 && is_taken(name, id)) status = 400;
    expect(world_.send("PUT", "/user_groups/" + id, "{\"name\":\"" + name + "\"}"),
           status ? status : 200);
    if (!status) groups_[id].name = name;
  }
  void set_policies_here() {
    const Id id = some_key(groups_);
    const std::size_t count = below(3);
    std::string policies;
    for (std::size_t i = 0; i < count; ++i) policies += (i ? "," : "") + world_.policy(admin_);
    const bool known = groups_.count(id) > 0;
    expect(world_.send("PUT", "/user_groups/" + id, "{\"policies\":[" + policies + "]}"),
           known ? 200 : 404);
    if (known) groups_[id].policies = count;
  }
  void delete_here() {
    const Id id = some_key(groups_);
    const int status = refusal(id);
    expect(world_.send("DELETE", "/user_groups/" + id), status ? status : 200);
    if (!status) groups_.erase(id);
  }
  void change_members_here() {
    const Id id = some_key(groups_);
    const bool replace = chance(2);
    const std::vector<Id> users = some_users();
    std::vector<Id> members;
    int status = refusal(id);
    for (const Id& user : users) {
      members.push_back(membership(user));
      if (status == 0 && !is_active(user)) status = 400;
    }
    expect(world_.send(replace ? "PUT" : "POST", "/user_groups/" + id + "/members",
                       member_body(members)),
           status ? status : 200);
    if (status) return;
    if (replace) groups_[id].members.clear();
    groups_[id].members.insert(users.begin(), users.end());
  }
  void remove_member_here() {
    const Id id = some_key(groups_);
    const Id user = some_key(users_);
    int status = refusal(id);
    if (status == 0 && !is_active(user)) status = 400;
    if (status == 0 && groups_[id].members.count(user) == 0) status = 404;
    expect(world_.send("DELETE", "/user_groups/" + id + "/members/" + membership(user)),
           status ? status : 200);
    if (!status) groups_[id].members.erase(user);
  }

  // --- SCIM -----------------------------------------------------------------------------------
  static std::string values(const std::vector<Id>& users) {
    json::Array array;
    for (const Id& user : users) array.push_back(json::Object{{"value", user}});
    return json::write(array);
  }
  // Inactive users are skipped, unknown ones spoil the request (product.md section 7).
  bool all_known(const std::vector<Id>& users) const {
    for (const Id& user : users) {
      if (users_.count(user) == 0) return false;
    }
    return true;
  }
  std::set<Id> active_among(const std::vector<Id>& users) const {
    std::set<Id> active;
    for (const Id& user : users) {
      if (is_active(user)) active.insert(user);
    }
    return active;
  }
  void create_there() {
    const std::string name = some_name();
    Id existing;
    for (const auto& [id, group] : groups_) {
      if (base::fold(group.name) == base::fold(name)) existing = id;
    }
    const bool names_members = chance(2);
    const std::vector<Id> users = names_members ? some_users() : std::vector<Id>();
    int status = 201;
    if (!existing.empty() && groups_[existing].managed) {
      status = 409;
    } else if (!all_known(users)) {
      status = 400;
    }
    const Reply reply = world_.service.scim(
        "POST", "/Groups",
        support::IamWorld::scim_group_body(name, names_members ? values(users) : std::string()));
    expect(reply, status);
    if (status != 201) return;
    const Id id = at(reply.json(), "/id").as_string();
    if (!existing.empty()) REQUIRE(id == existing);  // adopted, with policies and members
    ModelGroup& group = groups_[id];
    group.name = name;
    group.managed = true;
    if (names_members) group.members = active_among(users);
  }
  void replace_there() {
    const Id id = some_key(groups_);
    const std::string name = some_name();
    const std::vector<Id> users = some_users();
    int status = 200;
    if (groups_.count(id) == 0) {
      status = 404;
    } else if (!all_known(users)) {
      status = 400;
    } else if (is_taken(name, id)) {
      status = 409;
    }
    expect(world_.service.scim("PUT", "/Groups/" + id,
                               support::IamWorld::scim_group_body(name, values(users))),
           status);
    if (status != 200) return;
    ModelGroup& group = groups_[id];
    const std::set<Id> members = active_among(users);
    if (group.name != name || group.members != members) group.managed = true;
    group.name = name;
    group.members = members;
  }
  void delete_there() {
    const Id id = some_key(groups_);
    const auto group = groups_.find(id);
    const int status = group == groups_.end() ? 404 : group->second.managed ? 204 : 403;
    expect(world_.service.scim("DELETE", "/Groups/" + id), status);
    if (status == 204) groups_.erase(id);
  }
  void set_active_there() {
    const Id id = some_key(users_);
    const bool active = chance(2);
    const Reply reply = world_.service.scim(
        "PATCH", "/Users/" + id,
        std::string(R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],)") +
            R"("Operations":[{"op":"replace","path":"active","value":)" +
            (active ? "true" : "false") + "}]}");
    const auto user = users_.find(id);
    expect(reply, user == users_.end() ? 404 : 200);
    if (user == users_.end() || user->second.active == active) return;
    user->second.active = active;
    if (active) user->second.generation = user->second.generation % 255 + 1;
    if (!active) {
      for (auto& [group_id, group] : groups_) group.members.erase(id);
    }
  }

  void step() {
    using Step = void (GroupModelTest::*)();
    static constexpr Step kSteps[] = {
        &GroupModelTest::create_here,         &GroupModelTest::create_here,
        &GroupModelTest::rename_here,         &GroupModelTest::set_policies_here,
        &GroupModelTest::delete_here,         &GroupModelTest::change_members_here,
        &GroupModelTest::change_members_here, &GroupModelTest::remove_member_here,
        &GroupModelTest::create_there,        &GroupModelTest::replace_there,
        &GroupModelTest::delete_there,        &GroupModelTest::set_active_there,
    };
    (this->*kSteps[below(std::size(kSteps))])();
  }

  // --- Comparing ------------------------------------------------------------------------------
  void compare() {
    const std::string faults = world_.service.verify();
    REQUIRE(faults == "");
    std::map<std::string, Id> by_name;
    for (const auto& [id, group] : groups_) by_name[base::fold(group.name)] = id;
    const json::Value listed = world_.ok("GET", "/user_groups");
    REQUIRE(listed.as_array().size() == groups_.size());
    std::size_t index = 0;
    for (const auto& [name, id] : by_name) {
      const json::Value& shown = listed.as_array()[index++];
      REQUIRE(shown.string_or("id", "") == id);
      compare_group(id, shown);
    }
    const json::Value scim = world_.service.scim("GET", "/Groups").json();
    REQUIRE(at(scim, "/totalResults").as_integer() == static_cast<int>(groups_.size()));
  }
  void compare_group(const Id& id, const json::Value& shown) {
    const ModelGroup& group = groups_.at(id);
    INFO(json::write(shown));
    REQUIRE(at(shown, "/name").as_string() == group.name);
    const json::Value* policies = shown.find("policies");
    REQUIRE((policies ? policies->as_array().size() : 0) == group.policies);
    REQUIRE(world_.stored(id).header.scim_managed == group.managed);
    std::set<Id> expected;
    for (const Id& user : group.members) expected.insert(membership(user));
    std::set<Id> here;
    const json::Value members = world_.ok("GET", "/user_groups/" + id + "/members");
    for (const std::string& member : support::texts_of(members, "id")) here.insert(member);
    REQUIRE(here == expected);
    const json::Value resource = world_.service.scim("GET", "/Groups/" + id).json();
    REQUIRE(at(resource, "/displayName").as_string() == group.name);
    std::set<Id> there;
    for (const std::string& user : support::texts_of(at(resource, "/members"), "value"))
      there.insert(user);
    REQUIRE(there == group.members);
  }

  std::mt19937_64 random_;
  support::IamWorld world_;
  std::string admin_;
  std::map<Id, ModelUser> users_;
  std::map<Id, ModelGroup> groups_;
};

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

}  // namespace

TEST_CASE("group model: both APIs show the same groups and members after any operations") {
  const std::uint64_t first = number_from("SEED", 1);
  for (std::uint64_t seed = first; seed < first + 3; ++seed) {
    CAPTURE(seed);
    GroupModelTest(seed).run(static_cast<int>(number_from("STEPS", 300)));
  }
}
