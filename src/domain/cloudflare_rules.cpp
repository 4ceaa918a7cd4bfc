#include "domain/cloudflare_rules.h"

#include <string>
#include <string_view>

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;
using base::Status;

constexpr std::string_view kReservedPrefix = "CF";

bool applies(const Session& session) {
  return strictness_of(session) == scim::Strictness::kCloudflare;
}

Error invalid(std::string detail) { return {ErrorCode::kInvalidValue, std::move(detail)}; }

const std::string* find_primary_email(const json::Object& attributes) {
  const json::Value* emails = attributes.find("emails");
  if (!emails || !emails->is_array()) return nullptr;
  for (const json::Value& email : emails->as_array()) {
    const json::Value* value = email.find("value");
    if (email.bool_or("primary", false) && value && value->is_string()) return &value->as_string();
  }
  return nullptr;
}

bool differs(const json::Object& before, const json::Object& after, std::string_view name) {
  const json::Value* old = before.find(name);
  const json::Value* now = after.find(name);
  if (!old || !now) return old != now;
  return !(*old == *now);
}

// What an earlier profile left as it was stays so until somebody changes it: a deactivation must
// not fail because of an e-mail.
bool is_judged(WriteVerb verb, const json::Object& before, const json::Object& attributes) {
  return verb != WriteVerb::kModify || differs(before, attributes, "userName") ||
         differs(before, attributes, "emails");
}

Status meet_user_rules(WriteVerb verb, const json::Object& before, json::Object& attributes) {
  const json::Value* active = attributes.find("active");
  if (verb == WriteVerb::kCreate && !(active && active->is_bool() && active->as_bool()))
    return invalid("active must be true when a user is created");
  const json::Value* name = attributes.find("userName");
  if (!name || !name->is_string() || !is_judged(verb, before, attributes)) return base::done();
  const std::string* primary = find_primary_email(attributes);
  if (primary ? *primary != name->as_string() : verb != WriteVerb::kReplace) {
    return invalid(
        "emails must hold a primary e-mail that equals userName, in the same letter case");
  }
  json::Object email{{"value", *name}, {"type", "work"}, {"primary", true}};
  attributes.set("emails", json::Array{std::move(email)});
  return base::done();
}

Status meet_group_rules(const json::Object& before, const json::Object& attributes) {
  const json::Value* name = attributes.find("displayName");
  if (!name || !name->is_string() || !differs(before, attributes, "displayName"))
    return base::done();
  if (std::string_view(name->as_string()).substr(0, kReservedPrefix.size()) == kReservedPrefix)
    return invalid("displayName must not begin with CF, which is reserved");
  return base::done();
}

}  // namespace

Status require_plan_for_writes(const Session& session) {
  if (!applies(session) || session.account.type == "enterprise") return base::done();
  return Error{ErrorCode::kForbidden, "SCIM provisioning needs an Enterprise account."};
}

Status meet_cloudflare_rules(const Session& session, const Binding& binding, WriteVerb verb,
                             const json::Object& before, json::Object& attributes) {
  if (!applies(session)) return base::done();
  return binding.kind == model::Kind::kUser ? meet_user_rules(verb, before, attributes)
                                            : meet_group_rules(before, attributes);
}

}  // namespace domain
