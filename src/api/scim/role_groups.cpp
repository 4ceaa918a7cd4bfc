#include "api/scim/role_groups.h"

#include "domain/resource_tree.h"
#include "domain/user_groups.h"
#include "json/write.h"

namespace api::scim_api {

using domain::RoleGroup;

std::optional<RoleGroup> find_role_group(Call& call) {
  if (call.binding->kind != model::Kind::kGroup) return std::nullopt;
  return domain::find_role_group(call.session, call.params.get("id"));
}

bool names_role_group(const Call& call, const scim::ResourceBody& body) {
  return call.binding->kind == model::Kind::kGroup && !call.session.directory &&
         domain::is_reserved_group_name(body.attributes.find("displayName")->as_string());
}

base::Result<Written> write_role_group(Call& call, WriteVerb verb, RoleGroup group) {
  auto known = domain::require_version(call.preconditions, domain::version_of(call.session, group));
  if (!known.ok()) return known.error();
  if (verb == WriteVerb::kDelete) {
    auto status = domain::delete_role_group(call.session, group);
    if (!status.ok()) return status.error();
    return Written();
  }
  base::Result<RoleGroup> changed = group;
  if (verb == WriteVerb::kModify) {
    changed = domain::modify_role_group(call.session, std::move(group), call.body);
  } else {
    auto body = scim::read_resource(call.body, *call.binding->type,
                                    domain::strictness_of(call.session), call.session.quirks);
    if (!body.ok()) return body.error();
    changed = domain::replace_role_group(call.session, std::move(group), body.value());
  }
  if (!changed.ok()) return changed.error();
  return Written(std::move(changed).value());
}

void append_role_group(std::string& out, domain::Session& session, const RoleGroup& group,
                       const scim::Projection& projection, MemberLimit limit) {
  const bool fits =
      limit == MemberLimit::kAll ||
      domain::count_role_group_members(session, group) <= domain::kMembersWithDisplayMax;
  const bool included = fits && projection.wants(domain::group_binding().type->relation);
  json::Object tree = domain::role_group_tree(
      session, group, included ? domain::Relations::kIncluded : domain::Relations::kOmitted);
  projection.apply(tree);
  json::append(out, tree);
}

}  // namespace api::scim_api
