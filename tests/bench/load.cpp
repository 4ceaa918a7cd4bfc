// load ADDR:PORT PATH [option VALUE]...: an HTTP client in one thread that keeps its connections
// and has one request under way on each. What it measured is one line of JSON on stdout.
//
//   --method M        GET; POST when there is a body
//   --body TEXT       may be repeated: the requests take the bodies in turn
//   --field LINE      "Name: value", may be repeated
//   --lines FILE      what {line} stands for
//   --first N         the first value of {n} (0)
//   --connections N   (64)
//   --seconds S       (5)
//   --requests N      stop after so many, however long it takes
//   --expect STATUS   what every answer must have (200)
//
// In PATH and TEXT, {n} is a number that grows by one with each request, {line} the next line of
// FILE, which starts over at its end. Exit status 1 when an answer had another status or a
// connection broke; then the first such answer is on stderr.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

struct Options {
  std::string target;
  std::string path;
  std::string method;
  std::vector<std::string> bodies;
  std::string fields;
  std::vector<std::string> lines;
  std::uint64_t first = 0;
  std::size_t connections = 64;
  double seconds = 5;
  std::uint64_t requests = 0;  // 0: until the seconds are over
  std::string status = "200";
};

// Text with {n} and {line} in it, cut up once.
class Template {
 public:
  explicit Template(std::string_view text) {
    while (!text.empty()) {
      const std::size_t n = text.find("{n}");
      const std::size_t line = text.find("{line}");
      const std::size_t at = std::min({n, line, text.size()});
      pieces_.push_back({std::string(text.substr(0, at)), at == n      ? Blank::kNumber
                                                          : at == line ? Blank::kLine
                                                                       : Blank::kNone});
      text.remove_prefix(at);
      text.remove_prefix(text.empty() ? 0 : at == n ? 3 : 6);
    }
  }

  void append_to(std::string& out, std::string_view number, std::string_view line) const {
    for (const Piece& piece : pieces_) {
      out += piece.text;
      if (piece.then == Blank::kNumber) out += number;
      if (piece.then == Blank::kLine) out += line;
    }
  }

 private:
  enum class Blank { kNone, kNumber, kLine };
  struct Piece {
    std::string text;
    Blank then;
  };
  std::vector<Piece> pieces_;
};

// Makes the requests, one after the other.
class Requests {
 public:
  explicit Requests(const Options& options)
      : line_start_(options.method + ' '),
        path_(options.path),
        after_path_(" HTTP/1.1\r\nHost: " + options.target + "\r\n" + options.fields),
        lines_(options.lines),
        first_(options.first),
        number_(options.first) {
    for (const std::string& body : options.bodies) bodies_.emplace_back(body);
  }

  // The view lives until the next call.
  std::string_view next() {
    const std::uint64_t turn = number_ - first_;
    char digits[24];
    const char* end = std::to_chars(digits, digits + sizeof digits, number_++).ptr;
    const std::string_view number(digits, static_cast<std::size_t>(end - digits));
    const std::string_view line =
        lines_.empty() ? std::string_view() : lines_[turn % lines_.size()];
    request_ = line_start_;
    path_.append_to(request_, number, line);
    request_ += after_path_;
    if (!bodies_.empty()) {
      body_.clear();
      bodies_[turn % bodies_.size()].append_to(body_, number, line);
      request_ += "Content-Length: " + std::to_string(body_.size()) + "\r\n";
    }
    request_ += "\r\n";
    request_ += body_;
    return request_;
  }

  std::uint64_t made() const { return number_ - first_; }

 private:
  std::string line_start_;
  Template path_;
  std::string after_path_;
  std::vector<Template> bodies_;
  std::vector<std::string> lines_;
  std::uint64_t first_;
  std::uint64_t number_;
  std::string request_;
  std::string body_;
};

// The size of a whole answer with Content-Length or without a body, 0 while it is not whole.
std::size_t answer_size(std::string_view bytes) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const std::size_t at = bytes.substr(0, end).find(kName);
  std::size_t length = 0;
  if (at != std::string_view::npos)
    std::from_chars(bytes.data() + at + kName.size(), bytes.data() + end, length);
  return bytes.size() >= end + 4 + length ? end + 4 + length : 0;
}

struct Client {
  int socket = -1;
  std::int64_t sent_ns = 0;
  std::string answer;  // the beginning of one, when it came in pieces
};

class Load {
 public:
  explicit Load(const Options& options)
      : options_(options),
        requests_(options),
        clients_(options.connections),
        epoll_(epoll_create1(EPOLL_CLOEXEC)) {}

  bool connect_all(const sockaddr_in& address) {
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      clients_[i].socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      if (connect(clients_[i].socket, reinterpret_cast<const sockaddr*>(&address),
                  sizeof address) != 0) {
        std::perror("connect");
        return false;
      }
      const int on = 1;
      setsockopt(clients_[i].socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      epoll_ctl(epoll_, EPOLL_CTL_ADD, clients_[i].socket, &event);
    }
    return true;
  }

  // Every request that was sent is waited for and counted.
  void run() {
    begin_ns_ = now_ns();
    end_ns_ = begin_ns_ + static_cast<std::int64_t>(options_.seconds * 1e9);
    for (Client& client : clients_) send_next(client, begin_ns_);
    std::vector<epoll_event> events(clients_.size());
    while (under_way_ > 0 && broken_ == 0) {
      const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 10'000);
      if (count == 0) break_off("no answer within 10 s");
      for (int i = 0; i < count && broken_ == 0; ++i)
        receive(clients_[events[static_cast<std::size_t>(i)].data.u64]);
    }
    end_ns_ = now_ns();
  }

