#include "net/connection.h"

#include <string>

#include "doctest/doctest.h"
#include "net/timers.h"

using net::Connection;
using net::Timeouts;

namespace {

constexpr int kNoSocket = -1;
constexpr std::int64_t kSecond = 1'000'000;

struct Fixture {
  net::Limits limits;
  Timeouts timeouts;
  Connection connection{net::ConnectionId{0, 1}, kNoSocket, limits};

  // What the client sent so far, judged by the framer at `now_us`.
  void arrive(const std::string& bytes, std::int64_t now_us) {
    connection.input.append(bytes.data(), bytes.size());
    connection.framer.advance(connection.input.data(), connection.input.size());
    connection.update_phase(now_us);
  }
  std::int64_t deadline_us() const { return connection.deadline_us(timeouts); }
};

}  // namespace

TEST_CASE("connection: the first head has 10 s from the accept, whenever its first byte comes") {
  Fixture fixture;
  CHECK(fixture.deadline_us() == 10 * kSecond);
  fixture.arrive("GET", 9 * kSecond);
  CHECK(fixture.deadline_us() == 10 * kSecond);
}

TEST_CASE("connection: a body has 5 s, then as long as it keeps 1 KiB/s, and 30 s in all") {
  Fixture fixture;
  fixture.arrive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n", 2 * kSecond);
  CHECK(fixture.deadline_us() == 7 * kSecond);
  fixture.arrive(std::string(4096, 'a'), 3 * kSecond);
  CHECK(fixture.deadline_us() == 7 * kSecond);
  fixture.arrive(std::string(4096, 'a'), 4 * kSecond);
  CHECK(fixture.deadline_us() == 10 * kSecond);
  fixture.arrive(std::string(80'000, 'a'), 5 * kSecond);
  CHECK(fixture.deadline_us() == 32 * kSecond);
}

TEST_CASE("connection: waiting output is given up 30 s after its last progress, or below 1 KiB/s") {
  Fixture fixture;
  Connection& connection = fixture.connection;
  connection.phase = Connection::Phase::kIdle;
  connection.output.append(std::string(100'000, 'a'));
  CHECK(fixture.deadline_us() == 30 * kSecond);
  connection.output_progress_us = 29 * kSecond;
  CHECK(fixture.deadline_us() == 30 * kSecond);
  connection.output_sent = 50 * 1024;
  CHECK(fixture.deadline_us() == 50 * kSecond);
  connection.output_sent = 99 * 1024;
  CHECK(fixture.deadline_us() == 59 * kSecond);
}

TEST_CASE("connection: time during which we do not read does not count against the client") {
  Fixture fixture;
  fixture.arrive("GET", 0);
  fixture.connection.paused = true;
  CHECK(fixture.deadline_us() == net::kNever);
  fixture.connection.paused = false;
  fixture.connection.unframed = true;
  CHECK(fixture.deadline_us() == net::kNever);
  fixture.connection.unframed = false;
  fixture.connection.state = Connection::State::kJob;
  CHECK(fixture.deadline_us() == net::kNever);
}

TEST_CASE("connection: it is idle when nothing is begun and nothing owed; one CRLF is nothing") {
  Fixture fixture;
  CHECK(fixture.connection.is_idle());
  fixture.arrive("\r\n", 0);
  CHECK(fixture.connection.is_idle());
  fixture.arrive("G", 0);
  CHECK_FALSE(fixture.connection.is_idle());
}
