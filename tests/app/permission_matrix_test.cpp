// Every kind of credential x every account x every route: what is admitted, and how each refusal is
// answered, against a table of the specification that is kept apart from the route table
// (support/permission_table.h). A route that the table does not know fails the test.
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "app/routes.h"
#include "doctest/doctest.h"
#include "domain/permissions.h"
#include "json/write.h"
#include "support/access.h"
#include "support/own_schemas.h"
#include "support/permission_table.h"
#include "support/test_service.h"

namespace {

using support::KeyOwner;
using support::Opens;
using support::PermissionRow;
using support::Reply;
using support::Request;
using support::TestService;

const std::string kUnknownAccount(32, 'e');
const std::string kUuid = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415";
const std::string kZones = "com.cloudflare.api.account.zone.*";

std::string account_key(const std::string& id) { return "com.cloudflare.api.account." + id; }

enum class Flaw {
  kNone,
  kAbsent,
  kMalformed,
  kUnknown,
  kNotActive,
  kAddress,
  kMalformedKey,
  kUnknownKey
};
enum class Kind { kAccountToken, kUserToken, kKey, kSecret };

// One credential, and what the specification has to know about it.
struct Credential {
  std::string name;
  Flaw flaw = Flaw::kNone;
  Kind kind = Kind::kAccountToken;
  std::string bearer{};
  std::string email{};
  std::string key{};
  std::string home{};                                      // the account that owns it
  std::map<std::string, std::set<std::string>> granted{};  // account id, "*" or "user" -> names
  std::set<std::string> named{};                           // accounts that allow policies name
  KeyOwner owner = KeyOwner::kMember;
};

struct Expected {
  int status = 0;  // 0: admitted
  int code = 0;
};
constexpr Expected kAdmitted{};

// --- What the specification says --------------------------------------------------------------

Expected refusal(const app::Route& route, int scim_status, Expected v4) {
  return route.dialect == api::Dialect::kScim ? Expected{scim_status, 0} : v4;
}

Expected expect_flaw(const app::Route& route, Flaw flaw) {
  const bool verify = route.pattern.ends_with("/tokens/verify");
  switch (flaw) {
    case Flaw::kAbsent:
      return refusal(route, 401, verify ? Expected{400, 1001} : Expected{400, 9106});
    case Flaw::kMalformed:
    case Flaw::kMalformedKey:
      return refusal(route, 401, {400, 6003});
    case Flaw::kUnknown:
      return refusal(route, 401, verify ? Expected{401, 1000} : Expected{403, 9109});
    case Flaw::kUnknownKey:
      return refusal(route, 401, {403, 9103});
    case Flaw::kNotActive:
      return refusal(route, 401, {401, 10000});
    case Flaw::kAddress:
      return refusal(route, 403, {403, 9109});
    case Flaw::kNone:
      break;
  }
  return kAdmitted;
}

bool holds_any(const Credential& credential, const std::string& where, const PermissionRow& row) {
  const auto found = credential.granted.find(where);
  if (found == credential.granted.end()) return false;
  for (std::string_view group : row.groups) {
    if (found->second.count(std::string(group)) != 0) return true;
  }
  return false;
}

Expected expect_user_level(const app::Route& route, const PermissionRow& row,
                           const Credential& credential) {
  const Expected forbidden{403, 10000};
  if (row.opens == Opens::kEveryone) {
    const bool user = credential.kind == Kind::kUserToken;
    return user && holds_any(credential, "*", row) ? kAdmitted : Expected{403, 1002};
  }
  if (credential.kind == Kind::kAccountToken) {
    if (route.pattern.ends_with("/verify")) return {401, 1000};
    return route.pattern.ends_with("/accounts") ? Expected{400, 1001} : Expected{403, 9109};
  }
  if (row.groups.empty() || credential.kind == Kind::kKey) return kAdmitted;
  return holds_any(credential, "user", row) ? kAdmitted : forbidden;
}

Expected expect_account_level(const app::Route& route, const PermissionRow& row,
                              const Credential& credential, const std::string& account,
                              const std::string& home_of_provider) {
  const bool owns = credential.kind != Kind::kUserToken && credential.home == account;
  const bool named = credential.named.count(account) != 0 || credential.named.count("*") != 0;
  if (account == kUnknownAccount || (!owns && !named)) return refusal(route, 404, {404, 7003});
  if (row.opens == Opens::kAnybody) return kAdmitted;
  if (row.opens == Opens::kSecret) {
    if (account != home_of_provider) return {404, 0};  // that account has no such provider
    return credential.kind == Kind::kSecret ? kAdmitted : Expected{403, 0};
  }
  const bool permitted = credential.kind == Kind::kKey ? credential.owner >= row.key_owner
                                                       : holds_any(credential, account, row) ||
                                                             holds_any(credential, "*", row);
  return permitted ? kAdmitted : refusal(route, 403, {403, 10000});
}

Expected expect(const app::Route& route, const PermissionRow& row, const Credential& credential,
                const std::string& account, const std::string& home_of_provider) {
  if (row.opens == Opens::kNobodyAsks) return kAdmitted;
  const bool sends_key = !credential.email.empty() && !credential.key.empty();
  if (credential.bearer.empty() && sends_key && !row.takes_key)
    return refusal(route, 401, {405, 10405});
  if (credential.flaw != Flaw::kNone) return expect_flaw(route, credential.flaw);
  if (row.opens != Opens::kSecret && credential.kind == Kind::kSecret)
    return expect_flaw(route, Flaw::kUnknown);
  if (row.opens == Opens::kSomebody) return kAdmitted;
  if (row.opens == Opens::kUser || row.opens == Opens::kEveryone)
    return expect_user_level(route, row, credential);
  return expect_account_level(route, row, credential, account, home_of_provider);
}

// --- The credentials --------------------------------------------------------------------------

struct World {
  World() : own(service.account_id()), other(service.make_account("two")) {
    admin = std::string(
        service.scim("GET", "/Users").json().find("Resources")->as_array()[0].string_or("id", ""));
    for (const std::string& account : {own, other}) {
      const Reply put = support::put_own_schemas(service, account, support::kResourceSchemas);
      REQUIRE_MESSAGE(put.status == 200, put.body);
    }
    make_flawed();
    make_tokens();
    make_keys();
    make_secret();
  }

