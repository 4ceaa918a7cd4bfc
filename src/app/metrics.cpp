#include "app/metrics.h"

#include <unistd.h>

#include <cstdio>

#include "app/routes.h"
#include "base/version.h"

namespace app {
namespace {

std::string seconds(std::int64_t us) {
  char text[32];
  std::snprintf(text, sizeof text, "%lld.%06lld", static_cast<long long>(us / 1'000'000),
                static_cast<long long>(us % 1'000'000));
  return text;
}

void describe(std::string& out, std::string_view name, std::string_view type,
              std::string_view help) {
  out += "# HELP " + std::string(name) + " " + std::string(help) + "\n";
  out += "# TYPE " + std::string(name) + " " + std::string(type) + "\n";
}

void append_value(std::string& out, std::string_view name, std::string_view type,
                  std::string_view help, std::uint64_t value) {
  describe(out, name, type, help);
  out += std::string(name) + " " + std::to_string(value) + "\n";
}

void append_histogram(std::string& out, std::string_view name, std::string_view help,
                      const base::Histogram& histogram) {
  describe(out, name, "histogram", help);
  const std::string prefix(name);
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < std::size(base::Histogram::kBoundsUs); ++i) {
    below += histogram.in_bucket(i);
    out += prefix + "_bucket{le=\"" + seconds(base::Histogram::kBoundsUs[i]) + "\"} " +
           std::to_string(below) + "\n";
  }
  out += prefix + "_bucket{le=\"+Inf\"} " + std::to_string(histogram.count()) + "\n";
  out += prefix + "_sum " + seconds(histogram.sum_us()) + "\n";
  out += prefix + "_count " + std::to_string(histogram.count()) + "\n";
}

// Pages of this process that are in memory; 0 where the kernel does not say.
std::uint64_t resident_bytes() {
  unsigned long long size = 0;
  unsigned long long resident = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%llu %llu", &size, &resident) != 2) resident = 0;
    std::fclose(file);
  }
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void append_loop(std::string& out, const net::LoopStats& loop) {
  append_histogram(out, "scimd_tick_seconds",
                   "Time from a wake-up of the loop to its next wait, commit included.",
                   loop.ticks_us);
  append_value(out, "scimd_connections", "gauge", "Open connections.", loop.connections);
  append_value(out, "scimd_connections_accepted_total", "counter", "Connections accepted.",
               loop.accepted);
  append_value(out, "scimd_connections_evicted_total", "counter",
               "Idle connections closed to make room.", loop.evicted);
  append_value(out, "scimd_connections_timed_out_total", "counter",
               "Connections closed or refused because of a deadline.", loop.timed_out);
  append_value(out, "scimd_jobs", "gauge", "Long reads under way.", loop.jobs);
  append_value(out, "scimd_jobs_refused_total", "counter", "Long reads that found no room: 503.",
               loop.jobs_refused);
  append_value(out, "scimd_commit_failures_total", "counter", "Commits that failed.",
               loop.commit_failures);
  append_value(out, "scimd_received_bytes_total", "counter", "Bytes read from clients.",
               loop.bytes_read);
  append_value(out, "scimd_sent_bytes_total", "counter", "Bytes written to clients.",
               loop.bytes_written);
  append_value(out, "scimd_output_waiting_bytes", "gauge",
               "Bytes of answers that wait for their clients.", loop.output_bytes);
}

}  // namespace

Metrics::Metrics() : by_route_(routes().size() + 1) {}

void Metrics::count_answer(std::size_t route, int status) {
  Statuses& statuses = by_route_[route == kNoRoute ? by_route_.size() - 1 : route];
  for (auto& [known, count] : statuses) {
    if (known != status) continue;
    ++count;
    return;
  }
  statuses.emplace_back(status, 1);
}

std::string Metrics::text(const net::LoopStats* loop, std::size_t store_bytes) const {
  std::string out;
  describe(out, "scimd_build_info", "gauge", "The version of this build.");
  out += "scimd_build_info{version=\"" + std::string(base::kVersion) + "\"} 1\n";
  describe(out, "scimd_requests_total", "counter",
           "Answers by route pattern, method and status; \"-\" is what reached no route.");
  for (std::size_t i = 0; i < by_route_.size(); ++i) {
    const bool is_route = i < routes().size();
    for (const auto& [status, count] : by_route_[i]) {
      out += "scimd_requests_total{route=\"" + (is_route ? routes()[i].pattern : "-") +
             "\",method=\"" + (is_route ? std::string(routes()[i].method) : "-") + "\",status=\"" +
             std::to_string(status) + "\"} " + std::to_string(count) + "\n";
    }
  }
  append_histogram(out, "scimd_request_seconds",
                   "Time from a request's last byte to the moment its answer may leave.", answers_);
  append_histogram(out, "scimd_commit_seconds", "Time of one durable commit.", commits_);
  if (loop) append_loop(out, *loop);
  append_value(out, "scimd_store_bytes", "gauge", "Size of the store's file that is in use.",
               store_bytes);
  append_value(out, "process_resident_memory_bytes", "gauge", "Resident memory size in bytes.",
               resident_bytes());
  return out;
}

}  // namespace app
