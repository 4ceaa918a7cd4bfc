#include "base/crypto.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "base/ids.h"
#include "doctest/doctest.h"

namespace {

std::string hex_of(const base::Sha256& hash) {
  return base::format_hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

}  // namespace

TEST_CASE("crypto: SHA-256 of the published examples (FIPS 180-4)") {
  static const struct {
    std::string text;
    const char* hash;
  } kCases[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {std::string(1000000, 'a'),
       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
  for (const auto& c : kCases) CHECK(hex_of(base::sha256(c.text)) == c.hash);
}

TEST_CASE("crypto: the hash of two parts is the hash of both joined, wherever the cut is") {
  const std::string text(150, 'x');
  for (std::size_t cut = 0; cut <= text.size(); ++cut)
    CHECK(base::sha256(text.substr(0, cut), text.substr(cut)) == base::sha256(text));
}

TEST_CASE("crypto: fill_random fills every byte") {
  std::array<std::uint8_t, 4096> bytes{};
  base::fill_random(bytes);
  CHECK(std::count(bytes.begin(), bytes.end(), 0) < 100);  // 16 expected
  base::fill_random({});
}

TEST_CASE("crypto: random_base62 has the length asked for and no favourites") {
  CHECK(base::random_base62(0).empty());
  std::set<std::string> seen;
  for (std::size_t size = 1; size <= 80; ++size) {
    const std::string text = base::random_base62(size);
    CHECK(text.size() == size);
    CHECK(std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c); }));
    if (size >= 16) CHECK(seen.insert(text.substr(0, 16)).second);
  }
  // A biased "byte % 62" gives the first eight digits a fifth of the mass more than the others.
  const std::string text = base::random_base62(620000);
  for (const char first : std::string_view("01234567zyxw")) {
    const auto count = std::count(text.begin(), text.end(), first);
    CHECK(count > 9200);  // 10 000 expected, standard deviation 99
    CHECK(count < 10800);
  }
}

TEST_CASE("crypto: HMAC-SHA-256 of the published examples (RFC 4231)") {
  CHECK(hex_of(base::hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hex_of(base::hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hex_of(base::hmac_sha256(std::string(20, '\xaa'), std::string(50, '\xdd'))) ==
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
}

TEST_CASE("crypto: the comparison in constant time is a comparison") {
  CHECK(base::equal_in_constant_time("", ""));
  CHECK(base::equal_in_constant_time("abc", "abc"));
  CHECK_FALSE(base::equal_in_constant_time("abc", "abd"));
  CHECK_FALSE(base::equal_in_constant_time("abc", "ab"));
  CHECK_FALSE(base::equal_in_constant_time(std::string("a\0b", 3), std::string("a\0c", 3)));
}
