#include "net/timers.h"

#include <algorithm>

namespace net {
namespace {

bool is_later(const Timers::Entry& a, const Timers::Entry& b) { return a.when_us > b.when_us; }

}  // namespace

void Timers::add(std::int64_t when_us, ConnectionId id) {
  heap_.push_back({when_us, id});
  std::push_heap(heap_.begin(), heap_.end(), is_later);
}

std::optional<Timers::Entry> Timers::take_due(std::int64_t now_us) {
  if (next_us() > now_us) return std::nullopt;
  std::pop_heap(heap_.begin(), heap_.end(), is_later);
  const Entry entry = heap_.back();
  heap_.pop_back();
  return entry;
}

}  // namespace net
