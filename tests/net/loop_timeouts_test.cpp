#include <string>

#include "doctest/doctest.h"
#include "net/loop.h"
#include "support/loop_fixture.h"

using support::Client;
using support::get;
using support::LoopFixture;
using support::post;

namespace {

bool is_open_after(LoopFixture& fixture, Client& client, std::int64_t ms) {
  fixture.clock.pass_ms(ms);
  fixture.turn();
  client.receive();
  return !client.is_closed();
}

}  // namespace

TEST_CASE("timeouts: who connects and says nothing is closed after 10 s without a word") {
  LoopFixture fixture;
  Client client = fixture.connect();
  fixture.turn();
  CHECK(is_open_after(fixture, client, 9'900));
  CHECK_FALSE(is_open_after(fixture, client, 100));
  CHECK(client.bytes().empty());
  CHECK(fixture.loop.stats().connections == 0);
  CHECK(fixture.loop.stats().timed_out == 1);
}

TEST_CASE("timeouts: a head that comes byte by byte is refused with 408 after 10 s in all") {
  LoopFixture fixture;
  Client client = fixture.connect();
  fixture.turn();
  for (int second = 0; second < 9; ++second) {
    client.send("G");
    CHECK(is_open_after(fixture, client, 1'000));
  }
  client.send("G");
  CHECK_FALSE(is_open_after(fixture, client, 1'000));
  CHECK(client.status(0) == "408");
  CHECK(fixture.loop.stats().refusals.at(408) == 1);
}

TEST_CASE("timeouts: a later head has 10 s from its first byte") {
  LoopFixture fixture;
  Client client = fixture.connect();
  client.send(get("/a"));
  REQUIRE(fixture.turn_until_answers(client, 1));
  CHECK(is_open_after(fixture, client, 50'000));
  client.send("GET / HT");
  fixture.turn();
  CHECK(is_open_after(fixture, client, 9'900));
  CHECK_FALSE(is_open_after(fixture, client, 200));
  CHECK(client.status(1) == "408");
}

TEST_CASE("timeouts: a body of one byte a second is refused with 408 after 5 s (conn-003)") {
  LoopFixture fixture;
  Client client = fixture.connect();
  client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
  fixture.turn();
  for (int second = 0; second < 4; ++second) {
    client.send("a");
    CHECK(is_open_after(fixture, client, 1'000));
  }
  CHECK_FALSE(is_open_after(fixture, client, 1'100));
  CHECK(client.status(0) == "408");
}

TEST_CASE("timeouts: a body that is fast enough but does not end is refused after 30 s") {
  LoopFixture fixture;
  Client client = fixture.connect();
  client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
  fixture.turn();
  for (int second = 0; second < 29; ++second) {
    client.send(std::string(2048, 'a'));
    fixture.turn();
    REQUIRE(is_open_after(fixture, client, 1'000));
  }
  client.send(std::string(2048, 'a'));
  fixture.turn();
  CHECK_FALSE(is_open_after(fixture, client, 1'100));
  CHECK(client.status(0) == "408");
}

TEST_CASE("timeouts: an idle connection is closed after 60 s without a word (conn-005)") {
  LoopFixture fixture;
  Client client = fixture.connect();
  client.send(get("/a"));
  REQUIRE(fixture.turn_until_answers(client, 1));
  const std::size_t answered = client.bytes().size();
  CHECK(is_open_after(fixture, client, 59'900));
  CHECK_FALSE(is_open_after(fixture, client, 200));
  CHECK(client.bytes().size() == answered);
}

TEST_CASE("timeouts: each request begins the 60 s anew, and timers do not pile up") {
  LoopFixture fixture;
  Client client = fixture.connect();
  for (std::size_t i = 1; i <= 20; ++i) {
    client.send(get("/a"));
    REQUIRE(fixture.turn_until_answers(client, i));
    REQUIRE(is_open_after(fixture, client, 50'000));
  }
  CHECK_FALSE(is_open_after(fixture, client, 11'000));
}

TEST_CASE("timeouts: an answer that nobody reads is given up 30 s after its last progress") {
  LoopFixture fixture;
  Client client(fixture.port, 4096);
  client.send(get("/big/20000000"));
  REQUIRE(fixture.turn_until([&] { return fixture.loop.stats().output_bytes > 0; }));
  fixture.turn(20);
  fixture.clock.pass_ms(29'000);
  fixture.turn();
  CHECK(fixture.loop.stats().connections == 1);
  fixture.clock.pass_ms(1'100);
  fixture.turn();
  CHECK(fixture.loop.stats().connections == 0);
  CHECK(fixture.loop.stats().output_bytes == 0);
}

TEST_CASE("timeouts: a refused client that does not close is closed after 2 s") {
  LoopFixture fixture;
  Client client = fixture.connect();
  client.send("BAD\r\n");
  REQUIRE(fixture.turn_until_closed(client));
  fixture.turn();
  CHECK(fixture.loop.stats().connections == 1);
  fixture.clock.pass_ms(2'100);
  fixture.turn();
  CHECK(fixture.loop.stats().connections == 0);
}

TEST_CASE("timeouts: a job may take longer than any patience with its client") {
  LoopFixture fixture;
  Client client = fixture.connect();
  client.send(get("/job/40"));
  REQUIRE(fixture.turn_until([&] { return fixture.loop.stats().jobs == 1; }));
  CHECK(is_open_after(fixture, client, 100'000));
  REQUIRE(fixture.turn_until_answers(client, 1));
  CHECK(client.status(0) == "200");
}
