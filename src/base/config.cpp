#include "base/config.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <stdexcept>

#include "base/text.h"

namespace base {
namespace {

constexpr std::size_t kHelpWidth = 90;
constexpr std::size_t kHelpColumnMax = 32;

Error refuse(std::string sentence) { return {ErrorCode::kInvalidValue, std::move(sentence)}; }

std::string quote(std::string_view text) {
  std::string quoted = "\"";
  append_escaped(quoted, text);
  return quoted + "\"";
}

std::optional<bool> parse_flag(std::string_view word) {
  const std::string lower = to_lower_ascii(word);
  if (lower == "true" || lower == "1" || lower == "yes" || lower == "on") return true;
  if (lower == "false" || lower == "0" || lower == "no" || lower == "off") return false;
  return std::nullopt;
}

const Option* find_row(std::span<const Option> table, std::string_view name) {
  const auto row = std::find_if(table.begin(), table.end(),
                                [name](const Option& option) { return option.name == name; });
  return row == table.end() ? nullptr : &*row;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.emplace_back(text.substr(0, end));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string left_column(const Option& option) {
  std::string left = "  --" + std::string(option.name);
  if (!option.placeholder.empty()) left += " " + std::string(option.placeholder);
  if (option.repeatable) left += " ...";
  return left;
}

std::string right_column(const Option& option) {
  std::string right(option.help);
  if (option.repeatable) right += "; may be given more than once";
  if (!option.fallback.empty()) right += " (default: " + std::string(option.fallback) + ")";
  return right;
}

// Words of `text` in lines that begin at `column`; the first line has been begun already.
void append_wrapped(std::string& out, std::string_view text, std::size_t column) {
  std::size_t used = column;
  for (const std::string& word : split(text, ' ')) {
    if (used > column && used + 1 + word.size() > kHelpWidth) {
      out += '\n' + std::string(column, ' ');
      used = column;
    }
    if (used > column) {
      out += ' ';
      ++used;
    }
    out += word;
    used += word.size();
  }
  out += '\n';
}

}  // namespace

std::optional<std::string> read_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

std::string environment_name(std::string_view option_name) {
  std::string name = "SCIMD_";
  for (const char c : option_name)
    name += c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

Result<Options> Options::parse(std::span<const Option> table,
                               std::span<const std::string> arguments,
                               const Environment& environment) {
  Options options(table);
  const Status taken = options.take_arguments(arguments);
  if (!taken.ok()) return taken.error();
  // Who asks for help gets it, whatever the environment says.
  if (options.help_wanted_) return options;
  const Status read = options.take_environment(environment);
  if (!read.ok()) return read.error();
  return options;
}

Status Options::take_arguments(std::span<const std::string> arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "--") {
      const auto rest = arguments.subspan(i + 1);
      positionals_.insert(positionals_.end(), rest.begin(), rest.end());
      break;
    }
    if (argument == "-h" || argument == "--help") {
      help_wanted_ = true;
    } else if (argument.size() < 2 || argument[0] != '-') {
      positionals_.emplace_back(argument);
    } else {
      const Status taken = take_named(arguments, i);
      if (!taken.ok()) return taken;
    }
  }
  return done();
}

Status Options::take_named(std::span<const std::string> arguments, std::size_t& i) {
  const std::string_view argument = arguments[i];
  const std::size_t equals = std::min(argument.find('='), argument.size());
  const std::string shown_name(argument.substr(0, equals));
  const Option* option = nullptr;
  if (argument.starts_with("--")) option = find_row(table_, shown_name.substr(2));
  if (option == nullptr) return refuse("there is no option " + quote(shown_name));
  if (equals < argument.size())
    return add(*option, shown_name, std::string(argument.substr(equals + 1)));
  if (option->placeholder.empty()) return add(*option, shown_name, "true");
  // A value that looks like an option is far more often a forgotten value; "--name=--value" is
  // unmistakable.
  if (i + 1 == arguments.size() || arguments[i + 1].starts_with("--"))
    return refuse("the option " + shown_name + " needs a value: --" + std::string(option->name) +
                  " " + std::string(option->placeholder));
  return add(*option, shown_name, arguments[++i]);
}

Status Options::take_environment(const Environment& environment) {
  for (const Option& option : table_) {
    if (values_.contains(option.name)) continue;
    const std::string name = environment_name(option.name);
    const auto value = environment(name);
    if (!value || value->empty()) continue;
    const auto parts = option.repeatable ? split(*value, ',') : std::vector{*value};
    for (const std::string& part : parts) {
      const Status added = add(option, name, part);
      if (!added.ok()) return added;
    }
  }
  return done();
}

Status Options::add(const Option& option, std::string shown_name, std::string value) {
  if (option.placeholder.empty() && !parse_flag(value))
    return refuse("the option " + shown_name + " is true or false, not " + quote(value));
  auto& values = values_[std::string(option.name)];
  if (!values.empty() && !option.repeatable)
    return refuse("the option " + shown_name + " is given twice");
  values.push_back(std::move(value));
  return done();
}

const Option& Options::find_option(std::string_view name) const {
  const Option* option = find_row(table_, name);
  if (option == nullptr) throw std::out_of_range("no row for the option " + std::string(name));
  return *option;
}

bool Options::given(std::string_view name) const {
  return values_.contains(find_option(name).name);
}

std::string Options::text(std::string_view name) const {
  const Option& option = find_option(name);
  const auto values = values_.find(name);
  return values == values_.end() ? std::string(option.fallback) : values->second.back();
}

bool Options::flag(std::string_view name) const { return parse_flag(text(name)).value_or(false); }

std::vector<std::string> Options::texts(std::string_view name) const {
  const Option& option = find_option(name);
  const auto values = values_.find(name);
  if (values != values_.end()) return values->second;
  if (option.fallback.empty()) return {};
  return {std::string(option.fallback)};
}

Result<std::int64_t> Options::number(std::string_view name, std::int64_t min,
                                     std::int64_t max) const {
  const std::string value = text(name);
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), number);
  const bool whole = failed == std::errc{} && end == value.data() + value.size();
  if (whole && number >= min && number <= max) return number;
  const std::string range = std::to_string(min) + " to " + std::to_string(max);
  return refuse("the option --" + std::string(name) + " is a whole number from " + range +
                ", not " + quote(value));
}

std::string format_help(std::string_view usage, std::string_view summary,
                        std::span<const Option> table) {
  std::string out = "Usage: " + std::string(usage) + "\n\n";
  append_wrapped(out, summary, 0);
  if (table.empty()) return out;
  std::size_t column = 0;
  for (const Option& option : table) column = std::max(column, left_column(option).size() + 2);
  column = std::min(column, kHelpColumnMax);
  out += "\nOptions:\n";
  for (const Option& option : table) {
    const std::string left = left_column(option);
    out += left;
    out += left.size() + 2 <= column ? std::string(column - left.size(), ' ')
                                     : '\n' + std::string(column, ' ');
    append_wrapped(out, right_column(option), column);
  }
  out += '\n';
  const std::string name(table[0].name);
  append_wrapped(out,
                 "Each option can also be given in the environment, as SCIMD_ and its name in "
                 "capitals: --" +
                     name + " is " + environment_name(name) + ".",
                 0);
  return out;
}

}  // namespace base
