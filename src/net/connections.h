// All connections, found by id, and which of them are idle in the order in which they became so.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "net/connection.h"

namespace net {

class Connections {
 public:
  Connection& add(int socket, const Limits& limits);  // takes the socket over
  void remove(ConnectionId id);                       // closes it
  Connection* find(ConnectionId id);                  // nullptr when it is gone
  std::size_t size() const { return size_; }

  void list_idle(Connection& connection);  // as the youngest; no effect when listed already
  void unlist_idle(Connection& connection);
  Connection* oldest_idle() { return oldest_idle_; }

  template <typename Visit>
  void each(Visit visit) {
    for (Slot& slot : slots_)
      if (slot.connection) visit(*slot.connection);
  }

 private:
  struct Slot {
    std::unique_ptr<Connection> connection;
    std::uint32_t generation = 0;
  };

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  std::size_t size_ = 0;
  Connection* oldest_idle_ = nullptr;
  Connection* youngest_idle_ = nullptr;
};

}  // namespace net
