#include "domain/user_group_search.h"

#include <algorithm>

#include "base/text.h"
#include "domain/binding.h"
#include "domain/draft.h"
#include "domain/members.h"
#include "domain/query.h"
#include "domain/resource_tree.h"
#include "domain/user_groups.h"
#include "store/documents.h"

namespace domain {
namespace {

constexpr std::size_t kRowsAtOnce = 256;
constexpr std::size_t kLooksBetweenClocks = 32;
constexpr auto kNames = store::IndexedAttribute::kGroupDisplayName;

bool contains_lower(std::string_view text, const std::string& lower) {
  return base::to_lower_ascii(text).find(lower) != std::string::npos;
}

bool precedes(const store::UniqueRow& a, const store::UniqueRow& b, SortOrder order) {
  return order == SortOrder::kAscending ? a.value < b.value : b.value < a.value;
}

}  // namespace

UserGroupSearch::UserGroupSearch(UserGroupFilter filter, const ListWindow& window)
    : filter_(std::move(filter)),
      window_(window),
      fuzzy_lower_(base::to_lower_ascii(filter_.fuzzy_name.value_or(""))) {}

bool UserGroupSearch::step(Session& session, const base::Clock& clock, std::int64_t budget_us) {
  const std::int64_t deadline_us = clock.monotonic_us() + budget_us;
  if (filter_.id || filter_.name) {
    look_up(session);
    return true;
  }
  if (!filter_.fuzzy_name) {
    const std::size_t all = count_all(session, group_binding());
    if (window_.offset >= all) {
      total_ = all;
      return true;
    }
  }
  if (!read_long_names(session, clock, deadline_us)) return false;
  for (std::size_t looks = 1; filter_.fuzzy_name || page_.size() < window_.count; ++looks) {
    const auto id = next_in_order(session);
    if (!id) break;
    if (!filter_.fuzzy_name || matches(session, *id)) take(*id);
    if (looks % kLooksBetweenClocks == 0 && clock.monotonic_us() >= deadline_us) return false;
  }
  if (!filter_.fuzzy_name) total_ = count_all(session, group_binding());
  return true;
}

// An exact id or name finds one group at most, which must satisfy the other filters too.
void UserGroupSearch::look_up(Session& session) {
  std::optional<base::ResourceId> id;
  if (filter_.id) {
    id = base::ResourceId::parse_exact(*filter_.id);
  } else {
    id = store::find_unique(session.txn, session.realm(), kNames, base::fold(*filter_.name));
  }
  const auto group = id ? find_resource(session, group_binding(), *id) : std::nullopt;
  if (!group) return;
  const std::string name = user_group_name(*group);
  if (filter_.name && *filter_.name != name) return;
  if (contains_lower(name, fuzzy_lower_)) take(*id);
}

bool UserGroupSearch::read_long_names(Session& session, const base::Clock& clock,
                                      std::int64_t deadline_us) {
  if (long_sorted_) return true;
  if (!long_ids_) long_ids_ = store::list_unique_beyond_plain(session.txn, session.realm(), kNames);
  while (long_read_ < long_ids_->size()) {
    const base::ResourceId id = (*long_ids_)[long_read_++];
    if (const auto group = find_resource(session, group_binding(), id))
      long_names_.push_back({base::fold(user_group_name(*group)), id});
    if (long_read_ % kLooksBetweenClocks == 0 && clock.monotonic_us() >= deadline_us) return false;
  }
  std::sort(long_names_.begin(), long_names_.end(),
            [this](const auto& a, const auto& b) { return precedes(a, b, window_.order); });
  long_sorted_ = true;
  return true;
}

std::optional<base::ResourceId> UserGroupSearch::next_in_order(Session& session) {
  if (rows_.empty() && !rows_ended_) {
    const auto direction = window_.order == SortOrder::kAscending ? store::WalkDirection::kForward
                                                                  : store::WalkDirection::kBackward;
    auto rows = store::walk_unique(session.txn, session.realm(), kNames, last_value_, direction,
                                   kRowsAtOnce);
    rows_ended_ = rows.size() < kRowsAtOnce;
    if (!rows.empty()) last_value_ = rows.back().value;
    rows_.assign(std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
  }
  const bool has_long = long_next_ < long_names_.size();
  if (has_long &&
      (rows_.empty() || precedes(long_names_[long_next_], rows_.front(), window_.order))) {
    return long_names_[long_next_++].id;
  }
  if (rows_.empty()) return std::nullopt;
  const base::ResourceId id = rows_.front().id;
  rows_.pop_front();
  return id;
}

bool UserGroupSearch::matches(Session& session, base::ResourceId id) const {
  const auto group = find_resource(session, group_binding(), id);
  return group && contains_lower(user_group_name(*group), fuzzy_lower_);
}

void UserGroupSearch::take(base::ResourceId id) {
  if (total_ >= window_.offset && page_.size() < window_.count) page_.push_back(id);
  ++total_;
}

UserGroupMemberSearch::UserGroupMemberSearch(base::ResourceId group, const std::string& fuzzy_email,
                                             const ListWindow& window)
    : group_(group), fuzzy_lower_(base::to_lower_ascii(fuzzy_email)), window_(window) {}

bool UserGroupMemberSearch::step(Session& session, const base::Clock& clock,
                                 std::int64_t budget_us) {
  const std::int64_t deadline_us = clock.monotonic_us() + budget_us;
  if (!members_) members_ = member_ids(session, group_);
  while (looked_at_ < members_->size()) {
    const base::ResourceId id = (*members_)[looked_at_++];
    if (const auto user = store::find_document(session.txn, session.realm(), id)) {
      const std::string email = email_of(parse_stored_object(user->attributes));
      std::string lower = base::to_lower_ascii(email);
      if (lower.find(fuzzy_lower_) != std::string::npos) found_.push_back({std::move(lower), id});
    }
    if (looked_at_ % kLooksBetweenClocks == 0 && clock.monotonic_us() >= deadline_us) return false;
  }
  cut_page();
  return true;
}

// Only the page is sorted: a group may have 100 000 members.
void UserGroupMemberSearch::cut_page() {
  const std::size_t from = std::min(window_.offset, found_.size());
  const std::size_t to = from + std::min(window_.count, found_.size() - from);
  const auto before = [this](const Found& a, const Found& b) {
    return window_.order == SortOrder::kAscending ? a < b : b < a;
  };
  const auto first = found_.begin() + static_cast<std::ptrdiff_t>(from);
  const auto last = found_.begin() + static_cast<std::ptrdiff_t>(to);
  if (from < found_.size()) std::nth_element(found_.begin(), first, found_.end(), before);
  std::partial_sort(first, last, found_.end(), before);
  for (auto at = first; at != last; ++at) page_.push_back(at->user);
}

}  // namespace domain
