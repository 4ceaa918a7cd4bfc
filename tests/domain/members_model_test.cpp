// Random invitations, grants, removals, SCIM writes and group changes against a small model of
// memberships, what they hold and what follows from it (product.md sections 6 and 7).
//
//   SEED=17 STEPS=5000 make test T='members model*'
#include <cstdlib>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "support/member_world.h"

namespace {

using support::array_at;
using support::group_id;
using support::MemberWorld;
using support::quoted;
using support::Reply;
using support::role_id;
using support::text_at;

const std::string kZones = "com.cloudflare.api.account.zone.";
const std::vector<std::string> kObjects = {"*", kZones + "*", kZones + std::string(32, '1'),
                                           kZones + std::string(32, '2')};
const std::vector<std::string> kLabels = {"all_privileges", "dns", "admin",
                                          "minimal_account_access"};

struct Policy {
  std::string label;
  bool allow = true;
  std::string object = "*";
};

struct User {
  std::string id;  // SCIM id
  bool active = false;
  bool pending = false;
  bool managed = false;
  int generation = 0;
  std::vector<std::string> roles;  // labels; empty when policies are held
  std::vector<Policy> policies;

  std::string member_id() const {
    constexpr const char* kDigits = "0123456789abcdef";
    return id.substr(0, 30) + kDigits[generation / 16] + kDigits[generation % 16];
  }
  std::vector<Policy> all_policies() const {
    std::vector<Policy> all = policies;
    for (const std::string& role : roles) all.push_back({role});
    return all;
  }
  bool is_super() const {
    bool holds = false;
    for (const Policy& policy : all_policies()) {
      if (policy.label != "all_privileges" || policy.object != "*") continue;
      if (!policy.allow) return false;
      holds = true;
    }
    return active && !pending && holds;
  }
  std::vector<std::string> shown_roles() const {
    std::vector<std::string> shown;
    for (const Policy& policy : all_policies()) {
      if (!policy.allow || policy.object != "*") return {};
      if (std::find(shown.begin(), shown.end(), policy.label) == shown.end())
        shown.push_back(policy.label);
    }
    return shown;
  }
  void start() {
    active = true;
    pending = false;
    generation = generation % 255 + 1;
    roles = {"minimal_account_access"};
    policies.clear();
  }
};

struct Group {
  std::string id;
  std::set<std::string> members;  // userNames
  std::vector<Policy> policies;
};

class MembersModel {
 public:
  explicit MembersModel(std::uint64_t seed) : random_(seed) {
    User& admin = users_["admin@scimd.test"];
    const std::string id = world_.administrator();
    admin.id = id.substr(0, 30) + "00";
    admin.start();
    admin.roles = {"all_privileges"};
    for (int i = 0; i < 3; ++i) {
      const std::string name = "Group " + std::to_string(i);
      groups_[name].id = world_.group(name);
    }
  }

