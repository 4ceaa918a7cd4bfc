// The audit logs, both versions (cloudflare.md 9). What takes long goes on in slices.
#pragma once

#include "api/call.h"

namespace api::audit {

Outcome list_v1(Call& call);  // JSON, or CSV with export=true
Outcome list_entries(Call& call);
Outcome list_product_categories(Call& call);
Outcome list_history(Call& call);

}  // namespace api::audit
