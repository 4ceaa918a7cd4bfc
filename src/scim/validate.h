// The body of a POST or PUT, and the outcome of a PATCH, held against the schemas of the resource
// type.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "json/value.h"
#include "scim/quirks.h"
#include "scim/schema.h"

namespace scim {

struct ResourceBody {
  json::Object attributes;  // normalised: schema spelling and order (core, then extensions under
                            // their URN), no read-only and unknown attributes, no nulls and
                            // empties, no id, meta, schemas, relation
  std::optional<std::vector<std::string>>
      relation;  // the `value`s of members, when the body names the attribute
};

// A body of POST or PUT. Attribute names and URNs in any letter case, `schemas` checked (RFC 7643
// 3: it must hold the type's own; unknown URNs are a quirk), read-only members ignored, unknown
// ones ignored and noted, booleans as strings (noted), at most one primary, types, e-mail shape,
// base64, date-times, string limits and forbidden characters. kInvalidSyntax: not an object, or no
// `schemas`. kInvalidValue: anything else; the detail names attribute and reason.
base::Result<ResourceBody> read_resource(const json::Value& body, const ResourceType& type,
                                         Strictness strictness, Quirks& quirks);

// What PATCH left behind: required attributes present, types, one primary, limits. Also puts the
// attributes in the order and spelling of the schema.
base::Status validate(const ResourceType& type, json::Object& attributes);
// The same for a resource that was `before`: what is required and was not there then may stay away,
// since an account's schemas can come to require more than its resources have.
base::Status validate_change(const ResourceType& type, const json::Object& before,
                             json::Object& attributes);

// RFC 7644 3.5.1: in a PUT, an immutable attribute that has a value must come with the same value
// (kMutability); one that does not come keeps it.
base::Status keep_immutable(const ResourceType& type, const json::Object& before,
                            json::Object& attributes);

// Which extensions have data in `attributes`: bit i = type.extensions[i].
std::uint32_t extension_mask(const ResourceType& type, const json::Object& attributes);

}  // namespace scim
