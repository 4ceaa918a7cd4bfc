#include "api/scim/list.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "api/scim/list_request.h"
#include "api/scim/render.h"
#include "domain/query.h"
#include "json/write.h"

namespace api::scim_api {
namespace {

using domain::Binding;
using domain::Session;

constexpr std::int64_t kAtOnceUs = 1000;  // how long a list may take before it becomes a job

struct Page {
  std::size_t total = 0;
  std::vector<base::ResourceId> ids;
};

Page page_of(const std::vector<base::ResourceId>& matches, const ListRequest& request) {
  Page page;
  page.total = matches.size();
  const std::size_t first = std::min(request.start_index - 1, matches.size());
  const std::size_t last = first + std::min(request.count, matches.size() - first);
  page.ids.assign(matches.begin() + static_cast<std::ptrdiff_t>(first),
                  matches.begin() + static_cast<std::ptrdiff_t>(last));
  return page;
}

// First the ids are found, then the resources of one page are written; both may take several ticks.
class ListRead final : public LongRead {
 public:
  ListRead(const Binding& binding, ListRequest request, domain::Scan scan)
      : binding_(binding), request_(std::move(request)), scan_(std::move(scan)) {}
  ListRead(const Binding& binding, ListRequest request, Page page)
      : binding_(binding), request_(std::move(request)), page_(std::move(page)) {}

  bool step(Session& session, const base::Clock& clock, std::int64_t budget_us) override {
    const std::int64_t deadline_us = clock.monotonic_us() + budget_us;
    if (scan_) {
      if (!scan_->step(session, clock, budget_us)) return false;
      page_ = page_of(scan_->take_matches(), request_);
      scan_.reset();
    }
    while (next_ < page_.ids.size()) {
      append_next(session);
      if (clock.monotonic_us() > deadline_us) return next_ == page_.ids.size();
    }
    return true;
  }

  http::Response finish(Session&) override {
    const json::Object head{
        {"schemas", json::Array{scim::kListResponseUrn}},
        {"totalResults", page_.total},
        {"startIndex", request_.start_index},
        {"itemsPerPage", shown_},
    };
    http::Response response;
    response.content_type = "application/scim+json";
    response.body = json::write(head);
    response.body.pop_back();
    response.body += ",\"Resources\":[" + resources_ + "]}";
    return response;
  }

 private:
  void append_next(Session& session) {
    const auto document = domain::find_resource(session, binding_, page_.ids[next_++]);
    if (!document) return;  // deleted since the scan met it
    if (shown_++ > 0) resources_ += ',';
    append_resource(resources_, session, binding_, *document, request_.projection,
                    MemberLimit::kUpToThousand);
  }

  const Binding& binding_;
  ListRequest request_;
  std::optional<domain::Scan> scan_;
  Page page_;
  std::size_t next_ = 0;
  std::size_t shown_ = 0;
  std::string resources_;
};

std::unique_ptr<LongRead> start(Session& session, const Binding& binding, ListRequest request) {
  if (!request.filter) {
    Page page{domain::count_all(session, binding),
              domain::page_of_all(session, binding, request.start_index - 1, request.count)};
    return std::make_unique<ListRead>(binding, std::move(request), std::move(page));
  }
  const domain::QueryPlan plan = domain::plan_query(*request.filter, binding);
  scim::FilterNode filter = *request.filter;
  if (plan.way == domain::QueryPlan::Way::kScan) {
    return std::make_unique<ListRead>(binding, std::move(request),
                                      domain::Scan(binding, std::move(filter)));
  }
  domain::Scan scan(binding, std::move(filter), domain::find_candidates(session, plan));
  return std::make_unique<ListRead>(binding, std::move(request), std::move(scan));
}

}  // namespace

Outcome list_resources(Call& call) {
  auto request = read_list_request(call.raw_query, *call.binding, call.session.quirks);
  if (!request.ok()) return request.error();
  auto read = start(call.session, *call.binding, std::move(request).value());
  if (!read->step(call.session, call.clock, kAtOnceUs)) return read;
  return read->finish(call.session);
}

}  // namespace api::scim_api
