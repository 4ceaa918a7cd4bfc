// SCIM filters, RFC 7644 3.4.2.2: text to tree, tree to canonical text, and evaluation against one
// resource. Grouping first, then attribute operators, then `not`, then `and`, then `or`.
#pragma once

#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/value.h"
#include "scim/quirks.h"
#include "scim/schema.h"

namespace scim {

inline constexpr std::size_t kFilterBytesMax = 4096;
inline constexpr int kFilterDepthMax = 32;
inline constexpr int kFilterTermsMax = 100;

enum class CompareOp { kEq, kNe, kCo, kSw, kEw, kGt, kGe, kLt, kLe, kPr };

struct FilterNode {
  enum class Kind { kCompare, kAnd, kOr, kNot, kValuePath };
  Kind kind = Kind::kCompare;

  // kCompare: attribute, op, literal (null literal allowed; unused for pr). kValuePath: attribute
  // only. Inside a value path, a reference's `attribute` is the multi-valued attribute and `sub`
  // the sub-attribute named.
  AttributeRef ref;
  CompareOp op = CompareOp::kEq;
  json::Value literal;  // null, boolean, number or string; already of the attribute's type

  std::vector<FilterNode> children;  // kAnd, kOr: two or more; kNot, kValuePath: one
};

// A path as PATCH and filters use it: `name.familyName`, `emails[type eq "work"].value`,
// URN-qualified or not.
struct AttributePath {
  AttributeRef ref;
  std::optional<FilterNode> value_filter;  // what stands in the brackets
};

// Resolves against one resource type: core attributes, common ones, then extension attributes whose
// bare name is unique. Unknown attributes, wrong operators for a type (gt on a boolean) and
// attributes that are never returned (an oracle for passwords) are kInvalidFilter. The detail says
// what was expected and at which column (1-based, in bytes), with the text and a caret below it
// (scim/caret.h). Tolerant spellings (bare words, booleans as strings, implicit .value,
// `emails[..].value eq`, URN.attribute) are accepted and noted in `quirks` when strictness is
// kTolerant.
base::Result<FilterNode> parse_filter(std::string_view text, const ResourceType& type,
                                      Strictness strictness, Quirks& quirks);

// The same at an endpoint with several types (RFC 7644 3.4.2.1): a name that `type` does not know
// may be an attribute of another of them, and the reference is then to that one's.
base::Result<FilterNode> parse_filter(std::string_view text, const ResourceType& type,
                                      std::span<const ResourceType* const> others,
                                      Strictness strictness, Quirks& quirks);

// A PATCH path. kInvalidPath, or kInvalidFilter for what stands in the brackets. The URN of an
// extension alone is a path too and means all of it: then the reference has `extension` and no
// `attribute`.
base::Result<AttributePath> parse_path(std::string_view text, const ResourceType& type,
                                       Strictness strictness, Quirks& quirks);

// An attribute name as in `attributes=`: no brackets; nothing when unknown (clients' extra names
// are ignored). The URN of an extension alone gives a reference with `extension` and no
// `attribute`.
std::optional<AttributeRef> parse_attribute_name(std::string_view text, const ResourceType& type);

// True when the resource matches. `resource` has the schema's spelling and order of nesting, as it
// is answered (id, meta, groups, members included when the filter needs them).
bool matches(const FilterNode& filter, const json::Object& resource);

// True when one value of a multi-valued attribute matches a filter parsed inside its brackets.
bool matches_value(const FilterNode& value_filter, const json::Value& element);

// Canonical text: parse(to_string(x)) equals x for every x that parse_filter made. Fully qualified
// extension attributes, lower-case operators. Chains are flat: parse_filter makes one kAnd of three
// children of `a and (b and c)`.
std::string to_string(const FilterNode& filter);
std::string to_string(const AttributePath& path);
// An s-expression for tests and `scimd filter`, in which `any` is the brackets:
//   (or (eq userName "a") (any emails (eq type "work")) (not (pr title)))
std::string to_tree(const FilterNode& filter);

}  // namespace scim
