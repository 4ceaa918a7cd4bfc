#include "base/time.h"

#include <random>

#include "doctest/doctest.h"

using base::TimePrecision;

TEST_CASE("time: one moment in three precisions, cut and not rounded (RFC 3339)") {
  static const struct {
    std::int64_t wall_us;
    const char *seconds, *milliseconds, *microseconds;
  } kCases[] = {
      {0, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000000Z"},
      {1'700'000'000'999'999, "2023-11-14T22:13:20Z", "2023-11-14T22:13:20.999Z",
       "2023-11-14T22:13:20.999999Z"},
      {-1, "1969-12-31T23:59:59Z", "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999999Z"},
      {951'782'400'000'000, "2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z",
       "2000-02-29T00:00:00.000000Z"},
      {-62'135'596'800'000'000, "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z",
       "0001-01-01T00:00:00.000000Z"},
      {INT64_MIN, "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z",
       "0001-01-01T00:00:00.000000Z"},
      {INT64_MAX, "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999Z",
       "9999-12-31T23:59:59.999999Z"},
  };
  for (const auto& c : kCases) {
    CHECK(base::format_time(c.wall_us, TimePrecision::kSeconds) == c.seconds);
    CHECK(base::format_time(c.wall_us, TimePrecision::kMilliseconds) == c.milliseconds);
    CHECK(base::format_time(c.wall_us, TimePrecision::kMicroseconds) == c.microseconds);
  }
}

TEST_CASE("time: each spelling of a moment is read (RFC 3339 5.6, XML Schema part 2 3.2.7)") {
  static const struct {
    const char* text;
    const char* utc;
  } kCases[] = {
      {"2008-01-23T04:56:22Z", "2008-01-23T04:56:22.000000Z"},
      {"2008-01-23t04:56:22z", "2008-01-23T04:56:22.000000Z"},
      {"2008-01-23T04:56:22", "2008-01-23T04:56:22.000000Z"},
      {"2008-01-23T04:56:22.5", "2008-01-23T04:56:22.500000Z"},
      {"2008-01-23T04:56:22.1234567890123456789012Z", "2008-01-23T04:56:22.123456Z"},
      {"2008-01-23T04:56:22.000000999Z", "2008-01-23T04:56:22.000000Z"},
      {"2008-01-23T04:56:22+01:30", "2008-01-23T03:26:22.000000Z"},
      {"2008-01-23T04:56:22.25-08:00", "2008-01-23T12:56:22.250000Z"},
      {"2008-01-23T04:56:22-00:00", "2008-01-23T04:56:22.000000Z"},
      {"2008-12-31T20:00:00-23:59", "2009-01-01T19:59:00.000000Z"},
      {"2008-12-31T24:00:00Z", "2009-01-01T00:00:00.000000Z"},
      {"2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000000Z"},
      {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000Z"},
      {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"},
      {"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.text);
    const auto wall_us = base::parse_time(c.text);
    REQUIRE(wall_us.has_value());
    CHECK(base::format_time(*wall_us, TimePrecision::kMicroseconds) == c.utc);
  }
}

TEST_CASE("time: what is no moment is refused (RFC 3339 5.6, XML Schema part 2 3.2.7)") {
  static const std::string_view kBad[] = {
      "",
      "Z",
      "now",
      "1201064182",
      "2008-01-23",
      "2008-01-23T",
      "2008-01-23Z",
      "04:56:22Z",
      "T04:56:22Z",
      "2008-01-23T04:56Z",
      "2008-01-23T04Z",
      "2008-01-23 04:56:22Z",
      "20080123T045622Z",
      "08-01-23T04:56:22Z",
      "2008-1-23T04:56:22Z",
      "2008-01-3T04:56:22Z",
      "2008-01-23T4:56:22Z",
      "02008-01-23T04:56:22Z",
      "-2008-01-23T04:56:22Z",
      "+2008-01-23T04:56:22Z",
      "0000-01-01T00:00:00Z",
      "2008-00-23T04:56:22Z",
      "2008-13-23T04:56:22Z",
      "2008-01-00T04:56:22Z",
      "2008-01-32T04:56:22Z",
      "2008-04-31T04:56:22Z",
      "2007-02-29T04:56:22Z",
      "1900-02-29T04:56:22Z",
      "2100-02-29T04:56:22Z",
      "2008-01-23T25:00:00Z",
      "2008-01-23T24:00:01Z",
      "2008-01-23T24:00:00.000001Z",
      "2008-01-23T24:01:00Z",
      "2008-01-23T04:60:22Z",
      "2008-01-23T04:56:60Z",
      "2008-01-23T04:56:22.Z",
      "2008-01-23T04:56:22,5Z",
      "2008-01-23T04:56:22.5.5Z",
      "2008-01-23T04:56:22+1:00",
      "2008-01-23T04:56:22+0100",
      "2008-01-23T04:56:22+01",
      "2008-01-23T04:56:22+24:00",
      "2008-01-23T04:56:22+01:60",
      "2008-01-23T04:56:22 +01:00",
      "2008-01-23T04:56:22ZZ",
      "2008-01-23T04:56:22Z ",
      " 2008-01-23T04:56:22Z",
      "2008-01-23T04:56:22UTC",
      "2008-01-23T04:56:-2Z",
      "2008-01-23T04:56:+2Z",
      {"2008-01-23T04:56:22Z\0", 21},
      "0001-01-01T00:00:00+00:01",
      "9999-12-31T23:59:59-00:01",
      "9999-12-31T24:00:00Z",
      "\xD9\xA2"
      "008-01-23T04:56:22Z",
  };
  for (const auto& text : kBad) {
    CAPTURE(text);
    CHECK_FALSE(base::parse_time(text).has_value());
  }
}

TEST_CASE("time: what is formatted to the microsecond reads back as the same moment") {
  std::mt19937_64 random(3);
  constexpr std::int64_t kFirstUs = -62'135'596'800'000'000, kLastUs = 253'402'300'799'999'999;
  std::uniform_int_distribution<std::int64_t> moments(kFirstUs, kLastUs);
  for (int i = 0; i < 20000; ++i) {
    const std::int64_t wall_us = moments(random);
    CHECK(base::parse_time(base::format_time(wall_us, TimePrecision::kMicroseconds)) == wall_us);
  }
}
