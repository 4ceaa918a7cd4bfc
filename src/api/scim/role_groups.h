// The SCIM verbs on groups that are roles (domain/role_groups.h).
#pragma once

#include <optional>
#include <string>

#include "api/call.h"
#include "api/scim/render.h"
#include "api/scim/resources.h"
#include "domain/role_groups.h"
#include "scim/projection.h"
#include "scim/validate.h"

namespace api::scim_api {

// The one that the path names, if it names one.
std::optional<domain::RoleGroup> find_role_group(Call& call);
// Whether a POST means one.
bool names_role_group(const Call& call, const scim::ResourceBody& body);

// kReplace, kModify and kDelete.
base::Result<Written> write_role_group(Call& call, WriteVerb verb, domain::RoleGroup group);

void append_role_group(std::string& out, domain::Session& session, const domain::RoleGroup& group,
                       const scim::Projection& projection, MemberLimit limit);

}  // namespace api::scim_api
