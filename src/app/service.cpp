#include "app/service.h"

#include <array>
#include <utility>

#include "api/errors.h"
#include "app/admission.h"
#include "app/openapi.h"
#include "base/crypto.h"
#include "base/ip_range.h"
#include "base/text.h"
#include "http/media_type.h"
#include "json/read.h"
#include "store/keys.h"

namespace app {
namespace {

using api::Dialect;
using auth::Fault;
using base::Error;
using base::ErrorCode;

// Which refusals of a write leave an audit entry (product.md section 7): 4xx, but neither
// credentials nor framing.
int audited_status(Dialect dialect, const Error& error) {
  const int status = api::status_of(dialect, error.code);
  const bool audited =
      status >= 400 && status < 500 && status != 401 && !(status >= 413 && status <= 431);
  return audited ? status : 0;
}

// An unknown method is a client's own text, and none of that is logged.
std::string_view method_for_log(std::string_view method) {
  for (std::string_view known :
       {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}) {
    if (method == known) return known;
  }
  return "-";
}

std::string_view action_type_of(std::string_view method) {
  if (method == "POST") return "create";
  return method == "DELETE" ? "delete" : "update";
}

std::string_view or_dash(std::string_view text) { return text.empty() ? "-" : text; }

std::string join(const scim::Quirks& quirks, std::string_view separator) {
  std::string text;
  for (std::string_view word : quirks.words())
    text.append(text.empty() ? std::string_view() : separator).append(word);
  return text;
}

// Taking things away must work in a store that is nearly full; a change may be a deactivation.
domain::Growth growth_of(std::string_view method) {
  if (method == "DELETE") return domain::Growth::kShrinks;
  return method == "POST" ? domain::Growth::kGrows : domain::Growth::kChanges;
}

// As the published audit log shows it: "/accounts/<id>/members".
std::string_view uri_of(std::string_view path) {
  constexpr std::string_view kPrefix = "/client/v4";
  return path.substr(0, kPrefix.size()) == kPrefix ? path.substr(kPrefix.size()) : path;
}

}  // namespace

struct Service::Exchange {
  std::string method;
  bool close = false;
  bool after_held = false;
  bool held = false;
  std::string request_id;
  std::int64_t started_us = 0;
  // For the access log:
  std::string account_id;
  std::string token_id;
  std::string route = "-";
  std::size_t route_index = Metrics::kNoRoute;
  std::string path;
  const net::Frame* frame = nullptr;  // only while handle() runs
  scim::Quirks quirks;
  int status = 0;
  std::unique_ptr<api::LongRead> long_read;
  // Of a long read:
  model::Account account;
  std::string base_uri;
  std::optional<base::Realm> directory;
};

class Service::ReadJob final : public net::Job {
 public:
  ReadJob(Service& service, Exchange exchange)
      : service_(service), exchange_(std::move(exchange)), started_in_tick_(service.ticks_) {}

  bool step(std::int64_t budget_us) override {
    // Behind a held answer on its connection, what that one wrote counts: wait for its commit.
    if (exchange_.after_held && service_.ticks_ == started_in_tick_) return false;
    try {
      domain::Session session = make_session();
      return exchange_.long_read->step(session, service_.clock_, budget_us);
    } catch (const std::exception& exception) {
      failure_ = exception.what();  // finish() answers
      return true;
    }
  }
  std::uint64_t owner() const override {
    return static_cast<std::uint64_t>(exchange_.account.realm);
  }

  http::Response finish() {
    if (!failure_.empty()) return service_.on_exception(exchange_, failure_);
    try {
      domain::Session session = make_session();
      return service_.decorate(exchange_, exchange_.long_read->finish(session), exchange_.quirks);
    } catch (const std::exception& exception) {
      return service_.on_exception(exchange_, exception.what());
    }
  }
  Exchange& exchange() { return exchange_; }

 private:
  domain::Session make_session() {
    domain::Session session = service_.tick_.read_session(exchange_.account, exchange_.base_uri,
                                                          domain::View::kCommitted);
    session.directory = exchange_.directory;
    return session;
  }

