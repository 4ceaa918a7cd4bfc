#include "api/resource_read.h"

#include <algorithm>

namespace api {

ResourceRead::ResourceRead(domain::Session& session, const domain::Binding& binding, Window window)
    : binding_(binding),
      window_(window),
      total_(domain::count_all(session, binding)),
      page_(domain::page_of_all(session, binding, window.offset, window.count)) {}

ResourceRead::ResourceRead(const domain::Binding& binding, Window window, domain::Scan scan)
    : binding_(binding), window_(window), scan_(std::move(scan)) {}

void ResourceRead::cut(const std::vector<base::ResourceId>& matches) {
  total_ = matches.size();
  const std::size_t first = std::min(window_.offset, matches.size());
  const std::size_t last = first + std::min(window_.count, matches.size() - first);
  page_.assign(matches.begin() + static_cast<std::ptrdiff_t>(first),
               matches.begin() + static_cast<std::ptrdiff_t>(last));
}

bool ResourceRead::step(domain::Session& session, const base::Clock& clock,
                        std::int64_t budget_us) {
  const std::int64_t deadline_us = clock.monotonic_us() + budget_us;
  if (scan_) {
    if (!scan_->step(session, clock, budget_us)) return false;
    cut(scan_->take_matches());
    scan_.reset();
  }
  while (next_ < page_.size()) {
    // Nothing when it was deleted since the scan met it.
    if (const auto document = domain::find_resource(session, binding_, page_[next_++]))
      append(session, *document);
    if (clock.monotonic_us() > deadline_us) return next_ == page_.size();
  }
  return true;
}

Outcome read_resources(Call& call, std::unique_ptr<LongRead> read) {
  if (!read->step(call.session, call.clock, kReadAtOnceUs)) return read;
  return read->finish(call.session);
}

}  // namespace api
