#include "api/tokens/tokens.h"

#include "api/envelope.h"
#include "base/time.h"
#include "domain/accounts.h"
#include "domain/permissions.h"

namespace api::tokens {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

Error invalid(std::string detail) { return {ErrorCode::kInvalidValue, std::move(detail)}; }

std::string format_seconds(std::int64_t us) {
  return base::format_time(us, base::TimePrecision::kSeconds);
}

json::Array to_array(const std::vector<std::string>& texts) {
  json::Array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

std::string_view status_word(const model::Token& token, std::int64_t now_us) {
  if (domain::is_expired(token, now_us)) return "expired";
  return token.status == model::TokenStatus::kActive ? "active" : "disabled";
}

json::Value shape_policy(const model::TokenPolicy& policy) {
  json::Array groups;
  for (const std::string& id : policy.permission_groups) {
    json::Object group{{"id", id}};
    if (const auto* known = domain::find_permission_group_by_id(id))
      group.append("name", known->name);
    groups.push_back(std::move(group));
  }
  return json::Object{
      {"id", policy.id.hex()},
      {"effect", policy.effect == model::Effect::kAllow ? "allow" : "deny"},
      {"permission_groups", std::move(groups)},
      {"resources", policy.resources},
  };
}

json::Object shape(const model::Token& token, std::int64_t now_us) {
  json::Object object{
      {"id", token.id.hex()},
      {"name", token.name},
      {"status", status_word(token, now_us)},
      {"issued_on", format_seconds(token.issued_us)},
      {"modified_on", format_seconds(token.modified_us)},
  };
  if (!token.not_before.empty()) object.append("not_before", token.not_before);
  if (!token.expires_on.empty()) object.append("expires_on", token.expires_on);
  json::Array policies;
  for (const model::TokenPolicy& policy : token.policies) policies.push_back(shape_policy(policy));
  object.append("policies", std::move(policies));
  json::Object ranges;
  if (!token.ip_in.empty()) ranges.append("in", to_array(token.ip_in));
  if (!token.ip_not_in.empty()) ranges.append("not_in", to_array(token.ip_not_in));
  if (!ranges.empty()) object.append("condition", json::Object{{"request_ip", std::move(ranges)}});
  return object;
}

Result<std::vector<std::string>> read_texts(const json::Value* value, std::string_view what) {
  std::vector<std::string> texts;
  if (!value || value->is_null()) return texts;
  if (!value->is_array()) return invalid(std::string(what) + " must be an array");
  for (const json::Value& text : value->as_array()) {
    if (!text.is_string()) return invalid(std::string(what) + " must hold strings");
    texts.push_back(text.as_string());
  }
  return texts;
}

Result<model::TokenPolicy> read_policy(const json::Value& item, const std::string& where) {
  model::TokenPolicy policy;
  if (item.find("id"))
    return invalid("Reusing existing policies is not supported by token creation");
  const std::string_view effect = item.string_or("effect", "");
  if (effect != "allow" && effect != "deny")
    return invalid(where + ".effect must be \"allow\" or \"deny\"");
  policy.effect = effect == "allow" ? model::Effect::kAllow : model::Effect::kDeny;
  const json::Value* groups = item.find("permission_groups");
  if (!groups || !groups->is_array()) return invalid(where + ".permission_groups must be an array");
  for (const json::Value& group : groups->as_array()) {
    policy.permission_groups.emplace_back(group.string_or("id", ""));
  }
  if (const json::Value* resources = item.find("resources")) policy.resources = *resources;
  return policy;
}

Result<std::vector<model::TokenPolicy>> read_policies(const json::Value* value) {
  std::vector<model::TokenPolicy> policies;
  if (!value || !value->is_array()) return invalid("policies must be an array");
  for (const json::Value& item : value->as_array()) {
    auto policy = read_policy(item, "policies[" + std::to_string(policies.size()) + "]");
    if (!policy.ok()) return policy.error();
    policies.push_back(std::move(policy).value());
  }
  return policies;
}

// A member that is present must have its type: read as absent, it would leave out a restriction.
Result<std::string> read_text(const json::Value& body, std::string_view key) {
  const json::Value* value = body.find(key);
  if (!value || value->is_null()) return std::string();
  if (!value->is_string()) return invalid(std::string(key) + " must be a string");
  return value->as_string();
}

base::Status read_ranges(const json::Value& body, domain::NewToken& wanted) {
  const json::Value* holder = &body;
  for (std::string_view key : {"condition", "request_ip"}) {
    holder = holder->find(key);
    if (!holder || holder->is_null()) return base::done();
    if (!holder->is_object()) return invalid(std::string(key) + " must be an object");
  }
  auto in = read_texts(holder->find("in"), "condition.request_ip.in");
  if (!in.ok()) return in.error();
  wanted.ip_in = std::move(in).value();
  auto not_in = read_texts(holder->find("not_in"), "condition.request_ip.not_in");
  if (!not_in.ok()) return not_in.error();
  wanted.ip_not_in = std::move(not_in).value();
  return base::done();
}

base::Status read_own_members(const json::Value& body, domain::NewToken& wanted) {
  for (auto [key, target] : {std::pair<std::string_view, std::string*>{"name", &wanted.name},
                             {"not_before", &wanted.not_before},
                             {"expires_on", &wanted.expires_on}}) {
    auto text = read_text(body, key);
    if (!text.ok()) return text.error();
    *target = std::move(text).value();
  }
  return base::done();
}

// Only the local operator chooses the owner and the value: `scimd token create --user`,
// `scimd dev --scim-token`.
base::Status read_operator_members(Call& call, domain::NewToken& wanted) {
  if (call.principal.kind != model::Principal::Kind::kLocalOperator) return base::done();
  auto value = read_text(call.body, "value");
  if (!value.ok()) return value.error();
  wanted.value = std::move(value).value();
  auto email = read_text(call.body, "user");
  if (!email.ok()) return email.error();
  if (email.value().empty()) return base::done();
  auto user = domain::get_member_by_email(call.session, email.value());
  if (!user.ok()) return invalid("user: " + user.error().detail);
  wanted.user = user.value();
  return base::done();
}

Result<domain::NewToken> read_token(Call& call) {
  domain::NewToken wanted;
  if (!call.body.is_object()) return invalid("the body must be an object");
  if (auto status = read_own_members(call.body, wanted); !status.ok()) return status.error();
  if (auto status = read_ranges(call.body, wanted); !status.ok()) return status.error();
  auto policies = read_policies(call.body.find("policies"));
  if (!policies.ok()) return policies.error();
  wanted.policies = std::move(policies).value();
  if (auto status = read_operator_members(call, wanted); !status.ok()) return status.error();
  return wanted;
}

Result<base::TokenId> read_id(const Call& call) {
  const auto id = base::TokenId::parse_exact(call.params.get("token_id"));
  if (!id) return Error{ErrorCode::kNotFound, "Token not found"};
  return *id;
}

}  // namespace

Outcome list_tokens(Call& call) {
  json::Array result;
  for (const model::Token& token : domain::list_tokens(call.session)) {
    result.push_back(shape(token, call.session.now_us));
  }
  return envelope_whole_list(std::move(result));
}

Outcome create_token(Call& call) {
  auto wanted = read_token(call);
  if (!wanted.ok()) return wanted.error();
  auto issued = domain::create_token(call.session, std::move(wanted).value());
  if (!issued.ok()) return issued.error();
  json::Object result = shape(issued.value().token, call.session.now_us);
  result.append("value", issued.value().value);
  return envelope(std::move(result));
}

Outcome get_token(Call& call) {
  auto id = read_id(call);
  if (!id.ok()) return id.error();
  auto token = domain::get_token(call.session, id.value());
  if (!token.ok()) return token.error();
  return envelope(shape(token.value(), call.session.now_us));
}

Outcome put_token_status(Call& call) {
  auto id = read_id(call);
  if (!id.ok()) return id.error();
  const std::string_view word = call.body.string_or("status", "");
  if (word != "active" && word != "disabled")
    return invalid("status must be \"active\" or \"disabled\"");
  auto token = domain::set_token_status(
      call.session, id.value(),
      word == "active" ? model::TokenStatus::kActive : model::TokenStatus::kDisabled);
  if (!token.ok()) return token.error();
  return envelope(shape(token.value(), call.session.now_us));
}

Outcome roll_token(Call& call) {
  auto id = read_id(call);
  if (!id.ok()) return id.error();
  auto issued = domain::roll_token(call.session, id.value());
  if (!issued.ok()) return issued.error();
  return envelope(issued.value().value);
}

Outcome delete_token(Call& call) {
  auto id = read_id(call);
  if (!id.ok()) return id.error();
  auto status = domain::delete_token(call.session, id.value());
  if (!status.ok()) return status.error();
  return envelope(json::Object{{"id", id.value().hex()}});
}

}  // namespace api::tokens
