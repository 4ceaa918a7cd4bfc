// When each token was last used. Kept in memory and written along with what is committed anyway, at
// most once a minute and token: a read must not cost a commit. A restart may lose the last minute.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "model/token.h"
#include "store/txn.h"

namespace domain {

class TokenUses {
 public:
  void note(const model::Token& token, std::int64_t now_us);
  std::int64_t last_us(base::TokenId id) const;  // 0: not since the process began

  // Writes what is due, in a child transaction. Failures are left for the next time.
  void write_due(store::Txn& txn, std::int64_t now_us);

 private:
  struct Use {
    base::AccountId account;
    std::int64_t last_us = 0;
    std::int64_t written_us = 0;  // when it was written last; 0: never
    bool waits = false;           // is in waiting_
  };
  struct Hash {
    std::size_t operator()(base::TokenId id) const {
      return std::hash<std::string_view>{}(id.view());
    }
  };
  using Uses = std::unordered_map<base::TokenId, Use, Hash>;

  static bool is_due(const Use& use, std::int64_t now_us);

  Uses uses_;
  std::vector<base::TokenId> waiting_;  // used since they were written
};

}  // namespace domain
