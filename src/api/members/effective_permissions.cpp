#include "domain/effective_permissions.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "api/answer_read.h"
#include "api/envelope.h"
#include "api/members/members.h"
#include "api/paging.h"
#include "domain/members.h"
#include "domain/resource_groups.h"

namespace api::members {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using domain::EffectivePermission;

struct Question {
  std::string permission_group;  // empty: all are shown
  std::string resource = "*";    // key of a scope object
};

Result<Question> read_question(const Call& call) {
  auto query = read_query(call.raw_query);
  if (!query.ok()) return query.error();
  auto group = read_once(query.value(), "permission_group");
  if (!group.ok()) return group.error();
  auto resource = read_once(query.value(), "resource");
  if (!resource.ok()) return resource.error();
  Question question;
  if (group.value()) {
    if (!domain::find_iam_permission_group(*group.value())) {
      return Error{ErrorCode::kInvalidValue,
                   "Permission group \"" + *group.value() + "\" is unknown"};
    }
    question.permission_group = *group.value();
  }
  if (!resource.value()) return question;
  if (!group.value()) {
    return Error{ErrorCode::kInvalidValue,
                 "resource needs permission_group: what is to be done there"};
  }
  const bool whole = *resource.value() == domain::account_scope_key(call.session.account);
  if (!whole) question.resource = *resource.value();
  return question;
}

json::Value shape_resource(const domain::EffectiveResource& resource) {
  json::Object shaped;
  if (resource.id) shaped.append("id", resource.id->hex());
  if (!resource.name.empty()) shaped.append("name", resource.name);
  shaped.append("scope", to_json(resource.scope));
  return shaped;
}

json::Value shape_source(const domain::PermissionSource& source) {
  json::Object shaped{{"type", source.is_user_group ? "user_group" : "member"}, {"id", source.id}};
  if (!source.name.empty()) shaped.append("name", source.name);
  shaped.append("policy_id", source.policy.hex());
  return shaped;
}

json::Value shape_permission(const EffectivePermission& permission) {
  json::Array resources;
  for (const auto& resource : permission.resource_groups)
    resources.push_back(shape_resource(resource));
  json::Array sources;
  for (const auto& source : permission.sources) sources.push_back(shape_source(source));
  const domain::CatalogueEntry& group = *permission.permission_group;
  return json::Object{
      {"permission_group", json::Object{{"id", group.permission_group_id}, {"name", group.name}}},
      {"access", permission.access == model::Effect::kAllow ? "allow" : "deny"},
      {"resource_groups", std::move(resources)},
      {"sources", std::move(sources)},
  };
}

class EffectiveRead final : public LongRead {
 public:
  EffectiveRead(base::MembershipId member, Question question)
      : member_(member), question_(std::move(question)), permissions_(member) {}

  bool step(domain::Session& session, const base::Clock& clock, std::int64_t budget_us) override {
    return permissions_.step(session, clock, budget_us);
  }

  http::Response finish(domain::Session&) override {
    const auto permissions = permissions_.take();
    const std::string& asked = question_.permission_group;
    json::Array shaped;
    for (const EffectivePermission& permission : permissions) {
      if (asked.empty() || permission.permission_group->permission_group_id == asked)
        shaped.push_back(shape_permission(permission));
    }
    json::Object answer{{"member_id", member_.hex()}, {"permissions", std::move(shaped)}};
    if (!asked.empty())
      answer.append("allowed", domain::is_allowed(permissions, asked, question_.resource));
    return envelope(std::move(answer));
  }

 private:
  base::MembershipId member_;
  Question question_;
  domain::EffectivePermissions permissions_;
};

}  // namespace

Outcome get_effective_permissions(Call& call) {
  auto question = read_question(call);
  if (!question.ok()) return question.error();
  const auto id = base::MembershipId::parse(call.params.get("member_id"));
  auto member = domain::get_member(call.session, id.value_or(base::MembershipId{}));
  if (!member.ok()) return member.error();
  return answer_read(call, std::make_unique<EffectiveRead>(domain::membership_id(member.value()),
                                                           std::move(question).value()));
}

}  // namespace api::members
