#include "support/loop_fixture.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <utility>
#include <vector>

namespace support {
namespace {

std::uint16_t listen_on_loopback(net::Loop& loop) {
  auto listener = net::Listener::open_tcp("127.0.0.1:0");
  if (!listener.ok()) throw std::runtime_error(listener.error().detail);
  const std::uint16_t port = listener.value().port();
  loop.add(std::move(listener).value());
  return port;
}

void make_non_blocking(int socket) {
  if (socket < 0 || fcntl(socket, F_SETFL, O_NONBLOCK) != 0)
    throw std::runtime_error("the client found no server");
}

}  // namespace

Client::Client(std::uint16_t port, int receive_buffer_bytes)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_buffer_bytes > 0)
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) close();
  make_non_blocking(socket_);
}

Client::Client(const std::string& unix_path) : socket_(net::connect_unix(unix_path)) {
  make_non_blocking(socket_);
}

Client::~Client() { close(); }

Client::Client(Client&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      received_(std::move(other.received_)),
      is_closed_(other.is_closed_),
      was_reset_(other.was_reset_) {}

std::size_t Client::send(std::string_view bytes) {
  const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  return count > 0 ? static_cast<std::size_t>(count) : 0;
}

const std::string& Client::receive() {
  char bytes[65536];
  for (;;) {
    const ssize_t count = recv(socket_, bytes, sizeof bytes, 0);
    if (count > 0) {
      received_.append(bytes, static_cast<std::size_t>(count));
      continue;
    }
    if (count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) is_closed_ = true;
    if (count < 0 && errno == ECONNRESET) was_reset_ = true;
    return received_;
  }
}

std::size_t Client::received_now() { return receive().size(); }

void Client::half_close() { shutdown(socket_, SHUT_WR); }

void Client::reset() {
  const linger at_once{1, 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

void Client::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

std::size_t Client::answers() const {
  std::size_t count = 0;
  for (std::size_t at = received_.find("HTTP/1.1 "); at != std::string::npos;
       at = received_.find("HTTP/1.1 ", at + 9))
    if (received_.compare(at + 9, 3, "100") != 0) ++count;
  return count;
}

std::string Client::status(std::size_t index) const {
  for (std::size_t at = received_.find("HTTP/1.1 "); at != std::string::npos;
       at = received_.find("HTTP/1.1 ", at + 9))
    if (received_.compare(at + 9, 3, "100") != 0 && index-- == 0)
      return received_.substr(at + 9, 3);
  return "";
}

LoopFixture::LoopFixture(const net::LoopOptions& options)
    : loop(handler, clock, options), port(listen_on_loopback(loop)) {}

bool LoopFixture::turn_until(const std::function<bool()>& is_true) {
  const auto begin = std::chrono::steady_clock::now();
  while (!is_true()) {
    if (std::chrono::steady_clock::now() - begin > std::chrono::seconds(2)) return false;
    loop.turn(1000);
  }
  return true;
}

void LoopFixture::turn(int count) {
  for (int i = 0; i < count; ++i) loop.turn(1000);
}

bool LoopFixture::turn_until_answers(Client& client, std::size_t count) {
  return turn_until([&] {
    client.receive();
    return client.answers() >= count;
  });
}

bool LoopFixture::turn_until_closed(Client& client) {
  return turn_until([&] {
    client.receive();
    return client.is_closed();
  });
}

std::string get(std::string_view path) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

std::string post(std::string_view path, std::string_view body) {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

}  // namespace support
