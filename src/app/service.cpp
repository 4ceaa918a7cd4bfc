#include "app/service.h"

#include <array>
#include <utility>

#include "api/errors.h"
#include "app/batch_job.h"
#include "app/exchange.h"
#include "app/openapi.h"
#include "base/crypto.h"
#include "base/text.h"
#include "store/keys.h"

namespace app {
namespace {

using api::Dialect;
using auth::Fault;
using base::Error;
using base::ErrorCode;

// An unknown method is a client's own text, and none of that is logged.
std::string_view method_for_log(std::string_view method) {
  for (std::string_view known :
       {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}) {
    if (method == known) return known;
  }
  return "-";
}

std::string_view or_dash(std::string_view text) { return text.empty() ? "-" : text; }

std::string join(const scim::Quirks& quirks, std::string_view separator) {
  std::string text;
  for (std::string_view word : quirks.words())
    text.append(text.empty() ? std::string_view() : separator).append(word);
  return text;
}

}  // namespace

Service::Service(store::Store& store, const base::Clock& clock, base::IdSource& ids, base::Log& log,
                 ServiceOptions options)
    : store_(store),
      clock_(clock),
      log_(log),
      options_(std::move(options)),
      tick_(store, clock, ids) {
  for (std::size_t i = 0; i < routes().size(); ++i) {
    const Route& route = routes()[i];
    const auto add = route.of_own_types ? &http::Door::add_fallback : &http::Door::add_route;
    (door_.*add)(route.method, route.pattern, i);
  }
  std::array<std::uint8_t, 8> random{};
  if (!options_.seed) base::fill_random(random);
  request_prefix_ =
      options_.seed
          ? *options_.seed
          : store::read_u64({reinterpret_cast<const char*>(random.data()), random.size()});
}

Service::~Service() = default;

void Service::begin_tick() {
  log_.gather();
  ++ticks_;
  tick_.begin();
  tick_.write_owed_refusals(domain::Tick::Owed::kDue);
  tick_.erase_retired_rows();
}

std::int64_t Service::next_wake_us() const {
  return tick_.has_retired() ? clock_.monotonic_us() : tick_.next_owed_us();
}

void Service::close() {
  begin_tick();
  tick_.write_owed_refusals(domain::Tick::Owed::kAll);
  if (has_uncommitted()) commit();
  end_tick();
}

bool Service::has_uncommitted() const { return tick_.has_uncommitted(); }
std::size_t Service::uncommitted_rows() const { return tick_.uncommitted_rows(); }

net::Committed Service::commit() {
  const std::int64_t started_us = clock_.monotonic_us();
  const bool is_committed = tick_.commit();
  const std::int64_t now_us = clock_.monotonic_us();
  metrics_.observe_commit(now_us - started_us);
  for (const HeldRequest& held : held_requests_) metrics_.observe_answer(now_us - held.started_us);
  if (is_committed) return net::Committed::kOk;
  lost_tick_ = ticks_;
  report_failure("commit failed");
  // Their lines in the access log say what would have been answered.
  for (const HeldRequest& held : held_requests_)
    log_.warn("answer replaced", {{"id", held.id}, {"status", 503}});
  return net::Committed::kFailed;
}

void Service::end_tick() {
  tick_.end();
  held_requests_.clear();
  log_.flush();
}

void Service::report_failure(const char* event) {
  log_.error(event, {{"why", tick_.last_failure()}});
  // Once: a second request to stop would cut off those who still wait for their 503.
  if (tick_.is_broken() && options_.on_broken) std::exchange(options_.on_broken, nullptr)();
}

std::string Service::next_request_id() {
  std::string bytes;
  store::append_u64(bytes, request_prefix_);
  store::append_u64(bytes, ++request_count_);
  return base::format_hex(bytes);
}

std::string Service::base_uri(const model::Account& account) const {
  return options_.public_url + "/client/v4/accounts/" + account.id.hex() + "/scim/v2";
}

net::Answer Service::handle(const net::Frame& frame, bool after_held) {
  Exchange exchange;
  exchange.method = frame.method;
  exchange.path = frame.path;
  exchange.close = frame.close;
  exchange.after_held = after_held;
  exchange.request_id = next_request_id();
  exchange.started_us = clock_.monotonic_us();
  exchange.frame = &frame;
  net::Answer answer;
  answer.bytes = door_.answer(
      {exchange.method, exchange.path, exchange.close},
      [&](std::size_t route, const http::PathParams& params) {
        return run_route(exchange, routes()[route], params);
      },
      [&](const std::vector<std::string_view>& allowed) { return unmatched(exchange, allowed); },
      [&](const std::string& what) { return on_exception(exchange, what); });
  answer.held = exchange.held;
  if (answer.held) held_requests_.push_back({exchange.request_id, exchange.started_us});
  if (exchange.batch) return begin_batch(std::move(exchange), frame);
  if (exchange.long_read) {
    answer.bytes.clear();
    answer.job = std::make_unique<ReadJob>(*this, std::move(exchange));
    return answer;
  }
  log_access(exchange, exchange.status, answer.bytes.size());
  return answer;
}

net::Answer Service::begin_batch(Exchange exchange, const net::Frame& frame) {
  auto job = std::make_unique<BatchJob>(*this, std::move(exchange), KeptFrame(frame));
  net::Answer answer;
  if (!job->is_small() || !job->run_at_once()) {
    answer.job = std::move(job);
    return answer;
  }
  job->exchange().held = true;
  held_requests_.push_back({job->exchange().request_id, job->exchange().started_us});
  return finish(std::move(job), true);
}

net::Answer Service::finish(std::unique_ptr<net::Job> job, bool after_held) {
  auto& it = static_cast<ExchangeJob&>(*job);
  Exchange& exchange = it.exchange();
  net::Answer answer;
  answer.held = after_held;
  http::Response response = it.finish();
  answer.bytes =
      door_.render({exchange.method, exchange.path, exchange.close}, std::move(response));
  log_access(exchange, exchange.status, answer.bytes.size());
  return answer;
}

http::Response Service::unmatched(Exchange& exchange,
                                  const std::vector<std::string_view>& allowed) const {
  const Dialect dialect = dialect_of(exchange.path);
  std::string list;
  for (std::string_view method : allowed) {
    if (!list.empty()) list += ", ";
    list += method;
  }
  const bool known = !allowed.empty();
  http::Response response =
      known ? api::render_status(dialect, 405,
                                 exchange.method + " is not allowed here; allowed: " + list)
            : api::render_status(dialect, 404, "There is nothing at this path.");
  if (known) response.headers.emplace_back("Allow", list);
  return decorate(exchange, std::move(response), {});
}

http::Response Service::on_exception(Exchange& exchange, const std::string& what) {
  log_.error("request failed", {{"request", exchange.request_id}, {"why", what}});
  if (tick_.is_broken()) report_failure("store failed");
  return decorate(
      exchange,
      api::render_error(dialect_of(exchange.path),
                        {ErrorCode::kInternal, "The request failed inside the server."}),
      {});
}

http::Response Service::decorate(Exchange& exchange, http::Response response,
                                 const scim::Quirks& quirks) const {
  exchange.status = response.status;
  exchange.quirks = quirks;
  response.headers.emplace_back("X-Request-Id", exchange.request_id);
  std::string words = join(quirks, ", ");
  if (!words.empty()) response.headers.emplace_back("Scimd-Quirks", std::move(words));
  return response;
}

std::string Service::refuse(const net::Refusal& refusal) {
  Exchange exchange;
  exchange.method = refusal.method;
  exchange.close = true;
  exchange.request_id = next_request_id();
  exchange.started_us = clock_.monotonic_us();
  http::Response response = decorate(
      exchange, api::render_status(dialect_of(refusal.path), refusal.status, refusal.why), {});
  if (refusal.status == 405)
    response.headers.emplace_back("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE");
  std::string bytes = door_.render({exchange.method, "/", true}, std::move(response));
  log_access(exchange, refusal.status, bytes.size());
  return bytes;
}

std::string Service::unavailable(const char* why) {
  Exchange exchange;
  exchange.request_id = next_request_id();
  exchange.started_us = clock_.monotonic_us();
  http::Response response =
      decorate(exchange, api::render_error(Dialect::kScim, {ErrorCode::kUnavailable, why}), {});
  std::string bytes = door_.render({"GET", "/", true}, std::move(response));
  log_access(exchange, exchange.status, bytes.size());
  return bytes;
}

std::string Service::metrics() const {
  return metrics_.text(loop_stats_, store_.env().used_bytes());
}

std::string Service::openapi() const {
  if (openapi_.empty()) openapi_ = describe_api(options_.public_url);
  return openapi_;
}

// A held answer leaves with the commit and is timed there.
void Service::count_answer(const Exchange& exchange, int status) {
  metrics_.count_answer(exchange.route_index, status);
  if (!exchange.held) metrics_.observe_answer(clock_.monotonic_us() - exchange.started_us);
}

// Never a token, a query, a path, a name or a body: the route's pattern says where, ids say who.
void Service::log_access(const Exchange& exchange, int status, std::size_t bytes) {
  count_answer(exchange, status);
  const std::string quirks = join(exchange.quirks, ",");
  log_.info("request", {{"id", exchange.request_id},
                        {"account", or_dash(exchange.account_id)},
                        {"token", or_dash(exchange.token_id)},
                        {"method", method_for_log(exchange.method)},
                        {"route", exchange.route},
                        {"status", status},
                        {"bytes", bytes},
                        {"us", clock_.monotonic_us() - exchange.started_us},
                        {"quirks", or_dash(quirks)}});
}

}  // namespace app