  void run(int steps) {
    for (int i = 0; i < steps; ++i) {
      step();
      world_.service.clock().advance_us(1'000);
      if (below(25) == 0) compare();
      if (below(100) == 0) world_.service.restart();
    }
    compare();
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  const std::string& pick(const std::vector<std::string>& from) { return from[below(from.size())]; }
  std::string some_name() {
    return below(6) == 0 ? "admin@scimd.test" : "u" + std::to_string(below(6)) + "@example.com";
  }
  std::vector<std::string> some_roles() {
    std::vector<std::string> roles{pick(kLabels)};
    if (below(3) == 0 && roles.front() != "dns") roles.emplace_back("dns");
    return roles;
  }
  std::vector<Policy> some_policies() {
    std::vector<Policy> policies;
    for (std::size_t i = 1 + below(3); i > 0; --i)
      policies.push_back({pick(kLabels), below(4) != 0, below(2) == 0 ? "*" : pick(kObjects)});
    return policies;
  }
  std::size_t count_super() const {
    std::size_t count = 0;
    for (const auto& [name, user] : users_) count += user.is_super() ? 1 : 0;
    return count;
  }
  void leave_groups(const std::string& name) {
    for (auto& [title, group] : groups_) group.members.erase(name);
  }
  void end(const std::string& name) {
    User& user = users_[name];
    user.active = user.pending = false;
    user.roles.clear();
    user.policies.clear();
    leave_groups(name);
  }

  // What a request grants, and how the user is after it.
  std::string some_grant(User& after) {
    after.roles.clear();
    after.policies.clear();
    std::string text;
    if (below(2) == 0) {
      after.roles = some_roles();
      for (const std::string& role : after.roles) {
        text += (text.empty() ? "" : ",") +
                (below(2) == 0 ? quoted(role_id(role)) : "{\"id\":" + quoted(role_id(role)) + "}");
      }
      return "\"roles\":[" + text + "]";
    }
    after.policies = some_policies();
    for (const Policy& policy : after.policies) {
      text += (text.empty() ? "" : ",") +
              world_.policy(policy.allow ? "allow" : "deny", policy.label, {policy.object});
    }
    return "\"policies\":[" + text + "]";
  }

  void invite() {
    const std::string name = some_name();
    const auto known = users_.find(name);
    const bool accepted = below(4) == 0;
    User after = known == users_.end() ? User{} : known->second;
    after.start();
    after.managed = false;
    after.pending = !accepted;
    const std::string grant = some_grant(after);
    const Reply reply =
        world_.post_member(name, grant + (accepted ? ",\"status\":\"accepted\"" : ""));
    INFO(reply.body);
    if (known == users_.end() ? accepted : known->second.active) {
      REQUIRE(MemberWorld::failure(reply).rfind("400/1001", 0) == 0);
      return;
    }
    const json::Value member = MemberWorld::result(reply);
    if (known == users_.end()) after.id = text_at(*member.find("user"), "id");
    users_[name] = after;
    compare_member(name, member);
  }

  // Now and then an id that is over.
  std::string id_for(const User& user, bool& valid) {
    valid = user.active;
    if (below(8) != 0) return user.member_id();
    User other = user;
    other.generation = user.generation % 255 + 1;
    valid = false;
    return other.member_id();
  }

  void put() {
    const auto known = users_.find(some_name());
    if (known == users_.end()) return;
    bool valid = false;
    const std::string id = id_for(known->second, valid);
    User after = known->second;
    const std::string grant = some_grant(after);
    const Reply reply = world_.v4("PUT", "/members/" + id, "{" + grant + "}");
    INFO(reply.body);
    if (!valid) {
      REQUIRE(MemberWorld::failure(reply) == "404/1003");
    } else if (known->second.is_super() && count_super() == 1 && !after.is_super()) {
      REQUIRE(MemberWorld::failure(reply) == "400/1001");
    } else {
      known->second = after;
      compare_member(known->first, MemberWorld::result(reply));
    }
  }

  void remove() {
    const auto known = users_.find(some_name());
    if (known == users_.end()) return;
    bool valid = false;
    const std::string id = id_for(known->second, valid);
    const Reply reply = world_.v4("DELETE", "/members/" + id);
    INFO(reply.body);
    if (!valid) {
      REQUIRE(MemberWorld::failure(reply) == "404/1003");
    } else if (known->second.is_super() && count_super() == 1) {
      REQUIRE(MemberWorld::failure(reply) == "400/1001");
    } else {
      REQUIRE(reply.status == 200);
      end(known->first);
    }
  }

  void provision() {
    const std::string name = some_name();
    const auto known = users_.find(name);
    const Reply reply = world_.post_user(name, ",\"title\":" + quoted(std::to_string(below(9))));
    INFO(reply.body);
    if (known != users_.end() && known->second.active && known->second.managed) {
      REQUIRE(reply.status == 409);
      return;
    }
    REQUIRE(reply.status == 201);
    User& user = users_[name];
    if (known != users_.end()) REQUIRE(text_at(reply.json(), "id") == user.id);
    user.id = text_at(reply.json(), "id");
    if (!user.active) user.start();
    user.managed = true;
    user.pending = false;
  }

  void set_active() {
    const auto known = users_.find(some_name());
    if (known == users_.end()) return;
    User& user = known->second;
    const bool active = below(2) == 0;
    REQUIRE(world_.set_active(user.id, active).status == 200);
    if (active == user.active) return;
    if (!active && user.is_super() && count_super() == 1) return;  // kept, and nothing changes
    user.managed = true;
    if (active) {
      user.start();
    } else {
      end(known->first);
    }
  }

  void deprovision() {
    const auto known = users_.find(some_name());
    if (known == users_.end() || below(2) == 0) return;
    const int status = world_.service.scim("DELETE", "/Users/" + known->second.id).status;
    if (known->second.is_super() && count_super() == 1) {
      REQUIRE(status == 400);
      return;
    }
    REQUIRE(status == 204);
    leave_groups(known->first);
    users_.erase(known);
  }

  Group& some_group() {
    auto at = groups_.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(below(groups_.size())));
    return at->second;
  }

  void change_group() {
    Group& group = some_group();
    if (below(3) == 0) {
      std::vector<std::string> wanted;
      group.policies.clear();
      for (std::size_t i = below(3); i > 0; --i) {
        group.policies.push_back({pick(kLabels), true, pick(kObjects)});
        wanted.push_back(
            world_.policy("allow", group.policies.back().label, {group.policies.back().object}));
      }
      world_.set_group_policies(group.id, wanted);
      return;
    }
    const std::string name = some_name();
    const auto known = users_.find(name);
    if (known == users_.end()) return;
    const std::string& id = known->second.id;
    const bool add = below(3) != 0;
    const std::string operation =
        add ? R"({"op":"add","path":"members","value":[{"value":")" + id + "\"}]}"
            : R"({"op":"remove","path":"members[value eq \")" + id + R"(\"]"})";
    REQUIRE(world_.patch("/Groups/" + group.id, operation).status == 200);
    if (!add) {
      group.members.erase(name);
    } else if (known->second.active) {
      group.members.insert(name);
    }
  }

