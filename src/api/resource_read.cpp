#include "api/resource_read.h"

namespace api {

void ResourceRead::append_at(domain::Session& session, const domain::Spot& spot) {
  if (spot.is_computed) return append_computed(session, spot.part, walk_.computed_at(spot));
  const domain::Binding& binding = *walk_.query().parts[spot.part].binding;
  // Nothing when it was deleted since the walk met it.
  if (const auto document = domain::find_resource(session, binding, spot.id))
    append(session, spot.part, *document);
}

bool ResourceRead::step(domain::Session& session, const base::Clock& clock,
                        std::int64_t budget_us) {
  const std::int64_t deadline_us = clock.monotonic_us() + budget_us;
  if (!is_found_ && !walk_.step(session, clock, budget_us)) return false;
  is_found_ = true;
  while (next_ < walk_.page().size()) {
    append_at(session, walk_.page()[next_++].spot);
    if (clock.monotonic_us() > deadline_us) return next_ == walk_.page().size();
  }
  return true;
}

}  // namespace api
