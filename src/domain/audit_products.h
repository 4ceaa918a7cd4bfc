// What the published audit log calls the product of a resource, and the categories that products
// are filtered by (cloudflare.md 9.2).
#pragma once

#include <span>
#include <string_view>

namespace domain {

// Of a resource type as routes name it: "scim_user" → "members". The type itself when it has no
// row.
std::string_view audit_product_of(std::string_view resource_type);
bool has_audit_product(std::string_view resource_type);

struct AuditProduct {
  std::string_view value;  // "members"
  std::string_view label;
};
struct AuditProductCategory {
  std::string_view value;  // "zerotrust"
  std::string_view label;
  std::span<const AuditProduct> products;
};
std::span<const AuditProductCategory> audit_product_categories();

}  // namespace domain
