// Lists of the account API that are in the order of a text: user groups by name, the members of one
// by e-mail. Both are found in slices, each with a transaction of its own; what changes meanwhile
// counts as before or as after.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "domain/ordered_page.h"
#include "domain/session.h"
#include "model/document.h"
#include "store/indexes.h"

namespace domain {

// Which part of a sorted list is wanted; `offset` is 0-based, `count` at least 1.
struct ListWindow {
  SortOrder order = SortOrder::kAscending;
  std::size_t offset = 0;
  std::size_t count = 0;
};

struct UserGroupFilter {
  std::optional<std::string> id;          // exact
  std::optional<std::string> name;        // exact, in its letter case
  std::optional<std::string> fuzzy_name;  // a part of the name, ASCII letters without case
};

// In the order of the folded names. Without fuzzy_name the index of the names is walked up to the
// end of the page; with it every group is looked at.
class UserGroupSearch {
 public:
  UserGroupSearch(UserGroupFilter filter, const ListWindow& window);
  // Works about budget_us; true when the search is over.
  bool step(Session& session, const base::Clock& clock, std::int64_t budget_us);
  const std::vector<base::ResourceId>& ids() const { return page_; }
  std::size_t total() const { return total_; }

 private:
  void look_up(Session& session);
  bool read_long_names(Session& session, const base::Clock& clock, std::int64_t deadline_us);
  std::optional<base::ResourceId> next_in_order(Session& session);
  bool matches(Session& session, base::ResourceId id) const;
  void take(base::ResourceId id);

  UserGroupFilter filter_;
  ListWindow window_;
  std::string fuzzy_lower_;
  // Names beyond what an index key holds: few, sorted here, and merged with the others.
  std::optional<std::vector<base::ResourceId>> long_ids_;
  std::vector<store::UniqueRow> long_names_;
  std::size_t long_read_ = 0;
  std::size_t long_next_ = 0;
  bool long_sorted_ = false;
  std::deque<store::UniqueRow> rows_;
  std::optional<std::string> last_value_;
  bool rows_ended_ = false;
  std::size_t total_ = 0;
  std::vector<base::ResourceId> page_;
};

// Every member is looked at, as no index has a group's members by e-mail.
class UserGroupMemberSearch {
 public:
  // `fuzzy_email`: a part of the e-mail, ASCII letters without case; empty: all.
  UserGroupMemberSearch(base::ResourceId group, const std::string& fuzzy_email,
                        const ListWindow& window);
  bool step(Session& session, const base::Clock& clock, std::int64_t budget_us);
  const std::vector<base::ResourceId>& ids() const { return page_; }  // of users
  std::size_t total() const { return found_.size(); }

 private:
  struct Found {
    std::string email;  // ASCII letters lower case
    base::ResourceId user;
    auto operator<=>(const Found&) const = default;
  };
  void cut_page();

  base::ResourceId group_;
  std::string fuzzy_lower_;
  ListWindow window_;
  std::optional<std::vector<base::ResourceId>> members_;
  std::size_t looked_at_ = 0;
  std::vector<Found> found_;
  std::vector<base::ResourceId> page_;
};

}  // namespace domain
