// One line per event, as "2026-01-31T23:59:59.123Z warn store is full account=023e10... rows=12".
// Never blocks: a line that cannot be taken at once (an unread pipe, a stopped terminal) is dropped
// and counted, and the next line that goes through says how many, as "dropped=3". Whoever keeps a
// Log on a pipe or socket ignores SIGPIPE. Values from outside are safe to pass; secrets are not:
// what is in a field is printed.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace base {

enum class LogLevel { kInfo, kWarn, kError };

// Lives no longer than the call it is made for: texts are not copied.
class LogField {
 public:
  LogField(std::string_view key, std::string_view text) : key_(key), text_(text) {}
  LogField(std::string_view key, std::integral auto number)
      : key_(key), number_(std::to_string(number)) {}

  std::string_view key() const { return key_; }
  std::string_view value() const { return number_.empty() ? text_ : std::string_view(number_); }

 private:
  std::string_view key_;
  std::string_view text_;
  std::string number_;  // empty: the text is meant
};

class Log {
 public:
  using Fields = std::initializer_list<LogField>;

  // No descriptor: lines are kept in memory, up to kCollectedSizeMax bytes, for tests and for
  // output printed later.
  static constexpr int kNoDescriptor = -1;
  static constexpr std::size_t kCollectedSizeMax = 1 << 20;
  // A pipe takes this much whole or not at all (PIPE_BUF of Linux); longer lines are cut and end in
  // "...".
  static constexpr std::size_t kLineSizeMax = 4096;

  // The descriptor stays the caller's and must outlive this; its flags are not changed, since it
  // may be shared with other processes.
  Log(int descriptor, const Clock& clock, LogLevel least = LogLevel::kInfo);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void set_least(LogLevel least) { least_ = least; }

  void info(std::string_view event, Fields fields = {}) { write(LogLevel::kInfo, event, fields); }
  void warn(std::string_view event, Fields fields = {}) { write(LogLevel::kWarn, event, fields); }
  void error(std::string_view event, Fields fields = {}) { write(LogLevel::kError, event, fields); }
  void write(LogLevel level, std::string_view event, Fields fields);

  // Until flush(), lines of kInfo are gathered, up to kLineSizeMax bytes at a time, and leave in
  // one write: with a write for each, the access log cost 6 % of a GET. Warnings and errors leave
  // at once, behind what was gathered. What is taken or dropped is then all that was gathered.
  void gather() { is_gathering_ = true; }
  void flush();

  std::uint64_t dropped_total() const { return dropped_total_; }
  const std::string& collected() const { return collected_; }

 private:
  // How a write to the descriptor is kept from blocking.
  enum class Way { kCollect, kRegularFile, kSocket, kOwnDescription, kPoll };

  Way choose_way();
  std::string format_line(LogLevel level, std::string_view event, Fields fields) const;
  bool send_gathered();
  bool send(const std::string& lines);
  bool flush_unsent();
  std::size_t write_some(std::string_view bytes);  // 0 when nothing can be taken now

  int descriptor_;
  int own_descriptor_ = kNoDescriptor;
  const Clock& clock_;
  LogLevel least_;
  Way way_;
  bool is_gathering_ = false;
  std::string gathered_;
  std::uint64_t gathered_lines_ = 0;
  std::uint64_t told_ = 0;     // the losses that gathered lines tell of
  std::uint64_t dropped_ = 0;  // since the last line that went through
  std::uint64_t dropped_total_ = 0;
  std::string unsent_;  // the rest of what a terminal or socket took only a part of
  std::string collected_;
};

}  // namespace base
