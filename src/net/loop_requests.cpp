// What one connection asks and is answered.
#include <algorithm>
#include <string>
#include <utility>

#include "net/loop.h"

namespace net {
namespace {

using State = Connection::State;

constexpr std::size_t kReadBytesMin = 4 * 1024;

std::string seconds(std::int64_t us) { return std::to_string(us / 1'000'000) + " s"; }

}  // namespace

struct Loop::Share {
  int requests;
  std::size_t bytes;
  bool is_spent() const { return requests <= 0 || bytes == 0; }
  void take_bytes(std::size_t count) { bytes -= std::min(bytes, count); }
};

void Loop::serve(Connection& connection) {
  if (connection.state == State::kDead) return;
  touch(connection);
  connections_.unlist_idle(connection);
  if (connection.state == State::kLingering) return drop_input(connection);
  Share share{options_.turn_requests_max, options_.turn_bytes_max};
  while (takes_requests(connection) && !share.is_spent()) {
    if (std::exchange(connection.unframed, false)) {
      InputBuffer& input = connection.input;
      const std::size_t used = take_requests(connection, input.data(), input.size(), share);
      input.consume(std::min(used, input.size()));
    } else if (connection.readable) {
      read_more(connection, share);
    } else {
      break;
    }
  }
  count_input(connection);
  if (connection.readable || connection.unframed) make_ready(connection);
}

// A client that does not read its answers is not asked for more requests.
bool Loop::takes_requests(Connection& connection) {
  if (connection.state != State::kOpen) return false;
  const std::size_t pause_bytes =
      output_bytes_ < options_.output_total_max ? options_.output_pause_bytes : 1;
  const bool was_paused = connection.paused;
  connection.paused = connection.output.waiting_bytes() >= pause_bytes;
  // Time that passed by our choice is not counted against the client.
  if (was_paused && !connection.paused) connection.phase_since_us = now_us_;
  return !connection.paused;
}

Transfer Loop::read(Connection& connection, char* into, std::size_t size, Share& share) {
  const Transfer transfer = connection.transport->read(into, size);
  // A short read means that there is no more, except for the end (epoll(7), question 9).
  if (transfer.bytes < size) connection.readable = connection.peer_half_closed;
  if (transfer.state == Transfer::State::kWouldBlock) connection.readable = false;
  if (transfer.state == Transfer::State::kClosed) {
    connection.readable = false;
    connection.peer_half_closed = true;
  }
  share.take_bytes(transfer.bytes);
  stats_.bytes_read += transfer.bytes;
  return transfer;
}

void Loop::read_more(Connection& connection, Share& share) {
  if (!connection.input.empty()) return read_into_input(connection, share);
  char* scratch = scratch_.get();
  const Transfer transfer = read(connection, scratch, kScratchBytes, share);
  if (transfer.state == Transfer::State::kClosed) return close_after_output(connection);
  if (transfer.state != Transfer::State::kBytes) return;
  const std::size_t used = take_requests(connection, scratch, transfer.bytes, share);
  if (used < transfer.bytes) connection.input.append(scratch + used, transfer.bytes - used);
}

void Loop::read_into_input(Connection& connection, Share& share) {
  InputBuffer& input = connection.input;
  if (input.size() >= options_.input_large_bytes && input_bytes_ >= options_.input_total_max)
    return refuse(connection, connection.framer.refusal(input.data(), 503,
                                                        "Too many large requests are under way."));
  const std::size_t missing = connection.framer.body_bytes_missing(input.size());
  char* room = input.room(std::clamp(missing, kReadBytesMin, kScratchBytes));
  const std::size_t room_size = std::min(input.room_size(), options_.turn_bytes_max);
  const Transfer transfer = read(connection, room, room_size, share);
  if (transfer.state == Transfer::State::kClosed) return close_after_output(connection);
  if (transfer.state != Transfer::State::kBytes) return;
  input.added(transfer.bytes);
  const std::size_t used = take_requests(connection, input.data(), input.size(), share);
  input.consume(std::min(used, input.size()));
  count_input(connection);
}

void Loop::drop_input(Connection& connection) {
  Share share{1, options_.turn_bytes_max};
  while (connection.readable && !share.is_spent()) {
    const Transfer transfer = read(connection, scratch_.get(), kScratchBytes, share);
    connection.linger_bytes += transfer.bytes;
    if (transfer.state == Transfer::State::kClosed ||
        connection.linger_bytes > options_.linger_bytes_max)
      return kill(connection);
  }
  if (connection.readable) make_ready(connection);
}

// Answers the whole requests at the front of `bytes` within the share of the connection. Returns
// how many bytes they took; what is left stays for later, framed as far as it goes.
std::size_t Loop::take_requests(Connection& connection, char* bytes, std::size_t size,
                                Share& share) {
  std::size_t used = 0;
  while (used < size) {
    if (share.requests <= 0 || !takes_requests(connection)) {
      connection.unframed = connection.state == State::kOpen || connection.state == State::kJob;
      return connection.unframed ? used : size;
    }
    Framer& framer = connection.framer;
    const Framing framing = framer.advance(bytes + used, size - used);
    if (framing == Framing::kMore) {
      if (framer.takes_continue(size - used))
        queue_bytes(connection, "HTTP/1.1 100 Continue\r\n\r\n");
      return used;
    }
    if (framing == Framing::kRefused) {
      refuse(connection, framer.refusal(bytes + used));
      return size;
    }
    const std::size_t request_bytes = framer.used_bytes();
    answer_request(connection, bytes + used);
    framer.reset();
    used += request_bytes;
    --share.requests;
  }
  return used;
}

void Loop::answer_request(Connection& connection, const char* bytes) {
  ++stats_.requests;
  connection.framer.read_into(bytes, frame_);
  frame_.peer_address = connection.peer_address;
  frame_.origin = connection.origin;
  frame_.close = frame_.close || is_draining_;
  connection.phase = Connection::Phase::kIdle;
  connection.phase_since_us = now_us_;
  Answer answer = handler_.handle(frame_, connection.output.holds());
  if (answer.job)
    start_job(connection, std::move(answer.job), frame_.close);
  else
    queue_answer(connection, std::move(answer), frame_.close);
}

void Loop::queue_answer(Connection& connection, Answer answer, bool closes) {
  if (answer.held && !connection.output.holds()) {
    connection.output.hold();
    held_.push_back(connection.id);
  }
  const std::size_t waiting = output_bytes_ + answer.bytes.size();
  const bool is_large = answer.bytes.size() > options_.output_large_bytes;
  if (waiting > options_.output_total_max * (is_large ? 1 : 2)) {
    ++stats_.answers_refused;
    answer.bytes = handler_.unavailable("Too many large answers wait to be read.");
    closes = true;
  }
  queue_bytes(connection, std::move(answer.bytes));
  if (closes) close_after_output(connection);
}

void Loop::start_job(Connection& connection, std::unique_ptr<Job> job, bool closes) {
  if (!jobs_.has_room_for(*job)) {
    ++stats_.jobs_refused;
    const std::string why = "Too many long requests are under way: at most " +
                            std::to_string(options_.jobs_per_owner_max) + " of one account and " +
                            std::to_string(options_.jobs_max) + " in all. Try again soon.";
    queue_bytes(connection, handler_.unavailable(why.c_str()));
    return close_after_output(connection);
  }
  ++stats_.jobs_started;
  connection.state = State::kJob;
  connection.close_after_job = closes;
  jobs_.add(connection.id, std::move(job), now_us_);
}

void Loop::run_jobs() {
  for (Jobs::Finished& finished : jobs_.step(clock_, std::exchange(has_news_, false)))
    if (Connection* connection = connections_.find(finished.id))
      finish_job(*connection, std::move(finished.job));
}

void Loop::finish_job(Connection& connection, std::unique_ptr<Job> job) {
  touch(connection);
  connection.state = State::kOpen;
  connection.phase_since_us = now_us_;
  const bool closes = connection.close_after_job || is_draining_;
  Answer answer = handler_.finish(std::move(job), connection.output.holds());
  if (answer.job) return start_job(connection, std::move(answer.job), closes);
  queue_answer(connection, std::move(answer), closes);
  if (connection.readable || connection.unframed) make_ready(connection);
}

void Loop::refuse(Connection& connection, Refusal refusal) {
  ++stats_.refusals[refusal.status];
  refusal.peer_address = connection.peer_address;
  queue_bytes(connection, handler_.refuse(refusal));
  close_after_output(connection);
}

void Loop::replace_held(Connection& connection) {
  if (connection.state == State::kJob) {  // begun behind an answer that is lost
    jobs_.cancel(connection.id);
    ++stats_.jobs_cancelled;
  }
  output_bytes_ -= connection.output.waiting_bytes();
  connection.output.drop_held();
  output_bytes_ += connection.output.waiting_bytes();
  queue_bytes(connection, handler_.unavailable("The change could not be made durable."));
  close_after_output(connection);
}

void Loop::expire(Connection& connection) {
  ++stats_.timed_out;
  const Timeouts& timeouts = options_.timeouts;
  const bool is_late_request =
      connection.state == State::kOpen && (connection.phase == Connection::Phase::kHead ||
                                           connection.phase == Connection::Phase::kBody);
  if (!is_late_request || connection.is_output_late(timeouts, now_us_)) return kill(connection);
  const std::string why =
      connection.phase == Connection::Phase::kHead
          ? "The request head did not come within " + seconds(timeouts.head_us) + '.'
          : "The request body did not come within " + seconds(timeouts.body_us) +
                ", or slower than " + std::to_string(timeouts.body_rate_min) + " bytes a second.";
  refuse(connection, connection.framer.refusal(connection.input.data(), 408, why));
}

void Loop::queue_bytes(Connection& connection, std::string&& bytes) {
  if (connection.output.empty()) {
    connection.output_since_us = connection.output_progress_us = now_us_;
    connection.output_sent = 0;
  }
  output_bytes_ += bytes.size();
  connection.output.append(std::move(bytes));
  make_flushing(connection);
}

// The answers that wait still leave; nothing more is taken.
void Loop::close_after_output(Connection& connection) {
  connection.state = State::kClosing;
  connection.unframed = false;
  connection.input.clear();
  count_input(connection);
  make_flushing(connection);
}

// All is said. A client that has sent its end cannot lose anything by our closing at once.
void Loop::end_reading(Connection& connection) {
  if (connection.peer_half_closed && !connection.readable) return kill(connection);
  connection.state = State::kLingering;
  connection.linger_since_us = now_us_;
  connection.transport->shutdown_write();
  if (connection.readable) make_ready(connection);
}

void Loop::touch(Connection& connection) {
  if (!std::exchange(connection.is_touched, true)) touched_.push_back(connection.id);
}

void Loop::make_ready(Connection& connection) {
  if (connection.state != State::kOpen && connection.state != State::kLingering) return;
  if (connection.state == State::kOpen && !takes_requests(connection)) return;
  connections_.unlist_idle(connection);
  if (!std::exchange(connection.is_ready, true)) ready_.push_back(connection.id);
}

void Loop::make_flushing(Connection& connection) {
  if (!std::exchange(connection.is_flushing, true)) flushing_.push_back(connection.id);
}

void Loop::count_input(Connection& connection) {
  input_bytes_ -= connection.input_counted;
  connection.input_counted = connection.input.size();
  input_bytes_ += connection.input_counted;
}

}  // namespace net
