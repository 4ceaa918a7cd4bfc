// CRC-32C (Castagnoli, RFC 3720 appendix B.4): finds damage, not malice.
#pragma once

#include <cstdint>
#include <string_view>

namespace base {

std::uint32_t crc32c(std::string_view bytes);

// The checksum of everything so far followed by `bytes`: extend_crc32c(crc32c(a), b) == crc32c(a ‖
// b).
std::uint32_t extend_crc32c(std::uint32_t crc, std::string_view bytes);

// The same without the processor's own instruction, for processors that lack it.
std::uint32_t extend_crc32c_by_table(std::uint32_t crc, std::string_view bytes);

}  // namespace base
