#include "net/loop.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <system_error>
#include <utility>

namespace net {
namespace {

// What an event belongs to: connections have a generation of at least 1 in the upper half, the
// listeners are numbered, and this is the request to stop.
constexpr std::uint64_t kStopEvent = 0xffffffff;
constexpr std::uint64_t kListenersMax = 64;

constexpr std::uint32_t kPeerGone = EPOLLHUP | EPOLLERR;

}  // namespace

Loop::Loop(Handler& handler, const base::Clock& clock, const LoopOptions& options)
    : handler_(handler),
      clock_(clock),
      options_(options),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      stop_event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      jobs_(options_),
      scratch_(new char[kScratchBytes]) {
  const std::size_t descriptors = raise_descriptor_limit();
  const std::size_t spare = std::min(options_.descriptors_spare, descriptors - 1);
  connections_max_ = std::min(options_.connections_max, descriptors - spare);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = kStopEvent;
  if (epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, stop_event_.number(), &event) != 0)
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  now_us_ = clock_.monotonic_us();
}

Loop::~Loop() = default;

void Loop::add(Listener listener) {
  assert(listeners_.size() < kListenersMax);
  listeners_.push_back(std::move(listener));
  is_accepting_ = false;
  resume_accepting();
}

void Loop::run() {
  while (turn(kNever)) {
  }
}

void Loop::request_stop() noexcept {
  const int saved_errno = errno;
  stop_requests_.fetch_add(1);
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(stop_event_.number(), &one, sizeof one);
  errno = saved_errno;
}

bool Loop::turn(std::int64_t max_wait_us) {
  if (is_done_) return false;
  poll(wait_us(max_wait_us));
  tick();
  return !is_done_;
}

// A tick with work pending never sleeps.
std::int64_t Loop::wait_us(std::int64_t max_wait_us) const {
  if (!ready_.empty() || !flushing_.empty() || (has_news_ && jobs_.size() > 0)) return 0;
  const std::int64_t wake_us =
      std::min({timers_.next_us(), jobs_.next_us(), handler_.next_wake_us(), accept_again_us_,
                drain_deadline_us_});
  if (wake_us == kNever) return max_wait_us;
  return std::clamp<std::int64_t>(wake_us - clock_.monotonic_us(), 0, max_wait_us);
}

void Loop::poll(std::int64_t wait_us) {
  constexpr std::int64_t kWaitMaxMs = 60'000;
  const std::int64_t wait_ms = std::min(wait_us / 1000 + (wait_us % 1000 != 0), kWaitMaxMs);
  const int count = epoll_wait(epoll_.number(), events_.data(), static_cast<int>(events_.size()),
                               static_cast<int>(wait_ms));
  if (count < 0 && errno != EINTR)
    throw std::system_error(errno, std::generic_category(), "epoll_wait");
  events_count_ = static_cast<std::size_t>(std::max(count, 0));
}

void Loop::tick() {
  const std::int64_t begin_us = now_us_ = clock_.monotonic_us();
  handler_.begin_tick();
  run_rounds(begin_us);
  run_jobs();
  expire_due();
  flush_all();
  commit();
  flush_all();
  settle_touched();
  if (is_draining_) drain();
  reap();
  accept_again_if_due();
  handler_.end_tick();
  update_stats(begin_us);
}

// One more look at the sockets after a write costs a few microseconds and saves commits: at 8
// connections it makes half as many.
void Loop::run_rounds(std::int64_t begin_us) {
  for (int round = 1;; ++round) {
    dispatch_events();
    serve_ready();
    if (!handler_.has_uncommitted() || round >= options_.rounds_max) return;
    if (clock_.monotonic_us() - begin_us >= options_.rounds_us) return;
    if (handler_.uncommitted_rows() >= options_.uncommitted_rows_max) return;
    poll(0);
    if (events_count_ == 0 && ready_.empty()) return;
  }
}

void Loop::dispatch_events() {
  const std::size_t count = std::exchange(events_count_, 0);
  std::uint64_t accepting = 0;  // one bit for each listener
  for (std::size_t i = 0; i < count; ++i) {
    const epoll_event event = events_[i];
    if (event.data.u64 == kStopEvent) {
      std::uint64_t ignored;
      [[maybe_unused]] const auto got = ::read(stop_event_.number(), &ignored, sizeof ignored);
      if (!is_draining_) begin_drain();
      if (stop_requests_.load() > 1) is_done_ = true;
    } else if (event.data.u64 < kListenersMax) {
      accepting |= std::uint64_t{1} << event.data.u64;
    } else if (Connection* connection = connections_.find(ConnectionId::unpack(event.data.u64))) {
      dispatch(*connection, event.events);
    }
  }
  // Last, so that nobody who has just sent something counts as idle and has to make room.
  for (std::size_t i = 0; i < listeners_.size(); ++i)
    if ((accepting >> i & 1) != 0) accept_from(listeners_[i]);
}

// Events come once per change (edge-triggered), so what they say is kept in the connection.
void Loop::dispatch(Connection& connection, std::uint32_t events) {
  if (connection.state == Connection::State::kJob && (events & kPeerGone) != 0) {
    kill(connection);  // the client did not wait for its job
    return;
  }
  // A FIN alone may come from a client that has said all and still reads (RFC 9112 9.6).
  if ((events & (EPOLLRDHUP | kPeerGone)) != 0) connection.peer_half_closed = true;
  if ((events & (EPOLLIN | EPOLLRDHUP | kPeerGone)) != 0) connection.readable = true;
  if ((events & EPOLLOUT) != 0 && !std::exchange(connection.writable, true) &&
      !connection.output.empty())
    make_flushing(connection);
  if (connection.readable) make_ready(connection);
}

