// How `scimd account` and `scimd token` reach a store: through the control socket of the server
// that runs on the folder, or, when none does, by serving their own requests in this process. The
// rules are the same either way.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/instance.h"
#include "json/value.h"

namespace cli {

// The server's control socket, in the data folder.
std::string control_path(const std::string& folder);

class OperatorSession {
 public:
  explicit OperatorSession(std::string folder);  // throws store::OpenRefused

  // The `result` of the v4 envelope; the error's detail is the server's own sentence. `target` is a
  // path, and a query behind '?'.
  base::Result<json::Value> request(std::string_view method, std::string_view target,
                                    const json::Value& body);
  // All items of a list that comes in pages; `target` as above, without `page` and `per_page`.
  base::Result<json::Value> request_all(const std::string& target);

 private:
  OperatorAnswer ask_server(int socket, std::string_view method, std::string_view target,
                            const json::Value& body);

  std::string folder_;
  std::unique_ptr<Instance> instance_;  // when no server runs
};

}  // namespace cli