  Service& service_;
  Exchange exchange_;
  std::string failure_;
  std::uint64_t started_in_tick_;
};

Service::Service(store::Store& store, const base::Clock& clock, base::IdSource& ids, base::Log& log,
                 ServiceOptions options)
    : store_(store),
      clock_(clock),
      log_(log),
      options_(std::move(options)),
      tick_(store, clock, ids) {
  for (std::size_t i = 0; i < routes().size(); ++i)
    door_.add_route(routes()[i].method, routes()[i].pattern, i);
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
  if (exchange.long_read) {
    answer.bytes.clear();
    exchange.frame = nullptr;
    answer.job = std::make_unique<ReadJob>(*this, std::move(exchange));
    return answer;
  }
  log_access(exchange, exchange.status, answer.bytes.size());
  return answer;
}

net::Answer Service::finish(std::unique_ptr<net::Job> job, bool after_held) {
  auto& read = static_cast<ReadJob&>(*job);
  Exchange& exchange = read.exchange();
  net::Answer answer;
  answer.held = after_held;
  http::Response response = read.finish();
  answer.bytes =
      door_.render({exchange.method, exchange.path, exchange.close}, std::move(response));
  log_access(exchange, exchange.status, answer.bytes.size());
  return answer;
}

// The order is part of the contract: token, account, permission; media type; JSON; then the
// operation, which checks token and permission again in its own transaction.
http::Response Service::run_route(Exchange& exchange, const Route& route,
                                  const http::PathParams& params) {
  exchange.route = route.pattern;
  exchange.route_index = static_cast<std::size_t>(&route - routes().data());
  return route.access == Access::kRead ? run_read(exchange, route, params)
                                       : run_write(exchange, route, params);
}

std::optional<Fault> Service::admit(Exchange& exchange, const Route& route,
                                    const http::PathParams& params, store::Txn& txn,
                                    model::Principal& principal, model::Account& account) {
  Admission admission =
      app::admit(*exchange.frame, route, params, txn, store_.memo(), tick_.now_us());
  principal = std::move(admission.principal);
  account = std::move(admission.account);
  if (account.realm != base::Realm::kNone) exchange.account_id = account.id.hex();
  if (principal.token) {
    exchange.token_id = principal.token->id.hex();
    tick_.note_token_use(*principal.token);
  }
  return admission.fault;
}

http::Response Service::refuse_credentials(Exchange& exchange, const Route& route,
                                           Fault fault) const {
  http::Response response =
      api::render_fault(route.dialect, route.permission, fault, exchange.frame->peer_address);
  // RFC 9110 15.5.6: a 405 names what is allowed; here the method is, with another scheme.
  if (response.status == 405) response.headers.emplace_back("Allow", route.method);
  return decorate(exchange, std::move(response), {});
}

http::Response Service::run_read(Exchange& exchange, const Route& route,
                                 const http::PathParams& params) {
  const domain::View view = view_of(exchange);
  exchange.held = view == domain::View::kUncommitted;
  model::Principal principal;
  model::Account account;
  domain::Session session = tick_.read_session(account, {}, view);
  if (const auto fault = admit(exchange, route, params, session.txn, principal, account)) {
    return refuse_credentials(exchange, route, *fault);
  }
  session.base_uri = base_uri(account);
  session.account = account;
  if (const auto fault = enter_directory(route, params, principal, session)) {
    return refuse_credentials(exchange, route, *fault);
  }
  const json::Value no_body;
  api::Call call{exchange.frame->query,
                 params,
                 no_body,
                 principal,
                 session,
                 clock_,
                 *this,
                 route.binding,
                 exchange.frame->field("if-match"),
                 exchange.frame->field("if-none-match")};
  api::Outcome outcome = route.handler(call);
  if (auto* read = std::get_if<std::unique_ptr<api::LongRead>>(&outcome)) {
    exchange.long_read = std::move(*read);
    exchange.account = std::move(account);
    exchange.base_uri = std::move(session.base_uri);
    exchange.directory = session.directory;
    exchange.quirks = session.quirks;
    return {};
  }
  if (const auto* error = std::get_if<Error>(&outcome)) {
    return decorate(exchange, api::render_error(route.dialect, *error), session.quirks);
  }
  return decorate(exchange, std::move(std::get<http::Response>(outcome)), session.quirks);
}

domain::Subject Service::subject_of(const Exchange& exchange, const Route& route,
                                    const http::PathParams& params) const {
  domain::Subject subject;
  subject.request_id = exchange.request_id;
  subject.method = route.method;
  subject.uri = uri_of(exchange.path);
  const std::string_view agent = exchange.frame->field("user-agent");
  if (base::is_valid_utf8(agent)) subject.user_agent = agent;
  subject.action_type = action_type_of(route.method);
  subject.description = route.audit_description;
  subject.resource_type = route.audit_type;
  subject.resource_id = resource_id_of(params);
  subject.growth = growth_of(route.method);
  return subject;
}

// Behind a held answer on the same connection, what that one wrote counts.
domain::View Service::view_of(const Exchange& exchange) const {
  return exchange.after_held && tick_.has_write() ? domain::View::kUncommitted
                                                  : domain::View::kCommitted;
}

http::Response Service::run_write(Exchange& exchange, const Route& route,
                                  const http::PathParams& params) {
  domain::Subject subject = subject_of(exchange, route, params);
  auto fault = admit(exchange, route, params, tick_.view(view_of(exchange)), subject.principal,
                     subject.account);
  subject.base_uri = base_uri(subject.account);
  if (!fault) {
    domain::Session session =
        tick_.read_session(subject.account, subject.base_uri, view_of(exchange));
    fault = enter_directory(route, params, subject.principal, session);
  }
  if (fault && *fault != Fault::kPermission) {
    return refuse_credentials(exchange, route, *fault);
  }
  if (!fault) {
    const net::Frame& frame = *exchange.frame;
    if (const auto media_fault =
            http::find_media_fault(frame.field("content-type"), frame.field("content-encoding"))) {
      return decorate(exchange, api::render_error(route.dialect, *media_fault), {});
    }
  }
  return run_operation(exchange, route, params, subject, fault);
}

// In one transaction: who is not permitted, and who sends no JSON, is refused there too, so that
// the refusal is audited.
http::Response Service::run_operation(Exchange& exchange, const Route& route,
                                      const http::PathParams& params,
                                      const domain::Subject& subject, std::optional<Fault> fault) {
  base::Result<json::Value> body = json::Value();
  const bool has_body = route.body == Body::kJson ||
                        (route.body == Body::kOptionalJson && !exchange.frame->body.empty());
  if (!fault && has_body) body = json::parse(exchange.frame->body);
  scim::Quirks quirks;
  http::Response response;
  const auto operation = [&](domain::Session& session) -> base::Status {
    model::Principal principal;
    if (!fault) {
      if (!body.ok()) return body.error();
      fault = admit(exchange, route, params, session.txn, principal, session.account);
      if (!fault) fault = enter_directory(route, params, principal, session);
    }
    if (fault) {
      return Error{*fault == Fault::kPermission ? ErrorCode::kForbidden : ErrorCode::kUnauthorized,
                   {}};
    }
    api::Call call{exchange.frame->query,
                   params,
                   body.value(),
                   principal,
                   session,
                   clock_,
                   *this,
                   route.binding,
                   exchange.frame->field("if-match"),
                   exchange.frame->field("if-none-match")};
    api::Outcome outcome = route.handler(call);
    quirks = session.quirks;
    if (auto* error = std::get_if<Error>(&outcome)) return std::move(*error);
    response = std::move(std::get<http::Response>(outcome));
    session.change.status = response.status;
    return base::done();
  };
  const base::Status status = tick_.atomically(
      subject, operation, [&](const Error& error) { return audited_status(route.dialect, error); });
  exchange.held = tick_.has_write();
  if (fault) return refuse_credentials(exchange, route, *fault);
  if (status.ok()) return decorate(exchange, std::move(response), quirks);
  if (api::status_of(route.dialect, status.error().code) >= 500) report_failure("write failed");
  return decorate(exchange, api::render_error(route.dialect, status.error()), quirks);
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

std::string Service::openapi() const { return describe_api(options_.public_url); }

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
