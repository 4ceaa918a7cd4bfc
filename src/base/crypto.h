// Hashes and randomness. The door to mbedTLS for everything but TLS itself.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace base {

using Sha256 = std::array<std::uint8_t, 32>;

Sha256 sha256(std::string_view bytes);
// Of first ‖ second, without joining them.
Sha256 sha256(std::string_view first, std::string_view second);

// HMAC-SHA-256 (RFC 2104), for keys up to 64 bytes.
Sha256 hmac_sha256(std::string_view key, std::string_view message);

// Takes as long wherever the first difference is. Different lengths differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// From the kernel. Throws std::runtime_error when it has none to give: nothing may go on with
// weaker secrets.
void fill_random(std::span<std::uint8_t> bytes);

// Each of 0-9A-Za-z with the same probability: 5.95 bits a character.
std::string random_base62(std::size_t characters);

std::string_view crypto_library_version();

}  // namespace base
