// Schemas and resource types of an account's own, for tests.
#pragma once

#include <string>
#include <string_view>

#include "support/test_service.h"

namespace support {

// A resource type with the endpoint /Resources.
inline constexpr std::string_view kResourceSchemas = R"({
  "schemas": [{"id": "urn:example:resource", "name": "Resource",
               "attributes": [{"name": "label", "required": true}]}],
  "resource_types": [{"name": "Resource", "endpoint": "/Resources",
                      "schema": "urn:example:resource"}]})";

// PUT by the local operator; the answer.
Reply put_own_schemas(TestService& service, const std::string& account_id, std::string_view body);

// A file of docs/examples.
std::string read_example(const std::string& name);

}  // namespace support
