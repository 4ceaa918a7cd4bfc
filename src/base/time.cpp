#include "base/time.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace base {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::int64_t kSecondUs = 1'000'000;
constexpr std::int64_t kMinuteUs = 60 * kSecondUs;
constexpr std::int64_t kHourUs = 60 * kMinuteUs;
constexpr std::int64_t kDayUs = 24 * kHourUs;

constexpr year_month_day make_date(int year, int month, int day) {
  return std::chrono::year(year) / std::chrono::month(static_cast<unsigned>(month)) /
         std::chrono::day(static_cast<unsigned>(day));
}

constexpr std::int64_t count_days(year_month_day date) {  // since 1970
  return sys_days(date).time_since_epoch().count();
}

constexpr std::int64_t kFirstUs = count_days(make_date(1, 1, 1)) * kDayUs;
constexpr std::int64_t kLastUs = (count_days(make_date(9999, 12, 31)) + 1) * kDayUs - 1;

// Writes `digits` decimal digits, the last ones of a number that has more.
void append_padded(std::string& out, std::int64_t number, std::size_t digits) {
  out.append(digits, '0');
  for (auto at = out.rbegin(); number > 0 && digits > 0; number /= 10, --digits)
    *at++ = static_cast<char>('0' + number % 10);
}

// Reads a text from left to right; each step tells whether the text goes on as it must.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool at_end() const { return text_.empty(); }

  bool take(std::string_view one_of) {
    if (at_end() || one_of.find(text_.front()) == std::string_view::npos) return false;
    text_.remove_prefix(1);
    return true;
  }

  bool take_digit(int& digit) {
    if (at_end() || text_.front() < '0' || text_.front() > '9') return false;
    digit = text_.front() - '0';
    text_.remove_prefix(1);
    return true;
  }

  // Exactly `digits` digits whose number is at most `max`.
  bool take_number(int digits, int max, int& number) {
    number = 0;
    for (int digit = 0; digits > 0; --digits) {
      if (!take_digit(digit)) return false;
      number = number * 10 + digit;
    }
    return number <= max;
  }

 private:
  std::string_view text_;
};

bool take_date(Scanner& scanner, std::int64_t& us) {
  int year = 0, month = 0, day = 0;
  const bool taken = scanner.take_number(4, 9999, year) && scanner.take("-") &&
                     scanner.take_number(2, 12, month) && scanner.take("-") &&
                     scanner.take_number(2, 31, day);
  if (!taken || year == 0) return false;
  const year_month_day date = make_date(year, month, day);
  if (!date.ok()) return false;
  us = count_days(date) * kDayUs;
  return true;
}

// The fraction after the dot; at least one digit.
bool take_fraction(Scanner& scanner, std::int64_t& us) {
  int digit = 0;
  if (!scanner.take_digit(digit)) return false;
  us = 0;
  std::int64_t weight_us = kSecondUs / 10;
  do {
    us += digit * weight_us;
    weight_us /= 10;
  } while (scanner.take_digit(digit));
  return true;
}

bool take_time(Scanner& scanner, std::int64_t& us) {
  int hour = 0, minute = 0, second = 0;
  const bool taken = scanner.take_number(2, 24, hour) && scanner.take(":") &&
                     scanner.take_number(2, 59, minute) && scanner.take(":") &&
                     scanner.take_number(2, 59, second);
  if (!taken) return false;
  std::int64_t fraction_us = 0;
  if (scanner.take(".") && !take_fraction(scanner, fraction_us)) return false;
  us = hour * kHourUs + minute * kMinuteUs + second * kSecondUs + fraction_us;
  return us <= kDayUs;  // 24:00:00 is the end of the day (XML Schema part 2, 3.2.7)
}

bool take_zone(Scanner& scanner, std::int64_t& offset_us) {
  offset_us = 0;
  if (scanner.at_end() || scanner.take("Zz")) return true;
  const bool east = scanner.take("+");
  if (!east && !scanner.take("-")) return false;
  int hour = 0, minute = 0;
  if (!scanner.take_number(2, 23, hour) || !scanner.take(":")) return false;
  if (!scanner.take_number(2, 59, minute)) return false;
  offset_us = (hour * kHourUs + minute * kMinuteUs) * (east ? 1 : -1);
  return true;
}

}  // namespace

std::string format_time(std::int64_t wall_us, TimePrecision precision) {
  using namespace std::chrono;
  const sys_time<microseconds> moment{microseconds(std::clamp(wall_us, kFirstUs, kLastUs))};
  const auto midnight = floor<days>(moment);
  const year_month_day date(midnight);
  const std::int64_t in_day_us = (moment - midnight).count();
  std::string out;
  append_padded(out, static_cast<int>(date.year()), 4);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.day()), 2);
  out += 'T';
  append_padded(out, in_day_us / kHourUs, 2);
  out += ':';
  append_padded(out, in_day_us % kHourUs / kMinuteUs, 2);
  out += ':';
  append_padded(out, in_day_us % kMinuteUs / kSecondUs, 2);
  if (precision != TimePrecision::kSeconds) {
    const bool fine = precision == TimePrecision::kMicroseconds;
    out += '.';
    append_padded(out, in_day_us % kSecondUs / (fine ? 1 : 1000), fine ? 6 : 3);
  }
  out += 'Z';
  return out;
}

std::optional<std::int64_t> parse_time(std::string_view text) {
  Scanner scanner(text);
  std::int64_t date_us = 0, time_us = 0, offset_us = 0;
  if (!take_date(scanner, date_us) || !scanner.take("Tt") || !take_time(scanner, time_us) ||
      !take_zone(scanner, offset_us) || !scanner.at_end())
    return std::nullopt;
  const std::int64_t wall_us = date_us + time_us - offset_us;
  if (wall_us < kFirstUs || wall_us > kLastUs) return std::nullopt;
  return wall_us;
}

}  // namespace base
