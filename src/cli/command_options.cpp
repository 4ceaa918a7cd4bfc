#include "cli/command_options.h"

#include <cstdio>
#include <string>

#include "cli/exit_status.h"

namespace cli {
namespace {

void complain(std::string_view sentence) {
  std::fprintf(stderr, "scimd: %.*s\n", static_cast<int>(sentence.size()), sentence.data());
}

}  // namespace

int fail_usage(std::string_view sentence) {
  complain(sentence);
  return kUsage;
}

int fail(std::string_view sentence) {
  complain(sentence);
  return kFailed;
}

int fail(const base::Error& error) {
  complain(error.detail);
  return error.code == base::ErrorCode::kUnavailable ? kDiskFailed : kFailed;
}

std::optional<base::Options> read_options(const Usage& usage, std::span<const base::Option> table,
                                          Arguments arguments, int& exit_status) {
  auto options = base::Options::parse(table, arguments);
  if (!options.ok()) {
    exit_status = fail_usage(options.error().detail);
    return std::nullopt;
  }
  if (options.value().help_wanted()) {
    std::fputs(base::format_help(usage.line, usage.summary, table).c_str(), stdout);
    exit_status = kDone;
    return std::nullopt;
  }
  const std::size_t given = options.value().positionals().size();
  if (given < usage.positionals_min || given > usage.positionals_max) {
    const std::string what =
        given > usage.positionals_max
            ? "unexpected argument \"" + options.value().positionals()[usage.positionals_max] + "\""
            : "an argument is missing";
    exit_status = fail_usage(what + "; usage: " + std::string(usage.line));
    return std::nullopt;
  }
  return std::move(options).value();
}

}  // namespace cli
