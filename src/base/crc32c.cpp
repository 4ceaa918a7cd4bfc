#include "base/crc32c.h"

#include <array>
#include <cstddef>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace base {
namespace {

using Extend = std::uint32_t (*)(std::uint32_t, std::string_view);

constexpr std::uint32_t kPolynomialReflected = 0x82F63B78;

constexpr std::array<std::uint32_t, 256> kTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t rest = byte;
    for (int bit = 0; bit < 8; ++bit)
      rest = (rest >> 1) ^ ((rest & 1) != 0 ? kPolynomialReflected : 0);
    table[byte] = rest;
  }
  return table;
}();

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t extend_by_instruction(std::uint32_t crc,
                                                                      std::string_view bytes) {
  std::uint64_t state = ~crc;
  while (bytes.size() >= sizeof(std::uint64_t)) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data(), sizeof word);
    state = _mm_crc32_u64(state, word);
    bytes.remove_prefix(sizeof word);
  }
  auto rest = static_cast<std::uint32_t>(state);
  for (const char byte : bytes) rest = _mm_crc32_u8(rest, static_cast<unsigned char>(byte));
  return ~rest;
}

Extend choose_extend() {
  return __builtin_cpu_supports("sse4.2") ? extend_by_instruction : extend_crc32c_by_table;
}
#else
Extend choose_extend() { return extend_crc32c_by_table; }
#endif

}  // namespace

std::uint32_t crc32c(std::string_view bytes) { return extend_crc32c(0, bytes); }

std::uint32_t extend_crc32c(std::uint32_t crc, std::string_view bytes) {
  static const Extend kExtend = choose_extend();
  return kExtend(crc, bytes);
}

std::uint32_t extend_crc32c_by_table(std::uint32_t crc, std::string_view bytes) {
  std::uint32_t state = ~crc;
  for (const char byte : bytes)
    state = (state >> 8) ^ kTable[(state ^ static_cast<unsigned char>(byte)) & 0xFF];
  return ~state;
}

}  // namespace base
