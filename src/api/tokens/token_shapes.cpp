#include "api/tokens/token_shapes.h"

#include "api/fields.h"
#include "base/time.h"
#include "domain/permissions.h"

namespace api::tokens {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

std::string format_seconds(std::int64_t us) {
  return base::format_time(us, base::TimePrecision::kSeconds);
}

json::Value shape_policy(const model::TokenPolicy& policy) {
  json::Array groups;
  for (const std::string& id : policy.permission_groups)
    groups.push_back(json::Object{{"id", id}, {"name", domain::name_of_permission_group(id)}});
  return json::Object{
      {"id", policy.id.hex()},
      {"effect", policy.effect == model::Effect::kAllow ? "allow" : "deny"},
      {"permission_groups", std::move(groups)},
      {"resources", policy.resources},
  };
}

Result<std::string> read_group(const Field& field) {
  if (auto object = require_object(field); !object.ok()) return object.error();
  const Field id = field.member("id");
  if (id.value.is_null()) {
    return Error{ErrorCode::kInvalidValue,
                 "These rules must pass for " + name_of(field) + ": id must be present",
                 id.pointer};
  }
  return require_string(id);
}

Result<domain::TokenPolicyRequest> read_policy(const Field& field) {
  if (auto object = require_object(field); !object.ok()) return object.error();
  domain::TokenPolicyRequest request;
  auto id = optional_string(field.member("id"));
  if (!id.ok()) return id.error();
  request.id = id.value().value_or("");
  auto effect = require_string(field.member("effect"));
  if (!effect.ok()) return effect.error();
  if (effect.value() != "allow" && effect.value() != "deny")
    return invalid(field.member("effect"), "must be \"allow\" or \"deny\"");
  if (effect.value() == "deny") request.effect = model::Effect::kDeny;
  const Field groups = field.member("permission_groups");
  auto items = require_array(groups);
  if (!items.ok()) return items.error();
  for (std::size_t i = 0; i < items.value()->size(); ++i) {
    auto group = read_group(groups.element(i));
    if (!group.ok()) return group.error();
    request.permission_groups.push_back(std::move(group).value());
  }
  const Field resources = field.member("resources");
  if (auto object = require_object(resources); !object.ok()) return object.error();
  request.resources = resources.value;
  return request;
}

base::Status require_texts(const Field& list) {
  if (list.value.is_null()) return base::done();
  auto items = require_array(list);
  if (!items.ok()) return items.error();
  for (std::size_t i = 0; i < items.value()->size(); ++i) {
    if (auto text = require_string(list.element(i)); !text.ok()) return text.error();
  }
  return base::done();
}

// A member that is present must have its type: read as absent, it would leave out a restriction.
// Older documents spell it "request.ip"; it is kept and shown as "request_ip".
Result<json::Value> read_condition(const Field& field) {
  if (field.value.is_null()) return json::Value();
  auto object = require_object(field);
  if (!object.ok()) return object.error();
  json::Object condition;
  for (const auto& [key, value] : *object.value()) {
    if (key != "request_ip" && key != "request.ip") continue;
    if (condition.find("request_ip"))
      return invalid(field.member(key), "is given twice, as request_ip and as request.ip");
    const Field ranges = field.member(key);
    if (value.is_null()) continue;
    if (auto lists = require_object(ranges); !lists.ok()) return lists.error();
    for (std::string_view list : {"in", "not_in"}) {
      if (auto status = require_texts(ranges.member(list)); !status.ok()) return status.error();
    }
    condition.append("request_ip", value);
  }
  return json::Value(std::move(condition));
}

}  // namespace

std::string_view status_word(const model::Token& token, std::int64_t now_us) {
  if (domain::is_expired(token, now_us)) return "expired";
  return token.status == model::TokenStatus::kActive ? "active" : "disabled";
}

json::Object shape_token(domain::Session& session, const model::Token& token) {
  json::Object object{
      {"id", token.id.hex()},
      {"name", token.name},
      {"status", status_word(token, session.now_us)},
      {"issued_on", format_seconds(token.issued_us)},
      {"modified_on", format_seconds(token.modified_us)},
  };
  if (const std::int64_t used_us = domain::last_used_us(session, token); used_us != 0)
    object.append("last_used_on", format_seconds(used_us));
  if (!token.not_before.empty()) object.append("not_before", token.not_before);
  if (!token.expires_on.empty()) object.append("expires_on", token.expires_on);
  json::Array policies;
  for (const model::TokenPolicy& policy : token.policies) policies.push_back(shape_policy(policy));
  object.append("policies", std::move(policies));
  if (!token.condition.is_null()) object.append("condition", token.condition);
  if (!token.creator_email.empty()) object.append("creator_email_at_creation", token.creator_email);
  return object;
}

Result<domain::TokenFields> read_token_fields(const json::Value& body) {
  const Field root{body};
  if (auto object = require_object(root); !object.ok()) return object.error();
  domain::TokenFields fields;
  auto name = require_string(root.member("name"));
  if (!name.ok()) return name.error();
  fields.name = std::move(name).value();
  const Field policies = root.member("policies");
  auto items = require_array(policies);
  if (!items.ok()) return items.error();
  for (std::size_t i = 0; i < items.value()->size(); ++i) {
    auto policy = read_policy(policies.element(i));
    if (!policy.ok()) return policy.error();
    fields.policies.push_back(std::move(policy).value());
  }
  for (auto [key, target] :
       {std::pair<std::string_view, std::string*>{"not_before", &fields.not_before},
        {"expires_on", &fields.expires_on}}) {
    auto text = optional_string(root.member(key));
    if (!text.ok()) return text.error();
    *target = text.value().value_or("");
  }
  auto condition = read_condition(root.member("condition"));
  if (!condition.ok()) return condition.error();
  fields.condition = std::move(condition).value();
  return fields;
}

}  // namespace api::tokens
