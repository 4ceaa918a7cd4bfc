// An instance behind its sockets: the network listener, the control socket, signals, the loop.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "cli/instance.h"

namespace cli {

struct ServerOptions {
  std::string listen;      // "ADDR:PORT", port 0 for a free one
  std::string public_url;  // empty: made from the listen address
  std::string folder;      // where the control socket goes
};

class Server {
 public:
  // Opens the sockets; kInvalidValue or kUnavailable with a sentence for people. From here on
  // SIGTERM and SIGINT are requests to stop, so that nothing is lost before run() is reached.
  static base::Result<Server> open(Instance& instance, const ServerOptions& options);
  Server(Server&&) noexcept;
  ~Server();

  const std::string& url() const { return url_; }  // without trailing slash

  // Serves until SIGTERM or SIGINT (drains, a second one ends at once). The exit status of the
  // process.
  int run();

 private:
  struct Parts;
  explicit Server(Instance& instance);

  Instance* instance_;
  std::string url_;
  std::unique_ptr<Parts> parts_;
};

enum class CleartextHttp { kLoopbackOnly, kAnywhere };

// What is wrong with the value of --listen, as a sentence for people.
std::optional<std::string> find_listen_fault(const std::string& listen, CleartextHttp allowed);

}  // namespace cli
