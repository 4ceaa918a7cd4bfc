// The order of a bulk request. Operations are nodes, needs are edges; what is strongly connected is
// a circle and becomes one unit.
#include <algorithm>
#include <functional>
#include <queue>
#include <unordered_map>
#include <unordered_set>

#include "scim/bulk.h"
#include "scim/bulk_references.h"

namespace scim {
namespace {

using Needs = std::vector<std::vector<std::size_t>>;

// What has to be done before each operation: what it refers to, and the one before it at the same
// path. The latter closes no circle, as nothing refers to what is no POST.
Needs needs_of(const std::vector<BulkOperation>& operations) {
  Needs needs(operations.size());
  std::unordered_map<std::string, std::size_t> last_at;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const BulkOperation& operation = operations[i];
    if (operation.fault) continue;
    needs[i] = operation.needs;
    if (operation.method == BulkMethod::kPost) continue;
    const auto [before, is_first] = last_at.emplace(operation.path, i);
    if (is_first) continue;
    needs[i].push_back(before->second);
    before->second = i;
  }
  return needs;
}

// Tarjan's algorithm; at most kBulkOperationsMax deep.
class Circles {
 public:
  explicit Circles(const Needs& needs)
      : needs_(needs), number_(needs.size()), low_(needs.size()), unit_of_(needs.size(), kNone) {
    for (std::size_t i = 0; i < needs.size(); ++i) {
      if (number_[i] == 0) visit(i);
    }
  }
  // The nodes of each, in ascending order.
  const std::vector<std::vector<std::size_t>>& all() const { return all_; }
  std::size_t unit_of(std::size_t node) const { return unit_of_[node]; }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  void visit(std::size_t node) {
    number_[node] = low_[node] = ++count_;
    open_.push_back(node);
    for (const std::size_t other : needs_[node]) {
      if (number_[other] == 0) visit(other);
      if (unit_of_[other] == kNone) low_[node] = std::min(low_[node], low_[other]);
    }
    if (low_[node] != number_[node]) return;
    std::vector<std::size_t> nodes;
    do {
      nodes.push_back(open_.back());
      unit_of_[open_.back()] = all_.size();
      open_.pop_back();
    } while (nodes.back() != node);
    std::sort(nodes.begin(), nodes.end());
    all_.push_back(std::move(nodes));
  }

  const Needs& needs_;
  std::vector<std::size_t> number_;  // 0: not met yet
  std::vector<std::size_t> low_;
  std::vector<std::size_t> unit_of_;
  std::vector<std::size_t> open_;
  std::vector<std::vector<std::size_t>> all_;
  std::size_t count_ = 0;
};

bool holds(const std::vector<std::size_t>& sorted, std::size_t value) {
  return std::binary_search(sorted.begin(), sorted.end(), value);
}

// Whether it can be made while only `made` of what it refers to exists.
bool can_be_made_without(const BulkOperation& operation,
                         const std::function<bool(std::string_view)>& is_made) {
  json::Value data = operation.data;
  const auto left_out = leave_out(data, *operation.type, is_made);
  return std::none_of(left_out.begin(), left_out.end(),
                      [](const LeftOut& attribute) { return attribute.required; });
}

// Makes them one after the other; where each waits for another, the first that can be made without
// is. It is completed when all exist.
BulkUnit steps_of_circle(const std::vector<BulkOperation>& operations,
                         const std::vector<std::size_t>& nodes) {
  BulkUnit steps;
  BulkUnit completions;
  std::vector<std::size_t> waiting = nodes;
  std::unordered_set<std::string_view> unmade;
  for (const std::size_t i : nodes) unmade.insert(operations[i].bulk_id);
  const auto is_made = [&](std::string_view bulk_id) { return unmade.count(bulk_id) == 0; };
  while (!waiting.empty()) {
    const auto is_ready = [&](std::size_t i) {
      return std::none_of(operations[i].needs.begin(), operations[i].needs.end(),
                          [&](std::size_t need) { return holds(waiting, need); });
    };
    auto next = std::find_if(waiting.begin(), waiting.end(), is_ready);
    const bool is_whole = next != waiting.end();
    if (!is_whole) {
      next = std::find_if(waiting.begin(), waiting.end(), [&](std::size_t i) {
        return can_be_made_without(operations[i], is_made);
      });
      if (next == waiting.end()) next = waiting.begin();  // doing it shows that it cannot be done
      completions.push_back({*next, BulkStep::Kind::kComplete});
    }
    steps.push_back({*next, is_whole ? BulkStep::Kind::kWhole : BulkStep::Kind::kCreate});
    unmade.erase(operations[*next].bulk_id);
    waiting.erase(next);
  }
  steps.insert(steps.end(), completions.begin(), completions.end());
  return steps;
}

}  // namespace

std::vector<BulkUnit> plan_bulk(const std::vector<BulkOperation>& operations) {
  const Needs needs = needs_of(operations);
  const Circles circles(needs);
  const auto& all = circles.all();
  std::vector<std::vector<std::size_t>> waiters(all.size());
  std::vector<std::size_t> missing(all.size());
  for (std::size_t i = 0; i < needs.size(); ++i) {
    for (const std::size_t need : needs[i]) {
      if (circles.unit_of(need) == circles.unit_of(i)) continue;
      waiters[circles.unit_of(need)].push_back(circles.unit_of(i));
      ++missing[circles.unit_of(i)];
    }
  }
  // By the first operation of each unit.
  const auto comes_later = [&](std::size_t a, std::size_t b) {
    return all[a].front() > all[b].front();
  };
  std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(comes_later)> ready(
      comes_later);
  for (std::size_t unit = 0; unit < all.size(); ++unit) {
    if (missing[unit] == 0) ready.push(unit);
  }
  std::vector<BulkUnit> plan;
  while (!ready.empty()) {
    const std::size_t unit = ready.top();
    ready.pop();
    const std::size_t first = all[unit].front();
    const bool is_circle = all[unit].size() > 1 || holds(needs[first], first);
    plan.push_back(is_circle ? steps_of_circle(operations, all[unit])
                             : BulkUnit{{first, BulkStep::Kind::kWhole}});
    for (const std::size_t waiter : waiters[unit]) {
      if (--missing[waiter] == 0) ready.push(waiter);
    }
  }
  return plan;
}

}  // namespace scim
