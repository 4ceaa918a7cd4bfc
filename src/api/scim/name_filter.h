// The one filter of profile cloudflare: `userName eq "value"`, of groups `displayName eq "value"`
// (cloudflare.md section 8.1).
#pragma once

#include <string_view>

#include "base/result.h"
#include "domain/binding.h"
#include "scim/filter.h"

namespace api::scim_api {

// `binding`: the narrow one (domain::wire_binding), whose userName has letter case. kInvalidFilter
// for everything else.
base::Result<scim::FilterNode> read_name_filter(std::string_view text,
                                                const domain::Binding& binding);

}  // namespace api::scim_api
