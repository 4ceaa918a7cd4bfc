#include <utility>

#include "scim/patch.h"

namespace scim {

void RelationChange::add(std::string value) {
  removed_.erase(value);
  auto [place, is_new] = added_places_.try_emplace(value, added_.size());
  if (is_new) added_.push_back(std::move(value));
}

void RelationChange::remove(const std::string& value) {
  added_places_.erase(value);  // its place in added_ is dead now; compact() drops it
  if (!cleared_) removed_.insert(value);
}

void RelationChange::clear() {
  cleared_ = true;
  added_.clear();
  added_places_.clear();
  removed_.clear();
}

// A value may have been removed and added again: only the place the index knows is alive.
const std::vector<std::string>& RelationChange::added() const {
  if (added_.size() == added_places_.size()) return added_;
  std::size_t kept = 0;
  for (std::size_t place = 0; place < added_.size(); ++place) {
    auto known = added_places_.find(added_[place]);
    if (known == added_places_.end() || known->second != place) continue;
    known->second = kept;
    if (kept != place) added_[kept] = std::move(added_[place]);
    ++kept;
  }
  added_.resize(kept);
  return added_;
}

}  // namespace scim