  json::Value operate(const char* method, const std::string& target, json::Value body) {
    Request request{method, "/client/v4/accounts/" + target, json::write(body)};
    request.origin = net::Origin::kControl;
    const Reply reply = service.send(request);
    REQUIRE_MESSAGE(reply.status == 200,
                    request.target << " " << request.body << " " << reply.body);
    return *reply.json().find("result");
  }

  static json::Value policy(const char* effect, const std::set<std::string>& names,
                            json::Object resources) {
    json::Array groups;
    for (const std::string& name : names)
      groups.push_back(json::Object{{"id", domain::find_permission_group_by_name(name)->id}});
    return json::Object{{"effect", effect},
                        {"permission_groups", std::move(groups)},
                        {"resources", std::move(resources)}};
  }

  std::string make_token(json::Array policies, json::Object more = {},
                         const std::string& account = {}) {
    more.set("name", "t");
    more.set("policies", std::move(policies));
    const std::string& home = account.empty() ? own : account;
    return std::string(operate("POST", home + "/tokens", more).string_or("value", ""));
  }

  json::Array everything() const {
    return {policy("allow", every, json::Object{{account_key(own), "*"}})};
  }

  Credential& add(std::string name, Kind kind, std::string bearer) {
    Credential credential{std::move(name)};
    credential.kind = kind;
    credential.bearer = std::move(bearer);
    credential.home = own;
    return credentials.emplace_back(std::move(credential));
  }

