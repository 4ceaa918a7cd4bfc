#include "api/paging.h"

#include <charconv>

#include "base/text.h"

namespace api {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

constexpr long long kPageMax = 1'000'000'000;  // keeps page times per_page below 2^63

}  // namespace

Result<http::Query> read_query(std::string_view raw_query) { return http::Query::parse(raw_query); }

Result<std::optional<std::string>> read_once(const http::Query& query, std::string_view name) {
  if (query.count(name) > 1) {
    return Error{ErrorCode::kInvalidValue, std::string(name) + " may be given once only"};
  }
  const std::string* value = query.find(name);
  return value ? std::optional<std::string>(*value) : std::nullopt;
}

Result<std::optional<long long>> read_number(const http::Query& query, std::string_view name) {
  auto text = read_once(query, name);
  if (!text.ok()) return text.error();
  if (!text.value()) return std::optional<long long>();
  long long number = 0;
  const char* const end = text.value()->data() + text.value()->size();
  const auto [at, fault] = std::from_chars(text.value()->data(), end, number);
  if (at == end && fault == std::errc::result_out_of_range)
    return std::optional<long long>(text.value()->front() == '-' ? -kPageMax : kPageMax);
  if (fault != std::errc() || at != end) {
    return Error{ErrorCode::kInvalidValue, std::string(name) + " must be a whole number"};
  }
  return std::optional<long long>(number);
}

Result<PageRequest> read_page(const http::Query& query, const PageRule& rule) {
  auto page = read_number(query, "page");
  if (!page.ok()) return page.error();
  auto per_page = read_number(query, "per_page");
  if (!per_page.ok()) return per_page.error();
  PageRequest request;
  request.page = static_cast<std::size_t>(std::clamp(page.value().value_or(1), 1LL, kPageMax));
  const auto wanted = per_page.value().value_or(static_cast<long long>(rule.otherwise));
  request.per_page = static_cast<std::size_t>(
      std::clamp(wanted, static_cast<long long>(rule.least), static_cast<long long>(rule.most)));
  return request;
}

Result<Direction> read_direction(const http::Query& query, Direction otherwise) {
  auto word = read_once(query, "direction");
  if (!word.ok()) return word.error();
  if (!word.value()) return otherwise;
  if (base::equal_fold_ascii(*word.value(), "asc")) return Direction::kAscending;
  if (base::equal_fold_ascii(*word.value(), "desc")) return Direction::kDescending;
  return Error{ErrorCode::kInvalidValue, "direction must be \"asc\" or \"desc\""};
}

}  // namespace api
