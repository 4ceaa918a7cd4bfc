#include <string>

#include "doctest/doctest.h"
#include "net/framer.h"
#include "support/framing.h"

using support::frame_stream;
using support::verdict;

namespace {

std::string repeat(const std::string& text, std::size_t count) {
  std::string repeated;
  for (std::size_t i = 0; i < count; ++i) repeated += text;
  return repeated;
}

std::string chunked(const std::string& body) {
  return "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
}

// A chunk of one byte whose extensions take `bytes` bytes.
std::string extended_chunk(std::size_t bytes) {
  return "1;" + std::string(bytes - 1, 'e') + "\r\na\r\n";
}

}  // namespace

TEST_CASE("framer limits: each limit lets its own size pass, one more not") {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
  auto with_target = [](std::size_t bytes) {
    return "GET /" + std::string(bytes - 1, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n";
  };
  auto with_field = [&](std::size_t bytes) {
    return head + "X: " + std::string(bytes - 3, 'a') + "\r\n\r\n";
  };
  auto with_fields = [&](std::size_t count) {
    return head + repeat("X: y\r\n", count - 1) + "\r\n";
  };
  auto with_head = [&](std::size_t bytes) {
    const std::size_t rest = bytes - head.size() - 2;
    return head + repeat("X: " + std::string(1019, 'a') + "\r\n", rest / 1024) +
           "Y: " + std::string(rest % 1024 - 5, 'b') + "\r\n\r\n";
  };
  CHECK(verdict(with_target(8000)) == "");
  CHECK(verdict(with_target(8001)) == "414");
  CHECK(verdict(with_target(80000)) == "414");
  CHECK(verdict(with_field(8192)) == "");
  CHECK(verdict(with_field(8193)) == "431");
  CHECK(verdict(with_fields(100)) == "");
  CHECK(verdict(with_fields(101)) == "431");
  CHECK(with_head(32 * 1024).size() == 32 * 1024);
  CHECK(verdict(with_head(32 * 1024)) == "");
  CHECK(verdict(with_head(32 * 1024 + 1)) == "431");
}

TEST_CASE("framer limits: a line without end is refused at its limit, not kept") {
  CHECK(verdict("GET /" + std::string(9000, 'a')) == "414");
  CHECK(verdict("GET / HTTP/1.1\r\nX: " + std::string(9000, 'a')) == "431");
  CHECK(verdict(std::string(9000, 'A')) == "414");
}

TEST_CASE("framer limits: a refusal says which limit it met") {
  CHECK(frame_stream("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8388609\r\n\r\n") ==
        "refused 413 POST /: The body is too long (limit: 8388608).\n");
  net::Limits limits;
  limits.fields_max = 2;
  CHECK(frame_stream("GET / HTTP/1.1\r\nHost: a\r\nX: y\r\nX: y\r\n", {}, limits) ==
        "refused 431 GET /: The request has too many header fields (limit: 2).\n");
}

TEST_CASE("framer limits: a chunked body is bounded in data and in what is not data") {
  net::Limits limits;
  limits.body_bytes_max = 10;
  CHECK(verdict(chunked("5\r\nabcde\r\n5\r\nabcde\r\n0\r\n\r\n"), limits) == "");
  CHECK(verdict(chunked("5\r\nabcde\r\n6\r\n"), limits) == "413");
  CHECK(verdict(chunked("ffffffffffffffff\r\n"), limits) == "413");
  CHECK(verdict(chunked(repeat("1\r\na\r\n", 3000))) == "more");
  CHECK(verdict(chunked(repeat("1\r\na\r\n", 3500))) == "413");  // 5 bytes of overhead each
}

TEST_CASE("framer limits: chunk size lines, extensions and trailers have limits of their own") {
  CHECK(verdict(chunked("0000000000000001\r\na\r\n0\r\n\r\n")) == "");
  CHECK(verdict(chunked("00000000000000001\r\n")) == "400");
  CHECK(verdict(chunked("10000000000000003\r\n")) == "400");
  CHECK(verdict(chunked(extended_chunk(255) + "0\r\n\r\n")) == "");
  CHECK(verdict(chunked(extended_chunk(256) + "0\r\n\r\n")) == "400");
  CHECK(verdict(chunked("1;" + std::string(1000, 'e'))) == "400");
  CHECK(verdict(chunked(repeat(extended_chunk(128), 8) + "0\r\n\r\n")) == "");
  CHECK(verdict(chunked(repeat(extended_chunk(128), 8) + "0;e\r\n\r\n")) == "400");
  CHECK(verdict(chunked("0\r\n" + repeat("X: y\r\n", 100) + "\r\n")) == "");
  CHECK(verdict(chunked("0\r\n" + repeat("X: y\r\n", 101) + "\r\n")) == "400");
  CHECK(verdict(chunked("0\r\nX: " + std::string(8187, 'a') + "\r\n\r\n")) == "");
  CHECK(verdict(chunked("0\r\nX: " + std::string(8188, 'a') + "\r\n\r\n")) == "400");
  CHECK(verdict(chunked("0\r\nX: " + std::string(8182, 'a') + "\r\nY: z\r\n\r\n")) == "400");
}