  void make_flawed() {
    credentials.push_back({"none", Flaw::kAbsent});
    add("malformed", Kind::kAccountToken, "short").flaw = Flaw::kMalformed;
    add("unknown", Kind::kAccountToken, "cfat_" + std::string(48, '0')).flaw = Flaw::kUnknown;
    const auto flawed = [&](const char* name, json::Object more, Flaw flaw) {
      add(name, Kind::kAccountToken, make_token(everything(), std::move(more))).flaw = flaw;
    };
    flawed("expired", {{"expires_on", "2020-01-01T00:00:00Z"}}, Flaw::kNotActive);
    flawed("not yet valid", {{"not_before", "2199-01-01T00:00:00Z"}}, Flaw::kNotActive);
    json::Object range{{"in", json::Array{"198.51.100.0/24"}}};
    flawed("wrong address", {{"condition", json::Object{{"request_ip", std::move(range)}}}},
           Flaw::kAddress);
    const json::Value made =
        operate("POST", own + "/tokens", json::Object{{"name", "t"}, {"policies", everything()}});
    operate("PUT", own + "/tokens/" + std::string(made.string_or("id", "")),
            json::Object{{"name", "t"}, {"policies", everything()}, {"status", "disabled"}});
    add("disabled", Kind::kAccountToken, std::string(made.string_or("value", ""))).flaw =
        Flaw::kNotActive;
  }

  void make_tokens() {
    for (const std::string& name : every) {
      Credential& alone = add(name + " alone", Kind::kAccountToken,
                              make_token({policy("allow", {name}, {{account_key(own), "*"}})}));
      alone.granted[own] = {name};
    }
    Credential& all =
        add("account-owned, everything", Kind::kAccountToken, make_token(everything()));
    all.granted[own] = every;
    Credential& star = add("account-owned, everything everywhere", Kind::kAccountToken,
                           make_token({policy("allow", every, {{account_key("*"), "*"}})}));
    star.granted["*"] = every;
    star.named = {"*"};
    add("account-owned, nothing", Kind::kAccountToken, make_token({}));
    add("deny beats allow", Kind::kAccountToken,
        make_token({policy("allow", every, {{account_key("*"), "*"}}),
                    policy("deny", every, {{account_key("*"), "*"}})}))
        .named = {"*"};
    add("zones only", Kind::kAccountToken,
        make_token({policy("allow", every,
                           {{account_key(own), json::Object{{kZones, "*"}}}, {kZones, "*"}})}));
    Credential& foreign =
        add("another account's", Kind::kAccountToken,
            make_token({policy("allow", every, {{account_key(other), "*"}})}, {}, other));
    foreign.home = other;
    foreign.granted[other] = every;
    make_user_tokens();
  }

  void make_user_tokens() {
    const std::string self = "com.cloudflare.api.user." + admin;
    const json::Object owned{{"user", "admin@scimd.test"}};
    for (const std::string& name : every) {
      if (domain::find_permission_group_by_name(name)->scopes[0] != "com.cloudflare.api.user")
        continue;
      Credential& alone = add("user-owned, " + name + " alone", Kind::kUserToken,
                              make_token({policy("allow", {name}, {{self, "*"}})}, owned));
      alone.granted["user"] = {name};
    }
    Credential& own_account =
        add("user-owned, everything here", Kind::kUserToken, make_token(everything(), owned));
    own_account.granted[own] = every;
    own_account.named = {own};
    Credential& all =
        add("user-owned, everything everywhere", Kind::kUserToken,
            make_token({policy("allow", every, {{account_key("*"), "*"}, {self, "*"}})}, owned));
    all.granted["*"] = every;
    all.granted["user"] = every;
    all.named = {"*"};
  }

  // A member of the account who holds one role, and their key.
  void make_key(const std::string& email, const std::string& role, KeyOwner owner) {
    if (email != "admin@scimd.test") {
      json::Object user{{"schemas", json::Array{"urn:ietf:params:scim:schemas:core:2.0:User"}},
                        {"userName", email}};
      const Reply made = service.scim("POST", "/Users", json::write(json::Value(user)));
      REQUIRE_MESSAGE(made.status == 201, made.body);
      std::string id(made.json().string_or("id", ""));
      id.replace(30, 2, "01");  // the first membership (product.md section 6)
      if (!role.empty())
        operate("PUT", own + "/members/" + id,
                json::Object{{"roles", json::Array{json::Object{{"id", role}}}}});
    }
    Credential& key = add("key of " + email, Kind::kKey, "");
    key.email = email;
    key.key = operate("POST", own + "/tokens",
                      json::Object{{"name", "Global API Key"},
                                   {"global_key", true},
                                   {"user", email},
                                   {"policies", json::Array{}}})
                  .string_or("value", "");
    key.owner = owner;
  }

