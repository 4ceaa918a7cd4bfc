// Page numbers and directions of v4 lists. Numbers out of range are clamped, as the live service
// accepts them (cloudflare.md section 1.1); what is no number, and a parameter given twice, is
// refused.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/query.h"

namespace api {

struct PageRule {
  std::size_t otherwise;  // per_page when it is not given
  std::size_t least;
  std::size_t most;
};
inline constexpr PageRule kSmallPages{20, 5, 50};    // accounts, members, roles, tokens
inline constexpr PageRule kLargePages{100, 1, 500};  // user groups and their members

struct PageRequest {
  std::size_t page = 1;
  std::size_t per_page = 0;
  // 0-based; of a page beyond every list it is beyond every list too.
  std::size_t offset() const { return (page - 1) * per_page; }
};

// kInvalidValue when the query cannot be decoded.
base::Result<http::Query> read_query(std::string_view raw_query);

base::Result<PageRequest> read_page(const http::Query& query, const PageRule& rule);

// The value of a parameter that may be given once; nothing when it is absent.
base::Result<std::optional<std::string>> read_once(const http::Query& query, std::string_view name);

// A whole number; nothing when it is absent.
base::Result<std::optional<long long>> read_number(const http::Query& query, std::string_view name);

enum class Direction { kAscending, kDescending };
base::Result<Direction> read_direction(const http::Query& query,
                                       Direction otherwise = Direction::kAscending);

// The items of a page, out of all.
template <typename T>
std::vector<T> cut_page(std::vector<T> all, const PageRequest& page) {
  const std::size_t from = std::min(page.offset(), all.size());
  const std::size_t to = from + std::min(page.per_page, all.size() - from);
  return {std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(from)),
          std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(to))};
}

}  // namespace api
