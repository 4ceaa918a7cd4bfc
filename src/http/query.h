// The query of a request: decoded once, by one decoder (RFC 3986 percent-encoding, `+` a space as
// forms send it).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace http {

class Query {
 public:
  // kInvalidValue for bad %XX, NUL, or what is not UTF-8 after decoding; the detail says which.
  static base::Result<Query> parse(std::string_view raw);

  // Names are compared without case: clients send `startindex`. Null when absent; the first when it
  // is repeated.
  const std::string* find(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  // Every value of a name that may be repeated, in the order they came.
  std::vector<std::string> find_all(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

}  // namespace http
