#include "http/door.h"

#include <netdb.h>
#include <sys/types.h>

#include <ctime>
#include <optional>

// In a static binary getaddrinfo would need the host's own libc at run time. Addresses here are
// numeric only, and the library's client and listener, the only callers, are never used.
namespace http {
namespace {
int numeric_getaddrinfo(const char*, const char*, const struct addrinfo*, struct addrinfo**) {
  return EAI_FAIL;
}
}  // namespace
}  // namespace http
#define getaddrinfo http::numeric_getaddrinfo
#define CPPHTTPLIB_USE_POLL
#define CPPHTTPLIB_NO_DEFAULT_USER_AGENT
#include <httplib.h>
#undef getaddrinfo

namespace http {
namespace {

// What the library reads the canonical head from and writes the answer to.
class MemoryStream final : public httplib::Stream {
 public:
  MemoryStream(std::string_view input, std::string& output) : input_(input), output_(output) {}

  bool is_readable() const override { return at_ < input_.size(); }
  bool is_writable() const override { return true; }
  ssize_t read(char* to, size_t size) override {
    const std::size_t count = std::min(size, input_.size() - at_);
    std::memcpy(to, input_.data() + at_, count);
    at_ += count;
    return static_cast<ssize_t>(count);
  }
  ssize_t write(const char* from, size_t size) override {
    output_.append(from, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return -1; }

 private:
  std::string_view input_;
  std::string& output_;
  std::size_t at_ = 0;
};

bool is_header_text(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) return false;
  }
  return true;
}

// RFC 9110 5.6.7, made once a second.
const std::string& http_date() {
  static std::time_t made_for = 0;
  static std::string text;
  const std::time_t now = std::time(nullptr);
  if (now != made_for || text.empty()) {
    char buffer[64];
    std::tm parts{};
    gmtime_r(&now, &parts);
    text.assign(buffer, std::strftime(buffer, sizeof buffer, "%a, %d %b %Y %H:%M:%S GMT", &parts));
    made_for = now;
  }
  return text;
}

bool pattern_matches(std::string_view pattern, std::string_view path) {
  while (!pattern.empty() && !path.empty()) {
    const std::size_t pattern_end = std::min(pattern.find('/', 1), pattern.size());
    const std::size_t path_end = std::min(path.find('/', 1), path.size());
    const std::string_view expected = pattern.substr(0, pattern_end);
    const std::string_view given = path.substr(0, path_end);
    const bool parameter = expected.size() > 1 && expected[1] == ':';
    if (parameter ? given.size() < 2 : expected != given) return false;
    pattern.remove_prefix(pattern_end);
    path.remove_prefix(path_end);
  }
  return pattern.empty() && path.empty();
}

// Of a path that the pattern matches, percent-decoded.
PathParams params_of(std::string_view pattern, std::string_view path) {
  PathParams params;
  while (!pattern.empty() && !path.empty()) {
    const std::size_t pattern_end = std::min(pattern.find('/', 1), pattern.size());
    const std::size_t path_end = std::min(path.find('/', 1), path.size());
    if (pattern_end > 1 && pattern[1] == ':') {
      params.add(std::string(pattern.substr(2, pattern_end - 2)),
                 httplib::detail::decode_url(std::string(path.substr(1, path_end - 1)), false));
    }
    pattern.remove_prefix(pattern_end);
    path.remove_prefix(path_end);
  }
  return params;
}

}  // namespace

class Door::Library final : public httplib::Server {
 public:
  Library() {
    svr_sock_ = 0;  // "not listening" would make content providers send nothing
    set_exception_handler(
        [this](const httplib::Request&, httplib::Response& to, std::exception_ptr thrown) {
          std::string what = "unknown exception";
          try {
            std::rethrow_exception(thrown);
          } catch (const std::exception& exception) {
            what = exception.what();
          } catch (...) {
          }
          fill(to, (*on_exception_)(what));
        });
    set_pre_routing_handler([this](const httplib::Request&, httplib::Response& to) {
      if (ready_) {
        fill(to, std::move(*ready_));
        return HandlerResponse::Handled;
      }
      const auto route = find_literal();
      if (!route) return HandlerResponse::Unhandled;
      fill(to, (*dispatch_)(*route, PathParams()));
      return HandlerResponse::Handled;
    });
    set_error_handler([this](const httplib::Request&, httplib::Response& to) {
      if (filled_) return HandlerResponse::Unhandled;
      fill(to, answer_unmatched(*request_, *dispatch_, *unmatched_, *on_exception_));
      return HandlerResponse::Unhandled;
    });
    set_post_routing_handler([](const httplib::Request& request, httplib::Response& to) {
      to.headers.erase("Keep-Alive");
      to.headers.erase("Accept-Ranges");
      if (to.status == 204 || to.status == 304) to.headers.erase("Content-Length");
      // An error's body is set after the library has looked at it.
      if (!to.body.empty() && !to.has_header("Content-Length")) {
        to.set_header("Content-Length", std::to_string(to.body.size()));
      }
      to.set_header("Date", http_date());
      (void)request;
    });
  }

