// ServiceProviderConfig, ResourceTypes and Schemas (RFC 7644 section 4): made from what this
// service really does.
#pragma once

#include "api/call.h"

namespace api::scim_api {

Outcome get_service_provider_config(Call& call);
Outcome list_resource_types(Call& call);
Outcome get_resource_type(Call& call);
Outcome list_schemas(Call& call);
Outcome get_schema(Call& call);

}  // namespace api::scim_api
