#include "net/target.h"

#include <string>

#include "doctest/doctest.h"

namespace {

// "path?query" as it comes out, or the sentence of the refusal.
std::string read(const std::string& method, std::string target) {
  net::Target found;
  const char* wrong =
      net::read_target(method, target.data(), static_cast<std::uint32_t>(target.size()), found);
  if (wrong) return wrong;
  const std::string path = target.substr(found.path_at, found.path_size);
  return found.query_at == 0 ? path : path + '?' + target.substr(found.query_at, found.query_size);
}

std::string read(const std::string& target) { return read("GET", target); }

}  // namespace

TEST_CASE("target: doubled and trailing slashes collapse") {
  static const struct {
    const char* sent;
    const char* read;
  } kCases[] = {
      {"/", "/"},
      {"//", "/"},
      {"///a", "/a"},
      {"/v2//Users", "/v2/Users"},
      {"/Users/?filter=a", "/Users?filter=a"},
      {"/Users//", "/Users"},
      {"/a?b=//c/", "/a?b=//c/"},
      {"/a/%41:b@c;d=e!$&'()*+,~_-", "/a/%41:b@c;d=e!$&'()*+,~_-"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.sent);
    CHECK(read(c.sent) == c.read);
  }
}

TEST_CASE("target: absolute-form counts like origin-form (RFC 9112 3.2.2)") {
  static const struct {
    const char* sent;
    const char* read;
  } kCases[] = {
      {"http://127.0.0.1/a?b", "/a?b"}, {"HTTPS://a.example:443//a/", "/a"},
      {"http://[::1]:80/a", "/a"},      {"http://a", "/"},
      {"http://a?b=c", "/?b=c"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.sent);
    CHECK(read(c.sent) == c.read);
  }
  const std::string no_authority = "The authority of the request target is not a host and port.";
  for (const char* sent : {"http:///a", "http://u@a/", "http://a b/", "http://a:x/", "http://"}) {
    CAPTURE(sent);
    CHECK(read(sent) == no_authority);
  }
}

TEST_CASE("target: only OPTIONS may ask for everything (RFC 9112 3.2.4)") {
  CHECK(read("OPTIONS", "*") == "*");
  CHECK(read("GET", "*") == "Only OPTIONS may ask for '*'.");
  for (const char* sent : {"a/b", "ftp://a/b", "a:443", "*/", "?a", "http:/a"}) {
    CAPTURE(sent);
    CHECK(read("OPTIONS", sent) ==
          "The request target is neither a path nor an http or https URI.");
  }
}

TEST_CASE("target: a path that could mean another place is refused") {
  static const struct {
    const char* sent;
    const char* why;
  } kCases[] = {
      {"/a/../b", "The path has a dot segment."},
      {"/a/.", "The path has a dot segment."},
      {"/..", "The path has a dot segment."},
      {"/a/%2e%2E/b", "The path has a dot segment."},
      {"/a/.%2e", "The path has a dot segment."},
      {"/a%2Fb", "The path has an encoded slash."},
      {"/a%2fb", "The path has an encoded slash."},
      {"/a%00", "The path has an encoded NUL."},
      {"/a%", "The path has a '%' without two hex digits."},
      {"/a%4", "The path has a '%' without two hex digits."},
      {"/a%4g", "The path has a '%' without two hex digits."},
      {"/a%u0041", "The path has a '%' without two hex digits."},
      {"/%c0%ae%c0%ae", "The path is not valid UTF-8."},
      {"/%e0%80%af", "The path is not valid UTF-8."},
      {"/%ed%a0%80", "The path is not valid UTF-8."},
      {"/%f4%90%80%80", "The path is not valid UTF-8."},
      {"/%f8%88%80%80%80", "The path is not valid UTF-8."},
      {"/%ff", "The path is not valid UTF-8."},
      {"/%c3", "The path is not valid UTF-8."},
      {"/%c3/%a9", "The path is not valid UTF-8."},
      {"/%a9", "The path is not valid UTF-8."},
      {"/\xc3\xa9", "The path has a byte that must be percent-encoded."},
      {"/a\\b", "The path has a byte that must be percent-encoded."},
      {"/a\"b", "The path has a byte that must be percent-encoded."},
      {"/a[b]", "The path has a byte that must be percent-encoded."},
      {"/a{b}", "The path has a byte that must be percent-encoded."},
      {"/a|b^c`d", "The path has a byte that must be percent-encoded."},
      {"/a#b", "The request target has a fragment."},
      {"/a?b#c", "The request target has a fragment."},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.sent);
    CHECK(read(c.sent) == c.why);
  }
}

TEST_CASE("target: dots and encoded bytes that are no trick stay as sent") {
  for (const char* sent : {"/a/...", "/a/..b", "/a/b..", "/.well-known", "/a/%252e%252e%252f",
                           "/a%20b", "/a%0d%0aX", "/a/%c3%a9", "/%f0%9f%98%80", "/a/..;x"}) {
    CAPTURE(sent);
    CHECK(read(sent) == sent);
  }
}

TEST_CASE("target: a query passes with what clients send raw, its route decodes it") {
  for (const char* sent :
       {"/Users?filter=userName+eq+\"a%40b\"", "/Users?filter=emails[type%20eq%20\"work\"]",
        "/a?{}|^`\\<>", "/a?%zz", "/a?%00", "/a?%", "/a?%c0%ae", "/a?", "/a?b?c/..//d",
        "/a?aadOptscim062020&filter=x", "/a?&&=&x"}) {
    CAPTURE(sent);
    CHECK(read(sent) == sent);
  }
  CHECK(read("/a?\xc3\xa9") == "The query has a byte that must be percent-encoded.");
}
