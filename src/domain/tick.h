// One tick of the loop as the store sees it: a committed snapshot for reads, and at most one write
// transaction that every write of the tick shares and one commit ends. `atomically` is the only way
// to write.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/id_source.h"
#include "base/result.h"
#include "domain/audit_retention.h"
#include "domain/refusal_limiter.h"
#include "domain/session.h"
#include "domain/token_uses.h"
#include "model/audit_entry.h"
#include "model/principal.h"
#include "store/store.h"

namespace domain {

// How much of the room that is held back an operation may use: what makes the store larger none, a
// change half of it (a deactivation is one), what takes things away all.
enum class Growth { kGrows, kChanges, kShrinks };

// What a read sees: the state that was committed when the tick began, or the tick's own writes too.
enum class View { kCommitted, kUncommitted };

// Who asks for what: all that an audit entry needs before anything is done.
struct Subject {
  model::Principal principal;
  model::Account account;  // default: an operation outside accounts, audited in realm 0
  std::string base_uri;
  std::string request_id;  // 32 hex digits
  std::string method;
  std::string uri;          // the path below /client/v4, without the query
  std::string user_agent;   // UTF-8
  std::string action_type;  // of a refusal; a success says it itself
  std::string description;
  std::string resource_type;
  std::string resource_id;
  Growth growth = Growth::kGrows;
};

class Tick {
 public:
  Tick(store::Store& store, const base::Clock& clock, base::IdSource& ids);

  void begin();  // time stands still until the next begin
  void end();    // releases the snapshot; a write transaction that was never committed is given up

  std::int64_t now_us() const { return now_us_; }

  // kUncommitted needs has_write().
  Session read_session(const model::Account& account, const std::string& base_uri, View view);
  store::Txn& view(View view) { return view == View::kUncommitted ? *write_ : snapshot(); }

  // Runs fn in a child of the tick's write transaction. fn succeeded and changed something: the
  // change and its audit entry are in the tick. It succeeded without a change: nothing is written.
  // It failed: whatever it wrote is thrown away and one entry about the refusal is written by
  // itself. An exception out of fn is kInternal, no room is kStoreFull, a sick disk kUnavailable;
  // each costs this operation only. `status_of` gives the HTTP status a refusal's entry records, 0
  // for refusals that leave none (product.md section 7).
  using Operation = std::function<base::Status(Session&)>;
  using StatusOf = std::function<int(const base::Error&)>;
  base::Status atomically(const Subject& subject, const Operation& operation,
                          const StatusOf& status_of);

  // The operations that fn runs with atomically() are all in the tick or, when it fails, none
  // of them, with nothing of their audit entries: let status_of say 0 meanwhile.
  base::Status together(const std::function<base::Status()>& fn);

  bool has_uncommitted() const { return write_ && wrote_; }
  std::size_t uncommitted_rows() const { return write_ ? write_->rows_written() : 0; }
  bool has_write() const { return write_.has_value(); }  // opened: reads behind it are held
  // The durable step, with which old audit entries go too. False: nothing of the tick is stored.
  bool commit();

  // Set when a commit or a write failed for a reason that will not go away; the process must end
  // with status 74.
  bool is_broken() const { return broken_; }
  const std::string& last_failure() const { return last_failure_; }

  // A request was admitted with this token. Written down along with a commit (domain/token_uses.h).
  void note_token_use(const model::Token& token) { token_uses_.note(token, now_us_); }

  // Writes what the refusal limiter still owes (one entry per token above 60 refusals a minute).
  enum class Owed { kDue, kAll };
  void write_owed_refusals(Owed owed);
  std::int64_t next_owed_us() const { return limiter_.next_due_us(); }  // monotonic

  // Erases a slice of what belongs to nobody any more (domain/retired_realms.h).
  void erase_retired_rows();
  bool has_retired() const { return has_retired_; }

 private:
  store::Txn& snapshot();
  Session make_session(store::Txn& txn, const model::Account& account, const std::string& base_uri);
  store::Txn& write();  // the parent of operations
  base::Status caught(const std::function<base::Status()>& fn);
  base::Status run(const Subject& subject, const Operation& operation);
  model::AuditEntry entry_for(const Subject& subject, store::Txn& txn);
  void write_refusal(const Subject& subject, int status, std::uint64_t repeats);

  store::Store& store_;
  const base::Clock& clock_;
  base::IdSource& ids_;
  std::int64_t now_us_ = 0;
  std::int64_t monotonic_us_ = 0;
  std::optional<store::Txn> snapshot_;
  bool snapshot_live_ = false;
  std::optional<std::size_t> room_bytes_;  // at the tick's first write
  std::optional<store::Txn> write_;
  std::optional<store::Txn> group_;  // while together() runs
  bool wrote_ = false;
  bool broken_ = false;
  bool has_retired_ = true;  // until a look at the store says otherwise
  std::string last_failure_;
  RefusalLimiter<Subject> limiter_;
  TokenUses token_uses_;
  AuditRetention retention_;
};

}  // namespace domain
