#include "base/id_source.h"

#include <algorithm>
#include <random>
#include <set>
#include <stdexcept>
#include <string>

#include "doctest/doctest.h"

namespace {

constexpr std::int64_t kNowUs = 1'700'000'000'000'000;

std::string hex_of(const base::IdBytes& bytes) { return base::ResourceId{bytes}.hex(); }

base::IdBytes bytes_of(std::string_view hex) { return *base::parse_id_bytes(hex); }

}  // namespace

TEST_CASE("id source: an id begins with its milliseconds and ends in zero (product contract)") {
  base::IdSource source;
  const std::string hex = hex_of(source.next(kNowUs));
  CHECK(hex.substr(0, 14) == "018bcfe5680000");  // 1 700 000 000 000, then the counter's top byte
  CHECK(hex.substr(30) == "00");
}

TEST_CASE("id source: every id is larger than the one before, however the clock jumps (seeded)") {
  std::mt19937_64 random(5);
  base::IdSource source;
  base::IdBytes last{};
  std::int64_t wall_us = kNowUs;
  for (int i = 0; i < 20000; ++i) {
    const bool plain = random() % 2 == 0;
    const base::IdBytes id = plain ? source.next_plain(wall_us) : source.next(wall_us);
    REQUIRE(id > last);
    // The first 15 bytes differ too: a membership id is the user's id with another last byte.
    REQUIRE_FALSE(std::equal(id.begin(), id.end() - 1, last.begin()));
    if (!plain) REQUIRE(id[15] == 0);
    REQUIRE(source.last() == id);
    last = id;
    const auto step_us = static_cast<std::int64_t>(random() % 3000);
    wall_us += random() % 10 == 0 ? -3'600'000'000 : step_us;
  }
}

TEST_CASE("id source: a restart goes on after the last id, also when the clock went back") {
  base::IdSource before;
  before.next(kNowUs);
  const base::IdBytes last = before.next_plain(kNowUs);
  for (const std::int64_t later_us : {5000, 0, -1'000'000'000}) {
    base::IdSource after;
    after.resume_after(last);
    CHECK(after.last() == last);
    CHECK(after.next(kNowUs + later_us) > last);
  }
}

TEST_CASE("id source: resuming never goes back") {
  base::IdSource source;
  const base::IdBytes id = source.next(kNowUs);
  source.resume_after(bytes_of("00000000000000000000000000000100"));
  CHECK(source.last() == id);
  CHECK(source.next(0) > id);
}

TEST_CASE("id source: within a millisecond ids follow each other, the next one starts at random") {
  base::IdSource source;
  const std::string first = hex_of(source.next(kNowUs));
  const base::IdBytes second = source.next(kNowUs + 999);
  CHECK(hex_of(second).substr(0, 12) == first.substr(0, 12));
  base::IdSource same;
  same.resume_after(bytes_of(first));
  CHECK(same.next(kNowUs) == second);

  std::set<std::string> starts;
  for (int ms = 1; ms <= 100; ++ms)
    starts.insert(hex_of(source.next(kNowUs + ms * 1000)).substr(12, 18));
  CHECK(starts.size() == 100);
  CHECK(starts.begin()->substr(0, 2) == "00");
  CHECK(starts.rbegin()->substr(0, 2) == "00");
  CHECK(starts.rbegin()->substr(2, 1) > "7");  // 100 random starts below 2^63 are a miracle
}

TEST_CASE("id source: one seed gives one sequence, at any time, and another seed another") {
  base::IdSource a(42), b(42), c(43);
  std::int64_t wall_us = 0;
  for (int i = 0; i < 100; ++i, wall_us += 1'000'000) {
    const base::IdBytes id = i % 3 == 0 ? a.next_plain(kNowUs) : a.next(kNowUs);
    CHECK(id == (i % 3 == 0 ? b.next_plain(wall_us) : b.next(wall_us)));
    CHECK(id != (i % 3 == 0 ? c.next_plain(kNowUs) : c.next(kNowUs)));
  }
}

TEST_CASE("id source: the seeded sequence is pinned, the counter starts at 0") {
  base::IdSource source(1);
  const std::string first = hex_of(source.next(kNowUs));
  CHECK(first.substr(12) == "00000000000000000000");
  CHECK(hex_of(source.next(kNowUs)) == first.substr(0, 12) + "00000000000000000100");
  CHECK(first.substr(0, 12) == "1a38f174b38b");
}

TEST_CASE("id source: a seeded restart goes on with the counter") {
  base::IdSource whole(7);
  base::IdSource before(7);
  for (int i = 0; i < 3; ++i) CHECK(whole.next(0) == before.next(0));
  base::IdSource after(7);
  after.resume_after(before.last());
  CHECK(after.next(0) == whole.next(0));
  CHECK(after.next_plain(0) == whole.next_plain(0));
}

TEST_CASE("id source: a full counter carries into the milliseconds, and the last id is the last") {
  base::IdSource source;
  source.resume_after(bytes_of("018bcfe56800ffffffffffffffffff00"));
  CHECK(hex_of(source.next(kNowUs)) == "018bcfe5680100000000000000000000");
  source.resume_after(bytes_of("ffffffffffffffffffffffffffffff00"));
  CHECK_THROWS_AS(source.next(kNowUs), std::overflow_error);
  CHECK_THROWS_AS(source.next(kNowUs), std::overflow_error);
}

TEST_CASE("id source: a clock before 1970 or far beyond gives ids all the same") {
  base::IdSource source;
  const base::IdBytes first = source.next(-1);
  CHECK(first > base::IdBytes{});
  CHECK(hex_of(source.next(INT64_MAX)) > hex_of(first));
  const base::IdBytes farthest = source.last();
  CHECK(source.next_plain(kNowUs) > farthest);
}
