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

struct ErrorBody {
  int code = 0;  // 0: the error has a message only
  std::string_view message;
  std::string_view pointer = {};  // JSON pointer; empty: none
  std::optional<ErrorChain> chain = std::nullopt;
};

http::Response envelope(json::Value result, int status = 200);
// The same with a result that is JSON text already.
http::Response envelope_text(std::string_view result);
// With one item in `messages`, as the live service words them: code, message, and a type of null.
http::Response envelope_with_message(json::Value result, int code, std::string_view message);
// One page of a list. `count` on the wire is what is on this page, as the live service says it.
http::Response envelope_list(json::Array result, std::size_t page, std::size_t per_page,
                             std::size_t total);
http::Response envelope_whole_list(json::Array result);  // on one page, with its result_info
// A list whose items are written already, separated by commas, with a result_info of its own form
// (null: none).
http::Response envelope_written_list(std::string_view items, const json::Value& result_info);
http::Response envelope_error(int status, const ErrorBody& error);

}  // namespace api
