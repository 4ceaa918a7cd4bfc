// Who comes and who goes: limits on connections and descriptors.
#include <sys/epoll.h>
#include <unistd.h>

#include <utility>

#include "net/loop.h"

namespace net {
namespace {

constexpr std::int64_t kAcceptPauseUs = 100'000;

}  // namespace

void Loop::accept_from(const Listener& listener) {
  bool has_made_room = false;  // by an eviction that has not helped yet
  for (std::size_t count = 0; count < options_.accepts_per_round_max && is_accepting_; ++count) {
    const bool is_full = connections_.size() >= connections_max_;
    if (is_full && !connections_.oldest_idle()) return pause_accepting(AcceptAgain::kWithIdle);
    Listener::Accepted accepted = listener.accept();
    switch (accepted.state) {
      case Listener::Accepted::State::kNobody:
        return;
      case Listener::Accepted::State::kConnection:
        if (is_full) evict_oldest_idle();
        admit(std::move(accepted), listener.origin());
        has_made_room = false;
        break;
      case Listener::Accepted::State::kNoDescriptor:
        // The whole machine may be short of them: then no sacrifice of ours helps.
        if (has_made_room) return pause_accepting(AcceptAgain::kLater);
        if (!connections_.oldest_idle()) return pause_accepting(AcceptAgain::kWithIdle);
        evict_oldest_idle();
        has_made_room = true;
    }
  }
}

void Loop::admit(Listener::Accepted accepted, Origin origin) {
  ++stats_.accepted;
  Connection& connection = connections_.add(accepted.socket, options_.request);
  connection.transport = std::make_unique<PlainTransport>(accepted.socket);
  connection.origin = origin;
  connection.peer_address = std::move(accepted.peer_address);
  connection.phase_since_us = now_us_;
  connection.timer_us = kNever;
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = connection.id.packed();
  if (epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, accepted.socket, &event) != 0)
    return kill(connection);
  touch(connection);  // it counts as idle after this tick: what it sent may be there already
}

// Only called where nobody holds a connection: the victim is gone, and its descriptor, on return.
void Loop::evict_oldest_idle() {
  ++stats_.evicted;
  kill(*connections_.oldest_idle());
  reap();
}

// Whoever wants to connect waits in the kernel's queue; a listener that nobody accepts from would
// wake the loop at once again and again.
void Loop::pause_accepting(AcceptAgain when) {
  if (!std::exchange(is_accepting_, false)) return;
  accept_again_ = when;
  ++stats_.accept_pauses;
  accept_again_us_ = now_us_ + kAcceptPauseUs;
  for (const Listener& listener : listeners_)
    epoll_ctl(epoll_.number(), EPOLL_CTL_DEL, listener.socket(), nullptr);
}

void Loop::accept_again_if_due() {
  if (is_accepting_) return;
  const bool has_idle = accept_again_ == AcceptAgain::kWithIdle && connections_.oldest_idle();
  if (has_idle || accept_again_us_ <= now_us_) resume_accepting();
}

void Loop::resume_accepting() {
  accept_again_us_ = kNever;
  if (std::exchange(is_accepting_, true)) return;
  for (std::size_t i = 0; i < listeners_.size(); ++i) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, listeners_[i].socket(), &event);
  }
}

// Nothing more happens on it; it is removed at the end of the tick, when nobody holds it.
void Loop::kill(Connection& connection) {
  if (connection.state == Connection::State::kDead) return;
  if (connection.state == Connection::State::kJob) {
    jobs_.cancel(connection.id);
    ++stats_.jobs_cancelled;
  }
  connection.state = Connection::State::kDead;
  connections_.unlist_idle(connection);
  output_bytes_ -= connection.output.waiting_bytes();
  connection.input.clear();
  count_input(connection);
  dead_.push_back(connection.id);
}

void Loop::reap() {
  if (dead_.empty()) return;
  for (ConnectionId id : dead_) connections_.remove(id);
  dead_.clear();
  if (!is_accepting_) resume_accepting();
}

}  // namespace net
