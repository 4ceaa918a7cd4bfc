// The seam between a connection and the bytes on the wire: plain TCP and Unix sockets here, TLS
// behind the same four calls. Never blocks.
#pragma once

#include <cstddef>
#include <string_view>

namespace net {

struct Transfer {
  enum class State { kBytes, kWouldBlock, kClosed };
  State state;
  std::size_t bytes = 0;  // with kBytes; never 0
};

class Transport {
 public:
  virtual ~Transport() = default;
  // kClosed: the peer sent its end, or the connection broke.
  virtual Transfer read(char* into, std::size_t size) = 0;
  // May take less than all. After kWouldBlock the next call must begin with the same bytes.
  virtual Transfer write(std::string_view bytes) = 0;
  // Says to the peer that nothing more comes; reading goes on.
  virtual void shutdown_write() = 0;
};

class PlainTransport final : public Transport {
 public:
  explicit PlainTransport(int socket) : socket_(socket) {}  // does not own the socket
  Transfer read(char* into, std::size_t size) override;
  Transfer write(std::string_view bytes) override;
  void shutdown_write() override;

 private:
  int socket_;
};

}  // namespace net
