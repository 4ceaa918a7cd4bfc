#include "base/crypto.h"

#include <mbedtls/sha256.h>
#include <sys/random.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace base {
namespace {

// Owns a running hash; frees it on every way out.
class Sha256Context {
 public:
  Sha256Context() {
    mbedtls_sha256_init(&context_);
    require(mbedtls_sha256_starts(&context_, 0));
  }
  ~Sha256Context() { mbedtls_sha256_free(&context_); }
  Sha256Context(const Sha256Context&) = delete;
  Sha256Context& operator=(const Sha256Context&) = delete;

  void update(std::string_view bytes) {
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    require(mbedtls_sha256_update(&context_, data, bytes.size()));
  }

  Sha256 finish() {
    Sha256 hash;
    require(mbedtls_sha256_finish(&context_, hash.data()));
    return hash;
  }

 private:
  // The software hash cannot fail; an accelerator could.
  static void require(int failed) {
    if (failed != 0) throw std::runtime_error("SHA-256 failed with " + std::to_string(failed));
  }

  mbedtls_sha256_context context_;
};

}  // namespace

Sha256 sha256(std::string_view bytes) { return sha256(bytes, {}); }

Sha256 sha256(std::string_view first, std::string_view second) {
  Sha256Context context;
  context.update(first);
  context.update(second);
  return context.finish();
}

Sha256 hmac_sha256(std::string_view key, std::string_view message) {
  constexpr std::size_t kBlockBytes = 64;
  if (key.size() > kBlockBytes) throw std::invalid_argument("an HMAC key of more than one block");
  std::string inner(kBlockBytes, '\x36');
  std::string outer(kBlockBytes, '\x5c');
  for (std::size_t i = 0; i < key.size(); ++i) {
    inner[i] = static_cast<char>(inner[i] ^ key[i]);
    outer[i] = static_cast<char>(outer[i] ^ key[i]);
  }
  const Sha256 hash = sha256(inner, message);
  return sha256(outer, {reinterpret_cast<const char*>(hash.data()), hash.size()});
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  int difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference |= a[i] ^ b[i];
  return difference == 0;
}

void fill_random(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw std::runtime_error(std::string("no random bytes: ") + std::strerror(errno));
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
}

std::string random_base62(std::size_t characters) {
  static constexpr std::string_view kDigits =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  constexpr unsigned kFairBytes = 256 / 62 * 62;  // larger bytes would favour the first digits
  std::string text;
  text.reserve(characters);
  std::array<std::uint8_t, 64> bytes;
  while (text.size() < characters) {
    fill_random(bytes);
    for (const std::uint8_t byte : bytes)
      if (byte < kFairBytes && text.size() < characters) text += kDigits[byte % 62];
  }
  return text;
}

std::string_view crypto_library_version() { return MBEDTLS_VERSION_STRING; }

}  // namespace base
