// usage: scimd audit verify DIR
//
// Walks the audit chain of each account from its anchor, and of what was written outside accounts.
// It opens the store read-only, also beside a running server, and never writes. For each chain one
// line says how many entries there are, from when to when, and the hash of the last one: whoever
// keeps that hash elsewhere can prove later that nothing before it was changed. Each break is a
// line of its own. Exit status: 0 whole, 1 breaks found, 2 usage, 65 damaged beyond walking or of
// an unknown format, 74 the disk failed.
#include <cinttypes>
#include <cstdio>
#include <set>
#include <string>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/command_options.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/read_only_store.h"
#include "model/audit_entry.h"
#include "store/accounts.h"
#include "store/audit.h"
#include "store/store.h"

namespace cli {
namespace {

std::string format_entry_time(const std::string& entry) {
  const auto time_us = model::parse_audit_time(entry);
  return time_us ? base::format_time(*time_us, base::TimePrecision::kSeconds) : "an unknown time";
}

std::string format_chain(const store::AuditChain& chain) {
  std::string text = std::to_string(chain.entries) + (chain.entries == 1 ? " entry" : " entries");
  if (chain.entries > 0)
    text += ", " + format_entry_time(chain.first) + " to " + format_entry_time(chain.last);
  if (chain.pruned > 0) text += ", " + std::to_string(chain.pruned) + " older ones pruned";
  return text + ", head " +
         base::format_hex({reinterpret_cast<const char*>(chain.head.data()), chain.head.size()});
}

class ChainReport {
 public:
  explicit ChainReport(store::Txn& txn) : txn_(txn) {}

  void add(base::Realm realm, const std::string& whose) {
    if (!seen_.insert(realm).second) return;
    try {
      const store::AuditChain chain = store::walk_audit_chain(
          txn_, realm, [&](const std::string& sentence) { add_break(whose + ": " + sentence); });
      entries_ += chain.entries;
      std::printf("%s: %s\n", whose.c_str(), format_chain(chain).c_str());
    } catch (const store::Damaged& damaged) {
      add_break(whose + ": " + damaged.what());
    }
  }

  // A damaged page loses entries without a word.
  void compare_count() {
    const std::size_t expected = txn_.count_rows(store::Db::kAudit);
    if (breaks_ == 0 && entries_ != expected)
      add_break("the audit log has " + std::to_string(entries_) + " entries where " +
                std::to_string(expected) + " are expected");
  }

  std::uint64_t breaks() const { return breaks_; }

 private:
  void add_break(const std::string& sentence) {
    ++breaks_;
    std::printf("%s.\n", sentence.c_str());
  }

  store::Txn& txn_;
  std::set<base::Realm> seen_;
  std::uint64_t entries_ = 0;
  std::uint64_t breaks_ = 0;
};

int verify(Arguments arguments) {
  int exit_status = kDone;
  const auto options = read_options(
      {"scimd audit verify DIR",
       "Walks the hash chain of each account's audit log; may run beside the server.", 1, 1},
      {}, arguments, exit_status);
  if (!options) return exit_status;
  store::Store store = open_read_only(options->positionals().front());
  store::Txn txn = store.env().begin_read();

  ChainReport report(txn);
  report.add(base::Realm::kNone, "outside accounts");
  for (const model::Account& account : store::list_accounts(txn)) {
    std::string whose = "account " + account.id.hex() + " \"";
    base::append_escaped(whose, account.name);
    report.add(account.realm, whose + '"');
  }
  for (const base::Realm realm : store::list_audit_realms(txn))
    report.add(realm, "realm " + std::to_string(static_cast<std::uint32_t>(realm)));
  report.compare_count();
  if (report.breaks() > 0) std::printf("breaks: %" PRIu64 "\n", report.breaks());
  return report.breaks() == 0 ? kDone : kFailed;
}

}  // namespace

int cmd_audit(Arguments arguments) {
  const std::string verb = arguments.empty() ? "--help" : arguments[0];
  if (verb == "verify") return verify(arguments.subspan(1));
  const bool help = verb == "--help" || verb == "-h";
  std::fputs("usage: scimd audit verify DIR\n", help ? stdout : stderr);
  return help && !arguments.empty() ? kDone : kUsage;
}

}  // namespace cli
