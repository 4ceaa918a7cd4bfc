#include "api/envelope.h"

#include <algorithm>

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

http::Response envelope(json::Value result, int status) {
  return respond(status, success(std::move(result)));
}

http::Response envelope_text(std::string_view result) {
  constexpr std::string_view kPlace = "null";
  http::Response response = respond(200, success(nullptr));
  response.body.replace(response.body.find(kPlace), kPlace.size(), result);
  return response;
}

http::Response envelope_with_message(json::Value result, int code, std::string_view message) {
  json::Object body = success(std::move(result));
  json::Object item{{"code", code}, {"message", message}, {"type", nullptr}};
  body.set("messages", json::Array{std::move(item)});
  return respond(200, body);
}

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

http::Response envelope_whole_list(json::Array result) {
  const std::size_t total = result.size();
  return envelope_list(std::move(result), 1, std::max<std::size_t>(total, 1), total);
}

http::Response envelope_written_list(std::string_view items, const json::Value& result_info) {
  json::Object rest = success(nullptr);
  rest.erase("result");
  if (!result_info.is_null()) rest.append("result_info", result_info);
  http::Response response = respond(200, rest);
  response.body.replace(0, 1, "{\"result\":[" + std::string(items) + "],");
  return response;
}

http::Response envelope_error(int status, const ErrorBody& error) {
  json::Object item;
  if (error.code != 0) item.append("code", error.code);
  item.append("message", error.message);
  if (!error.pointer.empty()) item.append("source", json::Object{{"pointer", error.pointer}});
  if (error.chain) {
    item.append("error_chain", json::Array{json::Object{{"code", error.chain->code},
                                                        {"message", error.chain->message}}});
  }
  return respond(status, json::Object{{"success", false},
                                      {"errors", json::Array{std::move(item)}},
                                      {"messages", json::Array{}},
                                      {"result", nullptr}});
}

}  // namespace api
