#include "domain/resource_walk.h"

#include <algorithm>
#include <cstring>

#include "base/crypto.h"
#include "scim/sort_key.h"
#include "store/lists.h"

namespace domain {
namespace {

// Computed resources are ordered by their ids, whatever form those have.
base::ResourceId key_of(const json::Object& computed) {
  const json::Value* id = computed.find("id");
  const std::string text = id && id->is_string() ? id->as_string() : std::string();
  if (const auto parsed = base::ResourceId::parse_exact(text)) return *parsed;
  const base::Sha256 hash = base::sha256(text);
  base::ResourceId key;
  std::memcpy(key.bytes.data(), hash.data(), key.bytes.size());
  return key;
}

}  // namespace

std::string describe_list(const ListQuery& query) {
  std::string text;
  for (const ListPart& part : query.parts) {
    text += part.binding->type->endpoint + '\n';
    if (part.filter) text += scim::to_string(*part.filter);
    text += '\n';
    if (part.sort_by) text += scim::to_string(scim::AttributePath{*part.sort_by, {}});
    text += '\n';
  }
  if (query.sorted) text += *query.sorted == SortOrder::kAscending ? 'a' : 'd';
  return text;
}

ResourceWalk::ResourceWalk(ListQuery query) : query_(std::move(query)) {
  if (query_.count == 0) query_.edge.reset();  // asks for the total only (RFC 9865 table 1)
}

bool ResourceWalk::is_backward() const {
  return query_.edge && query_.edge->direction == WalkDirection::kBackward;
}

// --- The beginning ---------------------------------------------------------------------------

void ResourceWalk::plan_parts() {
  for (const ListPart& each : query_.parts) {
    Part part;
    if (each.filter) part.plan = plan_query(*each.filter, *each.binding);
    for (const json::Object& computed : each.computed) {
      if (part.takes_none() || (part.plan.filter && !scim::matches(*part.plan.filter, computed)))
        continue;
      part.computed.emplace_back(key_of(computed), &computed);
    }
    std::sort(part.computed.begin(), part.computed.end());
    parts_.push_back(std::move(part));
  }
}

// Without an order what lies on the other side of the edge is not looked at.
void ResourceWalk::list_sources() {
  for (std::uint32_t part = 0; part < parts_.size(); ++part) {
    if (!parts_[part].takes_none()) sources_.push_back({part, false});
    if (!parts_[part].computed.empty()) sources_.push_back({part, true});
  }
  if (is_backward()) std::reverse(sources_.begin(), sources_.end());
  if (query_.sorted || !query_.edge || !query_.edge->place) return;
  const Spot& edge = query_.edge->place->spot;
  const auto is_passed = [&](const Source& source) {
    const auto at = std::pair(source.part, source.is_computed);
    const auto begin = std::pair(edge.part, edge.is_computed);
    return is_backward() ? at > begin : at < begin;
  };
  sources_.erase(std::remove_if(sources_.begin(), sources_.end(), is_passed), sources_.end());
}

// Exact when nothing needs to be looked at.
std::size_t ResourceWalk::count_at_most(Session& session) const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    if (!parts_[i].takes_none()) count += count_all(session, *query_.parts[i].binding);
    count += parts_[i].computed.size();
  }
  return count;
}

void ResourceWalk::begin(Session& session) {
  is_begun_ = true;
  plan_parts();
  list_sources();
  const std::size_t at_most = count_at_most(session);
  const bool is_exact = std::all_of(parts_.begin(), parts_.end(), [](const Part& part) {
    return part.takes_all() || part.takes_none();
  });
  if (is_exact) total_ = at_most;
  const bool is_beyond = !query_.edge && query_.offset >= at_most;
  if (total_ && (is_beyond || query_.count == 0)) return sources_.clear();
  if (!query_.sorted) return;
  order_ = {*query_.sorted, SortOrder::kAscending};
  if (is_backward()) order_ = order_.reversed();
  if (query_.edge) {
    ordered_.emplace(order_, 0, query_.count + 1);
  } else {
    ordered_.emplace(order_, query_.offset, is_beyond ? 0 : query_.count);
  }
}

// --- The walk --------------------------------------------------------------------------------

bool ResourceWalk::step(Session& session, const base::Clock& clock, std::int64_t budget_us) {
  const std::int64_t deadline_us = clock.monotonic_us() + budget_us;
  if (!is_begun_) begin(session);
  if (!walk(session, clock, deadline_us)) return false;
  if (ordered_ && !ordered_->let_go(clock, deadline_us)) return false;
  finish();
  return true;
}

bool ResourceWalk::walk(Session& session, const base::Clock& clock, std::int64_t deadline_us) {
  while (source_ < sources_.size() && !is_full_) {
    if (!walk_source(session, clock, deadline_us)) return false;
    stored_.reset();
    ++source_;
    const bool is_late = clock.monotonic_us() >= deadline_us;
    if (is_late && source_ < sources_.size() && !is_full_) return false;
  }
  return true;
}

// Where the edge is, when it is in this source.
std::optional<base::ResourceId> ResourceWalk::start_of(const Source& source) const {
  if (query_.sorted || !query_.edge || !query_.edge->place) return std::nullopt;
  const Spot& edge = query_.edge->place->spot;
  const bool is_here = edge.part == source.part && edge.is_computed == source.is_computed;
  return is_here ? std::optional(edge.id) : std::nullopt;
}

