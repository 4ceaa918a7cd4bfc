// Profile rfc: a value in a PATCH may repeat what a read-only attribute says, as Okta and Authentik
// do with `id`, but not change it. RFC 7644 3.5.2: "A client MUST NOT modify an attribute that has
// mutability 'readOnly' or 'immutable'."
#pragma once

#include <optional>

#include "base/result.h"
#include "json/value.h"
#include "scim/patch.h"
#include "scim/schema.h"

namespace scim {

class ReadOnlyGuard {
 public:
  // `current` is asked at most once, and may be absent: then the resource says nothing.
  ReadOnlyGuard(const ResourceType& type, const CurrentResource& current)
      : type_(type), current_(current) {}

  // kMutability when `sent` would change what `ref` names. `schemas` may also name an extension
  // that the same request brings into use.
  base::Status require_same(const AttributeRef& ref, PatchOp op, const json::Value& sent);

 private:
  const json::Value* find_current(const AttributeRef& ref);
  bool names_own_schemas(const json::Value& sent) const;

  const ResourceType& type_;
  const CurrentResource& current_;
  std::optional<json::Object> resource_;
};

}  // namespace scim
