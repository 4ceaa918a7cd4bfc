// The parser behind parse_filter and the brackets of parse_path: recursive descent, one function
// per rule of RFC 7644 3.4.2.2 figure 1, with the ambiguous logExp unrolled into or_exp and
// and_exp:
//
//   filter     = or_exp
//   or_exp     = and_exp *(SP "or" SP and_exp)
//   and_exp    = term *(SP "and" SP term)
//   term       = group / "not" group / attr_exp / value_path
//   group      = "(" or_exp ")"
//   attr_exp   = attr_path SP "pr" / attr_path SP compare_op SP comp_value
//   value_path = attr_path "[" or_exp "]"
//                ; within the brackets names are sub-attributes, and there is no value_path
//
// Where the grammar has SP, any number of spaces (at least one) is taken, and spaces are allowed
// inside brackets.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "scim/attribute_name.h"
#include "scim/compare_op.h"
#include "scim/filter.h"

namespace scim {

class FilterParser {
 public:
  // Types whose attributes may be named beside the one that the filter is for.
  using Types = std::span<const ResourceType* const>;
  // All arguments must outlive the parser. Parsing begins at byte `begin` of `text`; columns count
  // from its start.
  FilterParser(std::string_view text, const ResourceType& type, Strictness strictness,
               Quirks& quirks, std::size_t begin = 0, Types others = {})
      : text_(text),
        type_(type),
        others_(others),
        strictness_(strictness),
        quirks_(quirks),
        pos_(begin) {}

  base::Result<FilterNode> filter();  // up to the end of the text
  // From "[" to "]": a filter on the values of `owner`, a complex multi-valued attribute.
  base::Result<FilterNode> bracketed(const AttributeRef& owner);
  std::size_t position() const { return pos_; }

 private:
  using Rule = base::Result<FilterNode> (FilterParser::*)();

  base::Result<FilterNode> or_exp();
  base::Result<FilterNode> and_exp();
  base::Result<FilterNode> chain(FilterNode::Kind kind, std::string_view word, Rule operand);
  base::Result<FilterNode> term();
  base::Result<FilterNode> group();
  base::Result<FilterNode> attr_exp();
  base::Result<FilterNode> value_path(const AttributeRef& owner, std::size_t name_at);
  base::Result<FilterNode> comparison(const AttributeRef& ref, std::size_t name_at);
  base::Result<AttributeRef> attr_path();
  ResolvedName resolve(std::string_view name) const;
  base::Result<AttributeRef> sub_attribute(std::string_view name, std::size_t name_at,
                                           const Attribute& owner) const;
  base::Result<json::Value> comp_value();
  base::Result<json::Value> quoted_string();
  base::Result<json::Value> bare_word(std::string_view word, std::size_t word_at);

  base::Result<FilterNode> typed(FilterNode node, std::size_t op_at, std::size_t literal_at);
  base::Status require_literal_of(Type type, FilterNode& node, std::size_t literal_at);

  char peek() const { return pos_ < text_.size() ? text_[pos_] : '\0'; }
  std::string_view word_at(std::size_t at) const;  // ends before a space, bracket or quote
  void skip_spaces();
  bool take_logical(std::string_view word);
  bool at_not() const;
  bool tolerant() const { return strictness_ != Strictness::kRfc; }
  base::Error fail(std::string_view message, std::size_t at) const;

  std::string_view text_;
  const ResourceType& type_;
  Types others_;
  Strictness strictness_;
  Quirks& quirks_;
  std::size_t pos_;
  int depth_ = 0;
  int terms_ = 0;
  const AttributeRef* owner_ = nullptr;  // inside brackets: whose values are filtered
};

}  // namespace scim
