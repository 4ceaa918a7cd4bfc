// The walk over the audit log against the plainest filter there is.
#include "domain/audit_walk.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "base/id_source.h"
#include "doctest/doctest.h"
#include "store/audit.h"
#include "store/keys.h"
#include "support/fake_clock.h"
#include "support/test_store.h"

namespace {

using domain::AuditField;
using domain::AuditOrder;
using domain::AuditQuery;
using domain::AuditRecord;
using domain::AuditTerm;
using domain::AuditWalk;
using support::kTestRealm;

constexpr std::int64_t kSecondUs = 1'000'000;
constexpr std::int64_t kStartUs = 1'767'225'600 * kSecondUs;

class Log {
 public:
  Log() {
    account_.id.bytes.fill(0xAB);
    account_.realm = kTestRealm;
    account_.name = "Test";
  }

  void append(const model::AuditEntry& entry) {
    store::Txn txn = test_.write();
    store::append_audit(txn, kTestRealm, model::encode_audit(entry, account_.id.hex()));
    txn.commit();
    all_.push_back({all_.size() + 1, entry});
  }

  void prune(std::size_t count) {
    store::Txn txn = test_.write();
    store::prune_audit(txn, kTestRealm, [](std::string_view) { return true; }, count);
    txn.commit();
    gone_ += count;
  }

  // One slice; the walk is over when it says so.
  std::vector<std::uint64_t> step(AuditWalk& walk, std::int64_t budget_us) {
    store::Txn txn = test_.read();
    domain::Session session{txn, test_.store().memo(), ids_, kStartUs, account_, {}, {}, {}};
    std::vector<std::uint64_t> found;
    const std::int64_t deadline_us = clock_.monotonic_us() + budget_us;
    while (auto record = walk.next(session, clock_, deadline_us)) {
      found.push_back(record->sequence);
      if (clock_.monotonic_us() >= deadline_us) break;
    }
    return found;
  }

  std::vector<std::uint64_t> walk(AuditWalk walk, std::int64_t budget_us = 1) {
    std::vector<std::uint64_t> found;
    while (!walk.is_over()) {
      const auto some = step(walk, budget_us);
      found.insert(found.end(), some.begin(), some.end());
    }
    return found;
  }

  std::vector<std::uint64_t> naive(const AuditQuery& query) const {
    std::vector<std::uint64_t> found;
    for (const AuditRecord& record : all_) {
      if (record.sequence > gone_ && query.fits(record.entry, account_))
        found.push_back(record.sequence);
    }
    if (query.order == AuditOrder::kNewestFirst) std::reverse(found.begin(), found.end());
    return found;
  }

  support::FakeClock& clock() { return clock_; }
  const model::Account& account() const { return account_; }
  const std::vector<AuditRecord>& all() const { return all_; }

