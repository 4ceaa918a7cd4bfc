#include "base/text.h"
#include "scim/caret.h"
#include "scim/filter_parser.h"

namespace scim {
namespace {

constexpr std::string_view kExpectedOperator =
    "expected an operator (eq, ne, co, sw, ew, gt, ge, lt, le or pr)";

const CompareOpRow* find_op(std::string_view word) {
  for (const CompareOpRow& row : kCompareOps)
    if (equal_fold(row.word, word)) return &row;
  return nullptr;
}

// Children of the same kind are taken up: `a and (b and c)` is one node with three children.
void adopt(FilterNode& parent, FilterNode child) {
  if (child.kind != parent.kind) {
    parent.children.push_back(std::move(child));
    return;
  }
  for (FilterNode& grandchild : child.children) parent.children.push_back(std::move(grandchild));
}

}  // namespace

base::Result<FilterNode> parse_filter(std::string_view text, const ResourceType& type,
                                      Strictness strictness, Quirks& quirks) {
  return FilterParser(text, type, strictness, quirks).filter();
}

base::Result<FilterNode> parse_filter(std::string_view text, const ResourceType& type,
                                      std::span<const ResourceType* const> others,
                                      Strictness strictness, Quirks& quirks) {
  return FilterParser(text, type, strictness, quirks, 0, others).filter();
}

base::Result<FilterNode> FilterParser::filter() {
  if (text_.size() > kFilterBytesMax)
    return fail("the filter is longer than " + std::to_string(kFilterBytesMax) + " bytes",
                kFilterBytesMax);
  if (std::size_t at = base::find_invalid_utf8(text_); at != std::string_view::npos)
    return fail("the filter is not valid UTF-8", at);
  auto node = or_exp();
  if (!node.ok()) return node;
  skip_spaces();
  if (pos_ != text_.size()) return fail("expected 'and', 'or' or the end of the filter", pos_);
  return node;
}

base::Result<FilterNode> FilterParser::or_exp() {
  return chain(FilterNode::Kind::kOr, "or", &FilterParser::and_exp);
}

base::Result<FilterNode> FilterParser::and_exp() {
  return chain(FilterNode::Kind::kAnd, "and", &FilterParser::term);
}

base::Result<FilterNode> FilterParser::chain(FilterNode::Kind kind, std::string_view word,
                                             Rule operand) {
  auto first = (this->*operand)();
  if (!first.ok() || !take_logical(word)) return first;
  FilterNode node;
  node.kind = kind;
  adopt(node, std::move(first).value());
  do {
    auto next = (this->*operand)();
    if (!next.ok()) return next;
    adopt(node, std::move(next).value());
  } while (take_logical(word));
  return node;
}

base::Result<FilterNode> FilterParser::term() {
  skip_spaces();
  if (peek() == '(') return group();
  if (!at_not()) return attr_exp();
  pos_ += std::string_view("not").size();
  skip_spaces();
  auto inner = group();
  if (!inner.ok()) return inner;
  FilterNode node;
  node.kind = FilterNode::Kind::kNot;
  node.children.push_back(std::move(inner).value());
  return node;
}

base::Result<FilterNode> FilterParser::group() {
  std::size_t open = pos_++;
  if (++depth_ > kFilterDepthMax)
    return fail("more than " + std::to_string(kFilterDepthMax) + " nested parentheses", open);
  auto node = or_exp();
  if (!node.ok()) return node;
  skip_spaces();
  if (peek() != ')') return fail("expected 'and', 'or' or ')'", pos_);
  ++pos_;
  --depth_;
  return node;
}

base::Result<FilterNode> FilterParser::attr_exp() {
  std::size_t name_at = pos_;
  auto ref = attr_path();
  if (!ref.ok()) return ref.error();
  if (peek() == '[') return value_path(ref.value(), name_at);
  return comparison(ref.value(), name_at);
}

// What the name is in the type itself, else in the first other type that knows it.
ResolvedName FilterParser::resolve(std::string_view name) const {
  ResolvedName own = resolve_name(name, type_);
  if (own.problem.empty()) return own;
  for (const ResourceType* other : others_) {
    ResolvedName resolved = resolve_name(name, *other);
    if (resolved.problem.empty()) return resolved;
  }
  if (others_.size() > 1) own.problem = "no resource type has an attribute of this name";
  return own;
}

base::Result<AttributeRef> FilterParser::attr_path() {
  std::size_t name_at = pos_;
  std::string_view name = word_at(name_at);
  if (name.empty()) return fail("expected an attribute name", name_at);
  pos_ += name.size();
  if (owner_ != nullptr) return sub_attribute(name, name_at, *owner_->attribute);

  ResolvedName resolved = resolve(name);
  if (resolved.problem.empty() && resolved.ref.attribute == nullptr) {
    resolved.problem = "expected an attribute name after the URN";
    resolved.problem_at = name.size();
  }
  if (resolved.problem.empty() && resolved.dotted_urn && !tolerant()) {
    resolved.problem = "expected ':' between the URN and the attribute name";
    resolved.problem_at = 0;
  }
  if (!resolved.problem.empty()) return fail(resolved.problem, name_at + resolved.problem_at);
  if (resolved.dotted_urn) quirks_.note("urn-dot-attribute");
  return resolved.ref;
}

base::Result<AttributeRef> FilterParser::sub_attribute(std::string_view name, std::size_t name_at,
                                                       const Attribute& owner) const {
  if (!is_attribute_name(name))
    return fail("expected the name of a sub-attribute of '" + owner.name + "'", name_at);
  AttributeRef ref = *owner_;
  ref.sub = owner.find_sub(name);
  if (ref.sub == nullptr) return fail("unknown sub-attribute of '" + owner.name + "'", name_at);
  return ref;
}

base::Result<FilterNode> FilterParser::comparison(const AttributeRef& ref, std::size_t name_at) {
  const Attribute& named = ref.sub != nullptr ? *ref.sub : *ref.attribute;
  // Comparing would tell a secret bit by bit (RFC 7643 7, "returned").
  if (ref.attribute->returned == Returned::kNever || named.returned == Returned::kNever)
    return fail("'" + named.name + "' is never returned and cannot be filtered by", name_at);
  if (++terms_ > kFilterTermsMax)
    return fail("more than " + std::to_string(kFilterTermsMax) + " comparisons", name_at);

  if (peek() != ' ') return fail(kExpectedOperator, pos_);
  skip_spaces();
  std::size_t op_at = pos_;
  const CompareOpRow* row = find_op(word_at(op_at));
  if (row == nullptr) return fail(kExpectedOperator, op_at);
  pos_ += row->word.size();

  FilterNode node;
  node.ref = ref;
  node.op = row->op;
  if (row->kind == OpKind::kPresence) return node;
  if (peek() != ' ') return fail("expected a space and a value", pos_);
  skip_spaces();
  std::size_t literal_at = pos_;
  auto literal = comp_value();
  if (!literal.ok()) return literal.error();
  node.literal = std::move(literal).value();
  return typed(std::move(node), op_at, literal_at);
}

base::Result<FilterNode> FilterParser::bracketed(const AttributeRef& owner) {
  std::size_t open = pos_++;
  if (++depth_ > kFilterDepthMax)
    return fail("more than " + std::to_string(kFilterDepthMax) + " nested brackets", open);
  owner_ = &owner;
  auto inner = or_exp();
  owner_ = nullptr;
  if (!inner.ok()) return inner;
  skip_spaces();
  if (peek() != ']') return fail("expected 'and', 'or' or ']'", pos_);
  ++pos_;
  --depth_;
  return inner;
}

base::Result<FilterNode> FilterParser::value_path(const AttributeRef& owner, std::size_t name_at) {
  if (owner_ != nullptr) return fail("brackets inside brackets", pos_);
  if (owner.sub != nullptr || !owner.attribute->multi_valued ||
      owner.attribute->type != Type::kComplex)
    return fail("only a multi-valued complex attribute can have brackets", name_at);
  auto inner = bracketed(owner);
  if (!inner.ok()) return inner;
  FilterNode node;
  node.kind = FilterNode::Kind::kValuePath;
  node.ref = owner;
  if (peek() != '.') {
    node.children.push_back(std::move(inner).value());
    return node;
  }

  // `emails[type eq "work"].value eq "x"`: not in the grammar, but Microsoft Entra ID looks users
  // up with it. It says what `emails[type eq "work" and value eq "x"]` says.
  std::size_t dot = pos_++;
  std::string_view name = word_at(pos_);
  auto ref = [&] {
    owner_ = &owner;
    auto found = sub_attribute(name, pos_, *owner.attribute);
    owner_ = nullptr;
    return found;
  }();
  if (!ref.ok()) return ref.error();
  if (!tolerant()) return fail("expected 'and', 'or' or the end of the filter", dot);
  pos_ += name.size();
  auto last = comparison(ref.value(), dot + 1);
  if (!last.ok()) return last;
  quirks_.note("value-path-sub-attribute-filter");
  FilterNode both;
  both.kind = FilterNode::Kind::kAnd;
  adopt(both, std::move(inner).value());
  adopt(both, std::move(last).value());
  node.children.push_back(std::move(both));
  return node;
}

std::string_view FilterParser::word_at(std::size_t at) const {
  return text_.substr(at, text_.find_first_of(" ()[]\"", at) - at);
}

void FilterParser::skip_spaces() {
  while (peek() == ' ') ++pos_;
}

// Takes ` and ` with its spaces; leaves the position alone when something else follows.
bool FilterParser::take_logical(std::string_view word) {
  std::size_t at = text_.find_first_not_of(' ', pos_);
  if (at == std::string_view::npos || at == pos_ ||
      !equal_fold(text_.substr(at, word.size()), word))
    return false;
  std::size_t end = at + word.size();
  if (end < text_.size() && text_[end] != ' ') return false;
  pos_ = end;
  skip_spaces();
  return true;
}

// `not` is a keyword only before a parenthesis; the space between the two is in the RFC's examples,
// not its grammar.
bool FilterParser::at_not() const {
  std::string_view word = word_at(pos_);
  if (!equal_fold(word, "not")) return false;
  std::size_t next = text_.find_first_not_of(' ', pos_ + word.size());
  return next != std::string_view::npos && text_[next] == '(';
}

base::Error FilterParser::fail(std::string_view message, std::size_t at) const {
  return error_at(base::ErrorCode::kInvalidFilter, message, text_, at);
}

}  // namespace scim
