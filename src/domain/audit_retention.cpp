#include "domain/audit_retention.h"

#include <utility>

#include "model/audit_entry.h"
#include "store/audit.h"

namespace domain {
namespace {

constexpr std::size_t kPrunedMax = 200;  // about a third of a millisecond
constexpr std::int64_t kRestUs = 60'000'000;
constexpr std::int64_t kDayUs = 86'400'000'000;

// Whether there may be more to take away from this account.
bool prune_account(store::Txn& txn, const model::Account& account, std::int64_t now_us) {
  const std::int64_t days = account.settings.audit_retention_days;
  if (days == 0) return false;
  const std::int64_t oldest_us = now_us - days * kDayUs;
  const store::IsOld is_old = [oldest_us](std::string_view entry) {
    const auto time_us = model::parse_audit_time(entry);
    return time_us && *time_us < oldest_us;
  };
  const auto first =
      store::find_audit(txn, account.realm, store::audit_range(txn, account.realm).first);
  if (!first || !is_old(first->entry)) return false;
  store::Txn child = txn.begin_child();
  const std::size_t pruned = store::prune_audit(child, account.realm, is_old, kPrunedMax);
  child.commit();
  return pruned == kPrunedMax;
}

}  // namespace

void AuditRetention::prune_some(store::Txn& txn, store::RecordMemo& memo, std::int64_t now_us,
                                std::int64_t monotonic_us) {
  if (monotonic_us < next_round_us_) return;
  try {
    const auto id = store::next_account(txn, after_);
    if (!id) {
      after_.reset();
      next_round_us_ = monotonic_us + kRestUs;
      return;
    }
    const auto before = std::exchange(after_, id);
    const auto account = store::find_account(txn, memo, *id);
    if (account && prune_account(txn, *account, now_us)) after_ = before;
  } catch (const store::Full&) {
    // The tick's own writes may still fit.
  } catch (const store::Damaged&) {
    // `scimd verify` tells; what is damaged stays where it is.
  }
}

}  // namespace domain
