// The pipeline of every request that reached a route.
#include <utility>

#include "api/errors.h"
#include "api/scim/features.h"
#include "app/admission.h"
#include "app/audit_words.h"
#include "app/exchange.h"
#include "app/service.h"
#include "base/text.h"
#include "http/media_type.h"
#include "json/read.h"

namespace app {
namespace {

using api::Dialect;
using auth::Fault;
using base::Error;
using base::ErrorCode;

// Empty when it was not sent. A field without a value names no version: it must not pass for
// absent.
std::string_view precondition(const net::Frame& frame, std::string_view name) {
  for (const net::Field& field : frame.fields) {
    if (field.name == name) return field.value.empty() ? "-" : field.value;
  }
  return {};
}

std::optional<Error> find_media_fault(const net::Frame& frame) {
  return http::find_media_fault(frame.field("content-type"), frame.field("content-encoding"));
}

}  // namespace

// The order is part of the contract: token, account, permission; media type; JSON; then the
// operation, which checks token and permission again in its own transaction.
http::Response Service::run_route(Exchange& exchange, const Route& route,
                                  const http::PathParams& params) {
  exchange.route = route.pattern;
  exchange.route_index = static_cast<std::size_t>(&route - routes().data());
  if (route.of_own_types) {
    if (auto refused = find_own_type(exchange, route, params)) return std::move(*refused);
  }
  return route.access == Access::kRead ? run_read(exchange, route, params)
                                       : run_write(exchange, route, params);
}

// The type that the path names. The answer, when the account has no such type: as if there were no
// route, and not audited; or when the type is not served with this method. Who may not know the
// account's types learns nothing.
std::optional<http::Response> Service::find_own_type(Exchange& exchange, const Route& route,
                                                     const http::PathParams& params) {
  const domain::View view = view_of(exchange);
  exchange.held = view == domain::View::kUncommitted;
  model::Principal principal;
  model::Account account;
  store::Txn& txn = tick_.view(view);
  const auto fault = admit(exchange, route, params, txn, principal, account);
  if (fault && *fault != Fault::kPermission) return refuse_credentials(exchange, route, *fault);
  domain::Session session = tick_.read_session(account, {}, view);
  const domain::Binding* binding = domain::types_of(session).find(params.get("endpoint"));
  // The live endpoint, which profile cloudflare shows, has none.
  if (!binding || domain::strictness_of(session) == scim::Strictness::kCloudflare)
    return unmatched(exchange, {});
  std::vector<std::string_view> allowed;
  for (const Route& each : routes()) {
    if (!each.of_own_types || each.pattern != route.pattern) continue;
    allowed.push_back(each.method);
    if (each.method == "GET") allowed.push_back("HEAD");
  }
  if (route.method != (exchange.method == "HEAD" ? "GET" : exchange.method))
    return unmatched(exchange, allowed);
  exchange.own_type = binding->type->name;
  return std::nullopt;
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

api::Call Service::make_call(const Exchange& exchange, const Route& route,
                             const http::PathParams& params, const json::Value& body,
                             const model::Principal& principal, domain::Session& session) {
  const net::Frame& frame = *exchange.frame;
  api::Call call{frame.query, params, body, principal, session, clock_, *this};
  if (route.binding) call.binding = domain::types_of(session).find(route.binding->type->endpoint);
  if (route.of_own_types) call.binding = domain::types_of(session).find(params.get("endpoint"));
  if (api::scim_api::features_of(session).versions)
    call.preconditions = {precondition(frame, "if-match"), precondition(frame, "if-none-match")};
  return call;
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
  base::Result<json::Value> body = json::Value();
  if (route.body != Body::kNone) {
    if (auto media_fault = find_media_fault(*exchange.frame))
      return decorate(exchange, api::render_error(route.dialect, *media_fault), {});
    body = json::parse(exchange.frame->body);
    if (!body.ok()) return decorate(exchange, api::render_error(route.dialect, body.error()), {});
  }
  api::Call call = make_call(exchange, route, params, body.value(), principal, session);
  api::Outcome outcome = route.handler(call);
  if (auto* read = std::get_if<std::unique_ptr<api::LongRead>>(&outcome)) {
    exchange.long_read = std::move(*read);
    exchange.account = std::move(account);
    exchange.base_uri = std::move(session.base_uri);
    exchange.directory = session.directory;
    exchange.types = session.types;
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
  if (!exchange.own_type.empty())
    subject.description = subject.description.substr(0, subject.description.find(' ') + 1) +
                          "SCIM " + exchange.own_type;
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
  if (!fault && is_in_directory(route)) {
    domain::Session session =
        tick_.read_session(subject.account, subject.base_uri, view_of(exchange));
    fault = enter_directory(route, params, subject.principal, session);
  }
  if (fault && *fault != Fault::kPermission) {
    return refuse_credentials(exchange, route, *fault);
  }
  if (!fault) {
    if (const auto media_fault = find_media_fault(*exchange.frame)) {
      return decorate(exchange, api::render_error(route.dialect, *media_fault), {});
    }
  }
  return run_operation(exchange, route, params, subject, fault);
}

// Token and permission are looked at again in the transaction of the operation.
Service::Attempt Service::attempt(Exchange& exchange, const Route& route,
                                  const http::PathParams& params, const domain::Subject& subject,
                                  const json::Value& body, std::optional<Fault> fault,
                                  const Work& work, const domain::Tick::StatusOf& status_of) {
  Attempt attempt{base::done(), fault, {}};
  const auto operation = [&](domain::Session& session) -> base::Status {
    model::Principal principal;
    if (!attempt.fault)
      attempt.fault = admit(exchange, route, params, session.txn, principal, session.account);
    if (!attempt.fault) attempt.fault = enter_directory(route, params, principal, session);
    if (attempt.fault) {
      const bool is_forbidden = *attempt.fault == Fault::kPermission;
      return Error{is_forbidden ? ErrorCode::kForbidden : ErrorCode::kUnauthorized, {}};
    }
    api::Call call = make_call(exchange, route, params, body, principal, session);
    base::Status status = work(call);
    attempt.quirks = session.quirks;
    return status;
  };
  attempt.status = tick_.atomically(subject, operation, status_of);
  if (!attempt.status.ok() && !attempt.fault) {
    const ErrorCode code = attempt.status.error().code;
    const bool is_failure =
        api::status_of(route.dialect, code) >= 500 && code != ErrorCode::kNotImplemented;
    if (is_failure) report_failure("write failed");
  }
  return attempt;
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
  http::Response response;
  const auto work = [&](api::Call& call) -> base::Status {
    if (!body.ok()) return body.error();
    // Gone since find_own_type looked, by another request of this tick.
    if (route.of_own_types && !call.binding)
      return Error{ErrorCode::kNotFound, "There is nothing at this path."};
    api::Outcome outcome = route.handler(call);
    if (auto* error = std::get_if<Error>(&outcome)) return std::move(*error);
    if (auto* batch = std::get_if<std::unique_ptr<api::Batch>>(&outcome)) {
      exchange.batch = std::move(*batch);
      return base::done();
    }
    response = std::move(std::get<http::Response>(outcome));
    call.session.change.status = response.status;
    return base::done();
  };
  const json::Value none;
  const Attempt done =
      attempt(exchange, route, params, subject, body.ok() ? body.value() : none, fault, work,
              [&](const Error& error) { return audited_status(route.dialect, error); });
  if (exchange.batch) {
    exchange.account = subject.account;
    exchange.subject = subject;
    exchange.params = params;
    exchange.quirks = done.quirks;
    return {};
  }
  exchange.held = tick_.has_write();
  if (done.fault) return refuse_credentials(exchange, route, *done.fault);
  if (done.status.ok()) return decorate(exchange, std::move(response), done.quirks);
  return decorate(exchange, api::render_error(route.dialect, done.status.error()), done.quirks);
}

}  // namespace app
