#include <memory>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "net/loop.h"
#include "support/loop_fixture.h"

using net::Committed;
using support::Client;
using support::get;
using support::LoopFixture;
using support::post;

TEST_CASE("jobs: others are served while a job runs, its own connection waits in order") {
  LoopFixture fixture;
  Client owner = fixture.connect();
  Client other = fixture.connect();
  fixture.turn();
  owner.send(get("/before") + get("/job/50") + get("/behind"));
  REQUIRE(fixture.turn_until_answers(owner, 1));
  CHECK(fixture.loop.stats().jobs == 1);
  other.send(get("/other"));
  REQUIRE(fixture.turn_until_answers(other, 1));
  CHECK(owner.answers() == 1);
  CHECK(fixture.handler.count_of("GET /behind") == 0);
  REQUIRE(fixture.turn_until_answers(owner, 3));
  CHECK(fixture.handler.count_of("step GET /job/50") == 50);
  CHECK(owner.bytes().find("GET /job/50") < owner.bytes().find("GET /behind"));
  CHECK(fixture.loop.stats().jobs == 0);
  CHECK(fixture.handler.jobs_alive == 0);
}

TEST_CASE("jobs: a tick with a job never sleeps") {
  LoopFixture fixture;
  Client owner = fixture.connect();
  owner.send(get("/job/1000"));
  REQUIRE(fixture.turn_until([&] { return fixture.loop.stats().jobs == 1; }));
  fixture.loop.turn(60'000'000);  // would last a minute otherwise
  CHECK(fixture.loop.stats().jobs == 1);
}

TEST_CASE("jobs: an answer of a job that wrote is held for the commit of its tick") {
  LoopFixture fixture;
  Client owner = fixture.connect();
  std::size_t seen_at_commit = 1;
  fixture.handler.on_commit = [&] {
    seen_at_commit = owner.received_now();
    return Committed::kOk;
  };
  owner.send(post("/write-job/3"));
  REQUIRE(fixture.turn_until_answers(owner, 1));
  CHECK(seen_at_commit == 0);
  CHECK(fixture.loop.stats().commits == 1);
}

TEST_CASE("jobs: when the commit of a job fails its client is told and sent away") {
  LoopFixture fixture;
  Client owner = fixture.connect();
  fixture.handler.on_commit = [] { return Committed::kFailed; };
  owner.send(post("/write-job/3") + get("/behind"));
  REQUIRE(fixture.turn_until_closed(owner));
  CHECK(owner.answers() == 1);
  CHECK(owner.status(0) == "503");
}

TEST_CASE("jobs: a job behind a held answer goes when the commit fails") {
  LoopFixture fixture;
  Client owner = fixture.connect();
  fixture.turn();
  fixture.handler.on_commit = [] { return Committed::kFailed; };
  owner.send(post("/write") + get("/job/1000"));
  REQUIRE(fixture.turn_until_closed(owner));
  CHECK(owner.answers() == 1);
  CHECK(owner.status(0) == "503");
  CHECK(fixture.handler.jobs_alive == 0);
}

TEST_CASE("jobs: a client that resets its connection cancels its job") {
  LoopFixture fixture;
  Client owner = fixture.connect();
  owner.send(get("/job/1000000"));
  REQUIRE(fixture.turn_until([&] { return fixture.handler.jobs_alive == 1; }));
  owner.reset();
  CHECK(fixture.turn_until([&] { return fixture.loop.stats().connections == 0; }));
  CHECK(fixture.handler.jobs_alive == 0);
  CHECK(fixture.loop.stats().jobs_cancelled == 1);
}

TEST_CASE(
    "jobs: a client that ends its side while its job runs still gets the answer (RFC 9112 9.6)") {
  LoopFixture fixture;
  Client owner = fixture.connect();
  owner.send(get("/job/200"));
  REQUIRE(fixture.turn_until([&] { return fixture.handler.jobs_alive == 1; }));
  owner.half_close();
  REQUIRE(fixture.turn_until_closed(owner));
  CHECK(owner.status(0) == "200");
}

TEST_CASE("jobs: a client that sent its end with the request still gets the answer of its job") {
  LoopFixture fixture;
  Client owner = fixture.connect();
  owner.send(get("/job/20"));
  owner.half_close();
  REQUIRE(fixture.turn_until_closed(owner));
  CHECK(owner.status(0) == "200");
}

TEST_CASE("jobs: each owner may have 4 under way and all together 32, else 503") {
  LoopFixture fixture;
  std::vector<std::unique_ptr<Client>> clients;
  auto start = [&](int owner) {
    clients.push_back(std::make_unique<Client>(fixture.connect()));
    clients.back()->send(get("/job/1000000?" + std::to_string(owner)));
    fixture.turn_until([&] {
      return fixture.loop.stats().jobs_started + fixture.loop.stats().jobs_refused ==
             clients.size();
    });
  };
  for (int i = 0; i < 5; ++i) start(1);
  CHECK(fixture.loop.stats().jobs_started == 4);
  REQUIRE(fixture.turn_until_answers(*clients[4], 1));
  CHECK(clients[4]->status(0) == "503");
  for (int i = 0; i < 30; ++i) start(100 + i);
  CHECK(fixture.handler.jobs_alive == 32);
  CHECK(fixture.loop.stats().jobs == 32);
  REQUIRE(fixture.turn_until_answers(*clients.back(), 1));
  CHECK(clients.back()->status(0) == "503");
}

TEST_CASE("jobs: all of them move on") {
  LoopFixture fixture;
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(std::make_unique<Client>(fixture.connect()));
    clients.back()->send(get("/job/30?" + std::to_string(i)));
  }
  for (auto& client : clients) REQUIRE(fixture.turn_until_answers(*client, 1));
}

TEST_CASE("jobs: a job that waits does not keep the loop awake, and hears of a commit") {
  LoopFixture fixture;
  Client watcher = fixture.connect();
  watcher.send(get("/wait-job"));
  REQUIRE(fixture.turn_until([&] { return fixture.loop.stats().jobs == 1; }));
  fixture.turn(3);
  const std::size_t steps = fixture.handler.count_of("step GET /wait-job");
  fixture.turn(20);
  CHECK(fixture.handler.count_of("step GET /wait-job") == steps);

  Client writer = fixture.connect();
  fixture.handler.news = true;
  writer.send(post("/write"));
  REQUIRE(fixture.turn_until_answers(watcher, 1));

  Client late = fixture.connect();
  fixture.handler.news = false;
  late.send(get("/wait-job"));
  REQUIRE(fixture.turn_until([&] { return fixture.loop.stats().jobs == 1; }));
  fixture.handler.news = true;
  fixture.clock.pass_ms(251);
  CHECK(fixture.turn_until_answers(late, 1));
}
