// When tokens were last used: what is kept in memory and what is written.
#include "domain/token_uses.h"

#include <set>

#include "doctest/doctest.h"
#include "store/accounts.h"
#include "support/test_store.h"

using domain::TokenUses;
using support::TestStore;

namespace {

constexpr std::int64_t kMinuteUs = 60'000'000;

struct Uses {
  TestStore store;
  TokenUses uses;
  std::vector<model::Token> tokens;

  explicit Uses(std::size_t count) {
    store::Txn txn = store.write();
    for (std::size_t i = 0; i < count; ++i) {
      model::Token token;
      token.id.bytes[0] = static_cast<std::uint8_t>(i);
      token.id.bytes[1] = static_cast<std::uint8_t>(i >> 8);
      store::put_token(txn, hash_of(i), token);
      tokens.push_back(token);
    }
    txn.commit();
  }
  static store::TokenHash hash_of(std::size_t i) {
    store::TokenHash hash{};
    hash[0] = static_cast<std::uint8_t>(i);
    hash[1] = static_cast<std::uint8_t>(i >> 8);
    hash[2] = 1;
    return hash;
  }
  // How many are written at that time.
  std::size_t write(std::int64_t now_us) {
    std::vector<std::int64_t> before = stored();
    store::Txn txn = store.write();
    uses.write_due(txn, now_us);
    txn.commit();
    const std::vector<std::int64_t> after = stored();
    std::size_t count = 0;
    for (std::size_t i = 0; i < after.size(); ++i) count += before[i] != after[i] ? 1 : 0;
    return count;
  }
  std::vector<std::int64_t> stored() {
    store::Txn txn = store.read();
    std::vector<std::int64_t> times;
    for (const model::Token& token : tokens)
      times.push_back(store::find_token_use(txn, token.account, token.id));
    return times;
  }
};

}  // namespace

TEST_CASE("token uses: the first use is written at once, the next ones at most once a minute") {
  Uses world(1);
  world.uses.note(world.tokens[0], 1000);
  CHECK(world.write(1000) == 1);
  world.uses.note(world.tokens[0], 2000);
  CHECK(world.write(2000) == 0);
  CHECK(world.uses.last_us(world.tokens[0].id) == 2000);
  CHECK(world.write(1000 + kMinuteUs) == 1);
  CHECK(world.stored()[0] == 2000);
}

TEST_CASE("token uses: one commit writes a bounded number, the others wait for the next") {
  Uses world(150);
  for (const model::Token& token : world.tokens) world.uses.note(token, 1000);
  CHECK(world.write(1000) == TokenUses::kWritesMax);
  CHECK(world.write(1001) == TokenUses::kWritesMax);
  CHECK(world.write(1002) == 150 - 2 * TokenUses::kWritesMax);
}

TEST_CASE("token uses: who rests for a minute, or is deleted, is forgotten") {
  Uses world(2);
  for (const model::Token& token : world.tokens) world.uses.note(token, 1000);
  {
    store::Txn txn = world.store.write();
    store::erase_token(txn, Uses::hash_of(1), world.tokens[1]);
    txn.commit();
  }
  CHECK(world.write(1000) == 1);
  CHECK(world.uses.size() == 1);
  CHECK(world.write(1000 + kMinuteUs) == 0);
  CHECK(world.uses.size() == 0);
  CHECK(world.stored()[0] == 1000);
}

TEST_CASE("token uses: a clock that goes back holds nothing up") {
  Uses world(1);
  world.uses.note(world.tokens[0], 100 * kMinuteUs);
  CHECK(world.write(100 * kMinuteUs) == 1);
  world.uses.note(world.tokens[0], kMinuteUs);
  CHECK(world.write(kMinuteUs) == 1);
}