 private:
  support::TestStore test_;
  support::FakeClock clock_;
  base::IdSource ids_{1};
  model::Account account_;
  std::vector<AuditRecord> all_;
  std::size_t gone_ = 0;
};

model::AuditEntry entry_at(std::int64_t time_us) {
  model::AuditEntry entry;
  entry.id = std::string(32, '1');
  entry.time_us = time_us;
  entry.actor_type = "account";
  entry.actor_context = "api";
  entry.action_type = "create";
  entry.resource_type = "scim_user";
  return entry;
}

AuditTerm term(AuditField field, std::vector<std::string> values) {
  return std::move(AuditTerm::make("x", field, std::move(values))).value();
}

struct Random {
  explicit Random(std::uint32_t seed) : engine(seed) {}
  int below(int end) { return static_cast<int>(engine() % static_cast<unsigned>(end)); }
  template <typename T>
  const T& one_of(const std::vector<T>& values) {
    return values[static_cast<std::size_t>(below(static_cast<int>(values.size())))];
  }
  std::mt19937 engine;
};

const std::vector<std::string> kTypes = {"scim_user", "scim_group", "api_token"};
const std::vector<std::string> kActions = {"create", "update", "delete"};
const std::vector<std::string> kAddresses = {"192.0.2.1", "192.0.2.200", "2001:db8::1", ""};
const std::vector<std::string> kEmails = {"ada@example.com", "ADA@example.com", "bob@example.com",
                                          ""};

model::AuditEntry random_entry(Random& random, std::int64_t time_us) {
  model::AuditEntry entry = entry_at(time_us);
  entry.id = std::string(32, static_cast<char>('0' + random.below(10)));
  entry.address = random.one_of(kAddresses);
  entry.actor_email = random.one_of(kEmails);
  entry.action_type = random.one_of(kActions);
  entry.resource_type = random.one_of(kTypes);
  entry.success = random.below(3) > 0;
  entry.status = entry.success ? 200 + random.below(2) : 400 + random.below(5);
  return entry;
}

AuditQuery random_query(Random& random, std::int64_t last_us) {
  AuditQuery query;
  if (random.below(2) == 0) query.order = AuditOrder::kOldestFirst;
  const auto moment = [&] {
    return (kStartUs + static_cast<std::int64_t>(random.engine() %
                                                 static_cast<std::uint64_t>(last_us - kStartUs))) /
           kSecondUs * kSecondUs;
  };
  if (random.below(2) == 0) query.since_us = moment();
  if (random.below(2) == 0) query.end_us = moment();
  const std::vector<std::pair<AuditField, std::vector<std::string>>> terms = {
      {AuditField::kActionType, {"create"}},
      {AuditField::kActionType, {"delete", "update"}},
      {AuditField::kResourceType, {"api_token"}},
      {AuditField::kActorAddress, {"192.0.2.0/25"}},
      {AuditField::kActorEmail, {"ada@EXAMPLE.com"}},
      {AuditField::kStatusCode, {"404", "201"}},
      {AuditField::kActionResult, {"failure"}},
      {AuditField::kResourceProduct, {"members"}},
      {AuditField::kId, {std::string(32, '7')}},
      {AuditField::kZoneName, {"example.com"}},
  };
  for (int i = random.below(3); i > 0; --i) {
    const auto& [field, values] = random.one_of(terms);
    query.terms.push_back(term(field, values));
    if (random.below(2) == 0) query.terms.back().negate();
  }
  return query;
}

}  // namespace

TEST_CASE("audit walk: random queries find what a filter over all entries finds, in its order") {
  Random random(7);
  Log log;
  log.clock().set_look_us(1);
  std::int64_t time_us = kStartUs;
  for (int i = 0; i < 400; ++i) {
    // The clock mostly goes on, stands still at times, and is set back by minutes now and then.
    time_us += random.below(20) == 0 ? -random.below(300) * kSecondUs
                                     : random.below(120) * kSecondUs + random.below(3) * 400'000;
    log.append(random_entry(random, time_us));
  }
  for (int round = 0; round < 400; ++round) {
    if (round % 100 == 99) log.prune(50);
    const AuditQuery query = random_query(random, time_us);
    const auto expected = log.naive(query);
    CAPTURE(round);
    const std::int64_t budget_us = 1 + random.below(200);
    REQUIRE(log.walk(AuditWalk(query), budget_us) == expected);

    const auto skipped = static_cast<std::size_t>(random.below(60));
    AuditWalk later(query);
    later.skip(skipped);
    const std::size_t from = std::min(skipped, expected.size());
    REQUIRE(log.walk(later, budget_us) ==
            std::vector<std::uint64_t>(expected.begin() + static_cast<std::ptrdiff_t>(from),
                                       expected.end()));
    AuditWalk::Bounds bounds{static_cast<std::uint64_t>(random.below(400)),
                             static_cast<std::uint64_t>(random.below(400))};
    std::vector<std::uint64_t> bounded;
    for (const std::uint64_t sequence : expected) {
      if (sequence >= bounds.first && sequence <= bounds.last) bounded.push_back(sequence);
    }
    REQUIRE(log.walk(AuditWalk(query, bounds), budget_us) == bounded);
  }
}

