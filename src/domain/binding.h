// What makes a user a user, a group a group, and a resource of an account's own type one of that
// type, as rows: everything else about them is one generic code path.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "model/document.h"
#include "scim/schema.h"
#include "store/keys.h"

namespace domain {

struct Session;

enum class Relations { kIncluded, kOmitted };

// Resources of a type that are no stored documents, as trees, each with an `id` of its own: some
// hundred at most. Lists filter, sort, count and page them like the stored ones. Relations are only
// needed where the query looks at them.
using ComputeResources = std::vector<json::Object> (*)(Session& session, Relations relations);

// One attribute that look-ups are served from.
struct IndexedPath {
  model::Kind kind;
  std::string_view attribute;
  std::string_view sub;  // empty for a simple attribute
  store::IndexedAttribute index;
  bool unique;
  std::string_view extension = {};  // URN; empty: at the root
  bool case_exact = false;
};

struct Binding {
  model::Kind kind;
  const scim::ResourceType* type;
  store::List list;
  std::string audit_noun;       // "SCIM User", as the published audit descriptions say
  std::string_view audit_type;  // "scim_user"
  std::vector<IndexedPath> paths;
  ComputeResources computed = nullptr;
};

// Before the audit type of what an identity provider provisioned: "access_scim_user".
inline constexpr std::string_view kDirectoryAuditPrefix = "access_";

// As they are built in; an account may have added extensions (domain/resource_types.h).
const Binding& user_binding();
const Binding& group_binding();

// A value as its index compares it: folded unless the schema says caseExact.
std::string index_form(const IndexedPath& path, std::string_view value);

// Every value of `attributes` that belongs in an index; without repeats.
struct IndexedValue {
  const IndexedPath* path;
  std::string value;  // in index form
  bool operator==(const IndexedValue& other) const = default;
};
std::vector<IndexedValue> indexed_values(const Binding& binding, const json::Object& attributes);

}  // namespace domain
