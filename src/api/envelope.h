// The v4 envelope (cloudflare.md section 1.1), once for every route that speaks it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "http/message.h"
#include "json/value.h"

namespace api {

struct ErrorChain {
  int code;
  std::string_view message;
};

http::Response envelope(json::Value result);
http::Response envelope_list(json::Array result, std::size_t page, std::size_t per_page,
                             std::size_t total);
http::Response envelope_error(int status, int code, std::string_view message,
                              std::optional<ErrorChain> chain = std::nullopt);

}  // namespace api
