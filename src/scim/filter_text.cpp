// Filters and paths back to text. The canonical text is what parse_filter would accept in either
// strictness, with parentheses only where precedence needs them.
#include "json/write.h"
#include "scim/compare_op.h"
#include "scim/filter.h"

namespace scim {
namespace {

using Kind = FilterNode::Kind;

enum class Naming { kFull, kSubOnly };  // inside brackets a name is the sub-attribute alone

void append_name(std::string& out, const AttributeRef& ref, Naming naming) {
  if (naming == Naming::kSubOnly) {
    if (ref.sub != nullptr) out.append(ref.sub->name);
    return;
  }
  if (ref.extension != nullptr) {
    out.append(ref.extension->urn);
    if (ref.attribute != nullptr) out.push_back(':');
  }
  if (ref.attribute != nullptr) out.append(ref.attribute->name);
  if (ref.sub != nullptr) out.append(".").append(ref.sub->name);
}

void append_filter(std::string& out, const FilterNode& node, Naming naming);

void append_children(std::string& out, const FilterNode& node, Naming naming) {
  std::string_view separator = node.kind == Kind::kAnd ? " and " : " or ";
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const FilterNode& child = node.children[i];
    if (i > 0) out.append(separator);
    bool parentheses = child.kind == Kind::kOr || child.kind == node.kind;
    if (parentheses) out.push_back('(');
    append_filter(out, child, naming);
    if (parentheses) out.push_back(')');
  }
}

void append_filter(std::string& out, const FilterNode& node, Naming naming) {
  switch (node.kind) {
    case Kind::kCompare:
      append_name(out, node.ref, naming);
      out.append(" ").append(row_of(node.op).word);
      if (node.op == CompareOp::kPr) return;
      out.push_back(' ');
      json::append(out, node.literal);
      return;
    case Kind::kAnd:
    case Kind::kOr:
      return append_children(out, node, naming);
    case Kind::kNot:
      out.append("not (");
      append_filter(out, node.children.front(), naming);
      out.push_back(')');
      return;
    case Kind::kValuePath:
      append_name(out, node.ref, naming);
      out.push_back('[');
      append_filter(out, node.children.front(), Naming::kSubOnly);
      out.push_back(']');
      return;
  }
}

void append_tree(std::string& out, const FilterNode& node, Naming naming) {
  out.push_back('(');
  switch (node.kind) {
    case Kind::kCompare:
      out.append(row_of(node.op).word).append(" ");
      append_name(out, node.ref, naming);
      if (node.op == CompareOp::kPr) break;
      out.push_back(' ');
      json::append(out, node.literal);
      break;
    case Kind::kAnd:
      out.append("and");
      break;
    case Kind::kOr:
      out.append("or");
      break;
    case Kind::kNot:
      out.append("not");
      break;
    case Kind::kValuePath:
      out.append("any ");
      append_name(out, node.ref, naming);
      naming = Naming::kSubOnly;
      break;
  }
  for (const FilterNode& child : node.children) {
    out.push_back(' ');
    append_tree(out, child, naming);
  }
  out.push_back(')');
}

}  // namespace

std::string to_string(const FilterNode& filter) {
  std::string out;
  append_filter(out, filter, Naming::kFull);
  return out;
}

std::string to_string(const AttributePath& path) {
  std::string out;
  AttributeRef attribute = path.ref;
  attribute.sub = nullptr;
  append_name(out, attribute, Naming::kFull);
  if (path.value_filter) {
    out.push_back('[');
    append_filter(out, *path.value_filter, Naming::kSubOnly);
    out.push_back(']');
  }
  if (path.ref.sub != nullptr) out.append(".").append(path.ref.sub->name);
  return out;
}

std::string to_tree(const FilterNode& filter) {
  std::string out;
  append_tree(out, filter, Naming::kFull);
  return out;
}

}  // namespace scim
