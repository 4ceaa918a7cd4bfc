// The options of a command as data: one table gives the parser, the environment form and the help
// text. The only place that reads the environment.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace base {

struct Option {
  std::string_view name;         // without dashes: "data"
  std::string_view placeholder;  // "DIR"; empty: a flag that takes no value
  std::string_view fallback;     // the value when none is given; shown in the help unless empty
  std::string_view help;         // what it does and in which unit; no full stop
  bool repeatable = false;       // may be given again; in the environment: separated by commas
};

// The value of an environment variable, nothing when it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
std::optional<std::string> read_environment(const std::string& name);

// "tls-cert" → "SCIMD_TLS_CERT"
std::string environment_name(std::string_view option_name);

class Options {
 public:
  // Arguments are those after the command. "--name value", "--name=value", "--flag",
  // "--flag=false"; "--" ends the options; "--help" and "-h" are known to every table. What the
  // arguments do not give comes from the environment, then from the table. The error is one
  // sentence that names the option or its environment form. The table must outlive the result.
  static Result<Options> parse(std::span<const Option> table,
                               std::span<const std::string> arguments,
                               const Environment& environment = read_environment);

  bool help_wanted() const { return help_wanted_; }
  const std::vector<std::string>& positionals() const { return positionals_; }

  // Each takes the name of a row of the table (std::out_of_range otherwise: a bug).
  bool given(std::string_view name) const;        // by arguments or environment
  std::string text(std::string_view name) const;  // the value, else the fallback
  bool flag(std::string_view name) const;
  std::vector<std::string> texts(std::string_view name) const;  // of a repeatable option, in order
  // The value as a whole decimal number from min to max; the error names the option.
  Result<std::int64_t> number(std::string_view name, std::int64_t min, std::int64_t max) const;

 private:
  explicit Options(std::span<const Option> table) : table_(table) {}

  const Option& find_option(std::string_view name) const;
  Status take_arguments(std::span<const std::string> arguments);
  Status take_named(std::span<const std::string> arguments, std::size_t& i);
  Status take_environment(const Environment& environment);
  Status add(const Option& option, std::string shown_name, std::string value);

  std::span<const Option> table_;
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
  std::vector<std::string> positionals_;
  bool help_wanted_ = false;
};

// What --help prints. Usage is the command as people type it: "scimd serve --data DIR [options]".
std::string format_help(std::string_view usage, std::string_view summary,
                        std::span<const Option> table);

}  // namespace base
