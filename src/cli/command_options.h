// What every command does with its options: help, errors, and nothing left over.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/config.h"
#include "cli/commands.h"

namespace cli {

struct Usage {
  std::string_view line;     // "scimd serve --data DIR [options]"
  std::string_view summary;  // a sentence or two
  std::size_t positionals_min = 0;
  std::size_t positionals_max = 0;
};

// Nothing when the command is over: `exit_status` then says how (help was printed, or the usage was
// wrong).
std::optional<base::Options> read_options(const Usage& usage, std::span<const base::Option> table,
                                          Arguments arguments, int& exit_status);

int fail_usage(std::string_view sentence);  // prints it to stderr, returns kUsage
int fail(std::string_view sentence);        // prints it to stderr, returns kFailed
int fail(const base::Error& error);         // the same; kDiskFailed for kUnavailable

}  // namespace cli
