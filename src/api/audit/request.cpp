#include "api/audit/request.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api/audit/cursor.h"
#include "base/text.h"
#include "base/time.h"

namespace api::audit {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using domain::AuditField;
using domain::AuditOrder;
using domain::AuditQuery;
using domain::AuditTerm;

constexpr PageRule kPages{100, 1, 1000};
constexpr std::int64_t kSecondUs = 1'000'000;
constexpr std::int64_t kDayUs = 86'400 * kSecondUs;
// How far from the time it shows an entry is looked for; ids do not repeat.
constexpr std::int64_t kSourceWindowUs = 60 * kSecondUs;

// The values that are published for a parameter; anything else is a mistake worth telling.
constexpr std::string_view kResults[] = {"success", "failure"};
constexpr std::string_view kActions[] = {"create", "delete", "view", "update"};
constexpr std::string_view kContexts[] = {"api",  "api_key", "api_token",
                                          "dash", "oauth",   "origin_ca_key"};
constexpr std::string_view kActors[] = {"account", "cloudflare_admin", "delegated_service",
                                        "system", "user"};
constexpr std::string_view kScopes[] = {"accounts", "user", "zones", "memberships"};

struct ParameterRow {
  std::string_view name;
  AuditField field;
  std::span<const std::string_view> published = {};  // empty: any text
};
// Each may be repeated, and each has a negated form, `<name>.not`.
constexpr ParameterRow kParameters[] = {
    {"account_name", AuditField::kAccountName},
    {"action_result", AuditField::kActionResult, kResults},
    {"action_type", AuditField::kActionType, kActions},
    {"actor_context", AuditField::kActorContext, kContexts},
    {"actor_email", AuditField::kActorEmail},
    {"actor_id", AuditField::kActorId},
    {"actor_ip_address", AuditField::kActorAddress},
    {"actor_token_id", AuditField::kActorTokenId},
    {"actor_token_name", AuditField::kActorTokenName},
    {"actor_type", AuditField::kActorType, kActors},
    {"audit_log_id", AuditField::kId},
    {"id", AuditField::kId},
    {"raw_cf_ray_id", AuditField::kRayId},
    {"raw_method", AuditField::kMethod},
    {"raw_status_code", AuditField::kStatusCode},
    {"raw_uri", AuditField::kUri},
    {"resource_id", AuditField::kResourceId},
    {"resource_product", AuditField::kResourceProduct},
    {"resource_type", AuditField::kResourceType},
    {"resource_scope", AuditField::kResourceScope, kScopes},
    {"zone_id", AuditField::kZoneId},
    {"zone_name", AuditField::kZoneName},
};
// The parameters of the first version; each may be given once.
constexpr ParameterRow kParametersV1[] = {
    {"id", AuditField::kId},
    {"action.type", AuditField::kActionType},
    {"actor.ip", AuditField::kActorAddress},
    {"actor.email", AuditField::kActorEmail},
    {"zone.name", AuditField::kZoneName},
};

Error invalid(std::string_view name, std::string_view sentence) {
  return {ErrorCode::kInvalidValue, std::string(name) + " " + std::string(sentence)};
}

struct Moment {
  std::int64_t us = 0;
  bool is_date = false;  // a whole day
};

Result<std::optional<Moment>> read_moment(const http::Query& query, std::string_view name) {
  auto text = read_once(query, name);
  if (!text.ok()) return text.error();
  if (!text.value()) return std::optional<Moment>();
  constexpr std::size_t kDateBytes = 10;
  const bool is_date = text.value()->size() == kDateBytes;
  const auto us = base::parse_time(is_date ? *text.value() + "T00:00:00Z" : *text.value());
  if (!us)
    return invalid(name, "must be a date like 2026-01-31 or a time like 2026-01-31T00:00:00Z");
  return std::optional(Moment{*us, is_date});
}

// Entries on or after `since` and on or before `before`; a date stands for the whole day.
Status read_window(const http::Query& query, AuditQuery& wanted) {
  auto since = read_moment(query, "since");
  if (!since.ok()) return since.error();
  auto before = read_moment(query, "before");
  if (!before.ok()) return before.error();
  if (since.value()) wanted.since_us = since.value()->us;
  if (const auto& end = before.value())
    wanted.end_us = end->is_date ? end->us + kDayUs : end->us - end->us % kSecondUs + kSecondUs;
  if (wanted.since_us >= wanted.end_us) return invalid("since", "must not be later than before");
  return base::done();
}

Status require_window(const http::Query& query) {
  for (std::string_view name : {"since", "before"}) {
    if (query.count(name) == 0) return invalid(name, "is required");
  }
  return base::done();
}

Status require_published(std::string_view name, std::span<const std::string_view> published,
                         const std::vector<std::string>& values) {
  const auto is_published = [&](const std::string& value) {
    return std::find(published.begin(), published.end(), value) != published.end();
  };
  if (published.empty() || std::all_of(values.begin(), values.end(), is_published))
    return base::done();
  std::string known;
  for (const std::string_view value : published)
    known += (known.empty() ? "" : ", ") + std::string(value);
  return invalid(name, "must be one of: " + known);
}

Status add_term(AuditQuery& wanted, std::string_view name, AuditField field,
                std::vector<std::string> values, bool negated) {
  if (values.empty()) return base::done();
  auto term = AuditTerm::make(name, field, std::move(values));
  if (!term.ok()) return term.error();
  wanted.terms.push_back(std::move(term).value());
  if (negated) wanted.terms.back().negate();
  return base::done();
}

Status read_terms(const http::Query& query, AuditQuery& wanted) {
  for (const ParameterRow& row : kParameters) {
    const std::string excluded = std::string(row.name) + ".not";
    for (const bool negated : {false, true}) {
      const std::string_view name = negated ? std::string_view(excluded) : row.name;
      std::vector<std::string> values = query.find_all(name);
      auto status = require_published(name, row.published, values);
      if (status.ok()) status = add_term(wanted, name, row.field, std::move(values), negated);
      if (!status.ok()) return status;
    }
  }
  constexpr std::string_view kCategory = "product_category";
  return add_term(wanted, kCategory, AuditField::kProductCategory, query.find_all(kCategory),
                  false);
}

Status read_order(const http::Query& query, AuditQuery& wanted) {
  auto direction = read_direction(query, Direction::kDescending);
  if (!direction.ok()) return direction.error();
  wanted.order = direction.value() == Direction::kAscending ? AuditOrder::kOldestFirst
                                                            : AuditOrder::kNewestFirst;
  return base::done();
}

// Window, order, limit and cursor: what the list and the history have in common.
Result<PageAfter> read_page_after(const http::Query& query, base::Realm realm) {
  PageAfter page;
  for (Status status :
       {require_window(query), read_window(query, page.query), read_order(query, page.query)}) {
    if (!status.ok()) return status.error();
  }
  auto limit = read_number(query, "limit");
  if (!limit.ok()) return limit.error();
  page.limit = static_cast<std::size_t>(
      std::clamp<long long>(limit.value().value_or(kPages.otherwise), kPages.least, kPages.most));
  auto text = read_once(query, "cursor");
  if (!text.ok()) return text.error();
  if (!text.value() || text.value()->empty()) return page;  // empty: the first page
  const auto cursor = parse_cursor(*text.value(), realm);
  if (!cursor) return invalid("cursor", "is not one that this list gave");
  if (cursor->order != page.query.order) return invalid("cursor", "belongs to the other direction");
  if (cursor->order == AuditOrder::kOldestFirst) {
    page.bounds.first = cursor->sequence + 1;
  } else {
    page.bounds.last = cursor->sequence - 1;
  }
  return page;
}

Result<bool> read_flag(const http::Query& query, std::string_view name) {
  auto text = read_once(query, name);
  if (!text.ok()) return text.error();
  if (!text.value() || base::equal_fold_ascii(*text.value(), "false")) return false;
  if (base::equal_fold_ascii(*text.value(), "true")) return true;
  return invalid(name, "must be true or false");
}

// Shown with dashes in this version.
std::string id_without_dashes(std::string id) {
  const auto bytes = base::parse_uuid_bytes(id);
  return bytes ? base::TokenId{*bytes}.hex() : id;
}

Status read_terms_v1(const http::Query& query, AuditQuery& wanted) {
  for (const ParameterRow& row : kParametersV1) {
    auto value = read_once(query, row.name);
    if (!value.ok()) return value.error();
    if (!value.value()) continue;
    std::string text = *value.value();
    if (row.field == AuditField::kId) text = id_without_dashes(std::move(text));
    auto status = add_term(wanted, row.name, row.field, {std::move(text)}, false);
    if (!status.ok()) return status;
  }
  auto hide = read_flag(query, "hide_user_logs");
  if (!hide.ok()) return hide.error();
  if (!hide.value()) return base::done();
  return add_term(wanted, "hide_user_logs", AuditField::kResourceScope, {"user"}, true);
}

}  // namespace

