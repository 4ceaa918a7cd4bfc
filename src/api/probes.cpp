#include "api/probes.h"

#include "domain/session.h"

namespace api {
namespace {

http::Response plain(std::string text) {
  http::Response response;
  response.content_type = "text/plain";
  response.body = std::move(text);
  return response;
}

}  // namespace

Outcome get_health(Call&) { return plain("ok\n"); }

// Ready means that the store answers (the look-up throws when it does not) and that the process is
// not about to end.
Outcome get_ready(Call& call) {
  if (call.process.is_draining()) {
    return base::Error{base::ErrorCode::kUnavailable, "The server is draining."};
  }
  domain::require_store(call.session);
  return plain("ready\n");
}

Outcome get_metrics(Call& call) {
  http::Response response = plain(call.process.metrics());
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  return response;
}

Outcome get_openapi(Call& call) {
  http::Response response;
  response.content_type = "application/json";
  response.body = call.process.openapi();
  return response;
}

}  // namespace api
