#include "net/listener.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <utility>

#include "doctest/doctest.h"

using net::Listener;

TEST_CASE("listener: an address is numeric with a port; port 0 takes a free one") {
  for (const char* address : {"127.0.0.1:0", "[::1]:0", "0.0.0.0:0"}) {
    CAPTURE(address);
    auto listener = Listener::open_tcp(address);
    REQUIRE(listener.ok());
    CHECK(listener.value().port() != 0);
    const std::string host = std::string(address).substr(0, std::string(address).size() - 1);
    CHECK(listener.value().address() == host + std::to_string(listener.value().port()));
  }
  for (const char* address : {"", "127.0.0.1", "localhost:80", "127.0.0.1:", "127.0.0.1:65536",
                              "127.0.0.1:8x", "::1:80", "[::1]", "[127.0.0.1]:80", ":80"}) {
    CAPTURE(address);
    auto listener = Listener::open_tcp(address);
    REQUIRE_FALSE(listener.ok());
    CHECK(listener.error().code == base::ErrorCode::kInvalidValue);
    CHECK(listener.error().detail.find(address) != std::string::npos);
  }
}

TEST_CASE("listener: an address in use is an error that names it") {
  auto first = Listener::open_tcp("127.0.0.1:0");
  REQUIRE(first.ok());
  auto second = Listener::open_tcp(first.value().address());
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().code == base::ErrorCode::kUnavailable);
  CHECK(second.error().detail.find(first.value().address()) != std::string::npos);
}

TEST_CASE("listener: a control socket that nobody listens on is replaced, one in use is not") {
  char folder[] = "/tmp/listener_test_XXXXXX";
  REQUIRE(mkdtemp(folder) != nullptr);
  const std::string path = std::string(folder) + "/control";
  const std::string moved = std::string(folder) + "/left-over";
  {
    auto first = Listener::open_unix(path);
    REQUIRE(first.ok());
    auto second = Listener::open_unix(path);
    REQUIRE_FALSE(second.ok());
    CHECK(second.error().code == base::ErrorCode::kUnavailable);
    REQUIRE(rename(path.c_str(), moved.c_str()) == 0);  // survives its listener
  }
  REQUIRE(access(moved.c_str(), F_OK) == 0);
  CHECK(Listener::open_unix(moved).ok());

  close(open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
  CHECK_FALSE(Listener::open_unix(path).ok());  // no socket: not ours to remove
  CHECK(access(path.c_str(), F_OK) == 0);
  CHECK_FALSE(Listener::open_unix(std::string(folder) + "/missing/" + std::string(200, 'a')).ok());
  unlink(path.c_str());
  rmdir(folder);
}
