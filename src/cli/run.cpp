#include "cli/run.h"

#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/store_status.h"

namespace cli {
namespace {

struct Command {
  std::string_view name;
  std::string_view summary;
  int (*run)(Arguments);
};
constexpr Command kCommands[] = {
    {"dev", "a ready sandbox for trying identity providers", cmd_dev},
    {"serve", "serve a data folder", cmd_serve},
    {"account", "make, list and change accounts", cmd_account},
    {"token", "make, list, show, disable, roll and delete API tokens", cmd_token},
    {"verify", "check records, checksums and indexes of a data folder", cmd_verify},
    {"audit", "walk the chains of the audit log", cmd_audit},
    {"inspect", "print what is in a data folder", cmd_inspect},
    {"routes", "the endpoint table", cmd_routes},
    {"filter", "how a SCIM filter parses and which index serves it", cmd_filter},
    {"version", "version of scimd and of the libraries in it", cmd_version},
};

void print_help(std::FILE* to) {
  std::fputs(
      "scimd: SCIM provisioning and IAM user groups, self-hosted\n\nusage: scimd COMMAND "
      "[options]\n\n",
      to);
  for (const Command& command : kCommands) {
    std::fprintf(to, "  %-9s %s\n", command.name.data(), command.summary.data());
  }
  std::fputs("\nscimd COMMAND --help tells about a command.\n", to);
}

// The last catch: what gets here is a bug or a broken disk, or a store that may not
// be opened.
int run_guarded(const Command& command, Arguments arguments) {
  try {
    return command.run(arguments);
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "scimd: %s\n", exception.what());
    return status_of(exception);
  }
}

}  // namespace

int run(int argc, char** argv) {
  ::umask(077);
  std::signal(SIGPIPE, SIG_IGN);  // an unread log or answer is an error code, not the end
  std::signal(SIGXFSZ, SIG_IGN);  // so is a file that may not grow (systemd's LimitFSIZE=)
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h" ||
      arguments[0] == "help") {
    print_help(arguments.empty() ? stderr : stdout);
    return arguments.empty() ? kUsage : kDone;
  }
  const std::string name = arguments[0] == "--version" ? "version" : arguments[0];
  for (const Command& command : kCommands) {
    if (command.name == name) return run_guarded(command, Arguments(arguments).subspan(1));
  }
  std::fprintf(stderr, "scimd: there is no command \"%s\"; scimd --help lists them\n",
               name.c_str());
  return kUsage;
}

}  // namespace cli
