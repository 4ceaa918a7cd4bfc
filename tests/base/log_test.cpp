#include "base/log.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

#include "doctest/doctest.h"

namespace {

class FixedClock final : public base::Clock {
 public:
  std::int64_t wall_us() const override { return 1'700'000'000'123'456; }
  std::int64_t monotonic_us() const override { return 0; }
};

const FixedClock kClock;

// Two descriptors; what goes in at the second comes out at the first.
class Channel {
 public:
  // A late pipe has no reader until open_late(): the log cannot open it a second time and has to
  // poll.
  // TCP, other than a local socket, takes a part of a line.
  enum class Kind { kPipe, kSocket, kLatePipe, kTcp };

  explicit Channel(Kind kind) {
    if (kind == Kind::kTcp)
      open_tcp();
    else if (kind == Kind::kSocket)
      REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()) == 0);
    else
      REQUIRE(pipe(ends_.data()) == 0);
    if (kind == Kind::kLatePipe) close_out();
  }
  ~Channel() {
    for (const int end : ends_)
      if (end >= 0) close(end);
  }

  int in() const { return ends_[1]; }

  void close_out() {
    if (ends_[0] >= 0) close(std::exchange(ends_[0], -1));
  }

  void open_late() {
    if (ends_[0] >= 0) return;
    const std::string path = "/proc/self/fd/" + std::to_string(in());
    ends_[0] = open(path.c_str(), O_RDONLY | O_NONBLOCK);
    REQUIRE(ends_[0] >= 0);
  }

  // All that can be read until nothing comes for a while.
  std::string read_all() {
    std::string text;
    pollfd ready{ends_[0], POLLIN, 0};
    std::array<char, 65536> bytes;
    while (poll(&ready, 1, 100) == 1) {
      const ssize_t got = read(ends_[0], bytes.data(), bytes.size());
      if (got <= 0) break;
      text.append(bytes.data(), static_cast<std::size_t>(got));
    }
    return text;
  }

 private:
  void open_tcp() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* any = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    REQUIRE(bind(listener, any, size) == 0);
    REQUIRE(listen(listener, 1) == 0);
    REQUIRE(getsockname(listener, any, &size) == 0);
    ends_[1] = socket(AF_INET, SOCK_STREAM, 0);
    REQUIRE(connect(ends_[1], any, size) == 0);
    ends_[0] = accept(listener, nullptr, nullptr);
    REQUIRE(ends_[0] >= 0);
    close(listener);
  }

  std::array<int, 2> ends_{};
};

std::size_t count_lines(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

// Of all lines that tell a loss.
std::uint64_t sum_dropped(std::string_view text) {
  constexpr std::string_view kKey = " dropped=";
  std::uint64_t sum = 0;
  for (std::size_t at = text.find(kKey); at != std::string_view::npos; at = text.find(kKey, at + 1))
    sum += std::stoull(std::string(text.substr(at + kKey.size(), 20)));
  return sum;
}

}  // namespace

TEST_CASE("log: a line is time, level, event and fields") {
  base::Log log(base::Log::kNoDescriptor, kClock);
  log.info("ready", {{"listen", "127.0.0.1:8787"}, {"users", 12}, {"max", UINT64_MAX}});
  log.warn("store is full");
  log.error("", {{"empty", ""}, {"spaced", "a b"}, {"equal", "a=b"}, {"quote", "a\"b"}});
  CHECK(log.collected() ==
        "2023-11-14T22:13:20.123Z info ready listen=127.0.0.1:8787 users=12 "
        "max=18446744073709551615\n"
        "2023-11-14T22:13:20.123Z warn store is full\n"
        "2023-11-14T22:13:20.123Z error  empty=\"\" spaced=\"a b\" equal=\"a=b\" "
        "quote=\"a\\\"b\"\n");
}

TEST_CASE("log: text from outside cannot forge a line or hide in one") {
  base::Log log(base::Log::kNoDescriptor, kClock);
  log.info("a\nb", {{"k\n", "x\r\n2023 info forged"}, {"bad", "\xFF\x1B[31m\xE2\x80\xAE"}});
  CHECK(count_lines(log.collected()) == 1);
  CHECK(log.collected() ==
        "2023-11-14T22:13:20.123Z info a\\u{a}b k\\u{a}=\"x\\u{d}\\u{a}2023 info forged\" "
        "bad=\\xff\\u{1b}[31m\\u{202e}\n");
}

TEST_CASE("log: levels below the least are not written and not counted as dropped") {
  base::Log log(base::Log::kNoDescriptor, kClock, base::LogLevel::kWarn);
  log.info("quiet");
  CHECK(log.collected().empty());
  log.warn("loud");
  CHECK(count_lines(log.collected()) == 1);
  CHECK(log.dropped_total() == 0);
}

TEST_CASE("log: a long line is cut between characters and still ends the line") {
  base::Log log(base::Log::kNoDescriptor, kClock);
  for (const char* pad : {"", "a", "aa", "aaa"}) {
    std::string text = pad;
    while (text.size() < 5000) text += "\xF0\x9F\x98\x80";
    log.info("long", {{"text", text}});
  }
  CHECK(count_lines(log.collected()) == 4);
  std::size_t start = 0;
  for (int i = 0; i < 4; ++i) {
    const std::size_t end = log.collected().find('\n', start) + 1;
    const std::string line = log.collected().substr(start, end - start);
    CHECK(line.size() <= base::Log::kLineSizeMax);
    CHECK(line.size() >= base::Log::kLineSizeMax - 4);
    CHECK(line.substr(line.size() - 8) == "\xF0\x9F\x98\x80...\n");
    start += line.size();
  }
}

