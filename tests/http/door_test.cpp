#include "http/door.h"

#include <stdexcept>

#include "doctest/doctest.h"

namespace {

using http::Door;
using http::PathParams;
using http::Response;

Response text(int status, std::string body) {
  Response response;
  response.status = status;
  if (!body.empty()) response.content_type = "text/plain";
  response.body = std::move(body);
  return response;
}

struct TestDoor {
  TestDoor() {
    door.add_route("GET", "/things/:id", 0);
    door.add_route("DELETE", "/things/:id", 1);
    door.add_route("GET", "/whole", 2);
    door.add_route("POST", "/things/:id", 3);
  }
  std::string answer(std::string_view method, std::string_view path, bool close = false) {
    return door.answer(
        {method, path, close},
        [](std::size_t route, const PathParams& params) {
          if (route == 1) return text(204, "");
          if (route == 3) throw std::runtime_error("secret of the inside");
          return text(200,
                      "route " + std::to_string(route) + " id " + std::string(params.get("id")));
        },
        [](const std::vector<std::string_view>& allowed) {
          std::string list;
          for (std::string_view method_allowed : allowed) list += std::string(method_allowed) + " ";
          return text(allowed.empty() ? 404 : 405, "allowed: " + list);
        },
        [](const std::string&) { return text(500, "failed"); });
  }
  Door door;
};

bool has(const std::string& bytes, std::string_view part) {
  return bytes.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "door: a request reaches the route whose pattern it matches, with its parameters decoded") {
  TestDoor door;
  const std::string bytes = door.answer("GET", "/things/a%20b");
  CHECK(has(bytes, "HTTP/1.1 200 OK\r\n"));
  CHECK(has(bytes, "route 0 id a b"));
  CHECK(has(bytes, "Content-Length: 14\r\n"));
  CHECK(has(bytes, "\r\nDate: "));
}

TEST_CASE("door: a path without parameters is matched whole") {
  TestDoor door;
  CHECK(has(door.answer("GET", "/whole"), "route 2"));
  CHECK(has(door.answer("GET", "/whole/more"), " 404 "));
}

TEST_CASE("door: HEAD has the head of GET and no body (RFC 9110 9.3.2)") {
  TestDoor door;
  for (const char* path : {"/things/x", "/whole"}) {
    CAPTURE(path);
    const std::string get = door.answer("GET", path);
    const std::string head = door.answer("HEAD", path);
    CHECK(get.substr(0, get.find("\r\n\r\n") + 4) == head);
  }
}

TEST_CASE("door: a known path with another method answers 405 and lists what is allowed") {
  TestDoor door;
  for (const char* method : {"PUT", "PATCH", "OPTIONS", "TRACE", "CONNECT"}) {
    CAPTURE(method);
    const std::string bytes = door.answer(method, "/things/x");
    CHECK(has(bytes, "HTTP/1.1 405 "));
    CHECK(has(bytes, "allowed: GET HEAD DELETE POST "));
  }
  CHECK(has(door.answer("TRACE", "/nothing"), "HTTP/1.1 404 "));
}

TEST_CASE("door: 204 has neither body nor Content-Length (RFC 9110 8.6)") {
  TestDoor door;
  const std::string bytes = door.answer("DELETE", "/things/x");
  CHECK(has(bytes, "HTTP/1.1 204 "));
  CHECK_FALSE(has(bytes, "Content-Length"));
  CHECK(bytes.substr(bytes.size() - 4) == "\r\n\r\n");
}

TEST_CASE("door: no answer carries Keep-Alive or Accept-Ranges, and close is said when asked") {
  TestDoor door;
  CHECK_FALSE(has(door.answer("HEAD", "/things/x"), "Accept-Ranges"));
  CHECK_FALSE(has(door.answer("GET", "/things/x"), "Keep-Alive"));
  CHECK_FALSE(has(door.answer("GET", "/things/x"), "Connection:"));
  CHECK(has(door.answer("GET", "/things/x", true), "Connection: close\r\n"));
}

TEST_CASE(
    "door: an exception becomes the given answer and its text stays inside (CVE-2026-28434)") {
  TestDoor door;
  const std::string bytes = door.answer("POST", "/things/x");
  CHECK(has(bytes, "HTTP/1.1 500 "));
  CHECK_FALSE(has(bytes, "secret"));
  CHECK_FALSE(has(bytes, "EXCEPTION_WHAT"));
}

TEST_CASE("door: a header value that would break the head is left out") {
  Door door;
  Response response = text(200, "x");
  response.headers.emplace_back("X-Bad", "a\r\nX-Injected: 1");
  response.headers.emplace_back("X-Good", "fine");
  const std::string bytes = door.render({"GET", "/", false}, std::move(response));
  CHECK_FALSE(has(bytes, "Injected"));
  CHECK(has(bytes, "X-Good: fine\r\n"));
}

TEST_CASE("door: a very long path is answered without deep recursion (cpp-httplib 0.53.1)") {
  TestDoor door;
  CHECK(has(door.answer("GET", "/" + std::string(7900, 'a')), " 404 "));
  CHECK(has(door.answer("GET", "/things/" + std::string(7900, 'a')), " 200 "));
}

TEST_CASE("door: a fallback gets what no other pattern fits, with every method") {
  TestDoor door;
  door.door.add_fallback("GET", "/:kind/:id", 10);
  door.door.add_fallback("PUT", "/:kind/:id", 11);
  CHECK(has(door.answer("GET", "/others/a%20b"), "route 10 id a b"));
  CHECK(has(door.answer("HEAD", "/others/x"), "HTTP/1.1 200 "));
  CHECK(has(door.answer("PUT", "/others/x"), "route 11 id x"));
  // Who dispatches says what is not allowed.
  for (const char* method : {"POST", "PATCH", "DELETE", "OPTIONS", "TRACE"}) {
    CAPTURE(method);
    CHECK(has(door.answer(method, "/others/x"), "route 10 id x"));
  }
  CHECK(has(door.answer("PUT", "/things/x"), "HTTP/1.1 405 "));
  CHECK(has(door.answer("GET", "/others"), "HTTP/1.1 404 "));
  CHECK(has(door.answer("GET", "/others/x/y"), "HTTP/1.1 404 "));
}

TEST_CASE("door: an exception out of a fallback becomes the given answer, too") {
  TestDoor door;
  door.door.add_fallback("GET", "/:kind/:id", 3);
  const std::string bytes = door.answer("GET", "/others/x");
  CHECK(has(bytes, "HTTP/1.1 500 "));
  CHECK_FALSE(has(bytes, "secret"));
}
