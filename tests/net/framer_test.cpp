#include "net/framer.h"

#include <string>

#include "doctest/doctest.h"
#include "support/framing.h"

using support::frame_stream;
using support::verdict;

namespace {

constexpr const char* kHost = "Host: a\r\n";

std::string with_line(const std::string& request_line) {
  return request_line + "\r\n" + kHost + "\r\n";
}

std::string with_field(const std::string& field_line) {
  return "GET / HTTP/1.1\r\n" + std::string(kHost) + field_line + "\r\n\r\n";
}

}  // namespace

TEST_CASE("framer: a request comes out as method, path, query, fields and body (RFC 9112 2.1)") {
  CHECK(frame_stream("POST /Users?a=%20b HTTP/1.1\r\nHost: a:80\r\nContent-Type: \tx/y \r\n"
                     "Accept:*/*\r\nAccept:\r\nContent-Length: 3\r\n\r\nabc") ==
        "POST /Users?a=%20b\ncontent-type: x/y\naccept: */*\naccept: \n\nabc\n");
}

TEST_CASE("framer: fields that speak about the connection are not handed on (RFC 9110 7.6.1)") {
  CHECK(frame_stream("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Authorization\r\n"
                     "Authorization: Bearer x\r\nTE: trailers\r\nTrailer: X\r\nUpgrade: h2c\r\n"
                     "Keep-Alive: timeout=5\r\nExpect: 100-continue\r\n\r\n") ==
        "GET /\nauthorization: Bearer x\n\n\n");
}

TEST_CASE("framer: the request line is a method, a target and a version (RFC 9112 3)") {
  static const struct {
    const char* line;
    const char* verdict;
  } kCases[] = {
      {"GET / HTTP/1.1", ""},     {"\r\nGET / HTTP/1.1", ""},  // RFC 9112 2.2
      {"GET / HTTP/1.9", ""},     {"\r\n\r\nGET / HTTP/1.1", "400"},
      {"GET  / HTTP/1.1", "400"}, {"GET /  HTTP/1.1", "400"},
      {"GET / HTTP/1.1 ", "400"}, {" GET / HTTP/1.1", "400"},
      {"GET\t/ HTTP/1.1", "400"}, {"GET / a HTTP/1.1", "400"},
      {"GET /", "400"},           {"GET", "400"},
      {"/ HTTP/1.1", "400"},      {"   ", "400"},
      {"GET / HTTP/1", "400"},    {"GET / HTTP/1.10", "400"},
      {"GET / HTTP/01.1", "400"}, {"GET / http/1.1", "400"},
      {"GET / XTTP/1.1", "400"},  {"GET / HTTP/1.a", "400"},
      {"GET / HTTP/2.0", "505"},  {"PRI * HTTP/2.0", "505"},
      {"GET / HTTP/0.9", "505"},  {"FOO / HTTP/1.1", "501"},
      {"get / HTTP/1.1", "501"},  {"G@T / HTTP/1.1", "400"},
      {"G\"T / HTTP/1.1", "400"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.line);
    CHECK(verdict(with_line(c.line)) == c.verdict);
  }
}

TEST_CASE("framer: every known method passes, TRACE and CONNECT for the last time") {
  for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    CAPTURE(method);
    CHECK(frame_stream(with_line(std::string(method) + " /a HTTP/1.1")) ==
          std::string(method) + " /a\n\n\n");
  }
  for (const char* method : {"TRACE", "CONNECT"}) {
    CAPTURE(method);
    CHECK(frame_stream(with_line(std::string(method) + " /a HTTP/1.1")) ==
          std::string(method) + " /a close\n\n\n");
  }
}

TEST_CASE("framer: only CRLF ends a line, and control bytes are nowhere (RFC 9112 2.2, 9110 5.5)") {
  using namespace std::string_literals;
  static const std::string kCases[] = {
      "GET / HTTP/1.1\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\rHost: a\r\r",
      "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\n\n",
      "G\0T / HTTP/1.1\r\nHost: a\r\n\r\n"s,
      "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /\x7f HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"s,
      "GET / HTTP/1.1\r\nHost: a\r\nX: a\x0b"
      "b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nX\0: b\r\n\r\n"s,
      "\x16\x03\x01\x02\x00\x01"s,  // a TLS ClientHello
  };
  for (const std::string& bytes : kCases) {
    CAPTURE(bytes);
    CHECK(verdict(bytes) == "400");
  }
}

TEST_CASE("framer: a bare CR is refused where it stands, without waiting for more") {
  CHECK(verdict("GET / HTTP/1.1\rH") == "400");
  CHECK(verdict("GET / HTTP/1.1\r") == "more");
}