TEST_CASE("log: an unread pipe or socket stalls nothing, the loss is told (product contract)") {
  using Kind = Channel::Kind;
  for (const auto kind : {Kind::kPipe, Kind::kSocket, Kind::kLatePipe, Kind::kTcp}) {
    CAPTURE(static_cast<int>(kind));
    Channel channel(kind);
    base::Log log(channel.in(), kClock);
    channel.open_late();
    const std::string text(3000, 'x');
    constexpr std::size_t kLines = 10000;
    for (std::size_t i = 0; i < kLines; ++i) log.info("flood", {{"text", text}});
    const std::uint64_t dropped = log.dropped_total();
    CHECK(dropped > 0);

    std::string seen = channel.read_all();
    log.info("after");
    seen += channel.read_all();
    CHECK(count_lines(seen) == kLines - dropped + 1);
    CHECK(seen.find("Z info after dropped=") != std::string::npos);
    CHECK(sum_dropped(seen) == dropped);
    log.info("later");
    CHECK(channel.read_all() == "2023-11-14T22:13:20.123Z info later\n");
    CHECK(log.dropped_total() == dropped);
  }
}

TEST_CASE("log: what is gathered leaves in one write, in order, at the end or with a warning") {
  Channel channel(Channel::Kind::kPipe);
  base::Log log(channel.in(), kClock);
  log.gather();
  log.info("a");
  log.info("b");
  CHECK(channel.read_all().empty());
  log.warn("c");
  log.info("d");
  const std::string time = "2023-11-14T22:13:20.123Z ";
  CHECK(channel.read_all() == time + "info a\n" + time + "info b\n" + time + "warn c\n");
  log.flush();
  CHECK(channel.read_all() == time + "info d\n");
  log.info("e");
  CHECK(channel.read_all() == time + "info e\n");
}

TEST_CASE("log: every line of a gathered write that was not taken is counted and told of") {
  using Kind = Channel::Kind;
  for (const auto kind : {Kind::kPipe, Kind::kSocket, Kind::kLatePipe, Kind::kTcp}) {
    CAPTURE(static_cast<int>(kind));
    Channel channel(kind);
    base::Log log(channel.in(), kClock);
    channel.open_late();
    const std::string text(300, 'x');
    constexpr std::size_t kTicks = 10000;
    constexpr std::size_t kLinesPerTick = 20;
    for (std::size_t tick = 0; tick < kTicks; ++tick) {
      log.gather();
      for (std::size_t i = 0; i < kLinesPerTick; ++i) log.info("flood", {{"text", text}});
      log.flush();
    }
    const std::uint64_t dropped = log.dropped_total();
    CHECK(dropped > 0);

    std::string seen = channel.read_all();
    log.info("after");
    seen += channel.read_all();
    CHECK(count_lines(seen) == kTicks * kLinesPerTick - dropped + 1);
    CHECK(sum_dropped(seen) == dropped);
    CHECK(log.dropped_total() == dropped);
  }
}

TEST_CASE("log: the flags of the shared descriptor are not touched") {
  Channel channel(Channel::Kind::kPipe);
  const int flags = fcntl(channel.in(), F_GETFL);
  base::Log log(channel.in(), kClock);
  log.info("x");
  CHECK(fcntl(channel.in(), F_GETFL) == flags);
  CHECK((flags & O_NONBLOCK) == 0);
}

TEST_CASE("log: a reader that has gone away costs lines, not the process") {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  for (const auto kind : {Channel::Kind::kPipe, Channel::Kind::kSocket, Channel::Kind::kLatePipe}) {
    Channel channel(kind);
    base::Log log(channel.in(), kClock);
    channel.close_out();
    log.info("into nothing");
    CHECK(log.dropped_total() == 1);
  }
  base::Log closed(1 << 20, kClock);
  closed.info("no such descriptor");
  CHECK(closed.dropped_total() == 1);
  std::signal(SIGPIPE, before);
}

TEST_CASE("log: lines go to a file in order, after what is there") {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  const int descriptor = fileno(file);
  REQUIRE(write(descriptor, "before\n", 7) == 7);
  base::Log log(descriptor, kClock);
  for (int i = 0; i < 3000; ++i) log.info("line", {{"i", i}});
  CHECK(log.dropped_total() == 0);
  std::string text(200000, '\0');
  const ssize_t size = pread(descriptor, text.data(), text.size(), 0);
  text.resize(static_cast<std::size_t>(size));
  CHECK(text.starts_with("before\n2023-11-14T22:13:20.123Z info line i=0\n"));
  CHECK(text.ends_with(" i=2998\n2023-11-14T22:13:20.123Z info line i=2999\n"));
  std::fclose(file);
}

TEST_CASE("log: what is collected in memory has a bound") {
  base::Log log(base::Log::kNoDescriptor, kClock);
  const std::string text(4000, 'x');
  for (int i = 0; i < 300; ++i) log.info("x", {{"text", text}});
  CHECK(log.collected().size() <= base::Log::kCollectedSizeMax);
  CHECK(log.dropped_total() + count_lines(log.collected()) == 300);
  CHECK(log.dropped_total() > 0);
}
