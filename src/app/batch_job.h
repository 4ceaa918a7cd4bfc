// A batch on its way. A small one is done where it stands, as any write is; of a larger one each
// tick does some operations, which its commit makes durable, and the answer waits for the last.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/exchange.h"

namespace app {

// Of a request, what a later look at its credentials needs; the loop's own views end with handle().
class KeptFrame {
 public:
  explicit KeptFrame(const net::Frame& frame);
  net::Frame view() const;  // of this

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
  std::string peer_address_;
  net::Origin origin_;
};

class Service::BatchJob final : public Service::ExchangeJob {
 public:
  BatchJob(Service& service, Exchange exchange, KeptFrame frame)
      : ExchangeJob(service, std::move(exchange)),
        frame_(std::move(frame)),
        route_(routes()[exchange_.route_index]),
        last_tick_(service.ticks_) {}

  bool is_small() const;
  // The beginning of a small one; true when that was all, and the answer depends on this tick's
  // commit.
  bool run_at_once();

 private:
  bool work(std::int64_t budget_us) override;
  http::Response answer() override;

  void run_pieces(int pieces_max, std::int64_t deadline_us);
  void run_alone();
  void run_together(std::size_t steps);
  Attempt run_step(std::size_t step, const domain::Tick::StatusOf& status_of);
  domain::Subject subject_of(const api::Batch::Operation& operation) const;

  KeptFrame frame_;
  const Route& route_;
  std::uint64_t last_tick_;  // in which something was done
  bool is_at_once_ = false;
  bool is_lost_ = false;  // a commit failed
};

}  // namespace app
