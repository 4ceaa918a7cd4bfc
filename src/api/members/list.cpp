#include <memory>

#include "api/envelope.h"
#include "api/members/members.h"
#include "api/members/shapes.h"
#include "api/paging.h"
#include "domain/member_walk.h"
#include "domain/members.h"
#include "domain/query.h"

namespace api::members {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using domain::MemberOrder;
using domain::MemberStatus;

constexpr std::int64_t kAtOnceUs = 1000;  // how long a list may take before it becomes a job

constexpr struct {
  std::string_view word;
  MemberOrder order;
} kOrders[] = {
    {"user.first_name", MemberOrder::kFirstName},
    {"user.last_name", MemberOrder::kLastName},
    {"user.email", MemberOrder::kEmail},
    {"status", MemberOrder::kStatus},
};

Result<MemberOrder> read_order(const http::Query& query) {
  auto word = read_once(query, "order");
  if (!word.ok()) return word.error();
  if (!word.value()) return MemberOrder::kCreation;
  for (const auto& known : kOrders) {
    if (known.word == *word.value()) return known.order;
  }
  return Error{ErrorCode::kInvalidValue,
               "order must be \"user.first_name\", \"user.last_name\", \"user.email\" or "
               "\"status\""};
}

struct Request {
  PageRequest page;
  domain::MemberQuery query;
  bool nobody = false;  // asks for rejected invitations, which are not kept
};

base::Status read_status(const http::Query& query, Request& request) {
  auto word = read_once(query, "status");
  if (!word.ok()) return word.error();
  if (!word.value()) return base::done();
  if (*word.value() == "accepted") {
    request.query.status = MemberStatus::kAccepted;
  } else if (*word.value() == "pending") {
    request.query.status = MemberStatus::kPending;
  } else if (*word.value() == "rejected") {
    request.nobody = true;
  } else {
    return Error{ErrorCode::kInvalidValue,
                 "status must be \"accepted\", \"pending\" or \"rejected\""};
  }
  return base::done();
}

Result<Request> read_request(std::string_view raw_query) {
  auto query = read_query(raw_query);
  if (!query.ok()) return query.error();
  Request request;
  auto page = read_page(query.value(), kSmallPages);
  if (!page.ok()) return page.error();
  request.page = page.value();
  auto order = read_order(query.value());
  if (!order.ok()) return order.error();
  auto direction = read_direction(query.value());
  if (!direction.ok()) return direction.error();
  if (auto status = read_status(query.value(), request); !status.ok()) return status.error();
  request.query.order = order.value();
  request.query.descending = direction.value() == Direction::kDescending;
  request.query.offset = request.page.offset();
  request.query.count = request.page.per_page;
  return request;
}

// First the page is found, then its members are written; both may take several ticks.
class ListRead final : public LongRead {
 public:
  explicit ListRead(const Request& request) : page_(request.page), walk_(request.query) {}

  bool step(domain::Session& session, const base::Clock& clock, std::int64_t budget_us) override {
    const std::int64_t deadline_us = clock.monotonic_us() + budget_us;
    if (!walked_ && !walk_.step(session, clock, budget_us)) return false;
    walked_ = true;
    while (next_ < walk_.page().size()) {
      append_next(session);
      if (clock.monotonic_us() >= deadline_us) break;
    }
    return next_ == walk_.page().size();
  }

  http::Response finish(domain::Session&) override {
    return envelope_list(std::move(members_), page_.page, page_.per_page, walk_.total());
  }

 private:
  void append_next(domain::Session& session) {
    const auto user = domain::find_resource(session, domain::user_binding(), walk_.page()[next_++]);
    if (!user || !user->header.active) return;  // left since the walk met them
    members_.push_back(shape_member(session, *user));
  }

  PageRequest page_;
  domain::MemberWalk walk_;
  bool walked_ = false;
  std::size_t next_ = 0;
  json::Array members_;
};

}  // namespace

Outcome list_members(Call& call) {
  auto request = read_request(call.raw_query);
  if (!request.ok()) return request.error();
  const PageRequest& page = request.value().page;
  if (request.value().nobody) return envelope_list({}, page.page, page.per_page, 0);
  auto read = std::make_unique<ListRead>(request.value());
  if (!read->step(call.session, call.clock, kAtOnceUs)) return read;
  return read->finish(call.session);
}

}  // namespace api::members
