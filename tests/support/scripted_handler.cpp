#include "support/scripted_handler.h"

#include <algorithm>
#include <cstdlib>

#include "support/echo_handler.h"

namespace support {
namespace {

class CountedJob : public net::Job {
 public:
  CountedJob(ScriptedHandler& handler, const net::Frame& frame, long steps)
      : handler_(handler),
        title_(std::string(frame.method) + ' ' + std::string(frame.path)),
        steps_(steps),
        owner_(std::strtoull(std::string(frame.query).c_str(), nullptr, 10)),
        closes_(frame.close) {
    ++handler_.jobs_alive;
  }
  ~CountedJob() override { --handler_.jobs_alive; }
  bool step(std::int64_t) override {
    handler_.log.push_back("step " + title_);
    return waits_for_news() ? handler_.news : --steps_ <= 0;
  }
  std::uint64_t owner() const override { return owner_; }
  bool waits() const override { return waits_for_news(); }

  const std::string& title() const { return title_; }
  bool closes() const { return closes_; }

 private:
  bool waits_for_news() const { return title_ == "GET /wait-job"; }

  ScriptedHandler& handler_;
  std::string title_;
  long steps_;
  std::uint64_t owner_;
  bool closes_;
};

long number_behind(std::string_view path, std::string_view prefix) {
  if (path.substr(0, prefix.size()) != prefix) return -1;
  return std::atol(std::string(path.substr(prefix.size())).c_str());
}

}  // namespace

void ScriptedHandler::begin_tick() { ++ticks_open; }

net::Answer ScriptedHandler::handle(const net::Frame& frame, bool after_held) {
  const std::string title = std::string(frame.method) + ' ' + std::string(frame.path);
  log.push_back(title);
  origins.push_back(frame.origin);
  peers.emplace_back(frame.peer_address);
  net::Answer answer;
  const long steps =
      std::max(number_behind(frame.path, "/job/"), number_behind(frame.path, "/write-job/"));
  if (steps >= 0 || frame.path == "/wait-job") {
    answer.job = std::make_unique<CountedJob>(*this, frame, steps);
    return answer;
  }
  std::string body = title + '\n';
  const long size = number_behind(frame.path, "/big/");
  if (size > 0) body.append(static_cast<std::size_t>(size), 'b');
  if (frame.path == "/write") ++rows_;
  answer.held = frame.path == "/write" || after_held;
  answer.bytes = format_answer(200, body, frame.close);
  return answer;
}

net::Answer ScriptedHandler::finish(std::unique_ptr<net::Job> job, bool after_held) {
  const auto& counted = static_cast<CountedJob&>(*job);
  log.push_back("finish " + counted.title());
  net::Answer answer;
  answer.held = after_held;
  if (counted.title().find("/write-job/") != std::string::npos) {
    ++rows_;
    answer.held = true;
  }
  answer.bytes = format_answer(200, counted.title() + '\n', counted.closes());
  return answer;
}

std::string ScriptedHandler::refuse(const net::Refusal& refusal) {
  log.push_back("refuse " + std::to_string(refusal.status));
  return format_answer(refusal.status, std::string(refusal.why), true);
}

std::string ScriptedHandler::unavailable(const char* why) {
  log.push_back("unavailable");
  return format_answer(503, why, true);
}

net::Committed ScriptedHandler::commit() {
  log.push_back("commit");
  rows_ = 0;
  return on_commit();
}

void ScriptedHandler::end_tick() { --ticks_open; }

std::size_t ScriptedHandler::count_of(const std::string& entry) const {
  return static_cast<std::size_t>(std::count(log.begin(), log.end(), entry));
}

}  // namespace support
