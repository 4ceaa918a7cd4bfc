#include "net/transport.h"

#include <sys/socket.h>
#include <sys/types.h>

#include <cerrno>

namespace net {
namespace {

Transfer outcome(ssize_t count) {
  if (count > 0) return {Transfer::State::kBytes, static_cast<std::size_t>(count)};
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS))
    return {Transfer::State::kWouldBlock};
  return {Transfer::State::kClosed};
}

}  // namespace

Transfer PlainTransport::read(char* into, std::size_t size) {
  ssize_t count;
  do count = recv(socket_, into, size, 0);
  while (count < 0 && errno == EINTR);
  return outcome(count);
}

Transfer PlainTransport::write(std::string_view bytes) {
  ssize_t count;
  do count = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  while (count < 0 && errno == EINTR);
  return outcome(count);
}

void PlainTransport::shutdown_write() { shutdown(socket_, SHUT_WR); }

}  // namespace net