TEST_CASE("framer: a field is a token, a colon and a value; no folding (RFC 9112 5)") {
  static const struct {
    const char* line;
    const char* verdict;
  } kCases[] = {
      {"X: y", ""},
      {"X:y", ""},
      {"X:", ""},
      {"X: \xc3\xa9", ""},
      {"X : y", "400"},
      {"X\t: y", "400"},
      {"X", "400"},
      {": y", "400"},
      {"A B: c", "400"},
      {"A[b]: c", "400"},
      {" X: y", "400"},
      {"X: y\r\n z", "400"},
      {"X: y\r\n\tz", "400"},
      {"X\xc3\xa9: y", "400"},
      {"X: y\r\n z: w", "400"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.line);
    CHECK(verdict(with_field(c.line)) == c.verdict);
  }
}

TEST_CASE("framer: Host is one valid authority, which only HTTP/1.0 may lack (RFC 9112 3.2)") {
  static const struct {
    const char* head;
    const char* verdict;
  } kCases[] = {
      {"HTTP/1.1\r\nHost: a\r\n", ""},
      {"HTTP/1.1\r\nHost: a_b-c.example:8080\r\n", ""},
      {"HTTP/1.1\r\nHost: 127.0.0.1:0\r\n", ""},
      {"HTTP/1.1\r\nHost: [::1]:65535\r\n", ""},
      {"HTTP/1.1\r\nHost: [::1]\r\n", ""},
      {"HTTP/1.1\r\nhOST:a\r\n", ""},
      {"HTTP/1.0\r\n", ""},
      {"HTTP/1.1\r\n", "400"},
      {"HTTP/1.1\r\nHost:\r\n", "400"},
      {"HTTP/1.1\r\nHost: a\r\nHost: b\r\n", "400"},
      {"HTTP/1.1\r\nHost: a\r\nHost: a\r\n", "400"},
      {"HTTP/1.0\r\nHost: a b\r\n", "400"},
      {"HTTP/1.1\r\nHost: a/b\r\n", "400"},
      {"HTTP/1.1\r\nHost: u@a\r\n", "400"},
      {"HTTP/1.1\r\nHost: a, b\r\n", "400"},
      {"HTTP/1.1\r\nHost: a#b\r\n", "400"},
      {"HTTP/1.1\r\nHost: a?b\r\n", "400"},
      {"HTTP/1.1\r\nHost: a:65536\r\n", "400"},
      {"HTTP/1.1\r\nHost: a:8x\r\n", "400"},
      {"HTTP/1.1\r\nHost: a:1:2\r\n", "400"},
      {"HTTP/1.1\r\nHost: :80\r\n", "400"},
      {"HTTP/1.1\r\nHost: [::1\r\n", "400"},
      {"HTTP/1.1\r\nHost: [::1]x\r\n", "400"},
      {"HTTP/1.1\r\nHost: [gg::]\r\n", "400"},
      {"HTTP/1.1\r\nHost: a%4\r\n", "400"},
      {"HTTP/1.1\r\nHost: a\\b\r\n", "400"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.head);
    CHECK(verdict("GET / " + std::string(c.head) + "\r\n") == c.verdict);
  }
}

TEST_CASE("framer: what decides about meaning or length may come only once (RFC 9112 6.3)") {
  for (const char* line : {"Authorization: Bearer a", "Content-Type: a/b", "Content-Length: 0",
                           "Transfer-Encoding: chunked"}) {
    CAPTURE(line);
    const std::string twice = std::string(line) + "\r\n" + line;
    CHECK(verdict(with_field(twice)) == "400");
  }
  CHECK(verdict(with_field("Accept: a\r\nAccept: b")) == "");
}

TEST_CASE("framer: Content-Length is 1 to 15 plain digits (RFC 9112 6.3)") {
  static const struct {
    const char* value;
    const char* verdict;
  } kCases[] = {
      {"0", ""},
      {"3", ""},
      {"\t3 ", ""},
      {"", "400"},
      {"+3", "400"},
      {"-3", "400"},
      {"03", "400"},
      {"00", "400"},
      {"3a", "400"},
      {"0x3", "400"},
      {"3 3", "400"},
      {"3, 3", "400"},
      {"3,33", "400"},
      {"\"3\"", "400"},
      {"3.0", "400"},
      {"%33", "400"},
      {"\xd9\xa3", "400"},
      {"9223372036854775808", "400"},
      {"999999999999999", "413"},
      {"8388609", "413"},
      {"8388608", "more"},
      {"4", "more"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.value);
    CHECK(verdict("POST / HTTP/1.1\r\nHost: a\r\nContent-Length:" + std::string(c.value) +
                  "\r\n\r\nabc") == c.verdict);
  }
}