  void make_keys() {
    // Published ids of the roles Administrator and Administrator Read Only.
    make_key("admin@scimd.test", "", KeyOwner::kSuperAdministrator);
    make_key("plain@e.com", "", KeyOwner::kMember);
    make_key("reader@e.com", role_id("Administrator Read Only"), KeyOwner::kReader);
    make_key("writer@e.com", role_id("Administrator"), KeyOwner::kAdministrator);
    const std::string good = credentials.back().key;
    const auto with = [&](const char* name, const char* email, std::string key, Flaw flaw) {
      Credential credential{name, flaw, Kind::kKey};
      credential.email = email;
      credential.key = std::move(key);
      credentials.push_back(std::move(credential));
    };
    with("another's e-mail", "plain@e.com", good, Flaw::kUnknownKey);
    with("unknown key", "plain@e.com", "cfk_" + std::string(48, '0'), Flaw::kUnknownKey);
    with("malformed key", "plain@e.com", "short", Flaw::kMalformedKey);
    with("a token as a key", "admin@scimd.test", make_token(everything()), Flaw::kUnknownKey);
    with("an e-mail alone", "plain@e.com", "", Flaw::kAbsent);
    with("a key alone", "", good, Flaw::kAbsent);
    add("a key as a token", Kind::kAccountToken, good).flaw = Flaw::kUnknown;
  }

  std::string role_id(const std::string& name) {
    Request request{"GET", "/client/v4/accounts/" + own + "/roles?per_page=100"};
    request.origin = net::Origin::kControl;
    for (int page = 1;; ++page) {
      Request each = request;
      each.target += "&page=" + std::to_string(page);
      const json::Value reply = service.send(each).json();
      const json::Array& roles = reply.find("result")->as_array();
      REQUIRE(!roles.empty());
      for (const json::Value& role : roles) {
        if (role.string_or("name", "") == name) return std::string(role.string_or("id", ""));
      }
    }
  }

  void make_secret() {
    Request request{"POST", "/client/v4/accounts/" + own + "/access/identity_providers",
                    R"({"name":"IdP","type":"oidc","config":)" + std::string(support::kOidcConfig) +
                        R"(,"scim_config":{"enabled":true}})"};
    request.origin = net::Origin::kControl;
    const Reply reply = service.send(request);
    REQUIRE_MESSAGE(reply.status == 201, reply.body);
    const json::Value answer = reply.json();
    const json::Value& made = *answer.find("result");
    provider = made.string_or("id", "");
    add("an identity provider's secret", Kind::kSecret,
        std::string(made.find("scim_config")->string_or("secret", "")));
  }

  static std::set<std::string> names() {
    std::set<std::string> names;
    for (const auto& group : domain::permission_groups()) names.insert(group.name);
    return names;
  }

  TestService service;
  std::string own;
  std::string other;
  std::string admin;
  std::string provider;
  std::set<std::string> every = names();
  std::vector<Credential> credentials;
};

// --- The walk ---------------------------------------------------------------------------------

std::string target_of(const std::string& pattern, const std::string& account,
                      const std::string& provider) {
  std::string target;
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern[at] != ':') {
      target += pattern[at++];
      continue;
    }
    const std::size_t end = std::min(pattern.find('/', at), pattern.size());
    const std::string name = pattern.substr(at + 1, end - at - 1);
    if (name == "account_id") {
      target += account;
    } else if (name == "identity_provider_id") {
      target += provider;
    } else if (name == "endpoint") {
      target += "Resources";
    } else {
      target += name.starts_with("scim_") ? kUuid : std::string(32, 'a');
    }
    at = end;
  }
  return target;
}

Request request_of(const app::Route& route, const Credential& credential,
                   const std::string& account, const std::string& provider) {
  Request request{std::string(route.method), target_of(route.pattern, account, provider)};
  if (route.body != app::Body::kNone) request.body = "{}";
  request.token = credential.bearer;
  if (!credential.email.empty()) request.fields.emplace_back("X-Auth-Email", credential.email);
  if (!credential.key.empty()) request.fields.emplace_back("X-Auth-Key", credential.key);
  return request;
}

