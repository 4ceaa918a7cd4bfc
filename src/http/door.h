// The door to cpp-httplib: routing of canonical requests and writing of responses. The library
// never sees a socket, a header a client sent, or a body: the framer has judged all of them, and
// what the application needs travels beside.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace http {

class Door {
 public:
  Door();
  ~Door();

  // `pattern` as in "/accounts/:account_id/tokens", or a whole path without any :name. Patterns are
  // tried in the order they were added, so the hot ones come first. HEAD is served by the GET
  // route.
  void add_route(std::string_view method, std::string_view pattern, std::size_t route);
  // Only for paths that no other pattern fits, and then for every method: dispatch gets the route
  // of the method, else the first one of the path, and says what is not allowed.
  void add_fallback(std::string_view method, std::string_view pattern, std::size_t route);

  struct Request {
    std::string_view method;  // one of the known ones
    std::string_view path;    // canonical, %XX valid
    bool close = false;       // say Connection: close
  };
  // Answers a request: dispatch(route, params) is called when a route matches, else
  // unmatched(allowed methods), which is empty when the path is unknown. An exception out of either
  // becomes `on_exception`'s response.
  using Dispatch = std::function<Response(std::size_t route, const PathParams& params)>;
  using Unmatched = std::function<Response(const std::vector<std::string_view>& allowed)>;
  using OnException = std::function<Response(const std::string& what)>;
  std::string answer(const Request& request, const Dispatch& dispatch, const Unmatched& unmatched,
                     const OnException& on_exception);

  // Bytes of a response that was made outside a route: a refusal of the framer, the end of a job.
  std::string render(const Request& request, Response response);

  static std::string_view version();

 private:
  class Library;
  std::unique_ptr<Library> library_;
};

}  // namespace http
