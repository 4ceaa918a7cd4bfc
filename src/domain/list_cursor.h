// Cursors of lists, RFC 9865: where the next page begins, as an opaque text that only this service
// can have made, and for this list only. Nothing is remembered between pages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "domain/resource_walk.h"
#include "domain/session.h"

namespace domain {

// RFC 9865 section 4: the least number of seconds that a cursor is good for; here also the most.
inline constexpr std::int64_t kCursorTimeoutSeconds = 3600;

struct ListCursor {
  ListEdge edge;
  std::size_t count = 0;  // of the first page, and of every other
};

// `list` as describe_list has it. Characters are unreserved ones only (RFC 9865 section 2).
std::string format_list_cursor(Session& session, const ListCursor& cursor, std::string_view list);

// kInvalidCursor for a text that was not made for this list of this account; kExpiredCursor.
base::Result<ListCursor> parse_list_cursor(Session& session, std::string_view text,
                                           std::string_view list);

}  // namespace domain
