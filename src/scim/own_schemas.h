// What an account adds to the built-in schemas and resource types: documents in the form of the
// /Schemas and /ResourceTypes endpoints (RFC 7643 6 and 7), read once and held against the rules of
// the RFC and the limits of the engine.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/value.h"
#include "scim/schema.h"

namespace scim {

inline constexpr std::size_t kOwnTypesMax = 16;
inline constexpr std::size_t kOwnExtensionsMax = 7;     // of one resource type
inline constexpr std::size_t kOwnAttributesMax = 100;   // of one schema, sub-attributes included
inline constexpr std::size_t kOwnBytesMax = 64 * 1024;  // of all documents, as they are answered

struct OwnSchemas {
  std::shared_ptr<const Registry> registry;  // the built-in ones, then the own ones
  // The account's own documents with everything written out, as they can be sent again.
  json::Array schemas;
  json::Array resource_types;  // "User" and "Group": only what is added to them
};

// {"schemas": [...], "resource_types": [...]}; an absent list is an empty one. A resource type that
// is named User or Group adds its schemaExtensions to the built-in type; any other is a type of the
// account's own. kInvalidValue points at the fault.
base::Result<OwnSchemas> read_own_schemas(const json::Value& wanted);

bool is_built_in(const Schema& schema);
bool is_built_in(const ResourceType& type);  // as it is, or with extensions of an account

// `name` in what `type` knows: "urn:example:device:serialNumber".
std::string qualified_name(const Schema& schema, const Attribute& attribute);

// JSON pointer to the attribute's definition in what read_own_schemas was given.
std::string pointer_of(const OwnSchemas& own, const Schema& schema, const Attribute& attribute);

}  // namespace scim
