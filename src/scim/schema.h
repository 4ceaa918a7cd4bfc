// Schemas, their attributes and the resource types made of them: RFC 7643 sections 2, 6 and 7. All
// of it is data (src/scim/schemas/*.json, in the format of the /Schemas and /ResourceTypes
// endpoints); nothing in the code names an attribute to learn its type or its characteristics. An
// account may add to it (scim/own_schemas.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/value.h"

namespace scim {

inline constexpr std::string_view kUserUrn = "urn:ietf:params:scim:schemas:core:2.0:User";
inline constexpr std::string_view kGroupUrn = "urn:ietf:params:scim:schemas:core:2.0:Group";
inline constexpr std::string_view kPatchOpUrn = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
inline constexpr std::string_view kListResponseUrn =
    "urn:ietf:params:scim:api:messages:2.0:ListResponse";
inline constexpr std::string_view kErrorUrn = "urn:ietf:params:scim:api:messages:2.0:Error";

// RFC 7643 2.2 and 7.
enum class Type { kString, kBoolean, kDecimal, kInteger, kDateTime, kBinary, kReference, kComplex };
enum class Mutability { kReadOnly, kReadWrite, kImmutable, kWriteOnly };
enum class Returned { kAlways, kNever, kDefault, kRequest };
enum class Uniqueness { kNone, kServer, kGlobal };

struct Attribute {
  std::string name;  // the schema's spelling, which every answer uses
  std::string description;
  Type type = Type::kString;
  bool multi_valued = false;
  bool required = false;
  bool case_exact = false;
  Mutability mutability = Mutability::kReadWrite;
  Returned returned = Returned::kDefault;
  Uniqueness uniqueness = Uniqueness::kNone;
  std::vector<std::string> canonical_values;
  std::vector<std::string> reference_types;
  std::vector<Attribute> sub_attributes;  // of a complex attribute

  // Without regard to case; null when there is none.
  const Attribute* find_sub(std::string_view name) const;
};

struct Schema {
  std::string urn;
  std::string name;
  std::vector<Attribute> attributes;
  json::Value document;  // as /Schemas serves it, less meta

  // Without regard to case; null when there is none.
  const Attribute* find(std::string_view name) const;
};

struct ResourceType {
  std::string name;      // "User"
  std::string endpoint;  // "Users": the path segment, without slash
  const Schema* schema = nullptr;
  // Their order is the bit order of a stored record's extension mask: only append.
  std::vector<const Schema*> extensions;
  std::uint32_t required_extensions = 0;  // bit i: every resource must have extensions[i]
  std::vector<Attribute> common;          // schemas, id, externalId, meta (RFC 7643 3.1)
  std::string relation;          // attribute kept as a relation, not in the document: "members"
  std::string reverse_relation;  // the read-only attribute derived from it: "groups"
  json::Value document;          // as /ResourceTypes serves it, less meta

  // The attribute that is put together from relations; empty: none.
  const std::string& derived() const { return relation.empty() ? reverse_relation : relation; }
};

class Registry {
 public:
  // From the embedded JSON; throws std::logic_error when that data is wrong (a bug, seen at the
  // first start).
  static const Registry& built_in();
  // As much of it as the live endpoint publishes (cloudflare.md sections 8.2 to 8.4); likewise.
  static const Registry& cloudflare();

  const std::vector<std::shared_ptr<const Schema>>& schemas() const { return schemas_; }
  const std::vector<std::shared_ptr<const ResourceType>>& resource_types() const {
    return resource_types_;
  }
  const Schema* find_schema(std::string_view urn) const;                  // without regard to case
  const ResourceType* find_by_endpoint(std::string_view endpoint) const;  // exact: "Users"
  const ResourceType* find_by_name(std::string_view name) const;          // exact: "User"

 private:
  // Shared with the registries of accounts, which begin with the built-in ones.
  std::vector<std::shared_ptr<const Schema>> schemas_;
  std::vector<std::shared_ptr<const ResourceType>> resource_types_;
  friend class RegistryBuilder;
  friend class OwnSchemasReader;
};

// Where an attribute lives in a resource: at the root (core and common attributes) or under its
// extension's URN.
struct AttributeRef {
  const Schema* extension = nullptr;     // null: at the root
  const Attribute* attribute = nullptr;  // null: all of the extension (its URN stood alone)
  const Attribute* sub = nullptr;        // "givenName" of "name.givenName"
};

bool equal_fold(std::string_view a, std::string_view b);  // ASCII letters without case

}  // namespace scim
