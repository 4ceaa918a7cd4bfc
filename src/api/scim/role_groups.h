// Groups that are roles (domain/role_groups.h): how they are shown, and the SCIM verbs on them,
// each of which gives nothing when the request is about an ordinary resource.
#pragma once

#include <optional>
#include <string>

#include "api/call.h"
#include "api/scim/render.h"
#include "domain/role_groups.h"
#include "scim/projection.h"
#include "scim/validate.h"

namespace api::scim_api {

void append_role_group(std::string& out, domain::Session& session, const domain::RoleGroup& group,
                       const scim::Projection& projection, MemberLimit limit);

std::optional<Outcome> get_role_group(Call& call);
std::optional<Outcome> create_role_group(Call& call, const scim::ResourceBody& body);
std::optional<Outcome> replace_role_group(Call& call);
std::optional<Outcome> modify_role_group(Call& call);
std::optional<Outcome> delete_role_group(Call& call);

}  // namespace api::scim_api
