// The smallest handler that shows what the loop handed over: it answers every request with 200 and
// a body that lists method, path, query, fields and the size of the body.
#pragma once

#include <cstdint>
#include <string>

#include "net/handler.h"

namespace support {

std::string format_answer(int status, const std::string& body, bool closes);

class EchoHandler : public net::Handler {
 public:
  void begin_tick() override {}
  net::Answer handle(const net::Frame& frame, bool after_held) override;
  net::Answer finish(std::unique_ptr<net::Job> job, bool after_held) override;
  std::string refuse(const net::Refusal& refusal) override;
  std::string unavailable(const char* why) override;
  bool has_uncommitted() const override { return false; }
  std::size_t uncommitted_rows() const override { return 0; }
  net::Committed commit() override { return net::Committed::kOk; }
  void end_tick() override {}

 private:
  std::string fixed_answer_;  // of the path "/fixed", for measurements: 1.1 kB made once
};

}  // namespace support
