// Resources as the live endpoint shows them (cloudflare.md sections 8.2 and 8.3): users with one
// primary work e-mail and plain strings as groups, groups with {value, display} members, and a meta
// that only says what they are.
#pragma once

#include <vector>

#include "base/ids.h"
#include "domain/role_groups.h"
#include "domain/session.h"
#include "json/value.h"
#include "model/document.h"

namespace api::scim_api {

enum class Members { kShown, kOmitted };  // never shown in lists

json::Object cloudflare_user(domain::Session& session, const model::Document& user);
json::Object cloudflare_group(domain::Session& session, const model::Document& group,
                              Members members);
// System groups show no members, not even by id.
json::Object cloudflare_group(const domain::RoleGroup& group);

}  // namespace api::scim_api
