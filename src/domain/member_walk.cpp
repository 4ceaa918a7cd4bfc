#include "domain/member_walk.h"

#include <algorithm>

#include "base/text.h"
#include "domain/draft.h"
#include "domain/members.h"
#include "store/documents.h"
#include "store/lists.h"

namespace domain {
namespace {

using base::ResourceId;

constexpr std::size_t kBatch = 32;  // ids fetched at once

std::string_view word_of(const model::Header& header) {
  return header.pending ? "pending" : "accepted";
}

std::string key_of(const json::Object& attributes, MemberOrder order) {
  if (order == MemberOrder::kEmail) return base::fold(email_of(attributes));
  const json::Value* name = attributes.find("name");
  if (!name) return {};
  return base::fold(
      name->string_or(order == MemberOrder::kFirstName ? "givenName" : "familyName", ""));
}

// The exact reverse, so that it does not matter from which end somebody reads.
PlaceOrder order_of(const MemberQuery& query) {
  const SortOrder order = query.descending ? SortOrder::kDescending : SortOrder::kAscending;
  return {order, order};
}

}  // namespace

MemberWalk::MemberWalk(const MemberQuery& query)
    : query_(query), ordered_(order_of(query), query.offset, query.count) {}

// All members in the order of their making are a list that is stored as such.
bool MemberWalk::needs_walk() const {
  return query_.status || query_.order != MemberOrder::kCreation;
}

void MemberWalk::read_page(Session& session) {
  total_ = store::count_list(session.txn, session.realm(), store::List::kMembers);
  if (query_.offset >= total_) return;
  const std::size_t count = std::min(query_.count, total_ - query_.offset);
  const std::size_t from = query_.descending ? total_ - query_.offset - count : query_.offset;
  page_ = store::list_page(session.txn, session.realm(), store::List::kMembers, from, count);
  if (query_.descending) std::reverse(page_.begin(), page_.end());
}

// Nothing for whom the query does not ask.
std::optional<std::string> MemberWalk::find_key(Session& session, ResourceId id) const {
  const auto header = store::find_header(session.txn, session.realm(), id);
  if (!header || !header->active) return std::nullopt;  // left since the walk began
  if (query_.status && header->pending != (*query_.status == MemberStatus::kPending))
    return std::nullopt;
  if (query_.order == MemberOrder::kCreation) return std::string();
  if (query_.order == MemberOrder::kStatus) return std::string(word_of(*header));
  const auto user = store::find_document(session.txn, session.realm(), id);
  return key_of(parse_stored_object(user->attributes), query_.order);
}

bool MemberWalk::walk(Session& session, const base::Clock& clock, std::int64_t deadline_us) {
  for (;;) {
    const auto batch =
        store::list_after(session.txn, session.realm(), store::List::kMembers, at_, kBatch);
    for (const ResourceId& id : batch) {
      if (id > end_) return true;
      if (const auto key = find_key(session, id)) {
        ++total_;
        if (!is_beyond_end_) ordered_.keep(*key, {0, false, id});
      }
      at_ = id;
      if (clock.monotonic_us() >= deadline_us) return false;
    }
    if (batch.size() < kBatch) return true;
  }
}

bool MemberWalk::step(Session& session, const base::Clock& clock, std::int64_t budget_us) {
  if (!needs_walk()) {
    read_page(session);
    return true;
  }
  const std::int64_t deadline_us = clock.monotonic_us() + budget_us;
  if (!started_) {
    const auto last = store::last_of_list(session.txn, session.realm(), store::List::kMembers);
    if (!last) return true;
    end_ = *last;
    is_beyond_end_ =
        query_.offset >= store::count_list(session.txn, session.realm(), store::List::kMembers);
    started_ = true;
  }
  if (!walked_ && !walk(session, clock, deadline_us)) return false;
  walked_ = true;
  if (!ordered_.let_go(clock, deadline_us)) return false;
  for (const Place& place : ordered_.take_places()) page_.push_back(place.spot.id);
  return true;
}

}  // namespace domain
