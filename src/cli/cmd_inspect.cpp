// usage: scimd inspect DIR [PREFIX]
//
// A readable dump of a data folder, one line a row (store/dump.h says how), or only the lines that
// begin with PREFIX: "docs/1/", "unique/1/user.userName/". It opens the store read-only, also
// beside a running server, and never writes; it decodes as much as possible; its order is the order
// of the store; a reader that has seen enough (`| head`) is no error. Exit status: 0 done, 1 some
// rows were damaged, 2 usage, 65 damaged beyond walking or of an unknown format, 74 the disk
// failed.
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

#include "cli/command_options.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/read_only_store.h"
#include "store/dump.h"
#include "store/store.h"

namespace cli {
namespace {

constexpr Usage kUsageText{"scimd inspect DIR [PREFIX]",
                           "Prints what is in a data folder, one line a row, or the lines that "
                           "begin with PREFIX (docs/1/); may run beside the server.",
                           1, 2};

// Standard output in large pieces, and the error that ended it.
class Output {
 public:
  bool add(std::string_view line) {
    buffer_ += line;
    return buffer_.size() < kPieceBytes || flush();
  }

  bool flush() {
    std::string_view rest = buffer_;
    while (!rest.empty() && error_ == 0) {
      const ssize_t written = ::write(STDOUT_FILENO, rest.data(), rest.size());
      if (written >= 0) {
        rest.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno != EINTR) {
        error_ = errno;
      }
    }
    buffer_.clear();
    return error_ == 0;
  }

  int error() const { return error_; }

 private:
  static constexpr std::size_t kPieceBytes = 64 * 1024;
  std::string buffer_;
  int error_ = 0;
};

}  // namespace

int cmd_inspect(Arguments arguments) {
  int exit_status = kDone;
  const auto options = read_options(kUsageText, {}, arguments, exit_status);
  if (!options) return exit_status;
  const std::vector<std::string>& positionals = options->positionals();
  store::Store store = open_read_only(positionals[0]);
  store::Txn txn = store.env().begin_read();

  Output output;
  const std::string prefix = positionals.size() > 1 ? positionals[1] : std::string();
  const std::size_t damaged =
      store::dump(txn, prefix, [&](std::string_view line) { return output.add(line); });
  output.flush();
  if (output.error() != 0 && output.error() != EPIPE) {
    std::fprintf(stderr, "scimd: cannot write the dump: %s\n", std::strerror(output.error()));
    return kDiskFailed;
  }
  return damaged == 0 ? kDone : kFailed;
}

}  // namespace cli
