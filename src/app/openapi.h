// The OpenAPI 3.1 description of what this build serves: paths, permissions and summaries from the
// route table, SCIM schemas from the schema registry, all other shapes from app/openapi.json.
#pragma once

#include <string>

namespace app {

// JSON text. `server_url`: "http://127.0.0.1:8787". Throws std::logic_error when a route has no
// entry in app/openapi.json or an entry has no route: a defect of the build.
std::string describe_api(const std::string& server_url);

}  // namespace app
