// Seeded mutations of good and bad requests. The same run every time; FUZZ_SEED and FUZZ_RUNS
// choose another or a longer one.
#include <algorithm>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "doctest/doctest.h"
#include "net/framer.h"
#include "net/syntax.h"
#include "support/framing.h"

using support::canonical_request;
using support::frame_stream;

namespace {

const std::vector<std::string> kSeeds = {
    "GET /client/v4/accounts/a/scim/v2/Users?filter=userName%20eq%20\"a\" HTTP/1.1\r\n"
    "Host: a:80\r\nAuthorization: Bearer x\r\nAccept: application/scim+json\r\n\r\n",
    "POST /Users HTTP/1.1\r\nHost: a\r\nContent-Type: application/scim+json\r\n"
    "Content-Length: 15\r\n\r\n{\"userName\":\"\"}GET /b HTTP/1.1\r\nHost: a\r\n\r\n",
    "PATCH /Groups//1/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    "3;a=\"b\"\r\nabc\r\n0a\r\n0123456789\r\n0\r\nX-T: y\r\n\r\nGET /n HTTP/1.1\r\nHost: a\r\n\r\n",
    "\r\nPUT http://[::1]:8080/a?b HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
    "Connection: keep-alive, close\r\nContent-Length: 1\r\n\r\nx",
    "OPTIONS * HTTP/1.0\r\n\r\n",
    "DELETE /a/%c3%a9/%2e%2e HTTP/1.1\r\nHost: a\r\n\r\n",
};

const std::vector<std::string> kWords = {
    "\r\n",
    "\n",
    "\r",
    " ",
    "\t",
    ":",
    "\r\n\r\n",
    "chunked",
    "Transfer-Encoding: chunked\r\n",
    "Content-Length: 3\r\n",
    "Content-Length: 0\r\n",
    "Host: b\r\n",
    "0\r\n\r\n",
    "%00",
    "%2f",
    "%c0%ae",
    "/../",
    "//",
    "?",
    "#",
    "*",
    "HTTP/1.1",
    "HTTP/1.0",
    "ffffffffffffffff",
    ";a=b",
    ",",
    std::string(1, '\0'),
    "\x7f",
    "\xff",
    "Connection: close\r\n",
    "GET / HTTP/1.1\r\n",
};

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t bound) {
  return random() % std::max<std::size_t>(1, bound);
}

std::string mutate(Random& random, std::string bytes) {
  for (std::size_t count = 1 + below(random, 2) * below(random, 3); count > 0; --count) {
    const std::size_t at = below(random, bytes.size() + 1);
    const std::size_t size = below(random, std::min<std::size_t>(bytes.size() - at, 12) + 1);
    switch (below(random, 6)) {
      case 0:
        bytes.erase(at, size);
        break;
      case 1:
        bytes.insert(at, kWords[below(random, kWords.size())]);
        break;
      case 2:
        bytes.insert(at, bytes.substr(at, size));
        break;
      case 3:
        bytes.insert(at, 1, static_cast<char>(random()));
        break;
      case 4:
        bytes.replace(at, size, kWords[below(random, kWords.size())]);
        break;
      default:
        if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(random, 8)));
    }
  }
  return bytes;
}

std::vector<std::size_t> random_pieces(Random& random) {
  std::vector<std::size_t> pieces(1 + below(random, 6));
  for (std::size_t& piece : pieces) piece = 1 + below(random, 40);
  return pieces;
}

// Small enough that mutations reach them.
net::Limits small_limits() {
  net::Limits limits;
  limits.head_bytes_max = 300;
  limits.field_bytes_max = 80;
  limits.fields_max = 6;
  limits.target_bytes_max = 70;
  limits.body_bytes_max = 40;
  limits.chunk_line_bytes_max = 24;
  limits.chunk_extension_bytes_max = 30;
  limits.chunk_overhead_bytes_max = 60;
  limits.trailer_bytes_max = 60;
  return limits;
}

// What the parsers behind the framer rely on, said again without the framer's own code.
void check_frame(const std::string& bytes, const net::Limits& limits) {
  std::string buffer(bytes);
  net::Framer framer(limits);
  if (framer.advance(buffer.data(), buffer.size()) != net::Framing::kWhole) return;
  net::Frame frame;
  framer.read_into(buffer.data(), frame);
  CHECK(framer.used_bytes() <= bytes.size());
  CHECK(frame.body.size() <= limits.body_bytes_max);
  CHECK(frame.fields.size() <= limits.fields_max);
  CHECK((frame.path == "*" || frame.path.substr(0, 1) == "/"));
  CHECK(frame.path.find("//") == std::string_view::npos);
  CHECK(frame.path.find("/../") == std::string_view::npos);
  for (std::string_view text : {frame.method, frame.path, frame.query})
    CHECK(std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; }));
  for (const net::Field& field : frame.fields) {
    CHECK(field.name.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ :\t\r\n") == std::string_view::npos);
    CHECK(field.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
    CHECK(field.name != "content-length");
    CHECK(field.name != "transfer-encoding");
    CHECK(field.name != "host");
  }
}

unsigned long from_environment(const char* name, unsigned long otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoul(text, nullptr, 10) : otherwise;
}

}  // namespace

TEST_CASE("framer: the outcome is the same at every split of the bytes (conn-013, conn-015)") {
  for (const std::string& seed : kSeeds) {
    CAPTURE(seed);
    const std::string whole = frame_stream(seed);
    for (std::size_t first = 1; first < seed.size(); ++first) {
      CAPTURE(first);
      CHECK(frame_stream(seed, {first, seed.size()}) == whole);
      CHECK(frame_stream(seed, {first}) == whole);
    }
  }
}

TEST_CASE("framer: mutated requests are framed alike in any pieces, and never loosely") {
  const unsigned long seed = from_environment("FUZZ_SEED", 1);
  const unsigned long runs = from_environment("FUZZ_RUNS", 20'000);
  Random random(seed);
  std::vector<std::string> corpus = kSeeds;
  unsigned long accepted = 0;
  for (unsigned long run = 0; run < runs; ++run) {
    const net::Limits limits = run % 2 == 0 ? net::Limits() : small_limits();
    const std::string bytes = mutate(random, corpus[below(random, corpus.size())]);
    const std::string whole = frame_stream(bytes, {}, limits);
    INFO("FUZZ_SEED=", seed, " run ", run, ": ", bytes);
    REQUIRE(frame_stream(bytes, {1}, limits) == whole);
    REQUIRE(frame_stream(bytes, random_pieces(random), limits) == whole);
    check_frame(bytes, limits);
    const std::string canonical = canonical_request(bytes);
    if (!canonical.empty()) REQUIRE(canonical_request(canonical) == canonical);
    if (canonical.empty()) continue;
    ++accepted;  // and mutated further
    if (corpus.size() < 64)
      corpus.push_back(bytes);
    else
      corpus[kSeeds.size() + below(random, corpus.size() - kSeeds.size())] = bytes;
  }
  CHECK(accepted > runs / 10);  // a run that only meets refusals proves little
}
