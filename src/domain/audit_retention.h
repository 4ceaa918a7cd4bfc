// Takes away audit entries that are older than their account keeps them, little by little, in
// commits that happen anyway.
#pragma once

#include <cstdint>
#include <optional>

#include "base/ids.h"
#include "store/accounts.h"
#include "store/txn.h"

namespace domain {

class AuditRetention {
 public:
  // Looks at one account: the accounts take turns, and after a whole round there is a minute's
  // rest. Entries outside accounts (realm 0) stay. A failure costs nothing but this turn.
  void prune_some(store::Txn& txn, store::RecordMemo& memo, std::int64_t now_us,
                  std::int64_t monotonic_us);

 private:
  std::optional<base::AccountId> after_;  // whose turn it was
  std::int64_t next_round_us_ = 0;        // monotonic
};

}  // namespace domain
