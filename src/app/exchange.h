// One request on its way through the service, and what it becomes when it takes several ticks.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "api/call.h"
#include "app/service.h"
#include "domain/resource_types.h"

namespace app {

struct Service::Exchange {
  std::string method;
  bool close = false;
  bool after_held = false;
  bool held = false;
  std::string request_id;
  std::int64_t started_us = 0;
  // For the access log:
  std::string account_id;
  std::string token_id;
  std::string route = "-";
  std::size_t route_index = Metrics::kNoRoute;
  std::string path;
  std::string own_type;               // name of the account's own resource type it is about
  const net::Frame* frame = nullptr;  // only while handle() runs
  scim::Quirks quirks;
  int status = 0;
  std::unique_ptr<api::LongRead> long_read;
  // Of a long read:
  model::Account account;
  std::string base_uri;
  std::optional<base::Realm> directory;
  std::shared_ptr<const domain::ResourceTypes> types;
  std::unique_ptr<api::Batch> batch;
  // Of a batch:
  domain::Subject subject;
  http::PathParams params;
};

// What an exception says becomes the answer.
class Service::ExchangeJob : public net::Job {
 public:
  bool step(std::int64_t budget_us) final {
    try {
      return work(budget_us);
    } catch (const std::exception& exception) {
      failure_ = exception.what();
      return true;
    }
  }
  std::uint64_t owner() const final { return static_cast<std::uint64_t>(exchange_.account.realm); }

  http::Response finish() {
    if (!failure_.empty()) return service_.on_exception(exchange_, failure_);
    try {
      return answer();
    } catch (const std::exception& exception) {
      return service_.on_exception(exchange_, exception.what());
    }
  }
  Exchange& exchange() { return exchange_; }

 protected:
  ExchangeJob(Service& service, Exchange exchange)
      : service_(service), exchange_(std::move(exchange)) {
    exchange_.frame = nullptr;
  }
  virtual bool work(std::int64_t budget_us) = 0;  // as net::Job::step
  virtual http::Response answer() = 0;

  Service& service_;
  Exchange exchange_;

 private:
  std::string failure_;
};

class Service::ReadJob final : public Service::ExchangeJob {
 public:
  ReadJob(Service& service, Exchange exchange)
      : ExchangeJob(service, std::move(exchange)), started_in_tick_(service.ticks_) {}

 private:
  bool work(std::int64_t budget_us) override {
    // Behind a held answer on its connection, what that one wrote counts: wait for its commit.
    if (exchange_.after_held && service_.ticks_ == started_in_tick_) return false;
    domain::Session session = make_session();
    return exchange_.long_read->step(session, service_.clock_, budget_us);
  }

  http::Response answer() override {
    domain::Session session = make_session();
    return service_.decorate(exchange_, exchange_.long_read->finish(session), exchange_.quirks);
  }

  domain::Session make_session() {
    domain::Session session = service_.tick_.read_session(exchange_.account, exchange_.base_uri,
                                                          domain::View::kCommitted);
    session.directory = exchange_.directory;
    session.types = exchange_.types;
    return session;
  }

  std::uint64_t started_in_tick_;
};

}  // namespace app
