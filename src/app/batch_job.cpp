#include "app/batch_job.h"

#include <utility>

#include "api/errors.h"
#include "app/audit_words.h"

namespace app {
namespace {

using base::Error;
using base::ErrorCode;

// What fits a slice of a tick without making others wait; also when the clock stands still.
constexpr int kPiecesPerSlice = 50;

// As many as one connection may send one by one in a tick.
constexpr std::size_t kOperationsAtOnce = 20;

// A few operations may be large ones: what is not done by then goes on in slices.
constexpr std::int64_t kAtOnceUs = 5000;

// Inside a group that may still be thrown away nothing is said about refusals.
int leaves_no_entry(const Error&) { return 0; }

}  // namespace

KeptFrame::KeptFrame(const net::Frame& frame)
    : peer_address_(frame.peer_address), origin_(frame.origin) {
  for (const net::Field& field : frame.fields) {
    for (std::string_view name : {"authorization", "x-auth-email", "x-auth-key", "user-agent"}) {
      if (field.name == name) fields_.emplace_back(field.name, field.value);
    }
  }
}

net::Frame KeptFrame::view() const {
  net::Frame frame;
  for (const auto& [name, value] : fields_) frame.fields.push_back({name, value});
  frame.peer_address = peer_address_;
  frame.origin = origin_;
  return frame;
}

bool Service::BatchJob::is_small() const { return exchange_.batch->size() <= kOperationsAtOnce; }

bool Service::BatchJob::run_at_once() {
  is_at_once_ = true;
  return step(kAtOnceUs);
}

bool Service::BatchJob::work(std::int64_t budget_us) {
  if (std::exchange(is_at_once_, false)) {
    run_pieces(static_cast<int>(kOperationsAtOnce), service_.clock_.monotonic_us() + budget_us);
    last_tick_ = service_.ticks_;
    return exchange_.batch->next() == 0;
  }
  is_lost_ = service_.lost_tick_ == last_tick_;
  if (is_lost_) return true;
  run_pieces(kPiecesPerSlice, service_.clock_.monotonic_us() + budget_us);
  last_tick_ = service_.ticks_;
  // The answer is made behind the commit of what was done last.
  return exchange_.batch->next() == 0 && !service_.has_uncommitted();
}

void Service::BatchJob::run_pieces(int pieces_max, std::int64_t deadline_us) {
  const net::Frame frame = frame_.view();
  exchange_.frame = &frame;
  for (int pieces = 0; pieces < pieces_max; ++pieces) {
    const std::size_t steps = exchange_.batch->next();
    if (steps == 0) break;
    steps == 1 ? run_alone() : run_together(steps);
    if (service_.clock_.monotonic_us() >= deadline_us) break;
  }
  exchange_.frame = nullptr;
}

Service::Attempt Service::BatchJob::run_step(std::size_t step,
                                             const domain::Tick::StatusOf& status_of) {
  static const json::Value kNoBody;  // the batch has it
  Attempt attempt = service_.attempt(
      exchange_, route_, exchange_.params, subject_of(exchange_.batch->describe(step)), kNoBody,
      std::nullopt, [&](api::Call& call) { return exchange_.batch->run(step, call); }, status_of);
  exchange_.quirks.note_all(attempt.quirks);
  return attempt;
}

void Service::BatchJob::run_alone() {
  const Attempt attempt =
      run_step(0, [&](const Error& error) { return audited_status(route_.dialect, error); });
  if (attempt.status.ok()) return exchange_.batch->keep();
  exchange_.batch->refuse(attempt.fault
                              ? api::render_fault(route_.dialect, route_.permission, *attempt.fault,
                                                  exchange_.frame->peer_address)
                              : api::render_error(route_.dialect, attempt.status.error()));
}

void Service::BatchJob::run_together(std::size_t steps) {
  std::size_t step = 0;
  const base::Status status = service_.tick_.together([&]() -> base::Status {
    for (; step < steps; ++step) {
      const Attempt attempt = run_step(step, leaves_no_entry);
      if (!attempt.status.ok()) return attempt.status.error();
    }
    --step;  // what fails from here on is the last one's
    return base::done();
  });
  status.ok() ? exchange_.batch->keep() : exchange_.batch->give_up(step, status.error());
}

// What does not even name a resource type is audited as the bulk request that holds it.
domain::Subject Service::BatchJob::subject_of(const api::Batch::Operation& operation) const {
  domain::Subject subject = exchange_.subject;
  subject.request_id = service_.next_request_id();
  if (operation.method.empty()) return subject;
  subject.method = operation.method;
  subject.uri.resize(subject.uri.rfind('/'));
  subject.uri += operation.path;
  subject.description = operation.description;
  subject.resource_type = operation.resource_type;
  subject.resource_id = operation.resource_id;
  subject.action_type = action_type_of(operation.method);
  subject.growth = growth_of(operation.method);
  return subject;
}

http::Response Service::BatchJob::answer() {
  const scim::Quirks quirks = exchange_.quirks;
  if (!is_lost_) return service_.decorate(exchange_, exchange_.batch->finish(), quirks);
  const Error error{ErrorCode::kUnavailable,
                    "A change could not be made durable; operations before it may have been done."};
  return service_.decorate(exchange_, api::render_error(route_.dialect, error), quirks);
}

}  // namespace app
