#include "net/target.h"

#include <cstring>

#include "net/syntax.h"

namespace net {
namespace {

// Takes the decoded bytes of a path one by one and says whether they can still be UTF-8 (RFC 3629
// 4): no overlong form, no surrogate, nothing above U+10FFFF.
class Utf8Check {
 public:
  bool accepts(unsigned byte) {
    if (wanted_ > 0) {
      if (byte < low_ || byte > high_) return false;
      low_ = 0x80;
      high_ = 0xbf;
      --wanted_;
      return true;
    }
    if (byte < 0x80) return true;
    if (byte < 0xc2 || byte > 0xf4) return false;
    wanted_ = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    low_ = byte == 0xe0 ? 0xa0u : byte == 0xf0 ? 0x90u : 0x80u;
    high_ = byte == 0xed ? 0x9fu : byte == 0xf4 ? 0x8fu : 0xbfu;
    return true;
  }
  bool complete() const { return wanted_ == 0; }

 private:
  int wanted_ = 0;
  unsigned low_ = 0x80;
  unsigned high_ = 0xbf;
};

// One segment at a time: how many dots it holds, raw or encoded, and nothing else.
class DotSegment {
 public:
  void add(char decoded) {
    ++size_;
    if (decoded == '.') ++dots_;
  }
  bool end() {  // true when "." or ".."
    const bool is_dot_segment = size_ == dots_ && (size_ == 1 || size_ == 2);
    size_ = dots_ = 0;
    return is_dot_segment;
  }

 private:
  std::size_t size_ = 0;
  std::size_t dots_ = 0;
};

const char* judge_path(std::string_view path) {
  Utf8Check utf8;
  DotSegment segment;
  for (std::size_t i = 0; i < path.size(); ++i) {
    char c = path[i];
    if (c == '/') {
      if (!utf8.complete()) return "The path is not valid UTF-8.";
      if (segment.end()) return "The path has a dot segment.";
      continue;
    }
    if (c == '%') {
      const int high = path.size() - i > 2 ? hex_value(path[i + 1]) : -1;
      const int low = high >= 0 ? hex_value(path[i + 2]) : -1;
      if (low < 0) return "The path has a '%' without two hex digits.";
      c = static_cast<char>(high * 16 + low);
      i += 2;
      if (c == '\0') return "The path has an encoded NUL.";
      if (c == '/') return "The path has an encoded slash.";
    } else if (!is_in(Alphabet::kPath, c)) {
      return "The path has a byte that must be percent-encoded.";
    }
    if (!utf8.accepts(static_cast<unsigned char>(c))) return "The path is not valid UTF-8.";
    segment.add(c);
  }
  if (!utf8.complete()) return "The path is not valid UTF-8.";
  return segment.end() ? "The path has a dot segment." : nullptr;
}

// Clients send "/v2//Users" and "/Users/?filter=": both name the collection.
std::uint32_t collapse_slashes(char* path, std::uint32_t size) {
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i < size; ++i) {
    if (path[i] == '/' && kept > 0 && path[kept - 1] == '/') continue;
    path[kept++] = path[i];
  }
  if (kept > 1 && path[kept - 1] == '/') --kept;
  return kept;
}

std::uint32_t scheme_size(std::string_view target) {
  for (std::string_view scheme : {"http://", "https://"})
    if (equals_ignoring_case(target.substr(0, scheme.size()), scheme))
      return static_cast<std::uint32_t>(scheme.size());
  return 0;
}

}  // namespace

const char* read_target(std::string_view method, char* bytes, std::uint32_t size, Target& target) {
  const std::string_view whole(bytes, size);
  target = {};
  if (whole == "*") {
    target.path_size = 1;
    return method == "OPTIONS" ? nullptr : "Only OPTIONS may ask for '*'.";
  }
  const char* no_authority = nullptr;
  if (whole.empty() || whole.front() != '/') {
    const std::uint32_t authority_at = scheme_size(whole);
    if (authority_at == 0) return "The request target is neither a path nor an http or https URI.";
    const std::size_t authority_end = whole.find_first_of("/?#", authority_at);
    if (!is_authority(whole.substr(authority_at, authority_end - authority_at)))
      no_authority = "The authority of the request target is not a host and port.";
    target.path_at =
        authority_end == std::string_view::npos ? size : static_cast<std::uint32_t>(authority_end);
  }
  const std::string_view rest = whole.substr(target.path_at);
  const std::size_t question = rest.find('?');
  target.path_size = static_cast<std::uint32_t>(question < rest.size() ? question : rest.size());
  if (question < rest.size()) {
    target.query_at = target.path_at + target.path_size + 1;
    target.query_size = size - target.query_at;
  }
  if (no_authority) return no_authority;
  if (whole.find('#') != std::string_view::npos) return "The request target has a fragment.";
  if (!all_in(Alphabet::kQuery, whole.substr(target.query_at, target.query_size)))
    return "The query has a byte that must be percent-encoded.";
  if (const char* wrong = judge_path(rest.substr(0, target.path_size))) return wrong;
  if (target.path_size == 0) {
    // Absolute-form has two slashes in front of its authority: the last of them is the path.
    target.path_at = static_cast<std::uint32_t>(whole.find("//") + 1);
    target.path_size = 1;
    return nullptr;
  }
  target.path_size = collapse_slashes(bytes + target.path_at, target.path_size);
  return nullptr;
}

}  // namespace net
