#include "net/syntax.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace net {
namespace {

constexpr std::array<std::uint8_t, 256> make_alphabets() {
  std::array<std::uint8_t, 256> table{};
  auto add = [&table](std::string_view characters, Alphabet alphabet) {
    for (char c : characters) {
      auto& entry = table[static_cast<unsigned char>(c)];
      entry = static_cast<std::uint8_t>(entry | static_cast<std::uint8_t>(alphabet));
    }
  };
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr std::string_view kDigits = "0123456789";
  constexpr std::string_view kSubDelims = "!$&'()*+,;=";
  for (Alphabet each : {Alphabet::kToken, Alphabet::kPath, Alphabet::kHost}) {
    add(kLetters, each);
    add(kDigits, each);
  }
  add("!#$%&'*+-.^_`|~", Alphabet::kToken);
  add("-._~:@/", Alphabet::kPath);
  add(kSubDelims, Alphabet::kPath);
  add("-._~", Alphabet::kHost);
  add(kSubDelims, Alphabet::kHost);
  add(kDigits, Alphabet::kDigit);
  add("0123456789abcdefABCDEF", Alphabet::kHex);
  for (unsigned c = 0; c < 256; ++c) {
    const char byte = static_cast<char>(c);
    if (c == '\t' || (c >= 0x20 && c != 0x7f)) add({&byte, 1}, Alphabet::kFieldText);
    if (c > 0x20 && c < 0x7f && c != '#') add({&byte, 1}, Alphabet::kQuery);
  }
  return table;
}

bool is_port(std::string_view text) {
  if (text.size() > 5 || !all_in(Alphabet::kDigit, text)) return false;
  unsigned value = 0;
  for (char c : text) value = value * 10 + static_cast<unsigned>(c - '0');
  return value <= 65535;
}

bool is_registered_name(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_in(Alphabet::kHost, text[i])) continue;
    if (text[i] != '%' || text.size() - i < 3) return false;
    if (hex_value(text[i + 1]) < 0 || hex_value(text[i + 2]) < 0) return false;
    i += 2;
  }
  return !text.empty();
}

}  // namespace

constinit const std::array<std::uint8_t, 256> kAlphabets = make_alphabets();

bool all_in(Alphabet alphabet, std::string_view text) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return is_in(alphabet, c); });
}

bool equals_ignoring_case(std::string_view text, std::string_view lower_case) {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                    [](char a, char b) { return lower(a) == b; });
}

std::string_view without_outer_space(std::string_view text) {
  auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char letter = lower(c);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

bool is_authority(std::string_view text) {
  std::string_view host = text;
  std::string_view port;
  if (!text.empty() && text.front() == '[') {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return false;
    const std::string address(text.substr(1, end - 1));
    in6_addr parsed;
    if (inet_pton(AF_INET6, address.c_str(), &parsed) != 1) return false;
    const std::string_view rest = text.substr(end + 1);
    return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
  }
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  return is_registered_name(host) && is_port(port);
}

bool next_element(std::string_view& list, std::string_view& element) {
  if (list.data() == nullptr) return false;
  const std::size_t comma = list.find(',');
  element = without_outer_space(list.substr(0, comma));
  list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  return true;
}

LineScan::Found LineScan::advance(const char* bytes, std::size_t size, std::size_t line_bytes_max) {
  const std::size_t text_end = std::min(size, line_at + line_bytes_max);
  while (scanned < text_end && is_in(Alphabet::kFieldText, bytes[scanned])) ++scanned;
  if (scanned == size) return Found::kMore;
  const char c = bytes[scanned];
  if (c != '\r') return is_in(Alphabet::kFieldText, c) ? Found::kTooLong : Found::kBad;
  if (scanned + 1 == size) return Found::kMore;
  if (bytes[scanned + 1] != '\n') return Found::kBad;
  line_end = scanned;
  return Found::kLine;
}

}  // namespace net
