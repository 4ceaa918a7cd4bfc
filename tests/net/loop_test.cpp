#include "net/loop.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "support/loop_fixture.h"

using support::Client;
using support::get;
using support::LoopFixture;
using support::post;

TEST_CASE("loop: a request is answered, and the connection stays for the next one") {
  LoopFixture fixture;
  Client client = fixture.connect();
  client.send(get("/a"));
  REQUIRE(fixture.turn_until_answers(client, 1));
  client.send(post("/b", "body"));
  REQUIRE(fixture.turn_until_answers(client, 2));
  CHECK(client.bytes().find("GET /a\n") < client.bytes().find("POST /b\n"));
  CHECK_FALSE(client.is_closed());
  CHECK(fixture.handler.peers == std::vector<std::string>{"127.0.0.1", "127.0.0.1"});
  CHECK(fixture.loop.stats().requests == 2);
  CHECK(fixture.loop.stats().connections == 1);
  CHECK(fixture.handler.ticks_open == 0);
}

TEST_CASE("loop: one byte at a time makes the same request (conn-013)") {
  LoopFixture fixture;
  Client client = fixture.connect();
  for (char c : post("/a", "abc")) {
    client.send({&c, 1});
    fixture.turn(1);
  }
  REQUIRE(fixture.turn_until_answers(client, 1));
  CHECK(fixture.handler.log == std::vector<std::string>{"POST /a"});
}

TEST_CASE("loop: a body that ends together with the next request is split there (conn-015)") {
  LoopFixture fixture;
  Client client = fixture.connect();
  const std::string first = post("/a", "abc");
  client.send(first.substr(0, first.size() - 1));
  fixture.turn();
  CHECK(fixture.handler.log.empty());
  client.send("c" + get("/b"));
  REQUIRE(fixture.turn_until_answers(client, 2));
  CHECK(fixture.handler.log == std::vector<std::string>{"POST /a", "GET /b"});
  CHECK(fixture.loop.stats().input_bytes == 0);
}

TEST_CASE("loop: 1000 pipelined requests are answered in their order (limit-014)") {
  LoopFixture fixture;
  Client client = fixture.connect();
  std::string requests;
  for (int i = 0; i < 1000; ++i) requests += get("/n/" + std::to_string(i));
  std::size_t sent = 0;
  REQUIRE(fixture.turn_until([&] {
    sent += client.send(std::string_view(requests).substr(sent));
    client.receive();
    return client.answers() == 1000;
  }));
  std::size_t at = 0;
  for (int i = 0; i < 1000; ++i) {
    at = client.bytes().find("GET /n/" + std::to_string(i) + '\n', at);
    REQUIRE(at != std::string::npos);
  }
}

TEST_CASE("loop: a large body arrives whole, a large answer leaves whole") {
  LoopFixture fixture;
  Client client = fixture.connect();
  const std::string request = post("/big/9000000", std::string(8 * 1024 * 1024, 'x'));
  std::size_t sent = 0;
  REQUIRE(fixture.turn_until([&] {
    sent += client.send(std::string_view(request).substr(sent));
    client.receive();
    return client.bytes().size() > 9'000'000;
  }));
  CHECK(client.status(0) == "200");
  fixture.turn();
  CHECK(fixture.loop.stats().output_bytes == 0);
  CHECK(fixture.loop.stats().input_bytes == 0);
}

