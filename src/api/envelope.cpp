#include "api/envelope.h"

#include "json/write.h"

namespace api {
namespace {

http::Response respond(int status, const json::Object& body) {
  http::Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = json::write(body);
  return response;
}

json::Object success(json::Value result) {
  return json::Object{{"result", std::move(result)},
                      {"success", true},
                      {"errors", json::Array{}},
                      {"messages", json::Array{}}};
}

}  // namespace

http::Response envelope(json::Value result) { return respond(200, success(std::move(result))); }

http::Response envelope_list(json::Array result, std::size_t page, std::size_t per_page,
                             std::size_t total) {
  json::Object info{
      {"page", page},
      {"per_page", per_page},
      {"count", result.size()},
      {"total_count", total},
      {"total_pages", (total + per_page - 1) / per_page},
  };
  json::Object body = success(std::move(result));
  body.append("result_info", std::move(info));
  return respond(200, body);
}

http::Response envelope_error(int status, int code, std::string_view message,
                              std::optional<ErrorChain> chain) {
  json::Object error{{"code", code}, {"message", message}};
  if (chain) {
    error.append("error_chain",
                 json::Array{json::Object{{"code", chain->code}, {"message", chain->message}}});
  }
  return respond(status, json::Object{{"success", false},
                                      {"errors", json::Array{std::move(error)}},
                                      {"messages", json::Array{}},
                                      {"result", nullptr}});
}

}  // namespace api