  void add(std::string_view method, const std::string& pattern, std::size_t route) {
    const bool literal = pattern.find("/:") == std::string::npos;
    patterns_.push_back({std::string(method), pattern, route, literal});
    if (literal)
      return;  // the library would make a regular expression of it, which overflows the stack on
               // long paths
    const auto handler = [this, route](const httplib::Request& request, httplib::Response& to) {
      PathParams params;
      for (const auto& [name, value] : request.path_params) params.add(name, value);
      fill(to, (*dispatch_)(route, params));
    };
    if (method == "GET") Get(pattern, handler);
    if (method == "POST") Post(pattern, handler);
    if (method == "PUT") Put(pattern, handler);
    if (method == "PATCH") Patch(pattern, handler);
    if (method == "DELETE") Delete(pattern, handler);
  }

  void add_fallback(std::string_view method, const std::string& pattern, std::size_t route) {
    fallbacks_.push_back({std::string(method), pattern, route, false});
  }

  // What the library has no route for.
  Response answer_unmatched(const Request& request, const Dispatch& dispatch,
                            const Unmatched& unmatched, const OnException& on_exception) const {
    const auto allowed = allowed_methods(request.path);
    const Pattern* fallback = allowed.empty() ? find_fallback(request) : nullptr;
    if (!fallback) return unmatched(allowed);
    try {
      return dispatch(fallback->route, params_of(fallback->text, request.path));
    } catch (const std::exception& exception) {  // the library catches around its own routes only
      return on_exception(exception.what());
    }
  }

  std::string run(const Request& request, const Dispatch* dispatch, const Unmatched* unmatched,
                  const OnException* on_exception, Response* ready) {
    request_ = &request;
    dispatch_ = dispatch;
    unmatched_ = unmatched;
    on_exception_ = on_exception;
    ready_ = ready;
    filled_ = false;
    std::string head;
    head.reserve(request.path.size() + 64);
    head.append(request.method).append(" ").append(request.path);
    head.append(" HTTP/1.1\r\n");
    // The library looks for a body behind the others. Each field costs it half a microsecond, so
    // the Host, which it does not ask for, stays out.
    if (request.method != "GET" && request.method != "HEAD") head.append("Content-Length: 0\r\n");
    head.append("\r\n");
    std::string output;
    MemoryStream stream(head, output);
    bool connection_closed = false;
    process_request(stream, std::string(), 0, std::string(), 0, request.close, connection_closed,
                    nullptr);
    return output;
  }

  std::vector<std::string_view> allowed_methods(std::string_view path) const {
    std::vector<std::string_view> allowed;
    for (const Pattern& pattern : patterns_) {
      if (!pattern_matches(pattern.text, path)) continue;
      allowed.push_back(pattern.method);
      if (pattern.method == "GET") allowed.push_back("HEAD");
    }
    return allowed;
  }

 private:
  struct Pattern {
    std::string method;
    std::string text;
    std::size_t route;
    bool literal;
  };

  std::optional<std::size_t> find_literal() const {
    const std::string_view method = request_->method == "HEAD" ? "GET" : request_->method;
    for (const Pattern& pattern : patterns_) {
      if (pattern.literal && pattern.text == request_->path && pattern.method == method)
        return pattern.route;
    }
    return std::nullopt;
  }

  const Pattern* find_fallback(const Request& request) const {
    const std::string_view method = request.method == "HEAD" ? "GET" : request.method;
    const Pattern* of_path = nullptr;
    for (const Pattern& pattern : fallbacks_) {
      if (!pattern_matches(pattern.text, request.path)) continue;
      if (pattern.method == method) return &pattern;
      if (!of_path) of_path = &pattern;
    }
    return of_path;
  }

  void fill(httplib::Response& to, Response response) {
    filled_ = true;
    to.status = response.status;
    for (auto& [name, value] : response.headers) {
      if (is_header_text(name) && is_header_text(value)) to.set_header(name, value);
    }
    if (!response.content_type.empty()) to.set_header("Content-Type", response.content_type);
    to.body = std::move(response.body);
  }

  std::vector<Pattern> patterns_;
  std::vector<Pattern> fallbacks_;
  // Of the request being answered.
  const Request* request_ = nullptr;
  const Dispatch* dispatch_ = nullptr;
  const Unmatched* unmatched_ = nullptr;
  const OnException* on_exception_ = nullptr;
  Response* ready_ = nullptr;
  bool filled_ = false;
};

Door::Door() : library_(std::make_unique<Library>()) {}
Door::~Door() = default;

void Door::add_route(std::string_view method, std::string_view pattern, std::size_t route) {
  library_->add(method, std::string(pattern), route);
}

void Door::add_fallback(std::string_view method, std::string_view pattern, std::size_t route) {
  library_->add_fallback(method, std::string(pattern), route);
}

std::string Door::answer(const Request& request, const Dispatch& dispatch,
                         const Unmatched& unmatched, const OnException& on_exception) {
  // The library answers methods it does not know by itself; all others go through its routes.
  if (request.method == "TRACE" || request.method == "CONNECT") {
    return render(request, library_->answer_unmatched(request, dispatch, unmatched, on_exception));
  }
  return library_->run(request, &dispatch, &unmatched, &on_exception, nullptr);
}

std::string Door::render(const Request& request, Response response) {
  // Only what the head of an answer depends on goes in: whether it is to HEAD, and whether the
  // connection ends.
  const Request synthetic{request.method == "HEAD" ? "HEAD" : "GET", "/", request.close};
  return library_->run(synthetic, nullptr, nullptr, nullptr, &response);
}

std::string_view Door::version() { return CPPHTTPLIB_VERSION; }

}  // namespace http
