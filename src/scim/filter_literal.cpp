// The right-hand side of a comparison: the literal, held against the attribute's type.
#include <algorithm>

#include "base/time.h"
#include "json/read.h"
#include "scim/filter_parser.h"

namespace scim {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What may stand in a word without quotes: ids, user names, e-mail addresses. Anything that another
// query language gives a meaning (quotes, `=`, `;`, `*`, `%`, braces) is refused rather than
// searched for.
bool is_bare_character(char c) {
  bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  bool beyond_ascii = static_cast<unsigned char>(c) >= 0x80;
  return letter || is_digit(c) || beyond_ascii ||
         std::string_view("._-@+:/#~").find(c) != std::string_view::npos;
}

bool is_bare_word(std::string_view word) {
  static constexpr std::string_view kKeywords[] = {"and", "or", "not"};
  for (std::string_view keyword : kKeywords)
    if (equal_fold(word, keyword)) return false;
  return !word.empty() && std::all_of(word.begin(), word.end(), is_bare_character);
}

std::optional<bool> boolean_word(std::string_view word) {
  if (equal_fold(word, "true")) return true;
  if (equal_fold(word, "false")) return false;
  return std::nullopt;
}

std::string_view expected_literal(Type type) {
  switch (type) {
    case Type::kBoolean:
      return "expected true, false or null";
    case Type::kDecimal:
    case Type::kInteger:
      return "expected a number or null";
    case Type::kDateTime:
      return "expected a date and time such as \"2011-05-13T04:42:34Z\", or null";
    default:
      return "expected a text in double quotes, or null";
  }
}

bool op_fits(OpKind kind, Type type) {
  switch (kind) {
    case OpKind::kEquality:
    case OpKind::kPresence:
      return true;
    case OpKind::kText:
      return type == Type::kString || type == Type::kReference || type == Type::kBinary;
    // RFC 7644 3.4.2.2, table 3: gt, ge, lt and le on Boolean and Binary are invalidFilter.
    case OpKind::kOrder:
      return type != Type::kBoolean && type != Type::kBinary;
  }
  return false;
}

}  // namespace

base::Result<json::Value> FilterParser::comp_value() {
  if (peek() == '"') return quoted_string();
  std::size_t word_begin = pos_;
  std::string_view word = word_at(word_begin);
  if (word.empty()) return fail("expected a value", word_begin);
  if (word == "null" || word == "true" || word == "false" || is_digit(word.front()) ||
      word.front() == '-') {
    auto value = json::parse(word);
    if (value.ok() && !value.value().is_array() && !value.value().is_object()) {
      pos_ += word.size();
      return value;
    }
  }
  return bare_word(word, word_begin);
}

// Some identity providers send `userName eq jane` (spelled so in Microsoft's own samples, and by
// authentik up to 2025).
base::Result<json::Value> FilterParser::bare_word(std::string_view word, std::size_t word_begin) {
  if (!tolerant() || !is_bare_word(word))
    return fail("expected a value: a text in double quotes, a number, true, false or null",
                word_begin);
  quirks_.note("unquoted-literal");
  pos_ += word.size();
  return json::Value(word);
}

base::Result<json::Value> FilterParser::quoted_string() {
  std::size_t open = pos_;
  std::size_t end = open + 1;
  while (end < text_.size() && text_[end] != '"') end += text_[end] == '\\' ? 2 : 1;
  if (end >= text_.size()) return fail("expected a closing '\"' for the text", open);
  auto value = json::parse(text_.substr(open, end + 1 - open));
  if (!value.ok() || !value.value().is_string()) return fail("expected a JSON string", open);
  if (value.value().as_string().find('\0') != std::string::npos)
    return fail("a text must not hold U+0000", open);
  pos_ = end + 1;
  return value;
}

// Holds the comparison against the type of what it compares: the sub-attribute, the attribute, or
// what is implied.
base::Result<FilterNode> FilterParser::typed(FilterNode node, std::size_t op_at,
                                             std::size_t literal_at) {
  const CompareOpRow& row = row_of(node.op);
  if (node.literal.is_null()) {
    // RFC 7643 2.5: null is the same as unassigned, and that has neither order nor parts.
    if (row.kind != OpKind::kEquality)
      return fail("null can only be compared with eq or ne", op_at);
    return node;
  }
  const Attribute* compared = node.ref.sub != nullptr ? node.ref.sub : node.ref.attribute;
  if (compared->type == Type::kComplex) {
    // The RFC wants a sub-attribute named, and yet has `emails co "example.com"` among its
    // examples; `manager eq "id"` is what Microsoft Entra ID sends.
    const Attribute* value = node.ref.sub == nullptr ? compared->find_sub("value") : nullptr;
    if (value == nullptr || value->type == Type::kComplex ||
        (!tolerant() && !compared->multi_valued))
      return fail("'" + compared->name + "' is complex: expected one of its sub-attributes", op_at);
    if (tolerant()) quirks_.note("implicit-value");
    node.ref.sub = compared = value;
  }
  if (!op_fits(row.kind, compared->type))
    return fail("the operator '" + std::string(row.word) + "' does not fit the type of '" +
                    compared->name + "'",
                op_at);
  if (auto status = require_literal_of(compared->type, node, literal_at); !status.ok())
    return status.error();
  return node;
}

base::Status FilterParser::require_literal_of(Type type, FilterNode& node, std::size_t literal_at) {
  bool fits = false;
  switch (type) {
    case Type::kBoolean:
      if (auto word = boolean_word(node.literal.is_string() ? node.literal.as_string() : "");
          word && tolerant()) {
        quirks_.note("boolean-as-string");
        node.literal = *word;
      }
      fits = node.literal.is_bool();
      break;
    case Type::kDecimal:
    case Type::kInteger:
      fits = node.literal.is_number();
      break;
    case Type::kDateTime:
      fits = node.literal.is_string() && base::parse_time(node.literal.as_string()).has_value();
      break;
    default:
      fits = node.literal.is_string();
  }
  if (!fits) return fail(expected_literal(type), literal_at);
  return base::done();
}

}  // namespace scim
