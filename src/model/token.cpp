#include "model/token.h"

namespace model {
namespace {

json::Value to_json(const std::vector<std::string>& texts) {
  json::Array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

std::vector<std::string> texts_from_json(const json::Value* value) {
  std::vector<std::string> texts;
  if (!value || !value->is_array()) return texts;
  for (const json::Value& text : value->as_array()) texts.push_back(text.as_string());
  return texts;
}

template <typename Id>
Id id_from_json(const json::Value& value, std::string_view key) {
  return Id::parse(value.string_or(key, "")).value_or(Id{});
}

}  // namespace

json::Value to_json(const Token& token) {
  json::Array policies;
  for (const TokenPolicy& policy : token.policies) {
    policies.push_back(json::Object{
        {"id", policy.id.hex()},
        {"effect", policy.effect == Effect::kAllow ? "allow" : "deny"},
        {"permission_groups", to_json(policy.permission_groups)},
        {"resources", policy.resources},
    });
  }
  json::Object object{
      {"id", token.id.hex()},
      {"account", token.account.hex()},
      {"name", token.name},
      {"status", token.status == TokenStatus::kActive ? "active" : "disabled"},
      {"issued_us", token.issued_us},
      {"modified_us", token.modified_us},
      {"not_before", token.not_before},
      {"expires_on", token.expires_on},
      {"ip_in", to_json(token.ip_in)},
      {"ip_not_in", to_json(token.ip_not_in)},
      {"policies", std::move(policies)},
  };
  if (token.identity_provider) object.set("identity_provider", token.identity_provider->hex());
  if (token.user) object.set("user", token.user->hex());
  return object;
}

Token token_from_json(const json::Value& value) {
  Token token;
  token.id = id_from_json<base::TokenId>(value, "id");
  token.account = id_from_json<base::AccountId>(value, "account");
  token.user = base::ResourceId::parse(value.string_or("user", ""));
  token.identity_provider =
      base::IdentityProviderId::parse(value.string_or("identity_provider", ""));
  if (token.identity_provider) token.kind = CredentialKind::kIdentityProvider;
  token.name = value.string_or("name", "");
  token.status =
      value.string_or("status", "") == "active" ? TokenStatus::kActive : TokenStatus::kDisabled;
  token.issued_us = value.integer_or("issued_us", 0);
  token.modified_us = value.integer_or("modified_us", 0);
  token.not_before = value.string_or("not_before", "");
  token.expires_on = value.string_or("expires_on", "");
  token.ip_in = texts_from_json(value.find("ip_in"));
  token.ip_not_in = texts_from_json(value.find("ip_not_in"));
  for (const json::Value& item : value.find("policies")->as_array()) {
    TokenPolicy policy;
    policy.id = id_from_json<base::PolicyId>(item, "id");
    policy.effect = item.string_or("effect", "") == "allow" ? Effect::kAllow : Effect::kDeny;
    policy.permission_groups = texts_from_json(item.find("permission_groups"));
    policy.resources = *item.find("resources");
    token.policies.push_back(std::move(policy));
  }
  return token;
}

}  // namespace model
