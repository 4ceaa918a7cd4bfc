#include "net/output_queue.h"

#include <algorithm>
#include <string>

#include "doctest/doctest.h"

namespace {

std::string take(net::OutputQueue& queue, std::size_t at_most = static_cast<std::size_t>(-1)) {
  std::string taken;
  while (!queue.sendable().empty() && taken.size() < at_most) {
    const std::string piece(queue.sendable().substr(0, at_most - taken.size()));
    taken += piece;
    queue.sent(piece.size());
  }
  return taken;
}

}  // namespace

TEST_CASE("output queue: from the held offset on nothing may leave until it is released") {
  net::OutputQueue queue;
  queue.append("free");
  queue.hold();
  queue.append("held");
  queue.append("behind");
  CHECK(take(queue) == "free");
  CHECK(queue.waiting_bytes() == 10);
  CHECK(queue.holds());
  queue.release();
  CHECK(take(queue) == "heldbehind");
  CHECK(queue.empty());
}

TEST_CASE("output queue: what was held can be dropped, what was free stays") {
  net::OutputQueue queue;
  const std::string large(100'000, 'l');
  queue.append(std::string(large));
  queue.append("free");
  CHECK(take(queue, 5) == "lllll");
  queue.hold();
  queue.append("held");
  queue.append(std::string(large));
  queue.drop_held();
  CHECK_FALSE(queue.holds());
  queue.append("503");
  CHECK(take(queue) == large.substr(5) + "free503");
}

TEST_CASE("output queue: dropping everything leaves an empty queue that can be used again") {
  net::OutputQueue queue;
  queue.hold();
  queue.append("held");
  queue.drop_held();
  CHECK(queue.empty());
  CHECK(queue.sendable().empty());
  queue.append("next");
  CHECK(take(queue) == "next");
}

TEST_CASE("output queue: a hold on a queue that ran empty holds what comes next") {
  net::OutputQueue queue;
  queue.append("free");
  queue.hold();
  CHECK(take(queue) == "free");
  queue.append("held");
  CHECK(queue.sendable().empty());
  queue.release();
  CHECK(take(queue) == "held");
}

TEST_CASE("output queue: order and bytes survive any mix of sizes, also when it never runs empty") {
  net::OutputQueue queue;
  std::string all;
  std::string left;
  for (std::size_t i = 0; i < 300; ++i) {
    const std::string piece(1 + i * 7919 % 90'000, static_cast<char>('a' + i % 26));
    all += piece;
    queue.append(std::string(piece));
    left += take(queue, std::min(queue.waiting_bytes() - 1, i * 6007 % 80'000));
  }
  left += take(queue);
  CHECK(left.size() == all.size());
  CHECK((left == all));
  CHECK(queue.empty());
}
