// The SCIM verbs on groups that are roles (domain/role_groups.h). Each gives nothing when the
// request is about an ordinary resource.
#pragma once

#include <optional>

#include "api/call.h"
#include "scim/validate.h"

namespace api::scim_api {

std::optional<Outcome> get_role_group(Call& call);
std::optional<Outcome> create_role_group(Call& call, const scim::ResourceBody& body);
std::optional<Outcome> replace_role_group(Call& call);
std::optional<Outcome> modify_role_group(Call& call);
std::optional<Outcome> delete_role_group(Call& call);

}  // namespace api::scim_api
