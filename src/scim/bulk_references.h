// References by bulkId (RFC 7644 3.7.2): where the data of an operation may name a resource that
// another operation of the same request creates. Only attributes that refer to resources are looked
// at: those with a `$ref`, and references other than to external URLs (RFC 7643 7). Everywhere else
// "bulkId:x" is text like any other.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "scim/schema.h"

namespace scim {

// The data of a POST or PUT is a resource, that of a PATCH a message with operations.
enum class BulkData { kResource, kPatch };

// What stands for `bulkId:<bulk_id>`; nothing leaves the reference as it is.
using BulkIdResolver = std::function<std::optional<std::string>(std::string_view bulk_id)>;

// Asks for every reference in `data`, and puts in its place what the resolver says: in values, in
// `$ref`s that end in one, and in the value filters of paths.
void replace_bulk_ids(json::Value& data, BulkData kind, const ResourceType& type,
                      const BulkIdResolver& resolve);

// "x" of "bulkId:x".
std::optional<std::string_view> bulk_id_of(std::string_view text);

// An attribute that a creation left out, because it refers to what does not exist yet.
struct LeftOut {
  std::string path;  // as a PATCH names it
  json::Value value;
  bool required = false;  // no resource can be made without it
};
// Takes the attributes out of a resource in which any reference is one that `is_known` denies.
std::vector<LeftOut> leave_out(json::Value& resource, const ResourceType& type,
                               const std::function<bool(std::string_view bulk_id)>& is_known);

}  // namespace scim
