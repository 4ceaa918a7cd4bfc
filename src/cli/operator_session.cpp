#include "cli/operator_session.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>

#include "json/write.h"
#include "net/listener.h"

namespace cli {
namespace {

constexpr int kAttemptsMax = 350;  // seven seconds: a server may take five to drain
constexpr long kPauseNs = 20'000'000;

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string read_all(int socket) {
  std::string bytes;
  char buffer[16384];
  for (;;) {
    const ssize_t count = ::read(socket, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(count));
  }
}

}  // namespace

std::string control_path(const std::string& folder) { return folder + "/control"; }

OperatorSession::OperatorSession(std::string folder) : folder_(std::move(folder)) {
  struct stat status{};
  if (::stat((folder_ + "/data.mdb").c_str(), &status) != 0) {
    throw store::OpenRefused(store::OpenRefused::Why::kMissing,
                             folder_ + " holds no store; scimd serve --data makes one");
  }
}

OperatorAnswer OperatorSession::ask_server(int socket, std::string_view method,
                                           std::string_view target, const json::Value& body) {
  const std::string text = body.is_null() ? std::string() : json::write(body);
  std::string request;
  request.append(method).append(" ").append(target).append(
      " HTTP/1.1\r\nHost: control\r\nConnection: close\r\n");
  request += "Content-Type: application/json\r\nContent-Length: " + std::to_string(text.size()) +
             "\r\n\r\n" + text;
  const bool sent = send_all(socket, request);
  OperatorAnswer answer = sent ? parse_answer(read_all(socket)) : OperatorAnswer{};
  ::close(socket);
  return answer;
}

base::Result<json::Value> OperatorSession::request(std::string_view method, std::string_view target,
                                                   const json::Value& body) {
  const std::size_t mark = target.find('?');
  const std::string_view path = target.substr(0, mark);
  const std::string_view query = mark == target.npos ? std::string_view() : target.substr(mark + 1);
  OperatorAnswer answer;
  // A server may be starting or stopping this very moment: then the folder is in use, and nobody
  // listens.
  for (int attempt = 1;; ++attempt) {
    const int socket = instance_ ? -1 : net::connect_unix(control_path(folder_));
    if (socket >= 0) {
      answer = ask_server(socket, method, target, body);
      break;
    }
    try {
      if (!instance_)
        instance_ =
            std::make_unique<Instance>(InstanceOptions{folder_, {}, base::Log::kNoDescriptor, {}});
      instance_->begin();
      answer = instance_->ask(method, path, query, body);
      if (!instance_->end()) {
        return base::Error{
            base::ErrorCode::kUnavailable,
            "the change could not be made durable: the data folder cannot be written"};
      }
      break;
    } catch (const store::OpenRefused& refused) {
      if (refused.why() != store::OpenRefused::Why::kInUse || attempt == kAttemptsMax) throw;
      const timespec pause{0, kPauseNs};
      ::nanosleep(&pause, nullptr);
    }
  }
  if (answer.body.bool_or("success", false)) return *answer.body.find("result");
  const json::Value* errors = answer.body.find("errors");
  const bool has_error = errors && errors->is_array() && !errors->as_array().empty();
  return base::Error{
      answer.status >= 500 ? base::ErrorCode::kUnavailable : base::ErrorCode::kBadRequest,
      has_error ? std::string(errors->as_array()[0].string_or("message", "refused"))
                : std::string("the server did not answer")};
}

base::Result<json::Value> OperatorSession::request_all(const std::string& target) {
  const std::string more = target + (target.find('?') == std::string::npos ? '?' : '&');
  json::Array all;
  for (int page = 1;; ++page) {
    auto items = request("GET", more + "per_page=50&page=" + std::to_string(page), nullptr);
    if (!items.ok()) return items.error();
    if (!items.value().is_array() || items.value().as_array().empty())
      return json::Value(std::move(all));
    for (json::Value& item : items.value().as_array()) all.push_back(std::move(item));
  }
}

}  // namespace cli
