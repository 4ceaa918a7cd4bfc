#include "base/ip_range.h"

#include "doctest/doctest.h"

TEST_CASE("ip range: an address is inside when its leading bits are the range's (RFC 4632)") {
  static const struct {
    const char* range;
    const char* address;
    bool inside;
  } kCases[] = {
      {"192.0.2.0/24", "192.0.2.255", true},
      {"192.0.2.0/24", "192.0.3.0", false},
      {"192.0.2.7", "192.0.2.7", true},
      {"192.0.2.7", "192.0.2.8", false},
      {"0.0.0.0/0", "203.0.113.9", true},
      {"192.0.2.128/25", "192.0.2.127", false},
      {"192.0.2.128/25", "192.0.2.129", true},
      {"2001:db8::/32", "2001:db8:1::1", true},
      {"2001:db8::/32", "2001:db9::1", false},
      {"::1", "::1", true},
      {"192.0.2.0/24", "::ffff:192.0.2.1", true},  // the IPv4-mapped form is the same address
      {"0.0.0.0/0", "2001:db8::1", false},
      {"::/0", "192.0.2.1", true},
      {"192.0.2.0/24", "", false},
      {"192.0.2.0/24", "no address", false},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.range);
    CAPTURE(c.address);
    const auto range = base::IpRange::parse(c.range);
    REQUIRE(range);
    CHECK(range->contains(c.address) == c.inside);
  }
}

TEST_CASE("ip range: text that is no address and no range is refused") {
  for (const char* text :
       {"", "192.0.2", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/", "192.0.2.0/8x",
        "2001:db8::/129", "example.com", "192.0.2.0/24/8", " 192.0.2.0"}) {
    CAPTURE(text);
    CHECK_FALSE(base::IpRange::parse(text));
  }
}
