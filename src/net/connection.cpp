#include "net/connection.h"

#include <unistd.h>

#include <algorithm>

#include "net/timers.h"

namespace net {
namespace {

// The age at which `bytes` fall below `rate` bytes a second.
std::int64_t age_at_rate_us(std::size_t bytes, std::int64_t rate) {
  return static_cast<std::int64_t>(bytes) * 1'000'000 / rate;
}

}  // namespace

Connection::~Connection() { close(socket); }

bool Connection::is_idle() const {
  return state == State::kOpen && !is_ready && !unframed && output.empty() && !framer.has_begun();
}

void Connection::update_phase(std::int64_t now_us) {
  Phase next = phase == Phase::kFresh ? Phase::kFresh : Phase::kIdle;
  if (framer.has_begun()) next = framer.in_head() ? Phase::kHead : Phase::kBody;
  if (next == phase) return;
  // The first head counts from the accept: a client gains nothing by waiting with its first byte.
  if (!(phase == Phase::kFresh && next == Phase::kHead)) phase_since_us = now_us;
  phase = next;
}

std::int64_t Connection::deadline_us(const Timeouts& timeouts) const {
  if (state == State::kLingering) return linger_since_us + timeouts.linger_us;
  if (state == State::kDead) return kNever;
  return std::min(input_deadline_us(timeouts), output_deadline_us(timeouts));
}

std::int64_t Connection::input_deadline_us(const Timeouts& timeouts) const {
  if (state != State::kOpen || unframed || paused) return kNever;
  switch (phase) {
    case Phase::kFresh:
    case Phase::kHead:
      return phase_since_us + timeouts.head_us;
    case Phase::kIdle:
      return output.empty() ? phase_since_us + timeouts.idle_us : kNever;
    case Phase::kBody:
      break;
  }
  const std::int64_t rate_age =
      age_at_rate_us(framer.body_bytes_received(input.size()), timeouts.body_rate_min);
  return phase_since_us + std::min(timeouts.body_us, std::max(timeouts.body_grace_us, rate_age));
}

std::int64_t Connection::output_deadline_us(const Timeouts& timeouts) const {
  if (output.empty()) return kNever;
  const std::int64_t rate_age = age_at_rate_us(output_sent, timeouts.output_rate_min);
  return std::min(output_progress_us + timeouts.output_stall_us,
                  output_since_us + std::max(timeouts.output_stall_us, rate_age));
}

bool Connection::is_output_late(const Timeouts& timeouts, std::int64_t now_us) const {
  return output_deadline_us(timeouts) <= now_us;
}

}  // namespace net
