// The alphabets of RFC 9110, 9112 and 3986 that the framer judges by, and the one way in which a
// line may end.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace net {

enum class Alphabet : std::uint8_t {
  kToken = 1,      // RFC 9110 5.6.2
  kFieldText = 2,  // RFC 9110 5.5: SP, HTAB, VCHAR, obs-text; no other control byte
  kPath = 4,       // RFC 3986 3.3: pchar without '%', and '/'
  kQuery = 8,      // RFC 3986 3.4 and what clients send raw besides: any visible ASCII byte but '#'
  kHex = 16,
  kDigit = 32,
  kHost = 64,  // RFC 3986 3.2.2: reg-name without '%'
};

extern const std::array<std::uint8_t, 256> kAlphabets;

inline bool is_in(Alphabet alphabet, char c) {
  return (kAlphabets[static_cast<unsigned char>(c)] & static_cast<std::uint8_t>(alphabet)) != 0;
}
bool all_in(Alphabet alphabet, std::string_view text);

inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
bool equals_ignoring_case(std::string_view text, std::string_view lower_case);
std::string_view without_outer_space(std::string_view text);  // OWS of RFC 9110 5.6.3
int hex_value(char c);                                        // -1 when it is no hex digit

// RFC 3986 3.2 without userinfo: a name, an IPv4 or a bracketed IPv6 address, then perhaps ':' and
// a port up to 65535. Empty is refused: an http URI has a host (RFC 9110 4.2.1).
bool is_authority(std::string_view text);

// A list of RFC 9110 5.6.1, element by element. Returns false at the end.
bool next_element(std::string_view& list, std::string_view& element);

// Finds the end of one line in a buffer that grows, looking at each byte once. Only CRLF ends a
// line; a bare CR, a bare LF or any other control byte but HTAB is bad where it stands, so the
// verdict does not depend on how the bytes arrive.
struct LineScan {
  enum class Found { kMore, kLine, kBad, kTooLong };

  std::size_t line_at = 0;   // where the line begins
  std::size_t scanned = 0;   // bytes before this one were looked at
  std::size_t line_end = 0;  // after kLine: where its CRLF stands

  Found advance(const char* bytes, std::size_t size, std::size_t line_bytes_max);
  void start_at(std::size_t position) { line_at = scanned = position; }
  std::size_t next_line_at() const { return line_end + 2; }
};

}  // namespace net
