// raw_responder BYTES [ADDR:PORT]: what this machine can do at best. It parses nothing: each blank
// line it reads is answered with the same BYTES bytes, head included. Prints the address it listens
// on, then serves until it is killed.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view kBlankLine = "\r\n\r\n";

// Content-Length is padded, so that its own digits do not change the size.
std::string make_answer(std::size_t bytes) {
  std::string answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ";
  const std::size_t head_bytes = answer.size() + 7 + kBlankLine.size();
  const std::size_t body_bytes = bytes > head_bytes ? bytes - head_bytes : 0;
  const std::string digits = std::to_string(body_bytes);
  answer += std::string(7 - std::min<std::size_t>(digits.size(), 7), '0') + digits;
  answer += kBlankLine;
  return answer + std::string(body_bytes, 'x');
}

int listen_on(const std::string& target, sockaddr_in& address) {
  const std::size_t colon = target.rfind(':');
  address.sin_family = AF_INET;
  if (colon == std::string::npos ||
      inet_pton(AF_INET, target.substr(0, colon).c_str(), &address.sin_addr) != 1)
    return -1;
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(target.c_str() + colon + 1)));
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  socklen_t size = sizeof address;
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      listen(listener, 1024) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::perror("listen");
    return -1;
  }
  return listener;
}

void watch(int epoll, int socket) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = socket;
  epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
}

void accept_one(int epoll, int listener) {
  const int client = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;
  const int on = 1;
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  watch(epoll, client);
}

// A request that comes in pieces is not provided for: the load of a benchmark fits one segment.
void answer(int client, const std::string& bytes) {
  char input[65536];
  const ssize_t count = recv(client, input, sizeof input, 0);
  if (count <= 0) {
    close(client);
    return;
  }
  const std::string_view text(input, static_cast<std::size_t>(count));
  for (std::size_t at = text.find(kBlankLine); at != std::string_view::npos;
       at = text.find(kBlankLine, at + kBlankLine.size()))
    if (send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) std::perror("send");
}

}  // namespace

int main(int argc, char** argv) {
  sockaddr_in address{};
  const int listener = argc < 2 ? -1 : listen_on(argc > 2 ? argv[2] : "127.0.0.1:0", address);
  if (listener < 0) {
    std::fprintf(stderr, "usage: raw_responder BYTES [ADDR:PORT]\n");
    return 2;
  }
  const std::string bytes = make_answer(std::strtoul(argv[1], nullptr, 10));
  char name[INET_ADDRSTRLEN];
  inet_ntop(AF_INET, &address.sin_addr, name, sizeof name);
  std::printf("%s:%d\n", name, ntohs(address.sin_port));
  std::fflush(stdout);
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  watch(epoll, listener);
  std::vector<epoll_event> events(1024);
  while (true) {
    const int count = epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const int ready = events[static_cast<std::size_t>(i)].data.fd;
      if (ready == listener)
        accept_one(epoll, listener);
      else
        answer(ready, bytes);
    }
  }
}
