#include "net/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

namespace net {
namespace {

constexpr int kBacklog = 1024;  // the kernel cuts it to net.core.somaxconn

struct TcpAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

base::Error cannot_listen(std::string_view where) {
  return {base::ErrorCode::kUnavailable,
          "cannot listen on " + std::string(where) + ": " + std::strerror(errno)};
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  if (text.empty() || text.size() > 5) return std::nullopt;
  unsigned value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  if (value > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(value);
}

std::optional<TcpAddress> parse_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = parse_port(text.substr(colon + 1));
  if (!port) return std::nullopt;
  std::string host(text.substr(0, colon));
  TcpAddress address;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(*port);
    address.size = sizeof *v6;
    host = host.substr(1, host.size() - 2);
    if (inet_pton(AF_INET6, host.c_str(), &v6->sin6_addr) != 1) return std::nullopt;
    return address;
  }
  auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
  v4->sin_family = AF_INET;
  v4->sin_port = htons(*port);
  address.size = sizeof *v4;
  if (inet_pton(AF_INET, host.c_str(), &v4->sin_addr) != 1) return std::nullopt;
  return address;
}

std::string format_host(const sockaddr_storage& storage) {
  char text[INET6_ADDRSTRLEN] = "";
  if (storage.ss_family == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(storage).sin_addr, text, sizeof text);
  } else if (storage.ss_family == AF_INET6) {
    const in6_addr& v6 = reinterpret_cast<const sockaddr_in6&>(storage).sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&v6))
      inet_ntop(AF_INET, &v6.s6_addr[12], text, sizeof text);
    else
      inet_ntop(AF_INET6, &v6, text, sizeof text);
  }
  return text;
}

std::uint16_t port_of(const sockaddr_storage& storage) {
  return ntohs(storage.ss_family == AF_INET6
                   ? reinterpret_cast<const sockaddr_in6&>(storage).sin6_port
                   : reinterpret_cast<const sockaddr_in&>(storage).sin_port);
}

// A name for a socket file that fits sun_path: the path itself, or its folder as an open
// descriptor. The descriptor must stay open while the name is used.
class SocketName {
 public:
  explicit SocketName(const std::string& path) {
    address_.sun_family = AF_UNIX;
    std::string name = path;
    if (name.size() >= sizeof address_.sun_path) {
      const std::size_t slash = path.rfind('/');
      const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
      folder_ = open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
      name = "/proc/self/fd/" + std::to_string(folder_) + '/' + path.substr(slash + 1);
      if (folder_ >= 0 && name.size() >= sizeof address_.sun_path) errno = ENAMETOOLONG;
    }
    fits_ = name.size() < sizeof address_.sun_path && (folder_ >= 0 || name == path);
    if (fits_) std::memcpy(address_.sun_path, name.c_str(), name.size() + 1);
  }
  ~SocketName() {
    if (folder_ >= 0) ::close(folder_);
  }
  SocketName(const SocketName&) = delete;
  SocketName& operator=(const SocketName&) = delete;

  bool fits() const { return fits_; }
  const sockaddr* address() const { return reinterpret_cast<const sockaddr*>(&address_); }

 private:
  sockaddr_un address_{};
  int folder_ = -1;
  bool fits_ = false;
};

constexpr socklen_t kUnixAddressSize = sizeof(sockaddr_un);

// Makes way for a new socket file. False when something else is there or somebody listens.
bool remove_left_over(const std::string& path) {
  struct stat status{};
  if (lstat(path.c_str(), &status) != 0) return errno == ENOENT;
  if (!S_ISSOCK(status.st_mode)) {
    errno = EEXIST;
    return false;
  }
  const int probe = connect_unix(path);
  if (probe >= 0) {
    ::close(probe);
    errno = EADDRINUSE;
    return false;
  }
  return errno == ECONNREFUSED && unlink(path.c_str()) == 0;
}

bool is_out_of_descriptors(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

base::Result<Listener> Listener::open_tcp(std::string_view address_and_port) {
  auto address = parse_address(address_and_port);
  if (!address)
    return base::Error{base::ErrorCode::kInvalidValue,
                       "'" + std::string(address_and_port) +
                           "' is no address to listen on; write 127.0.0.1:8787 or [::1]:8787"};
  Listener listener;
  const int family = address->storage.ss_family;
  listener.socket_ = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listener.socket_ < 0) return cannot_listen(address_and_port);
  const int on = 1;
  setsockopt(listener.socket_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  // Accepted sockets inherit it. Answers leave in one piece, so Nagle could only delay them.
  setsockopt(listener.socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  auto* name = reinterpret_cast<sockaddr*>(&address->storage);
  if (bind(listener.socket_, name, address->size) != 0 || listen(listener.socket_, kBacklog) != 0 ||
      getsockname(listener.socket_, name, &address->size) != 0)
    return cannot_listen(address_and_port);
  listener.port_ = port_of(address->storage);
  const std::string host = format_host(address->storage);
  listener.address_ =
      (family == AF_INET6 ? "[" + host + "]" : host) + ':' + std::to_string(listener.port_);
  return listener;
}

base::Result<Listener> Listener::open_unix(const std::string& path) {
  const SocketName name(path);
  if (!name.fits() || !remove_left_over(path)) return cannot_listen(path);
  Listener listener;
  listener.origin_ = Origin::kControl;
  listener.socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listener.socket_ < 0) return cannot_listen(path);
  // Linux makes the file with the mode of the socket, so it is never open to others.
  if (fchmod(listener.socket_, S_IRUSR | S_IWUSR) != 0 ||
      bind(listener.socket_, name.address(), kUnixAddressSize) != 0)
    return cannot_listen(path);
  listener.address_ = path;
  if (chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0 || listen(listener.socket_, kBacklog) != 0)
    return cannot_listen(path);
  return listener;
}

Listener::Listener(Listener&& other) noexcept { *this = std::move(other); }

Listener& Listener::operator=(Listener&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(origin_, other.origin_);
  std::swap(address_, other.address_);
  std::swap(port_, other.port_);
  return *this;
}

Listener::~Listener() {
  if (socket_ < 0) return;
  if (origin_ == Origin::kControl && !address_.empty()) unlink(address_.c_str());
  ::close(socket_);
}

Listener::Accepted Listener::accept() const {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  const int accepted =
      accept4(socket_, reinterpret_cast<sockaddr*>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (accepted >= 0)
    return {Accepted::State::kConnection, accepted,
            origin_ == Origin::kControl ? std::string() : format_host(peer)};
  // Linux takes a descriptor before it looks whether anybody waits.
  pollfd waiting{socket_, POLLIN, 0};
  const bool is_short = is_out_of_descriptors(errno) && poll(&waiting, 1, 0) == 1;
  return {is_short ? Accepted::State::kNoDescriptor : Accepted::State::kNobody, -1, {}};
}

int connect_unix(const std::string& path) {
  const SocketName name(path);
  if (!name.fits()) return -1;
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return -1;
  if (connect(socket, name.address(), kUnixAddressSize) == 0) return socket;
  const int error = errno;
  ::close(socket);
  errno = error;
  return -1;
}

}  // namespace net
