#include "domain/query.h"

#include <algorithm>
#include <utility>

#include "domain/bound_filter.h"
#include "domain/resource_types.h"
#include "domain/role_groups.h"
#include "store/documents.h"
#include "store/group_memberships.h"
#include "store/indexes.h"
#include "store/lists.h"

namespace domain {
namespace {

using scim::FilterNode;
using Way = QueryPlan::Way;

std::string_view name_of(const scim::Attribute* attribute) {
  return attribute ? std::string_view(attribute->name) : std::string_view();
}

QueryPlan scan(const FilterNode& node) {
  QueryPlan plan;
  plan.rest = node;
  return plan;
}

QueryPlan exact(Way way, std::string value) {
  QueryPlan plan;
  plan.way = way;
  plan.value = std::move(value);
  return plan;
}

QueryPlan indexed(const IndexedPath& path, const FilterNode& node) {
  QueryPlan plan = exact(Way::kIndex, index_form(path, node.literal.as_string()));
  plan.path = &path;
  // Letter case counts for profile cloudflare where it does not for the index.
  const scim::Attribute& compared = node.ref.sub ? *node.ref.sub : *node.ref.attribute;
  const bool is_looser = compared.case_exact && !path.case_exact;
  if (is_looser || plan.value.size() > store::kPlainValueBytesMax) plan.rest = node;
  return plan;
}

QueryPlan plan_equality(const FilterNode& node, const Binding& binding) {
  if (node.op != scim::CompareOp::kEq || !node.literal.is_string()) return scan(node);
  const std::string_view attribute = name_of(node.ref.attribute);
  const std::string_view sub = name_of(node.ref.sub);
  const std::string& literal = node.literal.as_string();
  const std::string_view extension =
      node.ref.extension ? std::string_view(node.ref.extension->urn) : std::string_view();
  for (const IndexedPath& path : binding.paths) {
    if (path.attribute == attribute && path.sub == sub && path.extension == extension &&
        !literal.empty()) {
      return indexed(path, node);
    }
  }
  if (node.ref.extension) return scan(node);
  if (attribute == "id") return exact(Way::kId, literal);
  if (sub == "value" && attribute == binding.type->relation) return exact(Way::kGroupsOf, literal);
  if (sub == "value" && attribute == binding.type->reverse_relation)
    return exact(Way::kMembersOf, literal);
  return scan(node);
}

// Lower is better: an id or a unique value finds one candidate, an index some.
int rank(const QueryPlan& plan) {
  switch (plan.way) {
    case Way::kNone:
      return 0;
    case Way::kId:
      return 1;
    case Way::kIndex:
      return plan.path->unique ? 2 : 4;
    case Way::kGroupsOf:
      return 6;
    case Way::kMembersOf:
      return 8;
    case Way::kAnyOf: {
      int worst = 0;
      for (const QueryPlan& each : plan.any_of) worst = std::max(worst, rank(each));
      return worst + 1;
    }
    case Way::kScan:
      return 10;
  }
  return 10;
}

QueryPlan plan_node(const FilterNode& node, const Binding& binding);

// Every term must hold, so any one of them may give the candidates; the others remain.
QueryPlan plan_and(const FilterNode& node, const Binding& binding) {
  std::vector<QueryPlan> plans;
  for (const FilterNode& child : node.children) plans.push_back(plan_node(child, binding));
  const auto best =
      std::min_element(plans.begin(), plans.end(),
                       [](const QueryPlan& a, const QueryPlan& b) { return rank(a) < rank(b); });
  if (best->way == Way::kScan) return scan(node);
  FilterNode rest;
  rest.kind = FilterNode::Kind::kAnd;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (&plans[i] != &*best) {
      rest.children.push_back(node.children[i]);
    } else if (best->rest) {
      rest.children.push_back(*best->rest);
    }
  }
  QueryPlan plan = std::move(*best);
  if (rest.children.size() == 1) rest = FilterNode(rest.children.front());
  plan.rest = std::move(rest);
  return plan;
}

QueryPlan plan_or(const FilterNode& node, const Binding& binding) {
  QueryPlan plan;
  plan.way = Way::kAnyOf;
  bool is_exact = true;
  for (const FilterNode& child : node.children) {
    plan.any_of.push_back(plan_node(child, binding));
    if (plan.any_of.back().way == Way::kScan) return scan(node);
    is_exact = is_exact && !plan.any_of.back().rest;
  }
  if (!is_exact) plan.rest = node;
  return plan;
}

QueryPlan plan_node(const FilterNode& node, const Binding& binding) {
  switch (node.kind) {
    case FilterNode::Kind::kCompare:
      return plan_equality(node, binding);
    case FilterNode::Kind::kAnd:
      return plan_and(node, binding);
    case FilterNode::Kind::kOr:
      return plan_or(node, binding);
    case FilterNode::Kind::kNot:
      return scan(node);
    // One element must hold all that stands in the brackets: the terms cannot be taken apart.
    case FilterNode::Kind::kValuePath: {
      QueryPlan plan = plan_node(node.children.front(), binding);
      if (plan.rest) plan.rest = node;
      return plan;
    }
  }
  return scan(node);
}

std::vector<base::ResourceId> find_by_index(Session& session, const QueryPlan& plan) {
  if (!plan.path->unique)
    return store::find_indexed(session.txn, session.realm(), plan.path->index, plan.value);
  const auto id = store::find_unique(session.txn, session.realm(), plan.path->index, plan.value);
  if (!id) return {};
  return {*id};
}

std::vector<base::ResourceId> find_any_of(Session& session, const QueryPlan& plan) {
  std::vector<base::ResourceId> ids;
  for (const QueryPlan& each : plan.any_of) {
    const auto found = find_candidates(session, each);
    ids.insert(ids.end(), found.begin(), found.end());
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace

QueryPlan plan_query(const FilterNode& filter, const Binding& binding) {
  BoundFilter bound = bind_filter(filter, binding);
  QueryPlan plan;
  if (bound.node) plan = plan_node(*bound.node, binding);
  if (bound.matches_none) plan.way = Way::kNone;
  plan.filter = std::move(bound.node);
  return plan;
}

std::string to_string(const QueryPlan& plan) {
  switch (plan.way) {
    case Way::kNone:
      return "nothing can match";
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
    case Way::kAnyOf: {
      std::string text;
      for (const QueryPlan& each : plan.any_of)
        text += (text.empty() ? "any of: " : "; ") + to_string(each);
      return text;
    }
    case Way::kScan:
      return "scan, in slices";
  }
  return {};
}

std::vector<base::ResourceId> find_candidates(Session& session, const QueryPlan& plan) {
  // `id` is case-exact; the values of members and groups are not (RFC 7643 8.7.1).
  const auto id = plan.way == Way::kId ? base::ResourceId::parse_exact(plan.value)
                                       : base::ResourceId::parse(plan.value);
  std::vector<base::ResourceId> ids;
  switch (plan.way) {
    case Way::kId:
      if (id) ids.push_back(*id);
      break;
    case Way::kIndex:
      return find_by_index(session, plan);
    case Way::kGroupsOf:
      if (id) ids = store::list_groups_of(session.txn, session.realm(), *id);
      break;
    case Way::kMembersOf:
      if (const auto group = find_role_group(session, plan.value); group && group->is_listed)
        return role_group_members(session, *group);
      if (id) {
        for (const auto& member : store::list_group_members(session.txn, session.realm(), *id))
          ids.push_back(member.user);
      }
      break;
    case Way::kAnyOf:
      return find_any_of(session, plan);
    case Way::kNone:
    case Way::kScan:
      break;
  }
  return ids;
}

std::size_t count_all(Session& session, const Binding& binding) {
  return store::count_list(session.txn, session.realm(), binding.list);
}

std::optional<model::Document> find_resource(Session& session, const Binding& binding,
                                             base::ResourceId id) {
  auto document = store::find_document(session.txn, session.realm(), id);
  if (document && document->header.kind != binding.kind) return std::nullopt;
  if (document) conform(session, *document);
  return document;
}

}  // namespace domain
