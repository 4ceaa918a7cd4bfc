#include "domain/token_uses.h"

#include <exception>

#include "store/accounts.h"

namespace domain {
namespace {

constexpr std::int64_t kIntervalUs = 60'000'000;

}  // namespace

void TokenUses::note(const model::Token& token, std::int64_t now_us) {
  const auto [use, is_new] = uses_.try_emplace(token.id);
  if (is_new) turns_.emplace(now_us, token.id);
  use->second = {token.account, now_us, false};
}

std::int64_t TokenUses::last_us(base::TokenId id) const {
  const auto found = uses_.find(id);
  return found == uses_.end() ? 0 : found->second.last_us;
}

// A turn that is further away than any was set is due too: the clock went back.
std::vector<TokenUses::Turn> TokenUses::due_turns(std::int64_t now_us) const {
  std::vector<Turn> due;
  for (const Turn& turn : turns_) {
    const bool is_due = turn.first <= now_us || turn.first > now_us + kIntervalUs;
    if (!is_due || due.size() == kWritesMax) break;
    due.push_back(turn);
  }
  return due;
}

void TokenUses::write_due(store::Txn& txn, std::int64_t now_us) {
  const std::vector<Turn> due = due_turns(now_us);
  if (due.empty()) return;
  std::vector<bool> was_written;
  try {
    store::Txn child = txn.begin_child();
    for (const Turn& turn : due) {
      const Use& use = uses_.at(turn.second);
      const bool writes =
          !use.is_written && store::find_token_hash(child, use.account, turn.second).has_value();
      if (writes) store::put_token_use(child, use.account, turn.second, use.last_us);
      was_written.push_back(writes);
    }
    child.commit();
  } catch (const std::exception&) {
    return;  // what was asked for stands; when a token was used last is worth no failure
  }
  for (std::size_t i = 0; i < due.size(); ++i) {
    turns_.erase(due[i]);
    if (was_written[i]) {
      uses_.at(due[i].second).is_written = true;
      turns_.emplace(now_us + kIntervalUs, due[i].second);
    } else {
      uses_.erase(due[i].second);
    }
  }
}

}  // namespace domain
