// The application behind the loop: one framed request in, the bytes of one answer out. The pipeline
// of every request is in one function (run_route); nearly every test drives this class without a
// socket, on a virtual clock.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/call.h"
#include "app/metrics.h"
#include "app/routes.h"
#include "auth/authenticate.h"
#include "base/clock.h"
#include "base/id_source.h"
#include "base/log.h"
#include "domain/tick.h"
#include "http/door.h"
#include "net/handler.h"
#include "store/store.h"

namespace app {

struct ServiceOptions {
  std::string public_url;  // "http://127.0.0.1:8787", without trailing slash
  std::function<void()>
      on_broken;  // the store cannot go on: the process should stop with status 74
  std::optional<std::uint64_t> seed;  // makes request ids reproducible
};

class Service final : public net::Handler, private api::Process {
 public:
  Service(store::Store& store, const base::Clock& clock, base::IdSource& ids, base::Log& log,
          ServiceOptions options);
  ~Service() override;

  void begin_tick() override;
  net::Answer handle(const net::Frame& frame, bool after_held) override;
  net::Answer finish(std::unique_ptr<net::Job> job, bool after_held) override;
  std::string refuse(const net::Refusal& refusal) override;
  std::string unavailable(const char* why) override;
  bool has_uncommitted() const override;
  std::size_t uncommitted_rows() const override;
  net::Committed commit() override;
  void end_tick() override;
  std::int64_t next_wake_us() const override;

  // After the last tick of an orderly end: writes what would otherwise be written later.
  void close();

  // May be called from a signal handler: /readyz says 503 from now on.
  void set_draining() noexcept { draining_ = true; }

  // Of the loop in front, which must outlive the service's use; for /metrics.
  void set_loop_stats(const net::LoopStats* stats) { loop_stats_ = stats; }

  // The port is known only once the listener is open.
  void set_public_url(std::string url) {
    options_.public_url = std::move(url);
    openapi_.clear();
  }

 private:
  bool is_draining() const override { return draining_; }
  std::string metrics() const override;
  std::string openapi() const override;

  struct Exchange;  // one request on its way through
  class ExchangeJob;
  class ReadJob;
  class BatchJob;
  struct Attempt {
    base::Status status;
    std::optional<auth::Fault> fault;  // then `status` is an error that says only that
    scim::Quirks quirks;
  };
  using Work = std::function<base::Status(api::Call&)>;

  net::Answer begin_batch(Exchange exchange, const net::Frame& frame);
  http::Response run_route(Exchange& exchange, const Route& route, const http::PathParams& params);
  std::optional<http::Response> find_own_type(Exchange& exchange, const Route& route,
                                              const http::PathParams& params);
  http::Response run_read(Exchange& exchange, const Route& route, const http::PathParams& params);
  http::Response run_write(Exchange& exchange, const Route& route, const http::PathParams& params);
  http::Response run_operation(Exchange& exchange, const Route& route,
                               const http::PathParams& params, const domain::Subject& subject,
                               std::optional<auth::Fault> fault);
  Attempt attempt(Exchange& exchange, const Route& route, const http::PathParams& params,
                  const domain::Subject& subject, const json::Value& body,
                  std::optional<auth::Fault> fault, const Work& work,
                  const domain::Tick::StatusOf& status_of);
  api::Call make_call(const Exchange& exchange, const Route& route, const http::PathParams& params,
                      const json::Value& body, const model::Principal& principal,
                      domain::Session& session);
  domain::View view_of(const Exchange& exchange) const;
  std::optional<auth::Fault> admit(Exchange& exchange, const Route& route,
                                   const http::PathParams& params, store::Txn& txn,
                                   model::Principal& principal, model::Account& account);
  http::Response refuse_credentials(Exchange& exchange, const Route& route,
                                    auth::Fault fault) const;
  http::Response unmatched(Exchange& exchange, const std::vector<std::string_view>& allowed) const;
  http::Response on_exception(Exchange& exchange, const std::string& what);
  http::Response decorate(Exchange& exchange, http::Response response,
                          const scim::Quirks& quirks) const;
  domain::Subject subject_of(const Exchange& exchange, const Route& route,
                             const http::PathParams& params) const;
  std::string base_uri(const model::Account& account) const;
  std::string next_request_id();
  void log_access(const Exchange& exchange, int status, std::size_t bytes);
  void count_answer(const Exchange& exchange, int status);
  void report_failure(const char* event);

  store::Store& store_;
  const base::Clock& clock_;
  base::Log& log_;
  ServiceOptions options_;
  domain::Tick tick_;
  http::Door door_;
  std::atomic<bool> draining_ = false;
  struct HeldRequest {
    std::string id;
    std::int64_t started_us;
  };
  std::vector<HeldRequest> held_requests_;  // of this tick
  Metrics metrics_;
  mutable std::string openapi_;  // made at the first question
  const net::LoopStats* loop_stats_ = nullptr;
  std::uint64_t ticks_ = 0;
  std::uint64_t lost_tick_ = 0;  // the last one whose commit failed
  std::uint64_t request_prefix_ = 0;
  std::uint64_t request_count_ = 0;
};

}  // namespace app
