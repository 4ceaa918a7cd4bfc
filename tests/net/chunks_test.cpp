#include "net/chunks.h"

#include <string>

#include "doctest/doctest.h"
#include "support/framing.h"

using support::frame_stream;
using support::verdict;

namespace {

std::string chunked(const std::string& body) {
  return "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
}

}  // namespace

TEST_CASE("chunks: the data of all chunks is joined (RFC 9112 7.1)") {
  CHECK(frame_stream(chunked("3\r\nabc\r\nA\r\n0123456789\r\n000\r\n\r\n")) ==
        "POST /\n\nabc0123456789\n");
  CHECK(frame_stream(chunked("0\r\n\r\n")) == "POST /\n\n\n");
  CHECK(frame_stream(chunked("4\r\n\r\n\r\n\r\n0\r\n\r\n")) == "POST /\n\n\r\n\r\n\n");
}

TEST_CASE("chunks: extensions are read and ignored (RFC 9112 7.1.1)") {
  static const struct {
    const char* line;
    const char* verdict;
  } kCases[] = {
      {"3;a", ""},          {"3;a=b", ""},       {"3;a=\"d;e\\\"\";c", ""}, {"3;a=b;c=d", ""},
      {"3;", "400"},        {"3;a=", "400"},     {"3;a[b", "400"},          {"3;a=\"b", "400"},
      {"3;a=\"b\\", "400"}, {"3 ;a", "400"},     {"3; a", "400"},           {"3;a b", "400"},
      {"3a;=b", "400"},     {"3;a=\x01", "400"}, {"3;a=\"\x01\"", "400"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.line);
    CHECK(verdict(chunked(std::string(c.line) + "\r\nabc\r\n0\r\n\r\n")) == c.verdict);
  }
}

TEST_CASE("chunks: a size is hexadecimal digits and nothing else (RFC 9112 7.1)") {
  for (const char* size : {"", " 3", "3 ", "\t3", "+3", "-3", "-2", "0x3", "g", "3,", "\xd9\xa3"}) {
    CAPTURE(size);
    CHECK(verdict(chunked(std::string(size) + "\r\nabc\r\n0\r\n\r\n")) == "400");
  }
}

TEST_CASE("chunks: only CRLF separates sizes, data and trailers (RFC 9112 2.2)") {
  for (const char* body : {"3\nabc\r\n0\r\n\r\n", "3\r\nabc\n0\r\n\r\n", "3\r\nabc\r\n0\n\r\n",
                           "3\rabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n", "3\r\nabc0\r\n\r\n",
                           "3\r\nabc\r\n0\r\nX: y\n\r\n", "3\r\nabc\r\n0\r\n\n"}) {
    CAPTURE(body);
    CHECK(verdict(chunked(body)) == "400");
  }
}

TEST_CASE("chunks: trailers are judged like fields and never become fields (RFC 9110 6.5.1)") {
  CHECK(frame_stream(chunked("3\r\nabc\r\n0\r\nAuthorization: Bearer evil\r\nHost: evil\r\n"
                             "REMOTE_ADDR: 6.6.6.6\r\n\r\n")) == "POST /\n\nabc\n");
  for (const char* trailer : {" bad", "no-colon", "a b: c", ": c", "X : y"}) {
    CAPTURE(trailer);
    CHECK(verdict(chunked("0\r\n" + std::string(trailer) + "\r\n\r\n")) == "400");
  }
}

TEST_CASE("chunks: an unfinished body waits for the rest") {
  const std::string whole = chunked("3\r\nabc\r\n0\r\nX: y\r\n\r\n");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK(verdict(whole.substr(0, size)) == "more");
  }
}