  void step() {
    switch (below(8)) {
      case 0:
        return invite();
      case 1:
      case 2:
        return put();
      case 3:
        return remove();
      case 4:
        return provision();
      case 5:
        return set_active();
      case 6:
        return below(4) == 0 ? deprovision() : change_group();
      default:
        return change_group();
    }
  }

  // --- Comparing -------------------------------------------------------------------------------
  static std::string joined(const std::vector<std::string>& labels) {
    std::string names;
    for (const std::string& label : labels)
      names += (names.empty() ? "" : ", ") + support::entry_labelled(label).name;
    return names;
  }

  void compare_member(const std::string& name, const json::Value& member) {
    const User& user = users_.at(name);
    INFO(name, " ", json::write(member));
    REQUIRE(text_at(member, "id") == user.member_id());
    REQUIRE(text_at(member, "email") == name);
    REQUIRE(text_at(member, "status") == (user.pending ? "pending" : "accepted"));
    REQUIRE(support::names_in(member, "roles") == joined(user.shown_roles()));
    const std::vector<Policy> wanted = user.all_policies();
    const json::Array& shown = array_at(member, "policies");
    REQUIRE(shown.size() == wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      REQUIRE(text_at(shown[i], "access") == (wanted[i].allow ? "allow" : "deny"));
      REQUIRE(text_at(array_at(shown[i], "permission_groups").at(0), "id") ==
              group_id(wanted[i].label));
      const json::Value& scope = *array_at(shown[i], "resource_groups").at(0).find("scope");
      REQUIRE(text_at(array_at(scope, "objects").at(0), "key") == wanted[i].object);
    }
  }

  // "deny <id>: objects; sources" of each permission, as sets of words.
  using Told = std::map<std::string, std::pair<std::set<std::string>, std::multiset<std::string>>>;

