// Permission groups, roles and resource groups on the wire (cloudflare.md section 6).
#pragma once

#include "api/fields.h"
#include "base/result.h"
#include "domain/catalogue.h"
#include "json/value.h"
#include "model/resource_group.h"

namespace api {

// Every value of `meta` is a string, "false" too.
json::Value shape_permission_group(const domain::CatalogueEntry& entry);
json::Value shape_resource_group(const model::ResourceGroup& group);

// {"key": "…", "objects": [{"key": "…"}]}: types only, the domain judges the meaning.
base::Result<model::Scope> read_scope(const Field& field);

}  // namespace api
