#include "scim/sort_key.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "base/text.h"
#include "base/time.h"
#include "scim/attribute_name.h"

namespace scim {
namespace {

using base::Error;
using base::ErrorCode;

constexpr char kHasValue = '\x01';
constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;

Error refuse(std::string why) { return {ErrorCode::kInvalidValue, "sortBy: " + std::move(why)}; }

void append_big_endian(std::string& out, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift));
}

// Signed order becomes the order of bytes.
void append_integer(std::string& out, std::int64_t number) {
  append_big_endian(out, static_cast<std::uint64_t>(number) ^ kSignBit);
}

// The order of IEEE 754 as the order of bytes: of negative numbers all bits are turned.
void append_double(std::string& out, double number) {
  if (number == 0) number = 0;  // -0 equals 0
  const auto bits = std::bit_cast<std::uint64_t>(number);
  append_big_endian(out, (bits & kSignBit) != 0 ? ~bits : bits | kSignBit);
}

// Integers beyond 2^53 share a double with their neighbours; the integer part tells them apart.
void append_number(std::string& out, const json::Value& value) {
  append_double(out, value.as_number());
  if (value.is_integer()) return append_integer(out, value.as_integer());
  const double whole = std::trunc(value.as_number());
  const bool fits = whole >= -0x1p63 && whole < 0x1p63;
  append_integer(out, fits ? static_cast<std::int64_t>(whole) : 0);
}

bool append_text(std::string& out, const Attribute& attribute, const std::string& text) {
  if (text.empty()) return false;  // RFC 7643 2.5: unassigned
  if (attribute.type == Type::kDateTime) {
    const auto us = base::parse_time(text);
    if (us) append_integer(out, *us);
    return us.has_value();
  }
  const bool exact = attribute.case_exact || attribute.type == Type::kBinary;
  out += exact ? text : base::fold(text);
  out.resize(std::min(out.size(), kSortKeyBytesMax));
  return true;
}

bool append_value(std::string& out, const Attribute& attribute, const json::Value& value) {
  if (value.is_string()) return append_text(out, attribute, value.as_string());
  if (value.is_bool()) {
    out.push_back(value.as_bool() ? '\1' : '\0');
    return true;
  }
  if (!value.is_number()) return false;
  append_number(out, value);
  return true;
}

// The primary element (RFC 7643 2.4), else the first; a single value stands for itself.
const json::Value* representative(const json::Value* value) {
  if (!value || !value->is_array()) return value;
  const json::Array& elements = value->as_array();
  for (const json::Value& element : elements) {
    if (element.bool_or("primary", false)) return &element;
  }
  return elements.empty() ? nullptr : &elements.front();
}

const json::Value* find_value(const AttributeRef& ref, const json::Object& resource) {
  const json::Value* value = nullptr;
  if (ref.extension) {
    const json::Value* extension = resource.find(ref.extension->urn);
    if (extension) value = extension->find(ref.attribute->name);
  } else {
    value = resource.find(ref.attribute->name);
  }
  value = representative(value);
  return value && ref.sub ? representative(value->find(ref.sub->name)) : value;
}

}  // namespace

base::Result<AttributeRef> parse_sort_by(std::string_view text, const ResourceType& type,
                                         Strictness strictness, Quirks& quirks) {
  const ResolvedName resolved = resolve_name(text, type);
  if (!resolved.problem.empty()) return refuse(resolved.problem);
  AttributeRef ref = resolved.ref;
  if (!ref.attribute) return refuse("expected an attribute name after the URN");
  if (ref.attribute->type == Type::kComplex && !ref.sub) {
    const bool strict = strictness == Strictness::kRfc && !ref.attribute->multi_valued;
    const Attribute* value = strict ? nullptr : ref.attribute->find_sub("value");
    if (!value || value->type == Type::kComplex)
      return refuse("'" + ref.attribute->name + "' is complex: expected one of its sub-attributes");
    if (!ref.attribute->multi_valued) quirks.note("implicit-value");
    ref.sub = value;
  }
  const Attribute& named = ref.sub ? *ref.sub : *ref.attribute;
  if (ref.attribute->returned == Returned::kNever || named.returned == Returned::kNever)
    return refuse("'" + named.name + "' is never returned and cannot be sorted by");
  if (named.type == Type::kComplex)
    return refuse("'" + named.name + "' is complex and cannot be sorted by");
  return ref;
}

std::string sort_key(const AttributeRef& ref, const json::Object& resource) {
  const json::Value* value = find_value(ref, resource);
  std::string key;
  if (!value || !append_value(key, ref.sub ? *ref.sub : *ref.attribute, *value))
    return std::string(kNoSortKey);
  key.insert(key.begin(), kHasValue);
  return key;
}

}  // namespace scim
