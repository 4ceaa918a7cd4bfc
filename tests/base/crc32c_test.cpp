#include "base/crc32c.h"

#include <random>
#include <string>

#include "doctest/doctest.h"

namespace {

std::string ascending() {
  std::string bytes;
  for (char c = 0; c < 32; ++c) bytes += c;
  return bytes;
}

std::string descending() {
  const std::string bytes = ascending();
  return {bytes.rbegin(), bytes.rend()};
}

}  // namespace

TEST_CASE("crc32c: known answers by instruction and by table (RFC 3720 appendix B.4)") {
  static const struct {
    std::string bytes;
    std::uint32_t crc;
  } kCases[] = {
      {"", 0x00000000},
      {"123456789", 0xE3069283},
      {"a", 0xC1D04330},
      {std::string(32, '\0'), 0x8A9136AA},
      {std::string(32, '\xFF'), 0x62A8AB43},
      {ascending(), 0x46DD794E},
      {descending(), 0x113FDB5C},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.bytes);
    CHECK(base::crc32c(c.bytes) == c.crc);
    CHECK(base::extend_crc32c_by_table(0, c.bytes) == c.crc);
  }
}

TEST_CASE("crc32c: instruction and table agree, and parts extend to the whole (seeded)") {
  std::mt19937 random(11);
  for (int round = 0; round < 500; ++round) {
    std::string bytes(random() % 200, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    const std::size_t cut = random() % (bytes.size() + 1);
    const std::uint32_t whole = base::crc32c(bytes);
    CHECK(base::extend_crc32c_by_table(0, bytes) == whole);
    CHECK(base::extend_crc32c(base::crc32c(bytes.substr(0, cut)), bytes.substr(cut)) == whole);
  }
}

TEST_CASE("crc32c: any single flipped bit changes it") {
  const std::string good = ascending();
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    CHECK(base::crc32c(bad) != base::crc32c(good));
  }
}
