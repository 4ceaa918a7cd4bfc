#include "api/scim/role_groups.h"

#include "api/scim/cloudflare_shape.h"
#include "api/scim/features.h"
#include "api/scim/list_request.h"
#include "domain/resource_tree.h"
#include "domain/role_groups.h"
#include "domain/user_groups.h"
#include "domain/wire_types.h"
#include "json/write.h"

namespace api::scim_api {
namespace {

using domain::RoleGroup;

std::optional<RoleGroup> find(Call& call) {
  if (call.binding->kind != model::Kind::kGroup) return std::nullopt;
  return domain::find_role_group(call.session, call.params.get("id"));
}

bool leaves_members_out(domain::Session& session, const RoleGroup& group,
                        const scim::Projection& projection) {
  return projection.wants(domain::group_binding().type->relation) &&
         domain::count_role_group_members(session, group) > domain::kMembersWithDisplayMax;
}

Outcome respond(Call& call, const RoleGroup& group, int status) {
  auto projection = read_projection(call.raw_query, *call.binding, call.session);
  if (!projection.ok()) return projection.error();
  const bool is_read = call.body.is_null();
  std::string body;
  if (call.wanted == Wanted::kWhole) {
    append_role_group(body, call.session, group, projection.value(),
                      is_read ? MemberLimit::kAll : MemberLimit::kUpToThousand);
  }
  http::Response response;
  response.status = status;
  response.content_type = "application/scim+json";
  response.body = std::move(body);
  response.headers.emplace_back("Location", domain::location_of(call.session, group));
  add_version(response, call.session, domain::version_of(call.session, group));
  return response;
}

Outcome respond_write(Call& call, const base::Result<RoleGroup>& group) {
  if (!group.ok()) return group.error();
  return respond(call, group.value(), 200);
}

}  // namespace

void append_role_group(std::string& out, domain::Session& session, const RoleGroup& group,
                       const scim::Projection& projection, MemberLimit limit) {
  if (!features_of(session).rfc_shapes) return json::append(out, cloudflare_group(group));
  const bool too_many =
      limit != MemberLimit::kAll && leaves_members_out(session, group, projection);
  const bool shown = !too_many && projection.wants(domain::group_binding().type->relation);
  json::Object tree = domain::role_group_tree(
      session, group, shown ? domain::Relations::kIncluded : domain::Relations::kOmitted);
  projection.apply(tree);
  json::append(out, tree);
}

std::optional<Outcome> get_role_group(Call& call) {
  const auto group = find(call);
  if (!group) return std::nullopt;
  std::string version = domain::version_of(call.session, *group);
  if (!domain::is_none_match_met(call.preconditions.if_none_match, version))
    return respond(call, *group, 200);
  http::Response response;
  response.status = 304;
  response.headers.emplace_back("ETag", std::move(version));
  return response;
}

std::optional<Outcome> create_role_group(Call& call, const scim::ResourceBody& body) {
  if (call.binding->kind != model::Kind::kGroup || call.session.directory) return std::nullopt;
  if (!domain::is_reserved_group_name(body.attributes.find("displayName")->as_string()))
    return std::nullopt;
  auto group = domain::link_role_group(call.session, body);
  if (!group.ok()) return group.error();
  return respond(call, group.value(), 201);
}

namespace {

// The group that a write is about, as long as the client knows its version.
std::optional<base::Result<RoleGroup>> find_to_change(Call& call) {
  auto group = find(call);
  if (!group) return std::nullopt;
  auto status =
      domain::require_version(call.preconditions, domain::version_of(call.session, *group));
  if (!status.ok()) return base::Result<RoleGroup>(status.error());
  return base::Result<RoleGroup>(std::move(*group));
}

}  // namespace

std::optional<Outcome> replace_role_group(Call& call) {
  auto group = find_to_change(call);
  if (!group) return std::nullopt;
  if (!group->ok()) return group->error();
  auto body =
      scim::read_resource(call.body, *domain::wire_binding(call.session, *call.binding).type,
                          domain::strictness_of(call.session), call.session.quirks);
  if (!body.ok()) return body.error();
  return respond_write(
      call, domain::replace_role_group(call.session, std::move(*group).value(), body.value()));
}

std::optional<Outcome> modify_role_group(Call& call) {
  auto group = find_to_change(call);
  if (!group) return std::nullopt;
  if (!group->ok()) return group->error();
  auto changed = domain::modify_role_group(call.session, std::move(*group).value(), call.body);
  if (!changed.ok()) return changed.error();
  auto projection = read_projection(call.raw_query, *call.binding, call.session);
  if (!projection.ok()) return projection.error();
  const bool too_many = leaves_members_out(call.session, changed.value(), projection.value());
  const bool wants_none =
      call.session.account.settings.patch_status == model::PatchStatus::kNoContent &&
      projection.value().is_default();
  if (!too_many && !wants_none) return respond_write(call, changed);
  http::Response response;
  response.status = 204;
  add_version(response, call.session, domain::version_of(call.session, changed.value()));
  return response;
}

std::optional<Outcome> delete_role_group(Call& call) {
  auto group = find_to_change(call);
  if (!group) return std::nullopt;
  if (!group->ok()) return group->error();
  auto status = domain::delete_role_group(call.session, group->value());
  if (!status.ok()) return status.error();
  http::Response response;
  response.status = 204;
  return response;
}

}  // namespace api::scim_api
