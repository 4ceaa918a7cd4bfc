#include "base/id_source.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>

#include "base/crypto.h"

namespace base {
namespace {

constexpr std::uint64_t kMillisecondsMax = (std::uint64_t{1} << 48) - 1;
constexpr std::size_t kMillisecondsSize = 6;
constexpr std::size_t kLastByte = 15;

std::uint64_t decode_big_endian(std::span<const std::uint8_t> bytes) {
  std::uint64_t number = 0;
  for (const std::uint8_t byte : bytes) number = number << 8 | byte;
  return number;
}

void encode_big_endian(std::uint64_t number, std::span<std::uint8_t> bytes) {
  for (std::size_t i = bytes.size(); i > 0; --i, number >>= 8)
    bytes[i - 1] = static_cast<std::uint8_t>(number);
}

// Not 0, so that the first seeded id is larger than the empty one.
std::uint64_t make_seeded_milliseconds(std::uint64_t seed) {
  const Sha256 hash = sha256("id seed " + std::to_string(seed));
  return std::max<std::uint64_t>(decode_big_endian(std::span(hash).first(kMillisecondsSize)), 1);
}

}  // namespace

IdSource::IdSource(std::optional<std::uint64_t> seed) {
  if (seed) seeded_ms_ = make_seeded_milliseconds(*seed);
}

void IdSource::resume_after(const IdBytes& last) { last_ = std::max(last_, last); }

std::uint64_t IdSource::make_milliseconds(std::int64_t wall_us) const {
  if (seeded_ms_) return *seeded_ms_;
  const auto since_epoch_us = static_cast<std::uint64_t>(std::max<std::int64_t>(wall_us, 0));
  return std::min(since_epoch_us / 1000, kMillisecondsMax);
}

void IdSource::advance(std::int64_t wall_us) {
  IdBytes coming = last_;
  const std::span<std::uint8_t> bytes(coming);
  const std::uint64_t milliseconds = make_milliseconds(wall_us);
  if (milliseconds > decode_big_endian(bytes.first(kMillisecondsSize))) {
    encode_big_endian(milliseconds, bytes.first(kMillisecondsSize));
    // The top byte of the counter starts at 0: room for 2^64 ids and more after the random start.
    bytes[kMillisecondsSize] = 0;
    const auto counter = bytes.subspan(kMillisecondsSize + 1, 8);
    if (seeded_ms_)
      encode_big_endian(0, counter);
    else
      fill_random(counter);
  } else {
    // Counts on in the first 15 bytes; a full counter carries into the milliseconds.
    std::size_t i = kLastByte;
    while (i > 0 && ++bytes[i - 1] == 0) --i;
    if (i == 0) throw std::overflow_error("there are no more ids");
  }
  bytes[kLastByte] = 0;
  last_ = coming;
}

IdBytes IdSource::next(std::int64_t wall_us) {
  advance(wall_us);
  return last_;
}

IdBytes IdSource::next_plain(std::int64_t wall_us) {
  advance(wall_us);
  const std::span<std::uint8_t> last_byte(&last_[kLastByte], 1);
  if (seeded_ms_)
    last_byte[0] = sha256({reinterpret_cast<const char*>(last_.data()), kLastByte})[0];
  else
    fill_random(last_byte);
  return last_;
}

}  // namespace base
