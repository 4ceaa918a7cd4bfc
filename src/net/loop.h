// The loop: one thread, one epoll, one commit per tick. It owns every socket, decides when requests
// are read, and lets no byte of an answer leave before what it says is durable.
//
//   tick:
//     for round in 1..4:                    # more rounds only to gather writes for the one commit
//       accept; each ready connection: read, frame, handle, within its fair share
//     one slice of each job
//     flush every answer that is not held
//     commit; failed ? replace the held answers by 503 and close : flush them
//     deadlines, dead connections
//
// Everything but the commit, a handler and a job's slice is non-blocking.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/histogram.h"
#include "net/connections.h"
#include "net/descriptors.h"
#include "net/handler.h"
#include "net/jobs.h"
#include "net/limits.h"
#include "net/listener.h"
#include "net/timers.h"

namespace net {

// Counters since the start, and the state after the last tick.
struct LoopStats {
  std::uint64_t accepted = 0;
  std::uint64_t evicted = 0;        // idle ones that made room for new ones
  std::uint64_t accept_pauses = 0;  // no room and nobody idle, or no descriptors
  std::uint64_t timed_out = 0;      // closed or refused because of a deadline
  std::uint64_t requests = 0;
  std::uint64_t ticks = 0;
  std::uint64_t commits = 0;
  std::uint64_t commit_failures = 0;
  std::int64_t longest_tick_us = 0;  // waiting for events not counted
  base::Histogram ticks_us;          // likewise
  std::uint64_t jobs_started = 0;
  std::uint64_t jobs_refused = 0;     // found no room: 503
  std::uint64_t jobs_cancelled = 0;   // the client went away
  std::uint64_t answers_refused = 0;  // too large for the output that waited: 503
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_written = 0;
  std::map<int, std::uint64_t> refusals;  // by status, what never reached a handler

  std::size_t connections = 0;
  std::size_t jobs = 0;
  std::size_t output_bytes = 0;  // answers that wait to be read by their clients
  std::size_t input_bytes = 0;   // of unfinished requests
};

class Loop {
 public:
  // Handler and clock must outlive the loop. Throws std::system_error when the kernel has no
  // descriptors left for it.
  Loop(Handler& handler, const base::Clock& clock, const LoopOptions& options);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void add(Listener listener);

  // Until request_stop(): then nobody new is accepted, who is idle is closed, who asked is
  // answered with Connection: close, and after drain_us at the latest run() returns.
  void run();
  // One wait of at most max_wait_us and one tick. False when run() would return.
  bool turn(std::int64_t max_wait_us);
  // May be called from a signal handler or another thread. The second call ends run() at once.
  void request_stop() noexcept;

  const LoopStats& stats() const { return stats_; }

 private:
  struct Share;  // what is left of a connection's turn
  // After a pause: when somebody is idle, who may have to go, or in any case after a while.
  enum class AcceptAgain { kWithIdle, kLater };

  // loop.cpp: ticks
  std::int64_t wait_us(std::int64_t max_wait_us) const;
  void poll(std::int64_t wait_us);
  void tick();
  void run_rounds(std::int64_t begin_us);
  void dispatch_events();
  void dispatch(Connection& connection, std::uint32_t events);
  void serve_ready();
  void commit();
  void flush_all();
  void flush(Connection& connection);
  void refresh(Connection& connection);
  void settle_touched();
  void expire_due();
  void begin_drain();
  void drain();
  void update_stats(std::int64_t begin_us);

  // loop_accept.cpp: who comes and goes
  void accept_from(const Listener& listener);
  void admit(Listener::Accepted accepted, Origin origin);
  void evict_oldest_idle();
  void pause_accepting(AcceptAgain when);
  void accept_again_if_due();
  void resume_accepting();
  void kill(Connection& connection);
  void reap();

  // loop_requests.cpp: what one connection asks
  void serve(Connection& connection);
  bool takes_requests(Connection& connection);
  void read_more(Connection& connection, Share& share);
  void read_into_input(Connection& connection, Share& share);
  void drop_input(Connection& connection);
  std::size_t take_requests(Connection& connection, char* bytes, std::size_t size, Share& share);
  void answer_request(Connection& connection, const char* bytes);
  void queue_answer(Connection& connection, Answer answer, bool closes);
  void start_job(Connection& connection, std::unique_ptr<Job> job, bool closes);
  void run_jobs();
  void finish_job(Connection& connection, std::unique_ptr<Job> job);
  void refuse(Connection& connection, Refusal refusal);
  void replace_held(Connection& connection);
  void expire(Connection& connection);
  void queue_bytes(Connection& connection, std::string&& bytes);
  void close_after_output(Connection& connection);
  void end_reading(Connection& connection);
  Transfer read(Connection& connection, char* into, std::size_t size, Share& share);

  void touch(Connection& connection);
  void make_ready(Connection& connection);
  void make_flushing(Connection& connection);
  void count_input(Connection& connection);

  static constexpr std::size_t kEventsMax = 512;
  static constexpr std::size_t kScratchBytes = 64 * 1024;

  Handler& handler_;
  const base::Clock& clock_;
  const LoopOptions options_;
  std::size_t connections_max_;
  Descriptor epoll_;
  Descriptor stop_event_;
  std::atomic<int> stop_requests_{0};

  std::vector<Listener> listeners_;
  bool is_accepting_ = true;
  AcceptAgain accept_again_ = AcceptAgain::kLater;
  std::int64_t accept_again_us_ = kNever;
  Connections connections_;
  Timers timers_;
  Jobs jobs_;

  std::array<epoll_event, kEventsMax> events_;
  std::size_t events_count_ = 0;
  std::unique_ptr<char[]> scratch_;  // most requests are read, framed and answered in here
  Frame frame_;

  // A connection stands in each list at most once; ids of dead ones are skipped.
  std::vector<ConnectionId> ready_;  // has something to read or to frame, and may
  std::vector<ConnectionId> serving_;
  std::vector<ConnectionId> flushing_;  // has output, and could write
  std::vector<ConnectionId> touched_;   // in this tick
  std::vector<ConnectionId> held_;      // has answers that wait for the commit
  std::vector<ConnectionId> dead_;

  std::int64_t now_us_ = 0;
  bool has_news_ = false;  // a commit since jobs were last stepped
  bool is_draining_ = false;
  bool is_done_ = false;
  std::int64_t drain_deadline_us_ = kNever;
  std::size_t output_bytes_ = 0;
  std::size_t input_bytes_ = 0;
  LoopStats stats_;
};

}  // namespace net
