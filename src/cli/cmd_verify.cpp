// usage: scimd verify DIR
//
// A full check of a data folder: records, checksums, lists, indexes, group memberships, tokens and
// audit chains. It opens the store read-only, also beside a running server, and never writes. Each
// fault is one line that names the database and the key, without personal values; the last line
// counts. Exit status: 0 clean, 1 faults found, 2 usage, 65 damaged beyond walking or of an unknown
// format, 74 the disk failed.
#include <cinttypes>
#include <cstdio>
#include <string>

#include "cli/command_options.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/read_only_store.h"
#include "domain/verify.h"
#include "store/store.h"

namespace cli {
namespace {

constexpr Usage kUsageText{"scimd verify DIR",
                           "Checks every record, checksum, index and audit chain of a data folder; "
                           "may run beside the server.",
                           1, 1};

// "1234 records (meta 4, accounts 1, …)"
std::string format_counts(const store::Findings& findings) {
  std::string text = std::to_string(findings.rows_total()) + " records (";
  for (unsigned i = 0; i < static_cast<unsigned>(store::Db::kCount_); ++i) {
    const auto db = static_cast<store::Db>(i);
    if (i > 0) text += ", ";
    text += std::string(store::name_of(db)) + " " + std::to_string(findings.rows(db));
  }
  return text + ")";
}

}  // namespace

int cmd_verify(Arguments arguments) {
  int exit_status = kDone;
  const auto options = read_options(kUsageText, {}, arguments, exit_status);
  if (!options) return exit_status;
  store::Store store = open_read_only(options->positionals().front());
  store::Txn txn = store.env().begin_read();
  const store::Findings findings = domain::verify_store(txn);

  for (const std::string& sentence : findings.sentences()) std::printf("%s\n", sentence.c_str());
  const std::uint64_t unsaid = findings.faults() - findings.sentences().size();
  if (unsaid > 0) std::printf("... and %" PRIu64 " more\n", unsaid);
  const std::string verdict =
      findings.clean() ? "clean" : "faults: " + std::to_string(findings.faults());
  std::printf("%s, %s\n", format_counts(findings).c_str(), verdict.c_str());
  return findings.clean() ? kDone : kFailed;
}

}  // namespace cli
