#include "cli/bootstrap.h"

#include <array>

#include "base/crypto.h"
#include "domain/permissions.h"
#include "domain/tokens.h"

namespace cli {
namespace {

constexpr std::string_view kAccountScope = "com.cloudflare.api.account";

std::string hash_hex(const std::string& text) {
  const auto hash = base::sha256(text);
  return base::format_hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

base::Status stored(const OperatorAnswer& answer, std::string_view what) {
  if (answer.status == 200) return base::done();
  const json::Value* errors = answer.body.find("errors");
  const std::string why =
      errors ? std::string(errors->as_array()[0].string_or("message", "")) : std::string();
  return base::Error{base::ErrorCode::kBadRequest,
                     "cannot make the " + std::string(what) + ": " + why};
}

json::Value policy(json::Array groups, std::string resource) {
  return json::Object{{"effect", "allow"},
                      {"permission_groups", std::move(groups)},
                      {"resources", json::Object{{std::move(resource), "*"}}}};
}

// Every permission group: those of accounts on all accounts, those of users on the administrator.
json::Array every_permission(const std::string& user_id) {
  json::Array of_accounts;
  json::Array of_users;
  for (const domain::PermissionGroup& group : domain::permission_groups()) {
    json::Array& groups = group.scopes.front() == kAccountScope ? of_accounts : of_users;
    groups.push_back(json::Object{{"id", group.id}});
  }
  json::Array policies;
  policies.push_back(policy(std::move(of_accounts), "com.cloudflare.api.account.*"));
  policies.push_back(policy(std::move(of_users), "com.cloudflare.api.user." + user_id));
  return policies;
}

json::Array scim_permission(const std::string& account_id) {
  json::Array groups{
      json::Object{{"id", domain::find_permission_group_by_name("SCIM Provisioning")->id}}};
  return json::Array{policy(std::move(groups), "com.cloudflare.api.account." + account_id)};
}

base::Status make_all(Instance& instance, const Bootstrap& wanted) {
  const std::string account_path = "/client/v4/accounts/" + wanted.account_id;
  const json::Object account{{"id", wanted.account_id},
                             {"name", wanted.account_name},
                             {"admin_email", wanted.admin_email}};
  if (auto status = stored(instance.ask("POST", "/client/v4/accounts", "", account), "account");
      !status.ok()) {
    return status;
  }
  const OperatorAnswer users = instance.ask("GET", account_path + "/scim/v2/Users", "", nullptr);
  if (users.status != 200) {
    return base::Error{base::ErrorCode::kInternal, "cannot read the new account's users"};
  }
  const std::string user_id(users.body.find("Resources")->as_array()[0].string_or("id", ""));
  const json::Object admin{{"name", "Super Administrator"},
                           {"user", wanted.admin_email},
                           {"value", wanted.admin_token},
                           {"policies", every_permission(user_id)}};
  if (auto status =
          stored(instance.ask("POST", account_path + "/tokens", "", admin), "admin token");
      !status.ok()) {
    return status;
  }
  if (wanted.scim_token.empty()) return base::done();
  const json::Object scim{{"name", "SCIM"},
                          {"value", wanted.scim_token},
                          {"policies", scim_permission(wanted.account_id)}};
  return stored(instance.ask("POST", account_path + "/tokens", "", scim), "SCIM token");
}

json::Array list_accounts(Instance& instance) {
  instance.begin();
  OperatorAnswer answer = instance.ask("GET", "/client/v4/accounts", "", nullptr);
  instance.end();
  json::Value* result = answer.body.find("result");
  return result && result->is_array() ? std::move(result->as_array()) : json::Array{};
}

}  // namespace

bool has_accounts(Instance& instance) { return !list_accounts(instance).empty(); }

bool has_account(Instance& instance, const std::string& id) {
  for (const json::Value& account : list_accounts(instance)) {
    if (account.string_or("id", "") == id) return true;
  }
  return false;
}

base::Status make_first_account(Instance& instance, const Bootstrap& wanted) {
  instance.begin();
  base::Status status = make_all(instance, wanted);
  if (!status.ok()) {
    instance.abandon();
    return status;
  }
  if (instance.end()) return status;
  return base::Error{base::ErrorCode::kUnavailable,
                     "the first commit failed: the data folder cannot be written"};
}

std::string make_account_id(std::optional<std::uint64_t> seed) {
  if (seed) return hash_hex("account " + std::to_string(*seed)).substr(0, 32);
  std::array<std::uint8_t, 16> bytes{};
  base::fill_random(bytes);
  return base::format_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string make_token(std::string_view prefix, std::optional<std::uint64_t> seed) {
  const std::string seeded =
      seed ? hash_hex(std::string(prefix) + std::to_string(*seed)).substr(0, 40) : std::string();
  return domain::make_token_value(prefix, seed ? seeded : base::random_base62(40));
}

}  // namespace cli
