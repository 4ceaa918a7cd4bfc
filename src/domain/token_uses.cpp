#include "domain/token_uses.h"

#include <algorithm>
#include <exception>

#include "store/accounts.h"

namespace domain {
namespace {

constexpr std::int64_t kIntervalUs = 60'000'000;

}  // namespace

void TokenUses::note(const model::Token& token, std::int64_t now_us) {
  Use& use = uses_[token.id];
  use.account = token.account;
  use.last_us = now_us;
  if (!use.waits) waiting_.push_back(token.id);
  use.waits = true;
}

std::int64_t TokenUses::last_us(base::TokenId id) const {
  const auto found = uses_.find(id);
  return found == uses_.end() ? 0 : found->second.last_us;
}

bool TokenUses::is_due(const Use& use, std::int64_t now_us) {
  const bool clock_went_back = now_us < use.written_us;
  return use.written_us == 0 || clock_went_back || now_us - use.written_us >= kIntervalUs;
}

void TokenUses::write_due(store::Txn& txn, std::int64_t now_us) {
  const auto first_due =
      std::stable_partition(waiting_.begin(), waiting_.end(),
                            [&](base::TokenId id) { return !is_due(uses_[id], now_us); });
  if (first_due == waiting_.end()) return;
  try {
    store::Txn child = txn.begin_child();
    for (auto id = first_due; id != waiting_.end(); ++id) {
      Use& use = uses_[*id];
      if (store::find_token_hash(child, use.account, *id))
        store::put_token_use(child, use.account, *id, use.last_us);
      use.written_us = now_us;
      use.waits = false;
    }
    child.commit();
  } catch (const std::exception&) {
    // What was asked for stands; when a token was used last is worth no failure.
  }
  waiting_.erase(first_due, waiting_.end());
}

}  // namespace domain
