// A listening socket: TCP for the network, or a Unix socket whose requests count as made by the
// owner of the data folder.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/handler.h"

namespace net {

class Listener {
 public:
  // "127.0.0.1:8787" or "[::1]:8787", numeric; port 0 takes a free one. Errors: kInvalidValue for
  // an address that is none, kUnavailable when it cannot be bound.
  static base::Result<Listener> open_tcp(std::string_view address_and_port);
  // Only the owner may connect (mode 0600). A path too long for sockaddr_un is reached through its
  // folder. A socket that nobody listens on any more is replaced; kUnavailable when somebody does.
  // Removed again when the listener closes.
  static base::Result<Listener> open_unix(const std::string& path);

  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&& other) noexcept;
  ~Listener();

  int socket() const { return socket_; }
  Origin origin() const { return origin_; }
  const std::string& address() const { return address_; }  // with the real port, or the path
  std::uint16_t port() const { return port_; }             // 0 for a Unix socket

  struct Accepted {
    enum class State { kConnection, kNobody, kNoDescriptor };
    State state;
    int socket = -1;           // non-blocking, the caller's
    std::string peer_address;  // numeric; IPv4 in dotted form also on an IPv6 socket
  };
  Accepted accept() const;

 private:
  Listener() = default;

  int socket_ = -1;
  Origin origin_ = Origin::kNetwork;
  std::string address_;
  std::uint16_t port_ = 0;
};

// A connected, blocking stream socket to a Unix listener, for programs that talk to it; -1 with
// errno when there is none.
int connect_unix(const std::string& path);

}  // namespace net