Result<PageAfter> read_list(std::string_view raw_query, base::Realm realm) {
  auto query = read_query(raw_query);
  if (!query.ok()) return query.error();
  auto page = read_page_after(query.value(), realm);
  if (!page.ok()) return page.error();
  if (auto status = read_terms(query.value(), page.value().query); !status.ok())
    return status.error();
  return page;
}

Result<HistoryRequest> read_history(std::string_view raw_query, std::string_view entry_id,
                                    base::Realm realm) {
  auto query = read_query(raw_query);
  if (!query.ok()) return query.error();
  auto time = read_moment(query.value(), "action_time");
  if (!time.ok()) return time.error();
  if (!time.value()) return invalid("action_time", "is required");
  auto page = read_page_after(query.value(), realm);
  if (!page.ok()) return page.error();
  HistoryRequest request;
  request.page = std::move(page).value();
  request.source.since_us = time.value()->us - kSourceWindowUs;
  request.source.end_us = time.value()->us + kSourceWindowUs;
  auto status = add_term(request.source, "id", AuditField::kId, {std::string(entry_id)}, false);
  if (!status.ok()) return status.error();
  return request;
}

Result<PageByNumber> read_list_v1(std::string_view raw_query) {
  auto query = read_query(raw_query);
  if (!query.ok()) return query.error();
  PageByNumber wanted;
  for (Status status :
       {read_window(query.value(), wanted.query), read_order(query.value(), wanted.query),
        read_terms_v1(query.value(), wanted.query)}) {
    if (!status.ok()) return status.error();
  }
  auto page = read_page(query.value(), kPages);
  if (!page.ok()) return page.error();
  wanted.page = page.value();
  auto as_csv = read_flag(query.value(), "export");
  if (!as_csv.ok()) return as_csv.error();
  wanted.as_csv = as_csv.value();
  return wanted;
}

}  // namespace api::audit
