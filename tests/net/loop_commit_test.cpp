// No byte of an answer that depends on an uncommitted write leaves before the commit returned.
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

namespace {

using Log = std::vector<std::string>;

std::vector<std::unique_ptr<Client>> connect_many(LoopFixture& fixture, std::size_t count) {
  std::vector<std::unique_ptr<Client>> clients;
  for (std::size_t i = 0; i < count; ++i)
    clients.push_back(std::make_unique<Client>(fixture.connect()));
  REQUIRE(fixture.turn_until([&] { return fixture.loop.stats().connections == count; }));
  return clients;
}

}  // namespace

TEST_CASE("loop: at the moment of the commit a client has nothing of its held answer") {
  LoopFixture fixture;
  Client writer = fixture.connect();
  std::size_t seen_at_commit = 1;
  fixture.handler.on_commit = [&] {
    seen_at_commit = writer.received_now();
    return Committed::kOk;
  };
  writer.send(post("/write"));
  REQUIRE(fixture.turn_until_answers(writer, 1));
  CHECK(seen_at_commit == 0);
  CHECK(writer.status(0) == "200");
  CHECK(fixture.loop.stats().commits == 1);
}

TEST_CASE("loop: an answer that is not held leaves before the commit") {
  LoopFixture fixture;
  Client reader = fixture.connect();
  Client writer = fixture.connect();
  fixture.turn();
  std::string read_at_commit;
  fixture.handler.on_commit = [&] {
    read_at_commit = reader.receive();
    return Committed::kOk;
  };
  reader.send(get("/read"));
  writer.send(post("/write"));
  REQUIRE(fixture.turn_until_answers(writer, 1));
  CHECK(read_at_commit.find("GET /read") != std::string::npos);
}

TEST_CASE("loop: on one connection what comes before a write leaves early, what follows waits") {
  LoopFixture fixture;
  Client client = fixture.connect();
  fixture.turn();
  std::string seen_at_commit;
  fixture.handler.on_commit = [&] {
    seen_at_commit = client.receive();
    return Committed::kOk;
  };
  client.send(get("/before") + post("/write") + get("/behind"));
  REQUIRE(fixture.turn_until_answers(client, 3));
  CHECK(seen_at_commit.find("GET /before") != std::string::npos);
  CHECK(seen_at_commit.find("/write") == std::string::npos);
  CHECK(seen_at_commit.find("/behind") == std::string::npos);
  CHECK(client.bytes().find("POST /write") < client.bytes().find("GET /behind"));
  CHECK(fixture.handler.log == Log{"GET /before", "POST /write", "GET /behind", "commit"});
}

TEST_CASE("loop: the writes of many connections share one commit") {
  LoopFixture fixture;
  auto clients = connect_many(fixture, 40);
  for (auto& client : clients) client->send(post("/write"));
  for (auto& client : clients) REQUIRE(fixture.turn_until_answers(*client, 1));
  CHECK(fixture.handler.count_of("POST /write") == 40);
  CHECK(fixture.loop.stats().commits == 1);
}

TEST_CASE("loop: a write that comes during the tick of another one joins its commit") {
  LoopFixture fixture;
  Client first = fixture.connect();
  auto second = std::make_unique<Client>(fixture.connect());
  fixture.turn();
  first.send(post("/write") + post("/write"));
  second->send(post("/write"));
  REQUIRE(fixture.turn_until_answers(*second, 1));
  REQUIRE(fixture.turn_until_answers(first, 2));
  CHECK(fixture.loop.stats().commits == 1);
}

TEST_CASE("loop: a tick ends when enough rows are written, and the rest follows in the next") {
  net::LoopOptions options;
  options.uncommitted_rows_max = 10;
  LoopFixture fixture(options);
  auto clients = connect_many(fixture, 30);
  for (auto& client : clients) client->send(post("/write"));
  for (auto& client : clients) REQUIRE(fixture.turn_until_answers(*client, 1));
  CHECK(fixture.loop.stats().commits == 3);
}

TEST_CASE("loop: when a commit fails every held answer becomes 503 and its connection ends") {
  LoopFixture fixture;
  Client writer = fixture.connect();
  Client both = fixture.connect();
  Client reader = fixture.connect();
  fixture.turn();
  fixture.handler.on_commit = [] { return Committed::kFailed; };
  writer.send(post("/write") + get("/behind"));
  both.send(get("/before") + post("/write"));
  reader.send(get("/read"));
  REQUIRE(fixture.turn_until_closed(writer));
  REQUIRE(fixture.turn_until_closed(both));
  REQUIRE(fixture.turn_until_answers(reader, 1));
  CHECK(writer.answers() == 1);
  CHECK(writer.status(0) == "503");
  CHECK(writer.bytes().find("/write") == std::string::npos);
  CHECK(both.answers() == 2);
  CHECK(both.status(0) == "200");
  CHECK(both.status(1) == "503");
  CHECK(reader.status(0) == "200");
  CHECK_FALSE(reader.is_closed());
  CHECK(fixture.loop.stats().commit_failures == 1);
  CHECK(fixture.loop.stats().commits == 0);

  fixture.handler.on_commit = [] { return Committed::kOk; };
  reader.send(post("/write"));
  REQUIRE(fixture.turn_until_answers(reader, 2));
  CHECK(reader.status(1) == "200");
}

TEST_CASE("loop: a held answer whose client is gone harms nobody at the commit") {
  LoopFixture fixture;
  auto gone = std::make_unique<Client>(fixture.connect());
  Client writer = fixture.connect();
  fixture.turn();
  fixture.handler.on_commit = [&] {
    gone->reset();
    return Committed::kOk;
  };
  gone->send(post("/write"));
  writer.send(post("/write"));
  REQUIRE(fixture.turn_until_answers(writer, 1));
  CHECK(fixture.turn_until([&] { return fixture.loop.stats().connections == 1; }));
}

TEST_CASE("loop: a refusal behind a held answer waits with it") {
  LoopFixture fixture;
  Client client = fixture.connect();
  fixture.turn();
  std::size_t seen_at_commit = 1;
  fixture.handler.on_commit = [&] {
    seen_at_commit = client.received_now();
    return Committed::kOk;
  };
  client.send(post("/write") + "BAD\r\n");
  REQUIRE(fixture.turn_until_closed(client));
  CHECK(seen_at_commit == 0);
  CHECK(client.status(0) == "200");
  CHECK(client.status(1) == "400");
}
