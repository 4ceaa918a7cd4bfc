#include "scim/own_schema_rules.h"

#include <algorithm>
#include <optional>

#include "scim/schema_reader.h"

namespace scim {
namespace {

constexpr std::size_t kNameCharactersMax = 64;
constexpr std::size_t kUrnCharactersMax = 200;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_letter_or_digit(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

struct RuleFault {
  std::string_view member;
  std::string_view sentence;
};

std::optional<RuleFault> find_rule_fault(const Attribute& attribute) {
  const bool unset = attribute.mutability == Mutability::kReadOnly;
  const bool unkept = attribute.returned == Returned::kNever;
  for (std::string_view word : {"and", "or", "not"})
    if (equal_fold(attribute.name, word))
      return RuleFault{"name", "must not be a word of the filter language"};
  if (attribute.required && unset)
    return RuleFault{"required", "must be false: nobody can set a readOnly attribute"};
  if (attribute.required && unkept)
    return RuleFault{"required", "must be false: what is returned never is not stored"};
  if (attribute.mutability == Mutability::kWriteOnly && !unkept)
    return RuleFault{"returned", "must be never when the mutability is writeOnly (RFC 7643 7)"};
  if (!attribute.reference_types.empty() && attribute.type != Type::kReference)
    return RuleFault{"referenceTypes", "is for attributes of type reference only"};
  if (!attribute.canonical_values.empty() && attribute.type != Type::kString &&
      attribute.type != Type::kReference)
    return RuleFault{"canonicalValues", "is for attributes of type string only"};
  if (attribute.uniqueness == Uniqueness::kNone) return std::nullopt;
  const bool can_be_unique =
      attribute.type == Type::kString && !attribute.multi_valued && !unset && !unkept;
  if (can_be_unique) return std::nullopt;
  return RuleFault{"uniqueness", "must be none but for a singular string that can be set and read"};
}

std::optional<RuleFault> find_sub_rule_fault(const Attribute& attribute) {
  if (attribute.type == Type::kComplex)
    return RuleFault{"type", "must not be complex inside a complex attribute (RFC 7643 2.3.8)"};
  if (attribute.multi_valued)
    return RuleFault{"multiValued", "must be false: sub-attributes have one value here"};
  if (attribute.uniqueness != Uniqueness::kNone)
    return RuleFault{"uniqueness", "must be none: only attributes at the top can be unique"};
  return find_rule_fault(attribute);
}

}  // namespace

bool is_type_word(std::string_view text) {
  return !text.empty() && text.size() <= kNameCharactersMax && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), is_letter_or_digit);
}

bool is_plain_urn(std::string_view text) {
  constexpr std::string_view kPrefix = "urn:";
  if (text.size() > kUrnCharactersMax || !equal_fold(text.substr(0, kPrefix.size()), kPrefix))
    return false;
  const std::string_view rest = text.substr(kPrefix.size());
  const std::size_t colon = rest.find(':');
  const bool has_parts =
      colon != std::string_view::npos && colon >= 2 && is_letter_or_digit(text.back());
  return has_parts && is_letter_or_digit(rest.front()) &&
         std::all_of(rest.begin(), rest.end(), [](char c) {
           return is_letter_or_digit(c) || c == ':' || c == '.' || c == '-' || c == '_';
         });
}

bool goes_on_from(std::string_view urn, std::string_view other) {
  if (urn.size() < other.size() || !equal_fold(urn.substr(0, other.size()), other)) return false;
  return urn.size() == other.size() || urn[other.size()] == ':' || urn[other.size()] == '.';
}

base::Status check_attributes(const std::vector<Attribute>& attributes,
                              const std::string& pointer) {
  const auto at = [](const std::string& list, std::size_t index) {
    return list + "/" + std::to_string(index);
  };
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    const std::string place = at(pointer + "/attributes", i);
    if (const auto fault = find_rule_fault(attributes[i]))
      return fault_at(place + "/" + std::string(fault->member), fault->sentence);
    const auto& subs = attributes[i].sub_attributes;
    for (std::size_t j = 0; j < subs.size(); ++j) {
      if (const auto fault = find_sub_rule_fault(subs[j]))
        return fault_at(at(place + "/subAttributes", j) + "/" + std::string(fault->member),
                        fault->sentence);
    }
  }
  return base::done();
}

}  // namespace scim
