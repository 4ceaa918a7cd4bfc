// Where a page of the audit log ended, as an opaque text: nothing is remembered between pages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "domain/audit_query.h"

namespace api::audit {

struct Cursor {
  std::uint64_t sequence = 0;  // of the last entry that was shown
  domain::AuditOrder order = domain::AuditOrder::kNewestFirst;
};

std::string format_cursor(const Cursor& cursor, base::Realm realm);
// Nothing for a text that was not made for this realm, or was changed since.
std::optional<Cursor> parse_cursor(std::string_view text, base::Realm realm);

}  // namespace api::audit
