// What the parameters of the audit log routes ask for (cloudflare.md 9).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "api/paging.h"
#include "base/result.h"
#include "domain/audit_query.h"
#include "domain/audit_walk.h"

namespace api::audit {

// The second version: one page behind a cursor.
struct PageAfter {
  domain::AuditQuery query;
  domain::AuditWalk::Bounds bounds;
  std::size_t limit = 100;
};
// `since` and `before` are required.
base::Result<PageAfter> read_list(std::string_view raw_query, base::Realm realm);

// The change history of the resource that one entry, made at about `action_time`, is about.
struct HistoryRequest {
  domain::AuditQuery source;
  PageAfter page;
};
base::Result<HistoryRequest> read_history(std::string_view raw_query, std::string_view entry_id,
                                          base::Realm realm);

// The first version: pages by number.
struct PageByNumber {
  domain::AuditQuery query;
  PageRequest page;
  bool as_csv = false;
};
base::Result<PageByNumber> read_list_v1(std::string_view raw_query);

}  // namespace api::audit