// What the answer says, in the terms of the expectation: every answer of a handler is "admitted".
Expected observe(const app::Route& route, const Reply& reply) {
  if (reply.job) return kAdmitted;
  const auto body = reply.body.starts_with("{") ? reply.json() : json::Value();
  if (route.dialect == api::Dialect::kScim) {
    const std::string_view detail = body.string_or("detail", "");
    const bool of_account =
        detail == "Account not found." || detail == "There is nothing with this id.";
    const bool refused =
        reply.status == 401 || reply.status == 403 || (reply.status == 404 && of_account);
    return refused ? Expected{reply.status, 0} : kAdmitted;
  }
  const json::Value* errors = body.find("errors");
  if (!errors || errors->as_array().empty()) return kAdmitted;
  const json::Value& error = errors->as_array()[0];
  const int code = static_cast<int>(error.integer_or("code", 0));
  const std::string_view message = error.string_or("message", "");
  const bool own_words = message == "Missing \"Authorization\" header" ||
                         message.starts_with("List accounts endpoint");
  // A handler says 400, 404 and 501, with codes of its own, and 403 in its own words.
  const bool of_handler = (reply.status == 400 && code != 9106 && code != 6003 && !own_words) ||
                          (reply.status == 404 && code != 7003) || reply.status == 501 ||
                          (code == 10000 && reply.status == 403 && message != "Forbidden");
  return of_handler ? kAdmitted : Expected{reply.status, code};
}

}  // namespace

TEST_CASE(
    "permissions: each credential reaches exactly the routes that the specification opens to it, "
    "and each refusal has its status and code (product.md 5, cloudflare.md 2)") {
  World world;
  std::size_t walked = 0;
  for (const app::Route& route : app::routes()) {
    const PermissionRow* row = support::find_permission_row(route.method, route.pattern);
    REQUIRE_MESSAGE(row,
                    "permission_table.cpp does not know " << route.method << " " << route.pattern);
    const bool of_account = route.pattern.find(":account_id") != std::string::npos;
    const std::vector<std::string> accounts =
        of_account ? std::vector{world.own, world.other, kUnknownAccount} : std::vector{world.own};
    for (const Credential& credential : world.credentials) {
      for (const std::string& account : accounts) {
        // What the request wrote goes with its tick: the next one finds the store as it was.
        world.service.begin_tick();
        const Reply reply =
            world.service.handle(request_of(route, credential, account, world.provider));
        world.service.end_tick();
        const Expected expected = expect(route, *row, credential, account, world.own);
        const Expected seen = observe(route, reply);
        ++walked;
        if (seen.status == expected.status && seen.code == expected.code) continue;
        const std::string whose = account == world.own     ? "its own"
                                  : account == world.other ? "another"
                                                           : "no";
        FAIL_CHECK(credential.name << ": " << route.method << " " << route.pattern << " on "
                                   << whose << " account: expected " << expected.status << "/"
                                   << expected.code << ", got " << reply.status << " "
                                   << reply.body);
      }
    }
  }
  CHECK(walked > 10'000);
}

TEST_CASE("permissions: a bearer token wins over a key that is sent with it (cloudflare.md 2)") {
  World world;
  const Credential* key = nullptr;
  for (const Credential& each : world.credentials) {
    if (each.name == "key of admin@scimd.test") key = &each;
  }
  REQUIRE(key);
  Request request{"GET", "/client/v4/accounts/" + world.own};
  request.fields = {{"X-Auth-Email", key->email}, {"X-Auth-Key", key->key}};
  CHECK(world.service.send(request).status == 200);
  request.token = world.make_token({});
  CHECK(world.service.send(request).status == 403);
  request.token = "short";
  CHECK(world.service.send(request).status == 400);
}

TEST_CASE("permissions: who asks from a wrong address is told which one it was (section 12)") {
  support::TestService service;
  support::Request make{"POST", "/client/v4/accounts/" + service.account_id() + "/tokens",
                        R"({"name":"t","policies":[],)"
                        R"("condition":{"request_ip":{"in":["198.51.100.0/24"]}}})"};
  make.origin = net::Origin::kControl;
  support::Request ask{"GET", "/client/v4/accounts/" + service.account_id() + "/members"};
  ask.token = service.send(make).json().find("result")->string_or("value", "");
  const support::Reply reply = service.send(ask);
  CHECK(reply.status == 403);
  CHECK(reply.body.find("Cannot use the access token from location: 192.0.2.1") !=
        std::string::npos);
}
