// A store with the service on it, in this process: what `dev` and `serve` put behind a loop, and
// what a command uses alone when no server runs on the folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/service.h"
#include "base/clock.h"
#include "base/id_source.h"
#include "base/log.h"
#include "json/value.h"
#include "store/store.h"

namespace cli {

struct InstanceOptions {
  std::string folder;
  std::optional<std::uint64_t> seed;
  int log_descriptor = base::Log::kNoDescriptor;
  base::LogLevel log_least = base::LogLevel::kInfo;
};

// What the operator's own requests come back as.
struct OperatorAnswer {
  int status = 0;
  json::Value body;
};

class Instance {
 public:
  explicit Instance(const InstanceOptions& options);  // throws store::OpenRefused

  app::Service& service() { return service_; }
  const base::Clock& clock() const { return clock_; }
  // From now on requests are logged; those that set a folder up are nobody's business.
  void begin_access_log() { log_.set_least(log_least_); }
  bool is_broken() const { return broken_; }
  void on_broken(std::function<void()> then) { then_ = std::move(then); }

  // Requests of the local operator that share one commit: begin, any number of ask, end (false:
  // nothing is stored).
  void begin();
  OperatorAnswer ask(std::string_view method, std::string_view path, std::string_view query,
                     const json::Value& body);
  bool end();
  void abandon();  // what was asked since begin is not stored

 private:
  base::SystemClock clock_;
  base::LogLevel log_least_;
  base::Log log_;
  store::Store store_;
  base::IdSource ids_;
  bool broken_ = false;
  std::function<void()> then_;
  app::Service service_;
};

// Status and JSON body of one whole HTTP answer.
OperatorAnswer parse_answer(std::string_view bytes);

}  // namespace cli
