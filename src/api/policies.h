// The wire shape of permission policies, read and written alike for user groups and members
// (cloudflare.md sections 4.1, 4.3 and 5).
#pragma once

#include <vector>

#include "api/fields.h"
#include "base/result.h"
#include "domain/policies.h"
#include "domain/session.h"
#include "json/value.h"
#include "model/policy.h"

namespace api {

base::Result<std::vector<domain::PolicyRequest>> read_policies(const Field& field);

// With the permission groups expanded; an inline resource group has neither id nor name.
json::Array shape_policies(domain::Session& session, const std::vector<model::Policy>& policies);

}  // namespace api