void Loop::serve_ready() {
  std::swap(ready_, serving_);
  for (std::size_t i = 0; i < serving_.size(); ++i) {
    Connection* connection = connections_.find(serving_[i]);
    if (!connection) continue;
    connection->is_ready = false;
    if (handler_.has_uncommitted() && handler_.uncommitted_rows() >= options_.uncommitted_rows_max)
      make_ready(*connection);  // in the next tick
    else
      serve(*connection);
  }
  serving_.clear();
}

// The one durable step. What was held for it leaves only when it succeeded.
void Loop::commit() {
  bool is_committed = true;
  if (handler_.has_uncommitted()) {
    is_committed = handler_.commit() == Committed::kOk;
    ++(is_committed ? stats_.commits : stats_.commit_failures);
    has_news_ = has_news_ || is_committed;
  }
  for (ConnectionId id : held_) {
    Connection* connection = connections_.find(id);
    if (!connection || connection->state == Connection::State::kDead) continue;
    if (is_committed)
      connection->output.release();
    else
      replace_held(*connection);
    make_flushing(*connection);
  }
  held_.clear();
}

void Loop::flush_all() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < flushing_.size(); ++i) {
    const ConnectionId id = flushing_[i];
    Connection* connection = connections_.find(id);
    if (!connection) continue;
    connection->is_flushing = false;
    if (connection->state == Connection::State::kDead) continue;
    flush(*connection);
    if (connection->writable && !connection->output.sendable().empty()) {
      connection->is_flushing = true;
      flushing_[kept++] = id;
    }
  }
  flushing_.resize(kept);
}

void Loop::flush(Connection& connection) {
  touch(connection);
  std::size_t written = 0;
  while (connection.writable && written < options_.flush_bytes_max) {
    const std::string_view piece = connection.output.sendable();
    if (piece.empty()) break;
    const Transfer transfer = connection.transport->write(piece);
    if (transfer.state == Transfer::State::kWouldBlock) connection.writable = false;
    if (transfer.state == Transfer::State::kClosed) return kill(connection);
    if (transfer.state != Transfer::State::kBytes) break;
    connection.output.sent(transfer.bytes);
    written += transfer.bytes;
  }
  if (written > 0) {
    output_bytes_ -= written;
    stats_.bytes_written += written;
    connection.output_sent += written;
    connection.output_progress_us = now_us_;
  }
  if (connection.output.empty()) {
    if (connection.state == Connection::State::kClosing) return end_reading(connection);
    if (connection.phase == Connection::Phase::kIdle) connection.phase_since_us = now_us_;
  }
  if (connection.readable || connection.unframed) make_ready(connection);
}

// What a deadline depends on, brought up to date.
void Loop::refresh(Connection& connection) {
  connection.update_phase(now_us_);
  takes_requests(connection);
}

// Brings the deadline and the idle list of whoever did something up to date.
void Loop::settle_touched() {
  for (ConnectionId id : touched_) {
    Connection* connection = connections_.find(id);
    if (!connection) continue;
    connection->is_touched = false;
    if (connection->state == Connection::State::kDead) continue;
    refresh(*connection);
    if (connection->is_idle()) connections_.list_idle(*connection);
    const std::int64_t deadline_us = connection->deadline_us(options_.timeouts);
    if (deadline_us >= connection->timer_us) continue;
    connection->timer_us = deadline_us;
    timers_.add(deadline_us, id);
  }
  touched_.clear();
}

void Loop::expire_due() {
  while (const auto entry = timers_.take_due(now_us_)) {
    Connection* connection = connections_.find(entry->id);
    if (!connection || connection->timer_us != entry->when_us) continue;
    connection->timer_us = kNever;
    touch(*connection);
    refresh(*connection);
    if (connection->deadline_us(options_.timeouts) <= now_us_) expire(*connection);
  }
}

void Loop::begin_drain() {
  is_draining_ = true;
  drain_deadline_us_ = now_us_ + options_.timeouts.drain_us;
  listeners_.clear();
  // A request may be on its way to a connection that looks idle: each is read once more.
  connections_.each([this](Connection& connection) {
    connection.readable = true;
    make_ready(connection);
  });
}

void Loop::drain() {
  while (Connection* idle = connections_.oldest_idle()) kill(*idle);
  if (now_us_ >= drain_deadline_us_ || stop_requests_.load() > 1)
    connections_.each([this](Connection& connection) { kill(connection); });
  reap();
  if (connections_.size() == 0) is_done_ = true;
}

void Loop::update_stats(std::int64_t begin_us) {
  ++stats_.ticks;
  const std::int64_t took_us = clock_.monotonic_us() - begin_us;
  stats_.longest_tick_us = std::max(stats_.longest_tick_us, took_us);
  stats_.ticks_us.observe(took_us);
  stats_.connections = connections_.size();
  stats_.jobs = jobs_.size();
  stats_.output_bytes = output_bytes_;
  stats_.input_bytes = input_bytes_;
}

}  // namespace net
