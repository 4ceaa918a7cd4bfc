#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "net/loop.h"
#include "support/loop_fixture.h"

using support::Client;
using support::get;
using support::LoopFixture;
using support::post;

namespace {

using Clients = std::vector<std::unique_ptr<Client>>;

Client& connect_one(LoopFixture& fixture, Clients& clients) {
  clients.push_back(std::make_unique<Client>(fixture.connect()));
  return *clients.back();
}

bool is_closed(Client& client) {
  client.receive();
  return client.is_closed();
}

// While it lives the process may open `count` more descriptors than it has open now.
class DescriptorLimit {
 public:
  explicit DescriptorLimit(rlim_t count) {
    getrlimit(RLIMIT_NOFILE, &before_);
    const int lowest_free = dup(0);
    close(lowest_free);
    rlimit limit = before_;
    limit.rlim_cur = static_cast<rlim_t>(lowest_free) + count;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  ~DescriptorLimit() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

std::int64_t real_ms_of_turn(LoopFixture& fixture, std::int64_t max_wait_ms) {
  const auto begin = std::chrono::steady_clock::now();
  fixture.loop.turn(max_wait_ms * 1000);
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               begin)
      .count();
}

}  // namespace

TEST_CASE("limits: with all connections taken the one that is idle longest makes room") {
  net::LoopOptions options;
  options.connections_max = 3;
  LoopFixture fixture(options);
  Clients clients;
  for (int i = 0; i < 3; ++i) {
    connect_one(fixture, clients).send(get("/a"));
    REQUIRE(fixture.turn_until_answers(*clients.back(), 1));
  }
  clients[0]->send(get("/b"));  // now the second is idle longest
  REQUIRE(fixture.turn_until_answers(*clients[0], 2));
  connect_one(fixture, clients).send(get("/a"));
  REQUIRE(fixture.turn_until_answers(*clients[3], 1));
  CHECK_FALSE(is_closed(*clients[0]));
  CHECK(is_closed(*clients[1]));
  CHECK_FALSE(is_closed(*clients[2]));
  CHECK(fixture.loop.stats().connections == 3);
  CHECK(fixture.loop.stats().evicted == 1);
}

TEST_CASE("limits: nobody who is in the middle of something makes room; new ones wait their turn") {
  net::LoopOptions options;
  options.connections_max = 3;
  LoopFixture fixture(options);
  Clients clients;
  connect_one(fixture, clients).send("GET /half");
  connect_one(fixture, clients).send(get("/job/1000000"));
  connect_one(fixture, clients).send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na");
  REQUIRE(fixture.turn_until([&] { return fixture.loop.stats().jobs == 1; }));
  fixture.turn();
  connect_one(fixture, clients).send(get("/late"));
  fixture.turn(10);
  CHECK(clients[3]->receive().empty());
  CHECK(fixture.loop.stats().evicted == 0);
  CHECK(fixture.loop.stats().accept_pauses > 0);
  clients[1]->reset();
  REQUIRE(fixture.turn_until_answers(*clients[3], 1));
}

TEST_CASE("limits: without descriptors the loop sleeps, and goes on when one is free (conn-012)") {
  LoopFixture fixture;
  Clients clients;
  for (int i = 0; i < 30; ++i) connect_one(fixture, clients).send("GET /half");
  {
    DescriptorLimit limit(8);
    REQUIRE(fixture.turn_until([&] { return fixture.loop.stats().accept_pauses > 0; }));
    fixture.turn();
    CHECK(fixture.loop.stats().accepted == 8);
    CHECK(fixture.loop.stats().evicted == 0);
    CHECK(real_ms_of_turn(fixture, 40) >= 30);
    clients[0]->send(" HTTP/1.1\r\nHost: a\r\n\r\n");
    REQUIRE(fixture.turn_until_answers(*clients[0], 1));
    REQUIRE(fixture.turn_until([&] { return is_closed(*clients[0]); }));  // idle, so it made room
    CHECK(fixture.loop.stats().accepted == 9);
  }
  fixture.clock.pass_ms(101);
  CHECK(fixture.turn_until([&] { return fixture.loop.stats().accepted == 30; }));
}

TEST_CASE("limits: idle clients beyond the descriptors replace each other without a busy loop") {
  LoopFixture fixture;
  Clients clients;
  for (int i = 0; i < 100; ++i) connect_one(fixture, clients);
  DescriptorLimit limit(8);
  REQUIRE(fixture.turn_until([&] { return fixture.loop.stats().accepted == 100; }));
  CHECK(fixture.loop.stats().connections == 8);
  fixture.turn();
  CHECK(real_ms_of_turn(fixture, 40) >= 30);
  clients.back()->send(get("/a"));
  CHECK(fixture.turn_until_answers(*clients.back(), 1));
}

TEST_CASE("limits: a client that pipelines and never reads is not read any more") {
  LoopFixture fixture;
  Client client = fixture.connect();
  std::string requests;
  for (int i = 0; i < 5000; ++i) requests += get("/big/10000");
  std::size_t sent = 0;
  for (int i = 0; i < 300; ++i) {
    sent += client.send(std::string_view(requests).substr(sent));
    fixture.turn(1);
    REQUIRE(fixture.loop.stats().output_bytes < 64 * 1024 + 11'000);
  }
  const std::uint64_t answered = fixture.loop.stats().requests;
  CHECK(answered < 5000);
  fixture.turn(20);
  CHECK(fixture.loop.stats().requests == answered);
  REQUIRE(fixture.turn_until([&] {
    sent += client.send(std::string_view(requests).substr(sent));
    client.receive();
    return fixture.loop.stats().requests == 5000 && client.bytes().size() > 50'000'000;
  }));
  CHECK(client.answers() == 5000);
}

TEST_CASE("limits: what follows a large request does not keep its memory") {
  net::InputBuffer input;
  const std::string large(1'000'000, 'a');
  input.append(large.data(), large.size());
  input.append("tail", 4);
  input.consume(large.size());
  CHECK(std::string_view(input.data(), input.size()) == "tail");
  CHECK(input.room_size() < 2000);
  input.consume(4);
  CHECK(input.room_size() == 0);
}

TEST_CASE("limits: while too much output waits a large answer becomes 503, a small one does not") {
  net::LoopOptions options;
  options.output_total_max = 10'000'000;
  LoopFixture fixture(options);
  Client deaf(fixture.port, 4096);
  deaf.send(get("/big/9000000"));
  REQUIRE(fixture.turn_until([&] { return fixture.loop.stats().output_bytes > 0; }));
  fixture.turn(10);
  const std::size_t waiting = fixture.loop.stats().output_bytes;
  REQUIRE(waiting > 1'000'000);
  Client large = fixture.connect();
  large.send(get("/big/" + std::to_string(10'000'001 - waiting)));
  REQUIRE(fixture.turn_until_closed(large));
  CHECK(large.status(0) == "503");
  CHECK(fixture.loop.stats().answers_refused == 1);
  Client small = fixture.connect();
  small.send(get("/small"));
  REQUIRE(fixture.turn_until_answers(small, 1));
  CHECK(small.status(0) == "200");
}

TEST_CASE("limits: small answers do not add up to more than twice the limit either") {
  net::LoopOptions options;
  options.output_total_max = 8'000'000;
  LoopFixture fixture(options);
  Client deaf(fixture.port, 4096);
  deaf.send(get("/big/15000000"));  // nothing waits yet, but it alone is too large
  REQUIRE(fixture.turn_until_closed(deaf));
  CHECK(deaf.status(0) == "503");
  Clients clients;
  for (int i = 0; i < 60; ++i) {
    clients.push_back(std::make_unique<Client>(fixture.port, 4096));
    clients.back()->send(get("/big/1000000"));
  }
  REQUIRE(fixture.turn_until([&] { return fixture.loop.stats().requests == 61; }));
  CHECK(fixture.loop.stats().output_bytes < 17'000'000);
}

TEST_CASE("limits: while too many large requests are unfinished another one gets 503") {
  net::LoopOptions options;
  options.input_total_max = 450'000;
  LoopFixture fixture(options);
  const std::string whole = post("/a", std::string(400'000, 'a'));
  const std::string half = whole.substr(0, 250'000);
  Client first = fixture.connect();
  Client second = fixture.connect();
  std::size_t first_sent = 0;
  std::size_t second_sent = 0;
  REQUIRE(fixture.turn_until([&] {
    first_sent += first.send(std::string_view(half).substr(first_sent));
    return fixture.loop.stats().input_bytes == half.size();
  }));
  REQUIRE(fixture.turn_until([&] {
    second_sent += second.send(std::string_view(whole).substr(second_sent));
    second.receive();
    return second.answers() == 1;
  }));
  CHECK(second.status(0) == "503");
  REQUIRE(fixture.turn_until([&] {
    first_sent += first.send(std::string_view(whole).substr(first_sent));
    first.receive();
    return first.answers() == 1;
  }));
  CHECK(first.status(0) == "200");
}
