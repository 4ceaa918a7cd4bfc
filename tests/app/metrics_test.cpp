#include "doctest/doctest.h"
#include "support/test_service.h"

namespace {

std::string metrics_from_loopback(support::TestService& service) {
  support::Request request{"GET", "/metrics"};
  request.address = "127.0.0.1";
  return service.send(request).body;
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("metrics: answers are counted by route pattern, method and status") {
  support::TestService service;
  service.scim("GET", "/Users");
  service.scim("GET", "/Users?count=1");
  service.scim("GET", "/Users/00000000000000000000000000000000");
  service.send({"GET", "/no/such/path"});
  const std::string text = metrics_from_loopback(service);
  const std::string users = "/client/v4/accounts/:account_id/scim/v2/Users";
  CHECK(has_line(text,
                 "scimd_requests_total{route=\"" + users + "\",method=\"GET\",status=\"200\"} 2"));
  CHECK(has_line(
      text, "scimd_requests_total{route=\"" + users + "/:id\",method=\"GET\",status=\"404\"} 1"));
  CHECK(has_line(text, "scimd_requests_total{route=\"-\",method=\"-\",status=\"404\"} 1"));
}

TEST_CASE("metrics: a held answer is timed once, when it may leave") {
  support::TestService service;
  const std::string before = metrics_from_loopback(service);
  service.scim("POST", "/Users", R"({"userName":"anna@example.com"})");
  const std::string after = metrics_from_loopback(service);
  const auto count = [](const std::string& text, const std::string& name) {
    return std::stoul(text.substr(text.find("\n" + name + " ") + name.size() + 2));
  };
  // The request and, before it, the look at the metrics itself.
  CHECK(count(after, "scimd_request_seconds_count") ==
        count(before, "scimd_request_seconds_count") + 2);
  CHECK(count(after, "scimd_commit_seconds_count") ==
        count(before, "scimd_commit_seconds_count") + 1);
}

TEST_CASE("metrics: from elsewhere than loopback they need a token (product.md 4)") {
  support::TestService service;
  CHECK(service.send({"GET", "/metrics"}).status == 400);
  support::Request request{"GET", "/metrics"};
  request.token = service.token();
  const auto reply = service.send(request);
  CHECK(reply.status == 200);
  CHECK(reply.field("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
}
