// echo_server [ADDR:PORT]: the loop with the smallest handler, for measurements and raw vectors.
// Prints the address it listens on, then serves until SIGTERM; on the way out its counters.
#include <csignal>
#include <cstdio>

#include "base/clock.h"
#include "net/loop.h"
#include "support/echo_handler.h"

namespace {

net::Loop* running = nullptr;

void stop(int) { running->request_stop(); }

}  // namespace

int main(int argc, char** argv) {
  auto listener = net::Listener::open_tcp(argc > 1 ? argv[1] : "127.0.0.1:0");
  if (!listener.ok()) {
    std::fprintf(stderr, "%s\n", listener.error().detail.c_str());
    return 1;
  }
  std::printf("%s\n", listener.value().address().c_str());
  std::fflush(stdout);
  base::SystemClock clock;
  support::EchoHandler handler;
  net::Loop loop(handler, clock, net::LoopOptions());
  loop.add(std::move(listener).value());
  running = &loop;
  std::signal(SIGTERM, stop);
  std::signal(SIGINT, stop);
  loop.run();
  const net::LoopStats& stats = loop.stats();
  std::fprintf(stderr, "requests %llu ticks %llu accepted %llu timed out %llu\n",
               static_cast<unsigned long long>(stats.requests),
               static_cast<unsigned long long>(stats.ticks),
               static_cast<unsigned long long>(stats.accepted),
               static_cast<unsigned long long>(stats.timed_out));
  return 0;
}
