// One attribute's value as a client sent it, held against its definition (RFC 7643 2) and put into
// the form that is stored: the schema's spelling and order, nothing read-only, unknown or empty.
// Used by the bodies of POST and PUT, by the values of PATCH operations, and on what a PATCH left
// behind.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"
#include "json/value.h"
#include "scim/quirks.h"
#include "scim/schema.h"

namespace scim {

// In characters, not bytes. Names (userName, displayName, the parts of a name) are shorter:
// string_rules.cpp.
inline constexpr std::size_t kStringCharactersMax = 4096;
inline constexpr std::size_t kBinaryCharactersMax =
    65536;  // base64 text: certificates with their chains
// Values of one multi-valued attribute. Adding compares with what is there, so the number must be
// bounded; members are a relation and have no limit here.
inline constexpr std::size_t kElementsMax = 200;

// What becomes of a sub-attribute that is null or empty: POST and PUT drop it; PATCH keeps a null,
// which removes.
enum class Unassigned { kDrop, kKeep };

// Where a value stands, for error texts: `emails[0].primary`, URN-qualified in an extension.
struct Place {
  static constexpr std::size_t kNoIndex = static_cast<std::size_t>(-1);
  AttributeRef ref;
  std::size_t index = kNoIndex;

  const Attribute& target() const { return ref.sub != nullptr ? *ref.sub : *ref.attribute; }
  std::string text() const;
};

class ReadOnlyGuard;

class ValueReader {
 public:
  // `read_only`, when given, judges read-only sub-attributes in kRfc; without it they are ignored,
  // as RFC 7644 3.3 and 3.5.1 say of POST and PUT.
  ValueReader(const ResourceType& type, Strictness strictness, Quirks& quirks,
              ReadOnlyGuard* read_only = nullptr)
      : type_(type), strictness_(strictness), quirks_(quirks), read_only_(read_only) {}

  // The whole value of the attribute or sub-attribute `ref` names: an array when it is
  // multi-valued. Null when the value means unassigned (RFC 7643 2.5; an empty string counts as
  // such). With kKeep an object without anything to say stays an empty object. kInvalidValue, the
  // detail names place and reason.
  base::Result<json::Value> read(const AttributeRef& ref, const json::Value& sent,
                                 Unassigned unassigned) const;
  // One value of a multi-valued attribute; null when it says nothing.
  base::Result<json::Value> read_element(const AttributeRef& ref, const json::Value& sent,
                                         Unassigned unassigned) const;
  // Notes the unknown name, or refuses it (kRfc: kInvalidValue).
  base::Status meet_unknown(std::string_view name) const;

 private:
  base::Result<json::Value> read_array(const AttributeRef& ref, const json::Value& sent) const;
  base::Result<json::Value> read_single(const Place& place, const json::Value& sent,
                                        Unassigned unassigned) const;
  base::Result<json::Value> read_complex(const Place& place, const json::Value& sent,
                                         Unassigned unassigned) const;
  base::Status meet_read_only(const Place& place, const json::Value& sent) const;
  base::Result<json::Value> read_simple(const Place& place, const json::Value& sent) const;
  base::Result<json::Value> read_text(const Place& place, const json::Value& sent) const;

  const ResourceType& type_;
  Strictness strictness_;
  Quirks& quirks_;
  ReadOnlyGuard* read_only_;
};

base::Error wrong_kind(const Place& place, std::string_view wanted, const json::Value& sent);
base::Error named_twice(std::string_view place);
// Characters of an attribute name from a client, safe to show: cut, without control characters.
std::string shown(std::string_view text);

}  // namespace scim
