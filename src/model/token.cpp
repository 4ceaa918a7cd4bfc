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

constexpr struct {
  CredentialKind kind;
  std::string_view name;
} kKinds[] = {
    {CredentialKind::kToken, "token"},
    {CredentialKind::kGlobalKey, "global_key"},
    {CredentialKind::kIdentityProvider, "identity_provider"},
};

CredentialKind kind_from_json(const json::Value& value) {
  const std::string_view name = value.string_or("kind", "token");
  for (const auto& row : kKinds) {
    if (row.name == name) return row.kind;
  }
  return CredentialKind::kIdentityProvider;  // opens least
}

// Records were once written with the two lists only.
json::Value condition_from_json(const json::Value& value) {
  if (const json::Value* condition = value.find("condition")) return *condition;
  json::Object lists;
  for (const auto& [old_name, name] :
       {std::pair{"ip_in", "in"}, std::pair{"ip_not_in", "not_in"}}) {
    const json::Value* list = value.find(old_name);
    if (list && list->is_array() && !list->as_array().empty()) lists.append(name, *list);
  }
  if (lists.empty()) return {};
  return json::Object{{"request_ip", std::move(lists)}};
}

}  // namespace

std::vector<std::string> request_ips(const json::Value& condition, std::string_view list) {
  const json::Value* request_ip = condition.find("request_ip");
  return texts_from_json(request_ip ? request_ip->find(list) : nullptr);
}

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
      {"policies", std::move(policies)},
  };
  if (token.kind != CredentialKind::kToken)
    object.set("kind", kKinds[static_cast<std::size_t>(token.kind)].name);
  if (token.user) object.set("user", token.user->hex());
  if (token.identity_provider) object.set("identity_provider", token.identity_provider->uuid());
  if (!token.condition.is_null()) object.set("condition", token.condition);
  if (!token.creator_email.empty()) object.set("creator_email", token.creator_email);
  return object;
}

Token token_from_json(const json::Value& value) {
  Token token;
  token.id = id_from_json<base::TokenId>(value, "id");
  token.account = id_from_json<base::AccountId>(value, "account");
  token.kind = kind_from_json(value);
  token.user = base::ResourceId::parse(value.string_or("user", ""));
  token.identity_provider =
      base::IdentityProviderId::parse_uuid(value.string_or("identity_provider", ""));
  token.name = value.string_or("name", "");
  token.status =
      value.string_or("status", "") == "active" ? TokenStatus::kActive : TokenStatus::kDisabled;
  token.issued_us = value.integer_or("issued_us", 0);
  token.modified_us = value.integer_or("modified_us", 0);
  token.not_before = value.string_or("not_before", "");
  token.expires_on = value.string_or("expires_on", "");
  token.condition = condition_from_json(value);
  token.creator_email = value.string_or("creator_email", "");
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
