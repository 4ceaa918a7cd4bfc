// An application of the loop whose behaviour is chosen by the path of each request:
//   /write        one uncommitted row, a held answer
//   /big/N        an answer of N bytes
//   /job/N        a job of N steps; owner from the query, 0 without one
//   /write-job/N  the same, whose answer is held: it writes when it finishes
//   /wait-job     a job that waits until `news` is set
//   anything else an answer at once, held only behind a held one
// Every body begins with "METHOD path\n". Everything that happens is noted in `log`.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "net/handler.h"

namespace support {

class ScriptedHandler : public net::Handler {
 public:
  void begin_tick() override;
  net::Answer handle(const net::Frame& frame, bool after_held) override;
  net::Answer finish(std::unique_ptr<net::Job> job, bool after_held) override;
  std::string refuse(const net::Refusal& refusal) override;
  std::string unavailable(const char* why) override;
  bool has_uncommitted() const override { return rows_ > 0; }
  std::size_t uncommitted_rows() const override { return rows_; }
  net::Committed commit() override;
  void end_tick() override;
  std::int64_t next_wake_us() const override { return wake_us; }

  std::size_t count_of(const std::string& entry) const;

  std::vector<std::string> log;  // "GET /a", "commit", "finish /job/3", "refuse 400", "cancelled"
  std::function<net::Committed()> on_commit = [] { return net::Committed::kOk; };
  std::vector<net::Origin> origins;  // of each request
  std::vector<std::string> peers;
  bool news = false;
  int jobs_alive = 0;
  int ticks_open = 0;  // begin_tick() and end_tick() come in pairs
  std::int64_t wake_us = std::numeric_limits<std::int64_t>::max();

 private:
  std::size_t rows_ = 0;
};

}  // namespace support
