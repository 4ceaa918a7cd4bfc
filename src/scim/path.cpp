// PATCH paths, RFC 7644 3.5.2: PATH = attrPath / valuePath [subAttr].
#include "base/text.h"
#include "scim/attribute_name.h"
#include "scim/caret.h"
#include "scim/filter_parser.h"

namespace scim {
namespace {

class PathParser {
 public:
  PathParser(std::string_view text, const ResourceType& type, Strictness strictness, Quirks& quirks)
      : text_(text), type_(type), strictness_(strictness), quirks_(quirks) {}

  base::Result<AttributePath> path() {
    if (text_.size() > kFilterBytesMax)
      return fail("the path is longer than " + std::to_string(kFilterBytesMax) + " bytes",
                  kFilterBytesMax);
    if (std::size_t at = base::find_invalid_utf8(text_); at != std::string_view::npos)
      return fail("the path is not valid UTF-8", at);
    std::size_t open = text_.find('[');
    auto ref = attr_path(text_.substr(0, open));
    if (!ref.ok()) return ref.error();
    AttributePath path;
    path.ref = ref.value();
    if (open == std::string_view::npos) return path;
    return value_path(std::move(path), open);
  }

 private:
  base::Result<AttributeRef> attr_path(std::string_view name) {
    ResolvedName resolved = resolve_name(name, type_);
    if (!resolved.problem.empty()) return fail(resolved.problem, resolved.problem_at);
    if (resolved.dotted_urn) {
      if (strictness_ == Strictness::kRfc)
        return fail("expected ':' between the URN and the attribute name", 0);
      quirks_.note("urn-dot-attribute");
    }
    return resolved.ref;
  }

  base::Result<AttributePath> value_path(AttributePath path, std::size_t open) {
    const Attribute* owner = path.ref.attribute;
    if (owner == nullptr || path.ref.sub != nullptr || !owner->multi_valued ||
        owner->type != Type::kComplex)
      return fail("only a multi-valued complex attribute can have brackets", open);
    FilterParser parser(text_, type_, strictness_, quirks_, open);
    auto filter = parser.bracketed(path.ref);
    if (!filter.ok()) return filter.error();
    path.value_filter = std::move(filter).value();

    std::size_t after = parser.position();
    if (after == text_.size()) return path;
    if (text_[after] != '.') return fail("expected '.' or the end of the path", after);
    path.ref.sub = owner->find_sub(text_.substr(after + 1));
    if (path.ref.sub == nullptr)
      return fail("expected a sub-attribute of '" + owner->name + "'", after + 1);
    return path;
  }

  base::Error fail(std::string_view message, std::size_t at) const {
    return error_at(base::ErrorCode::kInvalidPath, message, text_, at);
  }

  std::string_view text_;
  const ResourceType& type_;
  Strictness strictness_;
  Quirks& quirks_;
};

}  // namespace

base::Result<AttributePath> parse_path(std::string_view text, const ResourceType& type,
                                       Strictness strictness, Quirks& quirks) {
  return PathParser(text, type, strictness, quirks).path();
}

}  // namespace scim
