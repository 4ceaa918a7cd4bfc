// How the audit log names a request, and which refusals it names at all (product.md section 7).
#pragma once

#include <string_view>

#include "api/call.h"
#include "base/result.h"
#include "domain/tick.h"

namespace app {

// The status of a refusal that leaves an entry, else 0: 4xx, but neither credentials nor framing.
int audited_status(api::Dialect dialect, const base::Error& error);

std::string_view action_type_of(std::string_view method);

// Taking things away must work in a store that is nearly full; a change may be a deactivation.
domain::Growth growth_of(std::string_view method);

// As the published audit log shows it: "/accounts/<id>/members".
std::string_view uri_of(std::string_view path);

}  // namespace app
