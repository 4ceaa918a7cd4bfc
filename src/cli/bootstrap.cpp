#include "cli/bootstrap.h"

#include <algorithm>
#include <array>

#include "base/crypto.h"
#include "domain/permissions.h"
#include "domain/tokens.h"

namespace cli {
namespace {

constexpr std::string_view kIdentityProviderName = "Sandbox IdP";

std::string hash_hex(const std::string& text) {
  const auto hash = base::sha256(text);
  return base::format_hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

base::Status stored(const OperatorAnswer& answer, std::string_view what) {
  if (answer.status == 200 || answer.status == 201) return base::done();
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

// Every permission group: those of users on the administrator, all others (of accounts, zones and
// buckets) on every account.
json::Array every_permission(const std::string& user_id) {
  json::Array of_accounts;
  json::Array of_users;
  for (const domain::PermissionGroup& group : domain::permission_groups()) {
    const auto& scopes = group.scopes;
    const bool of_user =
        std::find(scopes.begin(), scopes.end(), domain::kUserScope) != scopes.end();
    (of_user ? of_users : of_accounts).push_back(json::Object{{"id", group.id}});
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

// Of Zero Trust, with a SCIM endpoint of its own. Nobody logs in with it.
base::Status make_identity_provider(Instance& instance, const std::string& account_path,
                                    const std::string& secret) {
  if (secret.empty()) return base::done();
  json::Object config{{"client_id", "sandbox"},
                      {"client_secret", "sandbox"},
                      {"auth_url", "https://idp.scimd.test/authorize"},
                      {"token_url", "https://idp.scimd.test/token"},
                      {"certs_url", "https://idp.scimd.test/keys"}};
  const json::Object provider{{"name", kIdentityProviderName},
                              {"type", "oidc"},
                              {"config", std::move(config)},
                              {"scim_config", json::Object{{"enabled", true}, {"secret", secret}}}};
  return stored(instance.ask("POST", account_path + "/access/identity_providers", "", provider),
                "identity provider");
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
  if (!wanted.scim_token.empty()) {
    const json::Object scim{{"name", "SCIM"},
                            {"value", wanted.scim_token},
                            {"policies", scim_permission(wanted.account_id)}};
    auto status = stored(instance.ask("POST", account_path + "/tokens", "", scim), "SCIM token");
    if (!status.ok()) return status;
  }
  if (!wanted.admin_api_key.empty()) {
    const json::Object key = global_key(wanted.admin_email, wanted.admin_api_key);
    auto status = stored(instance.ask("POST", account_path + "/tokens", "", key), "global API key");
    if (!status.ok()) return status;
  }
  return make_identity_provider(instance, account_path, wanted.identity_provider_secret);
}

template <typename Work>
base::Status in_one_commit(Instance& instance, Work work) {
  instance.begin();
  base::Status status = work();
  if (!status.ok()) {
    instance.abandon();
    return status;
  }
  if (instance.end()) return status;
  return base::Error{base::ErrorCode::kUnavailable,
                     "the commit failed: the data folder cannot be written"};
}

OperatorAnswer ask_once(Instance& instance, const std::string& path) {
  instance.begin();
  OperatorAnswer answer = instance.ask("GET", path, "", nullptr);
  instance.end();
  return answer;
}

}  // namespace

bool has_accounts(Instance& instance) {
  const OperatorAnswer answer = ask_once(instance, "/client/v4/accounts");
  const json::Value* accounts = answer.body.find("result");
  return accounts && accounts->is_array() && !accounts->as_array().empty();
}

bool has_account(Instance& instance, const std::string& id) {
  return ask_once(instance, "/client/v4/accounts/" + id).status == 200;
}

std::string find_identity_provider_id(Instance& instance, const std::string& account_id) {
  const OperatorAnswer answer =
      ask_once(instance, "/client/v4/accounts/" + account_id + "/access/identity_providers");
  const json::Value* providers = answer.body.find("result");
  if (!providers || !providers->is_array()) return {};
  for (const json::Value& provider : providers->as_array()) {
    if (provider.string_or("name", "") == kIdentityProviderName)
      return std::string(provider.string_or("id", ""));
  }
  return {};
}

json::Object global_key(const std::string& email, const std::string& value) {
  json::Object key{{"name", "Global API Key"},
                   {"global_key", true},
                   {"user", email},
                   {"policies", json::Array{}}};
  if (!value.empty()) key.set("value", value);
  return key;
}

base::Status make_first_account(Instance& instance, const Bootstrap& wanted) {
  return in_one_commit(instance, [&] { return make_all(instance, wanted); });
}

base::Status set_profile(Instance& instance, const std::string& account_id,
                         const std::string& profile) {
  return in_one_commit(instance, [&] {
    return stored(instance.ask("PUT", "/client/v4/accounts/" + account_id + "/scim/settings", "",
                               json::Object{{"profile", profile}}),
                  "profile");
  });
}

std::string make_account_id(std::optional<std::uint64_t> seed) {
  if (seed) return hash_hex("account " + std::to_string(*seed)).substr(0, 32);
  std::array<std::uint8_t, 16> bytes{};
  base::fill_random(bytes);
  return base::format_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string make_token(std::string_view prefix, std::optional<std::uint64_t> seed,
                       std::string_view use) {
  const std::string seeded =
      seed ? hash_hex(std::string(prefix) + std::string(use) + std::to_string(*seed)).substr(0, 40)
           : std::string();
  return domain::make_token_value(prefix, seed ? seeded : base::random_base62(40));
}

}  // namespace cli
