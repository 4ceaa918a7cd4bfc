// When each token was last used. Kept in memory and written along with what is committed anyway, at
// most once a minute and token: a read must not cost a commit. A restart may lose the last minute.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "model/token.h"
#include "store/txn.h"

namespace domain {

class TokenUses {
 public:
  void note(const model::Token& token, std::int64_t now_us);
  std::int64_t last_us(base::TokenId id) const;  // 0: not since the process began

  // Writes what is due, at most kWritesMax of it, in a child transaction. What fails is tried
  // again.
  void write_due(store::Txn& txn, std::int64_t now_us);
  static constexpr std::size_t kWritesMax = 64;

  std::size_t size() const { return uses_.size(); }  // tokens kept in memory

 private:
  struct Use {
    base::AccountId account;
    std::int64_t last_us = 0;
    bool is_written = false;  // nothing happened since
  };
  struct Hash {
    std::size_t operator()(base::TokenId id) const {
      return std::hash<std::string_view>{}(id.view());
    }
  };

  using Turn = std::pair<std::int64_t, base::TokenId>;

  std::vector<Turn> due_turns(std::int64_t now_us) const;

  std::unordered_map<base::TokenId, Use, Hash> uses_;
  // When to look at each of them again: to write it, or to forget it when it rested for a minute.
  std::set<Turn> turns_;
};

}  // namespace domain
