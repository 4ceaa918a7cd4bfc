#include "domain/tick.h"

#include "domain/audit_actor.h"
#include "store/audit.h"
#include "store/retired_realms.h"

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;

// What must be left over.
std::size_t reserve_of(Growth growth) {
  constexpr std::size_t kReserveBytes = 16u << 20;
  if (growth == Growth::kShrinks) return 0;
  return growth == Growth::kGrows ? kReserveBytes : kReserveBytes / 2;
}

// Apart for each account too: the entry that counts refusals stands in one account's log.
std::string limiter_key(const Subject& subject) {
  const auto& token = subject.principal.token;
  return (token ? token->id.hex() : std::string()) + '/' + subject.account.id.hex();
}

// `realm`: where the entry is kept, which need not be the account's.
void append(store::Txn& txn, base::Realm realm, const Subject& subject,
            const model::AuditEntry& entry) {
  const bool is_accounts = realm == subject.account.realm;
  store::append_audit(txn, realm,
                      model::encode_audit(entry, is_accounts ? subject.account.id.hex() : ""));
}

}  // namespace

Tick::Tick(store::Store& store, const base::Clock& clock, base::IdSource& ids)
    : store_(store),
      clock_(clock),
      ids_(ids),
      now_us_(clock.wall_us()),
      monotonic_us_(clock.monotonic_us()) {}

void Tick::begin() {
  now_us_ = clock_.wall_us();
  monotonic_us_ = clock_.monotonic_us();
}

void Tick::end() {
  if (snapshot_live_) snapshot_->release();
  snapshot_live_ = false;
  room_bytes_.reset();
  write_.reset();
  wrote_ = false;
}

store::Txn& Tick::snapshot() {
  try {
    if (!snapshot_) {
      snapshot_ = store_.env().begin_read();
    } else if (!snapshot_live_) {
      snapshot_->renew();
    }
  } catch (const store::Failure& failure) {
    last_failure_ = failure.what();
    broken_ = broken_ || failure.fatal();
    throw;
  }
  snapshot_live_ = true;
  return *snapshot_;
}

store::Txn& Tick::write() {
  if (group_) return *group_;
  if (!write_) write_ = store_.env().begin_write();
  return *write_;
}

Session Tick::make_session(store::Txn& txn, const model::Account& account,
                           const std::string& base_uri) {
  return Session{txn, store_.memo(), ids_, now_us_, account, base_uri, {}, {}, &token_uses_};
}

Session Tick::read_session(const model::Account& account, const std::string& base_uri, View seen) {
  return make_session(view(seen), account, base_uri);
}

model::AuditEntry Tick::entry_for(const Subject& subject, store::Txn& txn) {
  model::AuditEntry entry;
  entry.id = subject.request_id;
  entry.time_us = now_us_;
  name_actor(entry, subject.principal, txn, store_.memo());
  entry.method = subject.method;
  entry.uri = subject.uri;
  entry.user_agent = subject.user_agent;
  return entry;
}

base::Status Tick::run(const Subject& subject, const Operation& operation) {
  if (!room_bytes_) room_bytes_ = store_.env().room_bytes();
  if (*room_bytes_ < reserve_of(subject.growth)) throw store::Full();
  store::Txn child = write().begin_child();
  Session session = make_session(child, subject.account, subject.base_uri);
  model::AuditEntry entry = entry_for(subject, child);  // who the actor is before they change it
  base::Status status = operation(session);
  if (!status.ok() || !session.change.changed) return status;
  entry.action_type = session.change.action_type;
  entry.description = session.change.description;
  entry.resource_type = session.change.resource_type;
  entry.resource_id = session.change.resource_id;
  entry.attributes = session.change.attributes;
  entry.status = session.change.status;
  append(child, session.change.audit_realm.value_or(subject.account.realm), subject, entry);
  child.commit();
  wrote_ = true;
  has_retired_ = has_retired_ || session.change.retires_realm;
  return status;
}

base::Status Tick::caught(const std::function<base::Status()>& fn) {
  try {
    return fn();
  } catch (const store::Full& full) {
    last_failure_ = full.what();
    return Error{ErrorCode::kStoreFull,
                 "The store has no room for this change; nothing was changed."};
  } catch (const store::Failure& failure) {
    last_failure_ = failure.what();
    broken_ = broken_ || failure.fatal();
    return Error{ErrorCode::kUnavailable, "The store cannot be written now; nothing was changed."};
  } catch (const std::exception& exception) {
    last_failure_ = exception.what();
    return Error{ErrorCode::kInternal,
                 "The request failed inside the server; nothing was changed."};
  }
}

base::Status Tick::together(const std::function<base::Status()>& fn) {
  const bool wrote_before = wrote_;
  const base::Status status = caught([&]() -> base::Status {
    group_ = write().begin_child();
    auto done = fn();
    if (done.ok()) group_->commit();
    return done;
  });
  group_.reset();
  if (!status.ok()) wrote_ = wrote_before;
  return status;
}

base::Status Tick::atomically(const Subject& subject, const Operation& operation,
                              const StatusOf& status_of) {
  const base::Status status = caught([&] { return run(subject, operation); });
  if (status.ok()) return status;
  const int wire_status = status_of(status.error());
  if (wire_status != 0 &&
      limiter_.admit(limiter_key(subject), subject, wire_status, monotonic_us_)) {
    write_refusal(subject, wire_status, 0);
  }
  return status;
}

void Tick::write_refusal(const Subject& subject, int status, std::uint64_t repeats) {
  try {
    store::Txn child = write().begin_child();
    model::AuditEntry entry = entry_for(subject, child);
    entry.action_type = subject.action_type;
    entry.description = subject.description;
    entry.resource_type = subject.resource_type;
    entry.resource_id = subject.resource_id;
    entry.success = false;
    entry.status = status;
    entry.repeats = repeats;
    append(child, subject.account.realm, subject, entry);
    child.commit();
    wrote_ = true;
  } catch (const std::exception& exception) {
    last_failure_ = exception.what();  // the refusal itself stands
  }
}

bool Tick::commit() {
  if (!write_) return true;
  token_uses_.write_due(*write_, now_us_);
  store::Txn txn = std::move(*write_);
  write_.reset();
  wrote_ = false;
  try {
    retention_.prune_some(txn, store_.memo(), now_us_, monotonic_us_);
    txn.commit();
    return true;
  } catch (const store::Failure& failure) {
    last_failure_ = failure.what();
    broken_ = broken_ || failure.fatal();
  } catch (const store::Full& full) {
    last_failure_ = full.what();
  }
  return false;
}

void Tick::write_owed_refusals(Owed owed) {
  for (const auto& due : limiter_.take_owed(monotonic_us_, owed == Owed::kAll)) {
    write_refusal(due.subject, due.status, due.refusals);
  }
}

void Tick::erase_retired_rows() {
  if (!has_retired_) return;
  constexpr std::size_t kRowsPerTick = 500;  // about a millisecond
  try {
    has_retired_ = !store::list_retired_realms(snapshot()).empty();
    if (!has_retired_) return;
    store::Txn child = write().begin_child();
    has_retired_ = store::erase_retired_rows(child, kRowsPerTick);
    child.commit();
    wrote_ = true;
  } catch (const std::exception& exception) {
    last_failure_ = exception.what();
    has_retired_ = false;  // tried again after the next start
  }
}

}  // namespace domain
