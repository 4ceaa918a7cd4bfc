#include "base/log.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/text.h"
#include "base/time.h"

namespace base {
namespace {

constexpr std::string_view kLevelWords[] = {"info", "warn", "error"};
constexpr std::string_view kCut = "...";
constexpr std::size_t kTypicalLineBytes = 320;  // of the access log

// A value is quoted when it would be hard to tell where it ends.
void append_value(std::string& line, std::string_view value) {
  const bool quoted = value.empty() || value.find_first_of(" =\"") != std::string_view::npos;
  if (quoted) line += '"';
  append_escaped(line, value);
  if (quoted) line += '"';
}

// Cuts between characters and leaves room for the end of the line.
void cut_line(std::string& line) {
  if (line.size() < Log::kLineSizeMax) return;
  std::size_t size = Log::kLineSizeMax - kCut.size() - 1;
  while (size > 0 && (static_cast<unsigned char>(line[size]) & 0xC0) == 0x80) --size;
  line.resize(size);
  line += kCut;
}

}  // namespace

Log::Log(int descriptor, const Clock& clock, LogLevel least)
    : descriptor_(descriptor), clock_(clock), least_(least), way_(choose_way()) {}

Log::~Log() {
  flush();
  if (own_descriptor_ != kNoDescriptor) close(own_descriptor_);
}

// O_NONBLOCK belongs to the open file description, which a shell may share with others, so it is
// not set on the one given. A pipe or terminal opened again through /proc is a description of our
// own; where that cannot be done (no /proc, a pipe of another user) polling first is nearly as
// good: a pipe that polls writable takes kLineSizeMax bytes.
Log::Way Log::choose_way() {
  if (descriptor_ == kNoDescriptor) return Way::kCollect;
  struct stat status{};
  if (fstat(descriptor_, &status) != 0) return Way::kPoll;
  if (S_ISREG(status.st_mode)) return Way::kRegularFile;
  if (S_ISSOCK(status.st_mode)) return Way::kSocket;
  const std::string path = "/proc/self/fd/" + std::to_string(descriptor_);
  own_descriptor_ = open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  return own_descriptor_ == kNoDescriptor ? Way::kPoll : Way::kOwnDescription;
}

void Log::write(LogLevel level, std::string_view event, Fields fields) {
  if (level < least_) return;
  std::string line = format_line(level, event, fields);
  if (gathered_.size() + line.size() > kLineSizeMax && !send_gathered())
    line = format_line(level, event, fields);  // which tells the loss now
  gathered_ += line;
  ++gathered_lines_;
  told_ += std::exchange(dropped_, 0);
  if (!is_gathering_ || level > LogLevel::kInfo || way_ == Way::kCollect) send_gathered();
}

void Log::flush() {
  is_gathering_ = false;
  send_gathered();
}

bool Log::send_gathered() {
  if (gathered_.empty()) return true;
  const bool sent = send(gathered_);
  if (!sent) {
    dropped_ += told_ + gathered_lines_;
    dropped_total_ += gathered_lines_;
  }
  gathered_.clear();
  gathered_lines_ = told_ = 0;
  return sent;
}

std::string Log::format_line(LogLevel level, std::string_view event, Fields fields) const {
  std::string line;
  line.reserve(kTypicalLineBytes);
  line += format_time(clock_.wall_us(), TimePrecision::kMilliseconds);
  line += ' ';
  line += kLevelWords[static_cast<std::size_t>(level)];
  line += ' ';
  append_escaped(line, event);
  if (dropped_ > 0) line += " dropped=" + std::to_string(dropped_);
  for (const LogField& field : fields) {
    line += ' ';
    append_escaped(line, field.key());
    line += '=';
    append_value(line, field.value());
  }
  cut_line(line);
  line += '\n';
  return line;
}

bool Log::send(const std::string& lines) {
  if (way_ == Way::kCollect) {
    if (collected_.size() + lines.size() > kCollectedSizeMax) return false;
    collected_ += lines;
    return true;
  }
  if (!flush_unsent()) return false;
  const std::size_t taken = write_some(lines);
  if (taken > 0) unsent_ = lines.substr(taken);
  return taken > 0;
}

bool Log::flush_unsent() {
  if (!unsent_.empty()) unsent_.erase(0, write_some(unsent_));
  return unsent_.empty();
}

std::size_t Log::write_some(std::string_view bytes) {
  const int descriptor = way_ == Way::kOwnDescription ? own_descriptor_ : descriptor_;
  if (way_ == Way::kPoll) {
    pollfd ready{descriptor, POLLOUT, 0};
    if (poll(&ready, 1, 0) != 1 || ready.revents != POLLOUT) return 0;
  }
  ssize_t taken;
  do {
    taken = way_ == Way::kSocket
                ? ::send(descriptor, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL)
                : ::write(descriptor, bytes.data(), bytes.size());
  } while (taken < 0 && errno == EINTR);
  return taken > 0 ? static_cast<std::size_t>(taken) : 0;
}

}  // namespace base
