#include "net/connections.h"

#include <utility>

namespace net {

Connection& Connections::add(int socket, const Limits& limits) {
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t index = free_slots_.back();
  free_slots_.pop_back();
  Slot& slot = slots_[index];
  if (++slot.generation == 0) slot.generation = 1;  // 0 is never a connection's
  slot.connection =
      std::make_unique<Connection>(ConnectionId{index, slot.generation}, socket, limits);
  ++size_;
  return *slot.connection;
}

void Connections::remove(ConnectionId id) {
  Connection* connection = find(id);
  if (!connection) return;
  unlist_idle(*connection);
  slots_[id.slot].connection.reset();
  free_slots_.push_back(id.slot);
  --size_;
}

Connection* Connections::find(ConnectionId id) {
  if (id.slot >= slots_.size() || slots_[id.slot].generation != id.generation) return nullptr;
  return slots_[id.slot].connection.get();
}

void Connections::list_idle(Connection& connection) {
  if (std::exchange(connection.is_listed_idle, true)) return;
  connection.idle_before = youngest_idle_;
  connection.idle_after = nullptr;
  (youngest_idle_ ? youngest_idle_->idle_after : oldest_idle_) = &connection;
  youngest_idle_ = &connection;
}

void Connections::unlist_idle(Connection& connection) {
  if (!std::exchange(connection.is_listed_idle, false)) return;
  Connection* before = connection.idle_before;
  Connection* after = connection.idle_after;
  (before ? before->idle_after : oldest_idle_) = after;
  (after ? after->idle_before : youngest_idle_) = before;
}

}  // namespace net