TEST_CASE("loop: a client that asks for 100 gets one, before the answer (RFC 9110 10.1.1)") {
  LoopFixture fixture;
  Client client = fixture.connect();
  client.send("POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  REQUIRE(fixture.turn_until([&] { return client.receive().size() > 0; }));
  CHECK(client.bytes() == "HTTP/1.1 100 Continue\r\n\r\n");
  fixture.turn();
  client.send("abc");
  REQUIRE(fixture.turn_until_answers(client, 1));
  CHECK(client.bytes().find("100 Continue", 20) == std::string::npos);
}

TEST_CASE("loop: Connection: close is obeyed, and nothing behind it is answered (ok-015)") {
  LoopFixture fixture;
  Client client = fixture.connect();
  client.send("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + get("/b"));
  REQUIRE(fixture.turn_until_closed(client));
  CHECK(client.answers() == 1);
  CHECK_FALSE(client.was_reset());
  CHECK(fixture.handler.log == std::vector<std::string>{"GET /a"});
  client.close();
  CHECK(fixture.turn_until([&] { return fixture.loop.stats().connections == 0; }));
}

TEST_CASE("loop: after a refusal nothing more of the connection is parsed (RFC 9112 11.2)") {
  LoopFixture fixture;
  Client client = fixture.connect();
  client.send(get("/a") + "GET /b HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n" + get("/c"));
  REQUIRE(fixture.turn_until_closed(client));
  CHECK(client.answers() == 2);
  CHECK(client.status(0) == "200");
  CHECK(client.status(1) == "400");
  CHECK(fixture.handler.log == std::vector<std::string>{"GET /a", "refuse 400"});
  CHECK(fixture.loop.stats().refusals.at(400) == 1);
}

TEST_CASE("loop: a client that still sends can read why it was refused (conn-016)") {
  LoopFixture fixture;
  Client client = fixture.connect();
  client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n");
  const std::string body(500'000, 'a');
  std::size_t sent = 0;
  REQUIRE(fixture.turn_until([&] {
    if (sent < body.size()) sent += client.send(std::string_view(body).substr(sent));
    return sent == body.size();
  }));
  REQUIRE(fixture.turn_until_closed(client));
  CHECK(client.status(0) == "413");
  CHECK_FALSE(client.was_reset());
}

TEST_CASE("loop: a client that never stops sending after its refusal is cut off") {
  LoopFixture fixture;
  Client client = fixture.connect();
  client.send("GARBAGE\r\n");
  const std::string more(65536, 'a');
  CHECK(fixture.turn_until([&] {
    client.send(more);
    return fixture.loop.stats().accepted == 1 && fixture.loop.stats().connections == 0;
  }));
  CHECK(fixture.loop.stats().bytes_read < 2'000'000);
}

TEST_CASE("loop: who sends its end after a request still gets the answer (RFC 9112 9.6)") {
  LoopFixture fixture;
  Client client = fixture.connect();
  client.send(get("/a") + get("/b"));
  client.half_close();
  REQUIRE(fixture.turn_until_closed(client));
  CHECK(client.answers() == 2);
  CHECK(fixture.turn_until([&] { return fixture.loop.stats().connections == 0; }));
}

TEST_CASE("loop: an unfinished request whose client is gone is forgotten (conn-008, conn-009)") {
  LoopFixture fixture;
  for (int i = 0; i < 50; ++i) {
    Client client = fixture.connect();
    client.send(i % 2 == 0 ? get("/a") : post("/b", "abc").substr(0, 50));
    if (i % 3 != 0) fixture.turn(1);
    client.reset();
  }
  CHECK(fixture.turn_until([&] {
    return fixture.loop.stats().accepted == 50 && fixture.loop.stats().connections == 0;
  }));
  CHECK(fixture.loop.stats().input_bytes == 0);
  CHECK(fixture.loop.stats().output_bytes == 0);
}

TEST_CASE("loop: a busy connection does not keep a quiet one waiting") {
  LoopFixture fixture;
  Client busy = fixture.connect();
  Client quiet = fixture.connect();
  std::string flood;
  for (int i = 0; i < 500; ++i) flood += get("/busy");
  busy.send(flood);
  fixture.turn(1);
  quiet.send(get("/quiet"));
  REQUIRE(fixture.turn_until_answers(quiet, 1));
  CHECK(fixture.handler.count_of("GET /busy") < 500);
  REQUIRE(fixture.turn_until_answers(busy, 500));
}

TEST_CASE("loop: requests on the control socket come from its owner, wherever it lies") {
  char name[] = "/tmp/loop_test_XXXXXX";
  REQUIRE(mkdtemp(name) != nullptr);
  const std::string folder = name;
  const std::string deep = folder + '/' + std::string(200, 'd');
  REQUIRE(mkdir(deep.c_str(), 0700) == 0);
  for (const std::string& path : {folder + "/control", deep + "/control"}) {
    CAPTURE(path);
    {
      LoopFixture fixture;
      auto listener = net::Listener::open_unix(path);
      REQUIRE(listener.ok());
      fixture.loop.add(std::move(listener).value());
      struct stat status{};
      REQUIRE(lstat(path.c_str(), &status) == 0);
      CHECK((status.st_mode & 07777) == 0600);
      Client owner(path);
      owner.send(get("/a"));
      REQUIRE(fixture.turn_until_answers(owner, 1));
      Client other = fixture.connect();
      other.send(get("/b"));
      REQUIRE(fixture.turn_until_answers(other, 1));
      CHECK(fixture.handler.origins ==
            std::vector<net::Origin>{net::Origin::kControl, net::Origin::kNetwork});
      CHECK(fixture.handler.peers == std::vector<std::string>{"", "127.0.0.1"});
    }
    CHECK(access(path.c_str(), F_OK) != 0);
  }
  rmdir(deep.c_str());
  rmdir(folder.c_str());
}

TEST_CASE("loop: a handler with work to do is called though nobody asks anything") {
  LoopFixture fixture;
  fixture.clock.pass_ms(10);
  fixture.handler.wake_us = fixture.clock.monotonic_us();
  const auto ticks = fixture.loop.stats().ticks;
  fixture.loop.turn(60'000'000);  // would sleep for a minute otherwise
  CHECK(fixture.loop.stats().ticks == ticks + 1);
}