bool ResourceWalk::walk_source(Session& session, const base::Clock& clock,
                               std::int64_t deadline_us) {
  const Source& source = sources_[source_];
  const ListPart& part = query_.parts[source.part];
  if (source.is_computed) {
    walk_computed(source);
    return true;
  }
  if (!query_.sorted && parts_[source.part].takes_all()) {
    read_all_stored(session, source);
    return true;
  }
  if (!stored_) {
    const auto keys = !query_.sorted ? StoredWalk::Keys::kNone
                      : part.sort_by ? StoredWalk::Keys::kByAttribute
                                     : StoredWalk::Keys::kMissing;
    const auto direction = is_backward() ? WalkDirection::kBackward : WalkDirection::kForward;
    stored_.emplace(
        StoredWalk::Range{part.binding, &parts_[source.part].plan, direction, start_of(source)},
        keys, part.sort_by.value_or(scim::AttributeRef{}));
  }
  return stored_->step(session, clock, deadline_us, [&](std::string key, base::ResourceId id) {
    return take(std::move(key), {source.part, false, id});
  });
}

// The list of a type's ids is the page.
void ResourceWalk::read_all_stored(Session& session, const Source& source) {
  const store::List list = query_.parts[source.part].binding->list;
  std::vector<base::ResourceId> ids;
  if (query_.edge) {
    const std::size_t wanted = query_.count + 1 - page_.size();
    base::ResourceId from{};
    if (is_backward()) from.bytes.fill(0xff);
    from = start_of(source).value_or(from);
    ids = (is_backward() ? store::list_before : store::list_after)(session.txn, session.realm(),
                                                                   list, from, wanted);
  } else {
    const std::size_t first = std::max(query_.offset, found_) - found_;
    ids = store::list_page(session.txn, session.realm(), list, first, query_.count - page_.size());
    found_ += store::count_list(session.txn, session.realm(), list);
  }
  for (const base::ResourceId& id : ids) page_.push_back({{}, {source.part, false, id}});
  is_full_ = query_.edge && page_.size() > query_.count;
}

void ResourceWalk::walk_computed(const Source& source) {
  const ListPart& part = query_.parts[source.part];
  const auto start = start_of(source);
  const auto visit = [&](const auto& computed) {
    const auto& [id, tree] = computed;
    if (start && (is_backward() ? id >= *start : id <= *start)) return true;
    std::string key;
    if (query_.sorted)
      key = part.sort_by ? scim::sort_key(*part.sort_by, *tree) : std::string(scim::kNoSortKey);
    return take(std::move(key), {source.part, true, id});
  };
  const auto& all = parts_[source.part].computed;
  if (is_backward()) {
    (void)std::all_of(all.rbegin(), all.rend(), visit);
  } else {
    (void)std::all_of(all.begin(), all.end(), visit);
  }
}

// False when the rest of the list does not matter.
bool ResourceWalk::take(std::string key, const Spot& spot) {
  const bool is_counted = !query_.edge || query_.sorted;
  if (is_counted) ++found_;
  if (query_.sorted) {
    const auto& place = query_.edge ? query_.edge->place : std::nullopt;
    if (!place || order_.precedes(place->key, place->spot, key, spot)) ordered_->keep(key, spot);
    return true;
  }
  if (!query_.edge) {
    if (found_ > query_.offset && page_.size() < query_.count) page_.push_back({{}, spot});
    return true;
  }
  page_.push_back({{}, spot});
  is_full_ = page_.size() > query_.count;
  return !is_full_;
}

// --- The end ---------------------------------------------------------------------------------

void ResourceWalk::finish() {
  if (ordered_) page_ = ordered_->take_places();
  if (!query_.edge) {
    if (!total_) total_ = found_;
    return;
  }
  has_more_ = page_.size() > query_.count;
  if (has_more_) page_.pop_back();
  if (is_backward()) std::reverse(page_.begin(), page_.end());
  if (query_.sorted) total_ = found_;
  const bool is_whole = !has_more_ && !query_.edge->place;
  if (!total_ && is_whole) total_ = page_.size();
}

std::optional<ListEdge> ResourceWalk::next() const {
  if (!query_.edge) return std::nullopt;
  const bool has_next = is_backward() ? query_.edge->place.has_value() : has_more_;
  if (!has_next) return std::nullopt;
  if (page_.empty()) return ListEdge{};  // all in front of the edge is gone: what there is follows
  return ListEdge{WalkDirection::kForward, page_.back()};
}

std::optional<ListEdge> ResourceWalk::previous() const {
  if (!query_.edge) return std::nullopt;
  const bool has_previous = is_backward() ? has_more_ : query_.edge->place.has_value();
  if (!has_previous) return std::nullopt;
  if (page_.empty()) return ListEdge{WalkDirection::kBackward, std::nullopt};
  return ListEdge{WalkDirection::kBackward, page_.front()};
}

const json::Object& ResourceWalk::computed_at(const Spot& spot) const {
  const auto& all = parts_[spot.part].computed;
  return *std::lower_bound(all.begin(), all.end(), spot.id, [](const auto& each, const auto& id) {
            return each.first < id;
          })->second;
}

}  // namespace domain
