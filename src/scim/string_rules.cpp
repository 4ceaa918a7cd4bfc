#include "scim/string_rules.h"

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "scim/attribute_value.h"

namespace scim {
namespace {

enum class Shape { kAny, kLine, kUserName, kEmail };

// Rows that the schemas cannot express; everything else is Shape::kAny with the general limit.
struct StringRule {
  std::string_view urn;
  std::string_view attribute;
  std::string_view sub;  // empty: the attribute itself; "*": each of its sub-attributes
  Shape shape;
  std::size_t characters_max;
};

constexpr std::size_t kNameCharactersMax = 256;
constexpr std::size_t kEmailCharactersMax =
    320;  // RFC 3696, erratum 1690, leaves 254; older systems count 64 + 1 + 255

constexpr StringRule kStringRules[] = {
    {kUserUrn, "userName", "", Shape::kUserName, kNameCharactersMax},
    {kUserUrn, "displayName", "", Shape::kLine, kNameCharactersMax},
    {kUserUrn, "nickName", "", Shape::kAny, kNameCharactersMax},
    {kUserUrn, "name", "*", Shape::kAny, kNameCharactersMax},
    {kUserUrn, "emails", "value", Shape::kEmail, kEmailCharactersMax},
    {kGroupUrn, "displayName", "", Shape::kLine, kNameCharactersMax},
};

const StringRule* find_rule(std::string_view urn, const AttributeRef& ref) {
  for (const StringRule& rule : kStringRules) {
    if (rule.urn != urn || rule.attribute != ref.attribute->name) continue;
    if (ref.sub == nullptr ? rule.sub.empty() : rule.sub == "*" || rule.sub == ref.sub->name)
      return &rule;
  }
  return nullptr;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// One @ with something on both sides, no spaces and no control characters: what every mail system
// agrees on.
bool is_email(std::string_view text) {
  std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
  if (text.find('@', at + 1) != std::string_view::npos) return false;
  return std::none_of(text.begin(), text.end(), [](char c) { return is_control(c) || c == ' '; });
}

// RFC 7643 2.3.6: base64 of RFC 4648 section 4 or, as certificates travel in URLs too, section 5;
// padding may be left out.
bool is_base64(std::string_view text) {
  std::size_t digits = text.find('=');
  std::string_view padding =
      digits == std::string_view::npos ? std::string_view() : text.substr(digits);
  if (digits == std::string_view::npos) digits = text.size();
  if (!padding.empty() && (text.size() % 4 != 0 || (padding != "=" && padding != "==")))
    return false;
  if (digits % 4 == 1) return false;
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(digits), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/' || c == '-' || c == '_';
  });
}

std::optional<std::string> find_shape_fault(Shape shape, std::string_view text,
                                            std::size_t characters_max) {
  switch (shape) {
    case Shape::kAny:
      return std::nullopt;
    case Shape::kLine:
      if (std::any_of(text.begin(), text.end(), is_control))
        return "must not hold control characters";
      return std::nullopt;
    case Shape::kEmail:
      if (!is_email(text)) return "must be an e-mail address";
      return std::nullopt;
    case Shape::kUserName: {
      base::NameFault fault = base::find_name_fault(text, characters_max);
      if (fault == base::NameFault::kNone) return std::nullopt;
      return std::string(base::describe(fault));
    }
  }
  return std::nullopt;
}

std::optional<std::string> find_type_fault(Type type, std::string_view text) {
  if (type == Type::kBinary && !is_base64(text)) return "must be base64";
  if (type == Type::kReference && std::any_of(text.begin(), text.end(), is_control))
    return "must be a URI, without control characters";
  if (type == Type::kDateTime && !base::parse_time(text))
    return "must be a date and time as 2026-01-31T12:00:00Z";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> find_text_fault(const ResourceType& type, const AttributeRef& ref,
                                           std::string_view text) {
  // A NUL cuts C strings and keys short, wherever the text goes later.
  if (text.find('\0') != std::string_view::npos) return "must not hold U+0000";
  const Attribute& target = ref.sub != nullptr ? *ref.sub : *ref.attribute;
  const StringRule* rule =
      find_rule(ref.extension != nullptr ? ref.extension->urn : type.schema->urn, ref);
  std::size_t characters_max =
      target.type == Type::kBinary ? kBinaryCharactersMax : kStringCharactersMax;
  if (rule != nullptr) characters_max = rule->characters_max;
  if (base::count_characters(text) > characters_max)
    return "must not be longer than " + std::to_string(characters_max) + " characters";
  if (auto fault = find_type_fault(target.type, text)) return fault;
  return rule != nullptr ? find_shape_fault(rule->shape, text, characters_max) : std::nullopt;
}

}  // namespace scim