TEST_CASE("audit walk: what is appended after its start is not part of it") {
  for (const AuditOrder order : {AuditOrder::kOldestFirst, AuditOrder::kNewestFirst}) {
    Log log;
    log.clock().set_look_us(1);
    for (int i = 0; i < 10; ++i) log.append(entry_at(kStartUs + i * kSecondUs));
    AuditQuery query;
    query.order = order;
    const auto expected = log.naive(query);
    AuditWalk walk(query);
    std::vector<std::uint64_t> found;
    while (!walk.is_over()) {
      const auto some = log.step(walk, 1);
      found.insert(found.end(), some.begin(), some.end());
      log.append(entry_at(kStartUs + 100 * kSecondUs));
    }
    CHECK(found == expected);
  }
}

TEST_CASE("audit walk: entries that are pruned while it goes on are left out, without an error") {
  Log forward;
  forward.clock().set_look_us(1);
  for (int i = 0; i < 20; ++i) forward.append(entry_at(kStartUs + i * kSecondUs));
  AuditQuery query;
  query.order = AuditOrder::kOldestFirst;
  AuditWalk oldest(query);
  CHECK(forward.step(oldest, 1) == std::vector<std::uint64_t>{1});
  forward.prune(10);
  CHECK(forward.walk(oldest, 1000) ==
        std::vector<std::uint64_t>{11, 12, 13, 14, 15, 16, 17, 18, 19, 20});

  Log backward;
  backward.clock().set_look_us(1);
  for (int i = 0; i < 20; ++i) backward.append(entry_at(kStartUs + i * kSecondUs));
  AuditWalk newest{AuditQuery()};
  CHECK(backward.step(newest, 1) == std::vector<std::uint64_t>{20});
  backward.prune(17);
  CHECK(backward.walk(newest, 1000) == std::vector<std::uint64_t>{19, 18});
}

TEST_CASE("audit walk: an empty log, and one that was pruned empty, are over at once") {
  Log log;
  CHECK(log.walk(AuditWalk(AuditQuery())).empty());
  log.append(entry_at(kStartUs));
  log.prune(1);
  for (const AuditOrder order : {AuditOrder::kOldestFirst, AuditOrder::kNewestFirst}) {
    AuditQuery query;
    query.order = order;
    query.since_us = kStartUs - kSecondUs;
    query.end_us = kStartUs + kSecondUs;
    AuditWalk walk(query);
    walk.skip(5);
    CHECK(log.walk(walk).empty());
  }
}

TEST_CASE("audit walk: a window is found by halving, however long the log is") {
  Log log;
  for (int i = 0; i < 3000; ++i) log.append(entry_at(kStartUs + i * 3600 * kSecondUs));
  AuditQuery query;
  query.since_us = kStartUs + 1500LL * 3600 * kSecondUs;
  query.end_us = query.since_us + 3600 * kSecondUs;
  // Each look at the clock stands for one entry that was looked at.
  log.clock().set_look_us(1);
  const std::int64_t before_us = log.clock().monotonic_us();
  CHECK(log.walk(AuditWalk(query), 1'000'000) == std::vector<std::uint64_t>{1501});
  CHECK(log.clock().monotonic_us() - before_us < 10);
}

TEST_CASE("audit walk: a missing entry in the middle is damage, not an end") {
  support::TestStore test;
  support::FakeClock clock;
  base::IdSource ids(1);
  model::Account account;
  account.realm = kTestRealm;
  store::Txn txn = test.write();
  for (int i = 0; i < 5; ++i) {
    store::append_audit(txn, kTestRealm, model::encode_audit(entry_at(kStartUs), account.id.hex()));
  }
  txn.erase(store::Db::kAudit, store::audit_key(kTestRealm, 3));
  domain::Session session{txn, test.store().memo(), ids, kStartUs, account, {}, {}, {}};
  AuditWalk walk{AuditQuery()};
  CHECK(walk.next(session, clock, 1000)->sequence == 5);
  CHECK(walk.next(session, clock, 1000)->sequence == 4);
  CHECK_THROWS_AS(walk.next(session, clock, 1000), store::Damaged);
}
