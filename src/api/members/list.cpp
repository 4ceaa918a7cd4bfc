#include <optional>

#include "api/envelope.h"
#include "api/members/members.h"
#include "api/members/shapes.h"
#include "api/page_read.h"
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

std::optional<json::Value> shape_by_id(domain::Session& session, base::ResourceId id) {
  const auto user = domain::find_resource(session, domain::user_binding(), id);
  if (!user || !user->header.active) return std::nullopt;  // left since the walk met them
  return shape_member(session, *user);
}

}  // namespace

Outcome list_members(Call& call) {
  auto request = read_request(call.raw_query);
  if (!request.ok()) return request.error();
  const PageRequest& page = request.value().page;
  if (request.value().nobody) return envelope_list({}, page.page, page.per_page, 0);
  return read_page_of<domain::MemberWalk>(call, page, shape_by_id, request.value().query);
}

}  // namespace api::members