  Told expected_permissions(const std::string& name) const {
    Told told;
    const auto add = [&](const std::vector<Policy>& policies, const std::string& source) {
      for (const Policy& policy : policies) {
        auto& [objects, sources] =
            told[(policy.allow ? "allow " : "deny ") + group_id(policy.label)];
        objects.insert(policy.object);
        sources.insert(source);
      }
    };
    add(users_.at(name).all_policies(), users_.at(name).member_id());
    for (const auto& [title, group] : groups_) {
      if (group.members.count(name) > 0) add(group.policies, group.id + " " + title);
    }
    return told;
  }

  static bool covers(const std::string& a, const std::string& b) {
    return a == "*" || a == b || (a == kObjects[1] && b != "*");
  }
  static bool expected_allowed(const Told& told, const std::string& label,
                               const std::string& object) {
    const auto allow = told.find("allow " + group_id(label));
    const auto deny = told.find("deny " + group_id(label));
    bool allowed = false;
    for (const auto& each : allow == told.end() ? std::set<std::string>{} : allow->second.first)
      allowed = allowed || covers(each, object);
    for (const auto& each : deny == told.end() ? std::set<std::string>{} : deny->second.first)
      allowed = allowed && !covers(each, object) && !covers(object, each);
    return allowed;
  }

  void compare_permissions(const std::string& name) {
    const std::string path = "/members/" + users_.at(name).member_id() + "/effective_permissions";
    const json::Value answer = MemberWorld::result(world_.v4("GET", path));
    Told told;
    for (const json::Value& permission : array_at(answer, "permissions")) {
      const std::string key =
          text_at(permission, "access") + " " + text_at(*permission.find("permission_group"), "id");
      REQUIRE(told.count(key) == 0);
      auto& [objects, sources] = told[key];
      for (const json::Value& resource : array_at(permission, "resource_groups")) {
        for (const json::Value& object : array_at(*resource.find("scope"), "objects"))
          objects.insert(text_at(object, "key"));
      }
      for (const json::Value& source : array_at(permission, "sources")) {
        const bool member = text_at(source, "type") == "member";
        sources.insert(text_at(source, "id") + (member ? "" : " " + text_at(source, "name")));
      }
    }
    INFO(name, " ", json::write(answer));
    REQUIRE(told == expected_permissions(name));
    const std::string& label = pick(kLabels);
    const std::string& object = pick(kObjects);
    const json::Value asked = MemberWorld::result(
        world_.v4("GET", path + "?permission_group=" + group_id(label) + "&resource=" + object));
    CAPTURE(label);
    CAPTURE(object);
    REQUIRE(asked.bool_or("allowed", false) == expected_allowed(told, label, object));
  }

  void compare() {
    std::set<std::string> expected;
    for (const auto& [name, user] : users_) {
      if (user.active) expected.insert(name);
      const json::Value seen = world_.scim_user(user.id);
      REQUIRE(seen.bool_or("active", false) == user.active);
      if (!user.active && user.generation > 0)
        REQUIRE(world_.v4("GET", "/members/" + user.member_id()).status == 404);
    }
    const std::vector<std::string> queries = {"", "&order=user.email", "&order=status"};
    const json::Value members =
        MemberWorld::result(world_.v4("GET", "/members?per_page=50" + pick(queries)));
    for (const json::Value& member : members.as_array()) {
      const std::string name = text_at(member, "email");
      REQUIRE(expected.erase(name) == 1);
      compare_member(name, member);
      compare_permissions(name);
    }
    REQUIRE(expected.empty());
    REQUIRE(world_.service.verify() == "");
  }

  std::mt19937_64 random_;
  MemberWorld world_;
  std::map<std::string, User> users_;  // by userName, which is the e-mail too
  std::map<std::string, Group> groups_;
};

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

}  // namespace

TEST_CASE(
    "members model: random writes through both interfaces keep every rule (product.md 6, 7)") {
  const int steps = static_cast<int>(number_from("STEPS", 400));
  const std::uint64_t first = number_from("SEED", 1);
  for (std::uint64_t seed = first; seed < first + 3; ++seed) {
    CAPTURE(seed);
    MembersModel(seed).run(steps);
  }
}
