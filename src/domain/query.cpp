#include "domain/query.h"

#include <algorithm>

#include "domain/resource_types.h"
#include "store/documents.h"
#include "store/group_memberships.h"
#include "store/indexes.h"
#include "store/lists.h"

namespace domain {
namespace {

using scim::FilterNode;
using Way = QueryPlan::Way;

constexpr std::size_t kScanBatch = 32;  // ids fetched at once

std::string_view name_of(const scim::Attribute* attribute) {
  return attribute ? std::string_view(attribute->name) : std::string_view();
}

std::optional<QueryPlan> plan_equality(const FilterNode& node, const Binding& binding) {
  if (node.op != scim::CompareOp::kEq || !node.literal.is_string()) return std::nullopt;
  const std::string_view attribute = name_of(node.ref.attribute);
  const std::string_view sub = name_of(node.ref.sub);
  const std::string& literal = node.literal.as_string();
  const std::string_view extension =
      node.ref.extension ? std::string_view(node.ref.extension->urn) : std::string_view();
  for (const IndexedPath& path : binding.paths) {
    if (path.attribute == attribute && path.sub == sub && path.extension == extension &&
        !literal.empty()) {
      return QueryPlan{Way::kIndex, &path, index_form(path, literal)};
    }
  }
  if (node.ref.extension) return std::nullopt;
  if (attribute == "id") return QueryPlan{Way::kId, nullptr, literal};
  if (sub == "value" && attribute == binding.type->relation)
    return QueryPlan{Way::kGroupsOf, nullptr, literal};
  if (sub == "value" && attribute == binding.type->reverse_relation)
    return QueryPlan{Way::kMembersOf, nullptr, literal};
  return std::nullopt;
}

// Lower is better: an id or a unique value finds one candidate, an index some.
int rank(const QueryPlan& plan) {
  switch (plan.way) {
    case Way::kId:
      return 0;
    case Way::kIndex:
      return plan.path->unique ? 1 : 2;
    case Way::kGroupsOf:
      return 3;
    case Way::kMembersOf:
      return 4;
    case Way::kScan:
      return 5;
  }
  return 5;
}

bool names_relation(const FilterNode& node, const Binding& binding) {
  const std::string_view attribute = name_of(node.ref.attribute);
  return !node.ref.extension && !attribute.empty() &&
         (attribute == binding.type->relation || attribute == binding.type->reverse_relation);
}

// The id in a term that asks for one edge: `members eq "u"`, `members[value eq "u"]`, `groups.value
// eq "g"`.
const std::string* edge_in(const FilterNode& node, const Binding& binding) {
  if (!names_relation(node, binding)) return nullptr;
  if (node.kind == FilterNode::Kind::kValuePath) return edge_in(node.children.front(), binding);
  const bool asks = node.kind == FilterNode::Kind::kCompare && node.op == scim::CompareOp::kEq &&
                    name_of(node.ref.sub) == "value" && node.literal.is_string();
  return asks ? &node.literal.as_string() : nullptr;
}

bool has_edge(Session& session, const Binding& binding, base::ResourceId id,
              const std::string& other) {
  const auto parsed = base::ResourceId::parse(other);
  if (!parsed) return false;
  const bool user = binding.kind == model::Kind::kUser;
  return store::find_group_member(session.txn, session.realm(), user ? *parsed : id,
                                  user ? id : *parsed)
      .has_value();
}

// The filter with each term about one edge answered from the relation itself: nobody puts 100 000
// members together to look for one. A term that holds becomes `id pr`, which holds for every
// resource; one that does not, its negation.
FilterNode answer_edges(Session& session, const Binding& binding, base::ResourceId id,
                        const FilterNode& node) {
  if (const std::string* other = edge_in(node, binding)) {
    FilterNode present;
    present.op = scim::CompareOp::kPr;
    for (const scim::Attribute& attribute : binding.type->common) {
      if (attribute.name == "id") present.ref.attribute = &attribute;
    }
    if (has_edge(session, binding, id, *other)) return present;
    FilterNode absent;
    absent.kind = FilterNode::Kind::kNot;
    absent.children.push_back(std::move(present));
    return absent;
  }
  FilterNode copy = node;
  if (copy.kind == FilterNode::Kind::kValuePath) return copy;
  for (FilterNode& child : copy.children) child = answer_edges(session, binding, id, child);
  return copy;
}

}  // namespace

QueryPlan plan_query(const FilterNode& filter, const Binding& binding) {
  QueryPlan best;
  if (filter.kind == FilterNode::Kind::kCompare)
    return plan_equality(filter, binding).value_or(best);
  // Every term of an `and` must hold, so any one of them may give the candidates; the same inside a
  // value path.
  if (filter.kind == FilterNode::Kind::kAnd || filter.kind == FilterNode::Kind::kValuePath) {
    for (const FilterNode& child : filter.children) {
      QueryPlan plan = plan_query(child, binding);
      if (rank(plan) < rank(best)) best = std::move(plan);
    }
  }
  return best;
}

std::string to_string(const QueryPlan& plan) {
  switch (plan.way) {
    case Way::kId:
      return "record by id";
    case Way::kIndex: {
      std::string text = plan.path->unique ? "unique index on " : "index on ";
      text += plan.path->attribute;
      if (!plan.path->sub.empty()) text += "." + std::string(plan.path->sub);
      return text;
    }
    case Way::kGroupsOf:
      return "groups of one user";
    case Way::kMembersOf:
      return "members of one group";
    case Way::kScan:
      return "scan, in slices";
  }
  return {};
}

std::vector<base::ResourceId> find_candidates(Session& session, const QueryPlan& plan) {
  std::vector<base::ResourceId> ids;
  // `id` is case-exact; the values of members and groups are not (RFC 7643 8.7.1).
  const auto id = plan.way == Way::kId ? base::ResourceId::parse_exact(plan.value)
                                       : base::ResourceId::parse(plan.value);
  switch (plan.way) {
    case Way::kId:
      if (id) ids.push_back(*id);
      break;
    case Way::kIndex:
      if (!plan.path->unique)
        return store::find_indexed(session.txn, session.realm(), plan.path->index, plan.value);
      if (auto found =
              store::find_unique(session.txn, session.realm(), plan.path->index, plan.value)) {
        ids.push_back(*found);
      }
      break;
    case Way::kGroupsOf:
      if (id) ids = store::list_groups_of(session.txn, session.realm(), *id);
      break;
    case Way::kMembersOf:
      if (id) {
        for (const auto& member : store::list_group_members(session.txn, session.realm(), *id)) {
          ids.push_back(member.user);
        }
      }
      break;
    case Way::kScan:
      break;
  }
  return ids;
}

std::size_t count_all(Session& session, const Binding& binding) {
  return store::count_list(session.txn, session.realm(), binding.list);
}

std::vector<base::ResourceId> page_of_all(Session& session, const Binding& binding,
                                          std::size_t offset, std::size_t count) {
  return store::list_page(session.txn, session.realm(), binding.list, offset, count);
}

std::optional<model::Document> find_resource(Session& session, const Binding& binding,
                                             base::ResourceId id) {
  auto document = store::find_document(session.txn, session.realm(), id);
  if (document && document->header.kind != binding.kind) return std::nullopt;
  if (document) conform(session, *document);
  return document;
}

Relations relations_of(const FilterNode& filter, const Binding& binding) {
  if (names_relation(filter, binding)) return Relations::kIncluded;
  for (const FilterNode& child : filter.children) {
    if (relations_of(child, binding) == Relations::kIncluded) return Relations::kIncluded;
  }
  return Relations::kOmitted;
}

bool resource_matches(Session& session, const Binding& binding, base::ResourceId id,
                      const FilterNode& filter, Relations relations) {
  const auto document = find_resource(session, binding, id);
  if (!document) return false;
  if (relations == Relations::kOmitted) {
    return scim::matches(filter, resource_tree(session, binding, *document, Relations::kOmitted));
  }
  const FilterNode answered = answer_edges(session, binding, id, filter);
  return scim::matches(answered,
                       resource_tree(session, binding, *document, relations_of(answered, binding)));
}

Scan::Scan(const Binding& binding, FilterNode filter)
    : binding_(binding), filter_(std::move(filter)), relations_(relations_of(filter_, binding)) {}

Scan::Scan(const Binding& binding, FilterNode filter, std::vector<base::ResourceId> candidates)
    : Scan(binding, std::move(filter)) {
  candidates_ = std::move(candidates);
}

std::vector<base::ResourceId> Scan::next_batch(Session& session) {
  if (!candidates_) {
    return store::list_after(session.txn, session.realm(), binding_.list, at_, kScanBatch);
  }
  const auto first = candidates_->begin() + static_cast<std::ptrdiff_t>(looked_at_);
  const std::size_t count = std::min(kScanBatch, candidates_->size() - looked_at_);
  return {first, first + static_cast<std::ptrdiff_t>(count)};
}

Scan start_scan(Session& session, const Binding& binding, const FilterNode& filter) {
  const QueryPlan plan = plan_query(filter, binding);
  if (plan.way == Way::kScan) return Scan(binding, filter);
  return Scan(binding, filter, find_candidates(session, plan));
}

bool Scan::step(Session& session, const base::Clock& clock, std::int64_t budget_us) {
  const std::int64_t deadline_us = clock.monotonic_us() + budget_us;
  if (!candidates_ && !started_) {
    const auto last = store::last_of_list(session.txn, session.realm(), binding_.list);
    if (!last) return true;
    end_ = *last;
    started_ = true;
  }
  for (;;) {
    const auto batch = next_batch(session);
    for (const base::ResourceId& id : batch) {
      if (started_ && id > end_) return true;
      if (resource_matches(session, binding_, id, filter_, relations_)) matches_.push_back(id);
      at_ = id;
      ++looked_at_;
      if (clock.monotonic_us() >= deadline_us) return false;
    }
    if (batch.size() < kScanBatch) return true;
  }
}

}  // namespace domain