  bool is_good() const { return unexpected_ + broken_ == 0; }

  void report() {
    std::sort(latencies_ns_.begin(), latencies_ns_.end());
    const double seconds = static_cast<double>(end_ns_ - begin_ns_) / 1e9;
    const double answers = static_cast<double>(latencies_ns_.size());
    std::printf(
        "{\"answers\": %zu, \"unexpected\": %llu, \"broken\": %llu, \"seconds\": %.6f, "
        "\"per_second\": %.1f, \"p50_us\": %.1f, \"p99_us\": %.1f, \"max_us\": %.1f, "
        "\"answer_bytes\": %.0f}\n",
        latencies_ns_.size(), static_cast<unsigned long long>(unexpected_),
        static_cast<unsigned long long>(broken_), seconds, answers / seconds, quantile_us(0.5),
        quantile_us(0.99), quantile_us(1), static_cast<double>(bytes_) / std::max(answers, 1.0));
  }

 private:
  void send_next(Client& client, std::int64_t at_ns) {
    const bool enough =
        options_.requests > 0 ? requests_.made() >= options_.requests : at_ns >= end_ns_;
    if (enough) return;
    const std::string_view request = requests_.next();
    client.sent_ns = at_ns;
    if (send(client.socket, request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size()))
      return break_off("a request could not be sent");
    ++under_way_;
  }

  void receive(Client& client) {
    char bytes[65536];
    const ssize_t count = recv(client.socket, bytes, sizeof bytes, 0);
    if (count <= 0) return break_off("the server closed a connection");
    std::string_view answer(bytes, static_cast<std::size_t>(count));
    if (!client.answer.empty()) answer = client.answer.append(answer);
    const std::size_t size = answer_size(answer);
    if (size == 0) {
      if (client.answer.empty()) client.answer = answer;
      return;
    }
    if (answer.size() > size) return break_off("more came than one answer");
    const std::int64_t at_ns = now_ns();
    latencies_ns_.push_back(static_cast<std::uint32_t>(at_ns - client.sent_ns));
    bytes_ += size;
    --under_way_;
    if (answer.substr(9, 3) != options_.status && unexpected_++ == 0)
      std::fprintf(stderr, "load: expected %s, got %.*s\n", options_.status.c_str(),
                   static_cast<int>(std::min<std::size_t>(size, 2000)), answer.data());
    client.answer.clear();
    send_next(client, at_ns);
  }

  void break_off(const char* why) {
    std::fprintf(stderr, "load: %s\n", why);
    ++broken_;
  }

  double quantile_us(double q) const {
    if (latencies_ns_.empty()) return 0;
    return latencies_ns_[static_cast<std::size_t>(q *
                                                  static_cast<double>(latencies_ns_.size() - 1))] /
           1000.0;
  }

  const Options& options_;
  Requests requests_;
  std::vector<Client> clients_;
  int epoll_;
  std::int64_t begin_ns_ = 0;
  std::int64_t end_ns_ = 0;
  std::size_t under_way_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t unexpected_ = 0;
  std::uint64_t broken_ = 0;
  std::vector<std::uint32_t> latencies_ns_;
};

bool read_lines(const std::string& name, std::vector<std::string>& lines) {
  std::ifstream file(name);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return !lines.empty();
}

bool take_option(Options& options, std::string_view name, const std::string& value) {
  if (name == "--method")
    options.method = value;
  else if (name == "--body")
    options.bodies.push_back(value);
  else if (name == "--field")
    options.fields += value + "\r\n";
  else if (name == "--lines")
    return read_lines(value, options.lines);
  else if (name == "--first")
    options.first = std::strtoull(value.c_str(), nullptr, 10);
  else if (name == "--connections")
    options.connections = std::strtoul(value.c_str(), nullptr, 10);
  else if (name == "--seconds")
    options.seconds = std::atof(value.c_str());
  else if (name == "--requests")
    options.requests = std::strtoull(value.c_str(), nullptr, 10);
  else if (name == "--expect")
    options.status = value;
  else
    return false;
  return true;
}

bool read_options(int argc, char** argv, Options& options, sockaddr_in& address) {
  if (argc < 3 || argc % 2 == 0) return false;
  options.target = argv[1];
  options.path = argv[2];
  for (int i = 3; i < argc; i += 2)
    if (!take_option(options, argv[i], argv[i + 1])) return false;
  if (options.method.empty()) options.method = options.bodies.empty() ? "GET" : "POST";
  const std::size_t colon = options.target.rfind(':');
  if (colon == std::string::npos) return false;
  address.sin_family = AF_INET;
  address.sin_port =
      htons(static_cast<std::uint16_t>(std::atoi(options.target.c_str() + colon + 1)));
  return inet_pton(AF_INET, options.target.substr(0, colon).c_str(), &address.sin_addr) == 1;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  sockaddr_in address{};
  if (!read_options(argc, argv, options, address)) {
    std::fprintf(stderr, "usage: load ADDR:PORT PATH [option VALUE]...; see the top of load.cpp\n");
    return 2;
  }
  Load load(options);
  if (!load.connect_all(address)) return 1;
  load.run();
  load.report();
  return load.is_good() ? 0 : 1;
}
