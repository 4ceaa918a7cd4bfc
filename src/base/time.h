// Points in time as text. Inside the program time is microseconds since 1970 UTC; text is made and
// read only here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

enum class TimePrecision { kSeconds, kMilliseconds, kMicroseconds };

// RFC 3339 in UTC: "2026-01-31T23:59:59Z", "...59.123Z", "...59.123456Z"; what is finer is cut off,
// not rounded. Times outside the years 1 to 9999 are shown as the nearest one inside.
std::string format_time(std::int64_t wall_us, TimePrecision precision);

// RFC 3339 or xsd:dateTime (RFC 7643 2.3.5): date, 'T', time, optional fraction of any length (cut
// to microseconds), then 'Z', an offset, or nothing, which means UTC. Nothing for a date that does
// not exist, a second 60, a year outside 1 to 9999 (also after the offset), a date alone, or any
// byte more.
std::optional<std::int64_t> parse_time(std::string_view text);

}  // namespace base
