#include <csignal>
#include <memory>
#include <string>

#include "doctest/doctest.h"
#include "net/loop.h"
#include "support/loop_fixture.h"

using support::Client;
using support::get;
using support::LoopFixture;
using support::post;

namespace {

net::Loop* signalled = nullptr;

bool turn_until_done(LoopFixture& fixture) {
  for (int i = 0; i < 200; ++i)
    if (!fixture.loop.turn(10'000)) return true;
  return false;
}

}  // namespace

TEST_CASE("drain: idle connections are closed and run() ends, also from a signal handler") {
  LoopFixture fixture;
  Client idle = fixture.connect();
  idle.send(get("/a"));
  REQUIRE(fixture.turn_until_answers(idle, 1));
  signalled = &fixture.loop;
  std::signal(SIGTERM, [](int) { signalled->request_stop(); });
  std::raise(SIGTERM);
  std::signal(SIGTERM, SIG_DFL);
  fixture.loop.run();
  idle.receive();
  CHECK(idle.is_closed());
  CHECK(idle.answers() == 1);
  CHECK(fixture.loop.stats().connections == 0);
}

TEST_CASE("drain: nobody new is accepted") {
  LoopFixture fixture;
  Client half = fixture.connect();
  half.send("GET /half");
  fixture.turn();
  fixture.loop.request_stop();
  fixture.turn();
  CHECK_THROWS(fixture.connect());
}

TEST_CASE("drain: a request under way is answered with Connection: close") {
  LoopFixture fixture;
  Client client = fixture.connect();
  const std::string request = post("/a", "abc");
  client.send(request.substr(0, 20));
  fixture.turn();
  fixture.loop.request_stop();
  fixture.turn();
  client.send(request.substr(20));
  REQUIRE(fixture.turn_until_closed(client));
  CHECK(client.status(0) == "200");
  CHECK(client.bytes().find("Connection: close\r\n") != std::string::npos);
  client.close();
  CHECK(turn_until_done(fixture));
}

TEST_CASE("drain: a request that arrived just before the stop is answered") {
  LoopFixture fixture;
  Client client = fixture.connect();
  client.send(get("/a"));
  REQUIRE(fixture.turn_until_answers(client, 1));
  client.send(post("/write"));
  fixture.loop.request_stop();
  CHECK(fixture.turn_until_answers(client, 2));
  CHECK(client.status(1) == "200");
}

TEST_CASE("drain: a job ends before its connection does") {
  LoopFixture fixture;
  Client client = fixture.connect();
  client.send(get("/job/30") + get("/behind"));
  REQUIRE(fixture.turn_until([&] { return fixture.loop.stats().jobs == 1; }));
  fixture.loop.request_stop();
  REQUIRE(fixture.turn_until_closed(client));
  CHECK(client.answers() == 1);
  CHECK(client.status(0) == "200");
}

TEST_CASE("drain: whoever is not done after 5 s is cut off") {
  LoopFixture fixture;
  Client half = fixture.connect();
  Client deaf(fixture.port, 4096);
  Client patient = fixture.connect();
  half.send("GET /half");
  deaf.send(get("/big/20000000"));
  patient.send(get("/job/1000000"));
  REQUIRE(fixture.turn_until([&] { return fixture.loop.stats().jobs == 1; }));
  fixture.turn();
  fixture.loop.request_stop();
  fixture.turn(10);
  CHECK(fixture.loop.stats().connections == 3);
  fixture.clock.pass_ms(4'900);
  CHECK(fixture.loop.turn(1000));
  fixture.clock.pass_ms(200);
  CHECK_FALSE(fixture.loop.turn(1000));
  CHECK(fixture.loop.stats().connections == 0);
  CHECK(fixture.handler.jobs_alive == 0);
}

TEST_CASE("drain: a second request to stop ends run() at once") {
  LoopFixture fixture;
  Client half = fixture.connect();
  half.send("GET /half");
  fixture.turn();
  fixture.loop.request_stop();
  CHECK(fixture.loop.turn(1000));
  fixture.loop.request_stop();
  CHECK_FALSE(fixture.loop.turn(1000));
  CHECK_FALSE(fixture.loop.turn(1000));
  CHECK(half.receive().empty());
  CHECK(half.is_closed());
}
