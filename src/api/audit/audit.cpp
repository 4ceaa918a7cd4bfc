#include "api/audit/audit.h"

#include <memory>
#include <optional>
#include <utility>

#include "api/answer_read.h"
#include "api/audit/cursor.h"
#include "api/audit/page.h"
#include "api/audit/request.h"
#include "api/envelope.h"
#include "domain/audit_products.h"
#include "json/write.h"

namespace api::audit {
namespace {

using domain::AuditField;
using domain::AuditWalk;
using domain::Session;

// Empty on the last page.
std::string cursor_of(const Page& page, const PageAfter& request, base::Realm realm) {
  return page.has_more() ? format_cursor({page.last_sequence(), request.query.order}, realm)
                         : std::string();
}

// The document names `cursor`; the published clients read `cursors.after` (cloudflare.md 9.2).
json::Object with_cursor(json::Object info, const std::string& cursor) {
  info.append("cursor", cursor);
  info.append("cursors", json::Object{{"after", cursor}});
  return info;
}

class ListRead final : public LongRead {
 public:
  explicit ListRead(PageAfter request)
      : request_(std::move(request)),
        page_(AuditWalk(request_.query, request_.bounds), request_.limit, LookBehind::kYes,
              append_entry) {}

  bool step(Session& session, const base::Clock& clock, std::int64_t budget_us) override {
    return page_.step(session, clock, clock.monotonic_us() + budget_us);
  }

  http::Response finish(Session& session) override {
    // A string, says the document.
    json::Object info{{"count", std::to_string(page_.count())}};
    return envelope_written_list(
        page_.text(),
        with_cursor(std::move(info), cursor_of(page_, request_, session.account.realm)));
  }

 private:
  PageAfter request_;
  Page page_;
};

// First the entry is found, then the other entries about its resource.
class HistoryRead final : public LongRead {
 public:
  explicit HistoryRead(HistoryRequest request)
      : request_(std::move(request)), source_walk_(request_.source) {}

  bool step(Session& session, const base::Clock& clock, std::int64_t budget_us) override {
    const std::int64_t deadline_us = clock.monotonic_us() + budget_us;
    if (!source_) {
      source_ = source_walk_.next(session, clock, deadline_us);
      if (!source_) return source_walk_.is_over();
      if (source_->entry.resource_id.empty()) return true;
      start_page(session);
    }
    return !page_ || page_->step(session, clock, deadline_us);
  }

  http::Response finish(Session& session) override {
    if (!source_) return not_found();
    const std::size_t count = page_ ? page_->count() : 0;
    const std::string cursor =
        page_ ? cursor_of(*page_, request_.page, session.account.realm) : std::string();
    const json::Object info =
        with_cursor(json::Object{{"count", count}, {"history_status", status()}}, cursor);
    return envelope_written_list(page_ ? page_->text() : std::string(), info);
  }

 private:
  void start_page(Session& session) {
    auto term = domain::AuditTerm::make(
        "id", AuditField::kResource,
        {audit_value(AuditField::kResource, source_->entry, session.account)});
    request_.page.query.terms.push_back(std::move(term).value());
    page_.emplace(AuditWalk(request_.page.query, request_.page.bounds), request_.page.limit,
                  LookBehind::kYes, append_entry);
  }

  // Whether the request named the resource by its path, or the entry knows it otherwise (a create).
  std::string_view status() const {
    const model::AuditEntry& entry = source_->entry;
    if (entry.resource_id.empty()) return "unavailable";
    return entry.uri.find(entry.resource_id) != std::string::npos ? "exact" : "approximate";
  }

  // This failure alone has a result_info.
  static http::Response not_found() {
    http::Response response = envelope_error(
        404, {0, "There is no audit log entry with this id at about this action_time."});
    response.body.pop_back();
    response.body += R"(,"result_info":{"count":0,"history_status":"unavailable"}})";
    return response;
  }

  HistoryRequest request_;
  AuditWalk source_walk_;
  std::optional<domain::AuditRecord> source_;
  std::optional<Page> page_;
};

class ListReadV1 final : public LongRead {
 public:
  explicit ListReadV1(PageByNumber request)
      : as_csv_(request.as_csv),
        page_(walk_for(request), request.page.per_page, LookBehind::kNo,
              request.as_csv ? append_csv : append_entry_v1) {}

  bool step(Session& session, const base::Clock& clock, std::int64_t budget_us) override {
    return page_.step(session, clock, clock.monotonic_us() + budget_us);
  }

  http::Response finish(Session&) override {
    if (!as_csv_) return envelope_written_list(page_.text(), nullptr);
    http::Response response;
    response.content_type = "text/csv; charset=utf-8; header=present";  // RFC 7111, RFC 4180 3
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"audit_logs.csv\"");
    response.body = csv_head() + page_.text();
    return response;
  }

 private:
  static AuditWalk walk_for(PageByNumber& request) {
    AuditWalk walk(std::move(request.query));
    walk.skip(request.page.offset());
    return walk;
  }

  bool as_csv_;
  Page page_;
};

template <typename Read, typename Request>
Outcome start(Call& call, base::Result<Request> request) {
  if (!request.ok()) return request.error();
  return answer_read(call, std::make_unique<Read>(std::move(request).value()));
}

}  // namespace

Outcome list_v1(Call& call) { return start<ListReadV1>(call, read_list_v1(call.raw_query)); }

Outcome list_entries(Call& call) {
  return start<ListRead>(call, read_list(call.raw_query, call.session.account.realm));
}

Outcome list_history(Call& call) {
  return start<HistoryRead>(call, read_history(call.raw_query, call.params.get("audit_log_id"),
                                               call.session.account.realm));
}

Outcome list_product_categories(Call&) {
  std::string items;
  for (const domain::AuditProductCategory& category : domain::audit_product_categories()) {
    json::Array products;
    for (const domain::AuditProduct& product : category.products)
      products.push_back(json::Object{{"label", product.label}, {"value", product.value}});
    if (!items.empty()) items += ',';
    json::append(items, json::Object{{"label", category.label},
                                     {"value", category.value},
                                     {"products", std::move(products)}});
  }
  return envelope_written_list(items, nullptr);
}

}  // namespace api::audit
