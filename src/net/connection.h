// One client: its socket, what it has sent and not yet been answered, what it has not yet read, and
// when patience with it ends. A plain record; the loop moves it through its states.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "net/connection_id.h"
#include "net/framer.h"
#include "net/handler.h"
#include "net/input_buffer.h"
#include "net/limits.h"
#include "net/output_queue.h"
#include "net/transport.h"

namespace net {

struct Connection {
  enum class State : std::uint8_t {
    kOpen,       // requests are taken
    kJob,        // the last request is answered by a job: nothing is read, so the order is kept
    kClosing,    // the last answer is queued; nothing more is taken
    kLingering,  // it has left and we sent our end; what still comes is dropped, so that closing
                 // does not reset the connection before the client has read the answer
    kDead,
  };
  // What the client is doing, for its deadline. kFresh: connected, and nothing sent yet.
  enum class Phase : std::uint8_t { kFresh, kIdle, kHead, kBody };

  Connection(ConnectionId its_id, int its_socket, const Limits& limits)
      : id(its_id), socket(its_socket), framer(limits) {}
  ~Connection();  // closes the socket
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Nothing begun, nothing owed: it may be closed without anybody noticing a loss.
  bool is_idle() const;
  // Follows the framer: sets phase, and phase_since_us when it changed.
  void update_phase(std::int64_t now_us);
  // The moment at which it is closed or refused unless something happens; kNever when the client
  // is waiting for us and not the other way round.
  std::int64_t deadline_us(const Timeouts& timeouts) const;
  bool is_output_late(const Timeouts& timeouts, std::int64_t now_us) const;

  const ConnectionId id;
  const int socket;
  std::unique_ptr<Transport> transport;
  Origin origin = Origin::kNetwork;
  std::string peer_address;

  Framer framer;
  InputBuffer input;  // begins with the first byte of the unfinished request
  OutputQueue output;

  State state = State::kOpen;
  Phase phase = Phase::kFresh;
  bool readable = false;          // bytes or the end may be there; epoll says so only once
  bool writable = true;           // the last write was not cut short
  bool peer_half_closed = false;  // the client has sent its end
  bool unframed = false;          // input holds bytes that the framer has not judged yet
  bool paused = false;            // too much output waits: by our choice nothing is read
  bool close_after_job = false;
  bool is_ready = false;  // it is in the list of the same name, as the next two
  bool is_flushing = false;
  bool is_touched = false;

  std::int64_t phase_since_us = 0;
  std::int64_t output_since_us = 0;     // when the queue was last empty
  std::int64_t output_progress_us = 0;  // when bytes last left
  std::size_t output_sent = 0;          // since output_since_us
  std::int64_t linger_since_us = 0;
  std::size_t linger_bytes = 0;
  std::int64_t timer_us = 0;      // of its valid entry in the timers; kNever when none
  std::size_t input_counted = 0;  // its part of the loop's total

  Connection* idle_before = nullptr;  // the list of idle ones, oldest first
  Connection* idle_after = nullptr;
  bool is_listed_idle = false;

 private:
  std::int64_t input_deadline_us(const Timeouts& timeouts) const;
  std::int64_t output_deadline_us(const Timeouts& timeouts) const;
};

}  // namespace net