TEST_CASE("framer: Transfer-Encoding is exactly 'chunked', in HTTP/1.1, without a length") {
  static const struct {
    const char* head;
    const char* verdict;
  } kCases[] = {
      {"HTTP/1.1\r\nTransfer-Encoding: chunked\r\n", ""},
      {"HTTP/1.1\r\nTransfer-Encoding: CHUNKED\r\n", ""},
      {"HTTP/1.0\r\nTransfer-Encoding: chunked\r\n", "400"},
      {"HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n", "400"},
      {"HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n", "400"},
      {"HTTP/1.1\r\nTransfer-Encoding: chunked, chunked\r\n", "400"},
      {"HTTP/1.1\r\nTransfer-Encoding: chunked,\r\n", "400"},
      {"HTTP/1.1\r\nTransfer-Encoding: ,chunked\r\n", "400"},
      {"HTTP/1.1\r\nTransfer-Encoding: \"chunked\"\r\n", "400"},
      {"HTTP/1.1\r\nTransfer-Encoding: chunked;a=b\r\n", "400"},
      {"HTTP/1.1\r\nTransfer-Encoding:\r\n", "400"},
      {"HTTP/1.1\r\nTransfer-Encoding: \x0c"
       "chunked\r\n",
       "400"},
      {"HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n", "501"},
      {"HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n", "501"},
      {"HTTP/1.1\r\nTransfer-Encoding: identity\r\n", "501"},
      {"HTTP/1.1\r\nTransfer-Encoding: %63hunked\r\n", "501"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.head);
    CHECK(verdict("POST / " + std::string(c.head) + kHost + "\r\n0\r\n\r\n") == c.verdict);
  }
}

TEST_CASE("framer: without a length there is no body, so the next request is not eaten") {
  CHECK(frame_stream("POST /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n") ==
        "POST /a\n\n\nGET /b\n\n\n");
}

TEST_CASE("framer: bodies of GET, HEAD and DELETE are read and dropped (RFC 9110 9.3)") {
  for (const std::string method : {"GET", "HEAD", "DELETE"}) {
    CAPTURE(method);
    CHECK(frame_stream(method +
                       " /a HTTP/1.1\r\nHost: a\r\nContent-Length: 28\r\n\r\n"
                       "GET /x HTTP/1.1\r\nHost: x\r\n\r\n" +
                       with_line("GET /b HTTP/1.1")) == method + " /a\n\n\nGET /b\n\n\n");
  }
}

TEST_CASE("framer: the connection ends on request and with HTTP/1.0 (RFC 9112 9.3)") {
  CHECK(frame_stream(with_field("Connection: keep-alive, CLOSE")) == "GET / close\n\n\n");
  CHECK(frame_stream(with_field("Connection: x\r\nConnection: close")) == "GET / close\n\n\n");
  CHECK(frame_stream(with_field("Connection: closed")) == "GET /\n\n\n");
  CHECK(frame_stream("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n") == "GET / close\n\n\n");
}

TEST_CASE("framer: 100 is due when the head asked and no body has come yet (RFC 9110 10.1.1)") {
  const net::Limits limits;
  auto takes_continue = [&](std::string bytes) {
    net::Framer framer(limits);
    framer.advance(bytes.data(), bytes.size());
    const bool first = framer.takes_continue(bytes.size());
    CHECK_FALSE(framer.takes_continue(bytes.size()));
    return first;
  };
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n";
  CHECK(takes_continue(head + "Content-Length: 3\r\n\r\n"));
  CHECK(takes_continue(head + "Transfer-Encoding: chunked\r\n\r\n"));
  CHECK_FALSE(takes_continue(head + "Content-Length: 3\r\n\r\na"));
  CHECK_FALSE(takes_continue(head + "Content-Length: 3\r\n"));
  CHECK_FALSE(takes_continue(head + "Content-Length: 0\r\n\r\n"));
  CHECK_FALSE(
      takes_continue("POST / HTTP/1.0\r\nExpect: 100-continue\r\n"
                     "Content-Length: 3\r\n\r\n"));
  CHECK(verdict(with_field("Expect: 200-ok")) == "417");
  CHECK(verdict(with_field("Expect: 100-continue, x")) == "417");
}

TEST_CASE("framer: a refusal names method and path as soon as they are known") {
  CHECK(frame_stream("GET /a/%zz?q HTTP/1.1\r\n") ==
        "refused 400 GET /a/%zz: The path has a '%' without two hex digits.\n");
  CHECK(frame_stream("FOO /a HTTP/1.1\r\n") == "refused 501 FOO /a: The method is not known.\n");
  CHECK(frame_stream("PUT /a?b HTTP/1.1\r\nHost: a b\r\n") ==
        "refused 400 PUT /a: Host is not a host and port.\n");
  CHECK(frame_stream("nonsense\r\n") ==
        "refused 400  : The request line is not a method, a target and a version.\n");
}
