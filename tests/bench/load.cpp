// load ADDR:PORT PATH [CONNECTIONS [SECONDS [BODY]]]: a keep-alive HTTP client in one thread.
// GET, or POST of the text BODY (`{n}` in it becomes a number that never repeats), with the fields
// of the environment variable LOAD_FIELDS ("Name: value" lines ended by \r\n). Prints requests a
// second, latencies in microseconds, and how many answers were no 2xx. Exit status 1 if there were
// any, or a connection broke.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace {

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

struct Client {
  int socket = -1;
  std::int64_t sent_ns = 0;
  std::string answer;
};

struct Load {
  std::string head;
  std::string body;
  std::uint64_t number = 0;
  std::uint64_t bad = 0;
  std::uint64_t broken = 0;
  std::vector<std::uint32_t> latencies_ns;
  std::string request;

  void send_next(Client& client) {
    std::string numbered = body;
    const std::size_t at = numbered.find("{n}");
    if (at != std::string::npos) numbered.replace(at, 3, std::to_string(number++));
    request = head;
    if (!body.empty()) request += "Content-Length: " + std::to_string(numbered.size()) + "\r\n";
    request += "\r\n";
    request += numbered;
    client.sent_ns = now_ns();
    if (send(client.socket, request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size()))
      ++broken;
  }
};

// The size of a whole answer with Content-Length or without a body, 0 while it is not whole.
std::size_t answer_size(std::string_view bytes) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  std::size_t length = 0;
  for (std::size_t at = bytes.find("\r\n"); at < end; at = bytes.find("\r\n", at + 2)) {
    constexpr std::string_view kName = "\r\ncontent-length:";
    std::string line(bytes.substr(at, kName.size()));
    std::transform(line.begin(), line.end(), line.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (line == kName) length = std::strtoul(bytes.data() + at + kName.size(), nullptr, 10);
  }
  return bytes.size() >= end + 4 + length ? end + 4 + length : 0;
}

bool connect_all(std::vector<Client>& clients, const sockaddr_in& address, int epoll) {
  for (std::size_t i = 0; i < clients.size(); ++i) {
    Client& client = clients[i];
    client.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(client.socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      std::perror("connect");
      return false;
    }
    const int on = 1;
    setsockopt(client.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    epoll_ctl(epoll, EPOLL_CTL_ADD, client.socket, &event);
  }
  return true;
}

// True while the connection lives.
bool receive(Load& load, Client& client) {
  char bytes[65536];
  const ssize_t count = recv(client.socket, bytes, sizeof bytes, 0);
  if (count <= 0) {
    ++load.broken;
    return false;
  }
  client.answer.append(bytes, static_cast<std::size_t>(count));
  const std::size_t size = answer_size(client.answer);
  if (size == 0) return true;
  if (client.answer.size() < 10 || client.answer[9] != '2') ++load.bad;
  load.latencies_ns.push_back(static_cast<std::uint32_t>(now_ns() - client.sent_ns));
  client.answer.erase(0, size);
  load.send_next(client);
  return true;
}

void report(Load& load, double seconds) {
  auto& latencies = load.latencies_ns;
  std::sort(latencies.begin(), latencies.end());
  auto quantile_us = [&](double q) {
    if (latencies.empty()) return 0.0;
    return latencies[static_cast<std::size_t>(q * static_cast<double>(latencies.size() - 1))] /
           1000.0;
  };
  std::printf(
      "%.0f requests/s, p50 %.0f us, p99 %.0f us, max %.0f us, %zu answers, %llu not 2xx, "
      "%llu broken\n",
      static_cast<double>(latencies.size()) / seconds, quantile_us(0.5), quantile_us(0.99),
      quantile_us(1), latencies.size(), static_cast<unsigned long long>(load.bad),
      static_cast<unsigned long long>(load.broken));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string target = argc > 2 ? argv[1] : "";
  const std::size_t colon = target.rfind(':');
  sockaddr_in address{};
  address.sin_family = AF_INET;
  if (colon == std::string::npos ||
      inet_pton(AF_INET, target.substr(0, colon).c_str(), &address.sin_addr) != 1) {
    std::fprintf(stderr, "usage: load ADDR:PORT PATH [CONNECTIONS [SECONDS [BODY]]]\n");
    return 2;
  }
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(target.c_str() + colon + 1)));
  std::vector<Client> clients(argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 64);
  const double seconds = argc > 4 ? std::atof(argv[4]) : 5;
  Load load;
  load.body = argc > 5 ? argv[5] : "";
  const char* fields = std::getenv("LOAD_FIELDS");
  load.head = std::string(load.body.empty() ? "GET " : "POST ") + argv[2] +
              " HTTP/1.1\r\nHost: " + target + "\r\n" + (fields ? fields : "");
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  if (!connect_all(clients, address, epoll)) return 1;
  for (Client& client : clients) load.send_next(client);
  const std::int64_t begin_ns = now_ns();
  const auto length_ns = static_cast<std::int64_t>(seconds * 1e9);
  std::vector<epoll_event> events(clients.size());
  bool is_whole = true;
  while (is_whole && now_ns() - begin_ns < length_ns) {
    const int count = epoll_wait(epoll, events.data(), static_cast<int>(events.size()), 100);
    for (int i = 0; i < count && is_whole; ++i)
      is_whole = receive(load, clients[events[static_cast<std::size_t>(i)].data.u64]);
  }
  report(load, static_cast<double>(now_ns() - begin_ns) / 1e9);
  return load.bad + load.broken > 0 ? 1 : 0;
}
