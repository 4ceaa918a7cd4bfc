// The attribute operators of RFC 7644 3.4.2.2, table 3.
#pragma once

#include <string_view>

#include "scim/filter.h"

namespace scim {

enum class OpKind {
  kEquality,  // any type, and null
  kText,      // strings, references, base64
  kOrder,     // all but booleans and base64
  kPresence,  // no literal
};

struct CompareOpRow {
  std::string_view word;
  CompareOp op;
  OpKind kind;
};

// In the order of the enumerators: a row is found by its CompareOp.
inline constexpr CompareOpRow kCompareOps[] = {
    {"eq", CompareOp::kEq, OpKind::kEquality}, {"ne", CompareOp::kNe, OpKind::kEquality},
    {"co", CompareOp::kCo, OpKind::kText},     {"sw", CompareOp::kSw, OpKind::kText},
    {"ew", CompareOp::kEw, OpKind::kText},     {"gt", CompareOp::kGt, OpKind::kOrder},
    {"ge", CompareOp::kGe, OpKind::kOrder},    {"lt", CompareOp::kLt, OpKind::kOrder},
    {"le", CompareOp::kLe, OpKind::kOrder},    {"pr", CompareOp::kPr, OpKind::kPresence},
};

constexpr const CompareOpRow& row_of(CompareOp op) {
  return kCompareOps[static_cast<std::size_t>(op)];
}

constexpr bool rows_follow_enumerators() {
  for (const CompareOpRow& row : kCompareOps)
    if (&row_of(row.op) != &row) return false;
  return true;
}
static_assert(rows_follow_enumerators());

}  // namespace scim
