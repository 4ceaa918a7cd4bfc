// `attributes` and `excludedAttributes`, RFC 7644 3.9, and the `returned` characteristic, RFC
// 7643 2.2 (and 7).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/value.h"
#include "scim/schema.h"

namespace scim {

class Projection {
 public:
  Projection() = default;  // the default set
  // Comma-separated names, in any letter case, URN-qualified or not, sub-attributes allowed;
  // unknown names are ignored; `emails[type eq "work"]` means `emails`. Both given: `attributes`
  // wins (RFC 7644 3.9 forbids both).
  Projection(std::string_view attributes, std::string_view excluded_attributes,
             const ResourceType& type);

  // No client asked for anything.
  bool is_default() const { return included_.empty() && excluded_.empty() && !named_; }
  // Nothing is taken away from what is stored: no client asked, and all of it is returned by
  // default.
  bool keeps_all() const { return is_default() && !hides_; }
  // Whether an attribute at the root (core or common) would be in the answer at all; lets a caller
  // skip the work of listing members or groups.
  bool wants(std::string_view attribute_name) const;
  // Removes what is not to be returned; always-returned attributes (schemas, id) stay,
  // never-returned ones go. `schemas` keeps the URNs of the extensions that are still there.
  void apply(json::Object& resource) const;

 private:
  enum class Choice { kWhole, kNone, kParts };
  Choice choose(const Schema* extension, const Attribute& attribute) const;
  bool keeps_sub(const AttributeRef& ref) const;
  void apply_in(const Schema* extension, const std::vector<Attribute>& attributes,
                json::Object& object) const;

  void settle_schemas(json::Value& schemas, const json::Object& resource) const;

  const ResourceType* type_ = nullptr;
  bool named_ = false;  // `attributes` was given, even if it named nothing we know
  bool hides_ = false;  // the type has attributes that are not returned by default
  // A reference without `attribute` is a whole extension.
  std::vector<AttributeRef> included_;
  std::vector<AttributeRef> excluded_;
};

}  // namespace scim
