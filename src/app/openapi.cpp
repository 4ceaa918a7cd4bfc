#include "app/openapi.h"

#include <set>
#include <stdexcept>

#include "app/routes.h"
#include "base/version.h"
#include "json/embedded.h"
#include "json/write.h"
#include "scim/schema.h"

namespace app {
namespace {

using api::Dialect;

json::Value ref(std::string_view schema) {
  return json::Object{{"$ref", "#/components/schemas/" + std::string(schema)}};
}

json::Value content(std::string_view media_type, json::Value schema) {
  return json::Object{{std::string(media_type), json::Object{{"schema", std::move(schema)}}}};
}

bool is_scim(const Route& route) { return route.dialect == Dialect::kScim; }

std::string_view media_type_of(const Route& route) {
  return is_scim(route) ? "application/scim+json" : "application/json";
}

// --- SCIM schemas ----------------------------------------------------------------------------

json::Value attribute_schema(const scim::Attribute& attribute);

json::Object attributes_schema(const std::vector<scim::Attribute>& attributes) {
  json::Object properties;
  json::Array required;
  for (const scim::Attribute& attribute : attributes) {
    properties.set(attribute.name, attribute_schema(attribute));
    if (attribute.required) required.emplace_back(attribute.name);
  }
  json::Object schema{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema.set("required", std::move(required));
  return schema;
}

json::Object single_value_schema(const scim::Attribute& attribute) {
  switch (attribute.type) {
    case scim::Type::kBoolean:
      return {{"type", "boolean"}};
    case scim::Type::kDecimal:
      return {{"type", "number"}};
    case scim::Type::kInteger:
      return {{"type", "integer"}};
    case scim::Type::kDateTime:
      return {{"type", "string"}, {"format", "date-time"}};
    case scim::Type::kComplex:
      return attributes_schema(attribute.sub_attributes);
    case scim::Type::kString:
    case scim::Type::kBinary:
    case scim::Type::kReference:
      break;
  }
  return {{"type", "string"}};
}

json::Value attribute_schema(const scim::Attribute& attribute) {
  json::Object value = single_value_schema(attribute);
  if (attribute.multi_valued) value = {{"type", "array"}, {"items", std::move(value)}};
  if (attribute.mutability == scim::Mutability::kReadOnly) value.set("readOnly", true);
  if (attribute.mutability == scim::Mutability::kWriteOnly) value.set("writeOnly", true);
  return value;
}

json::Value resource_schema(const scim::ResourceType& type) {
  std::vector<scim::Attribute> attributes = type.common;
  attributes.insert(attributes.end(), type.schema->attributes.begin(),
                    type.schema->attributes.end());
  json::Object schema = attributes_schema(attributes);
  for (const scim::Schema* extension : type.extensions) {
    schema.find("properties")
        ->as_object()
        .set(extension->urn, attributes_schema(extension->attributes));
  }
  return schema;
}

json::Object component_schemas(const json::Value& data) {
  json::Object schemas;
  for (const auto& type : scim::Registry::built_in().resource_types())
    schemas.set("Scim" + type->name, resource_schema(*type));
  for (const auto& [name, schema] : data.find("schemas")->as_object()) schemas.set(name, schema);
  return schemas;
}

// --- Operations ------------------------------------------------------------------------------

// "/accounts/:account_id" is "/accounts/{account_id}" in OpenAPI.
std::string path_of(const std::string& pattern) {
  std::string path;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] != ':') {
      path += pattern[at];
      continue;
    }
    const std::size_t end = std::min(pattern.find('/', at), pattern.size());
    path += '{' + pattern.substr(at + 1, end - at - 1) + '}';
    at = end - 1;
  }
  return path;
}

// "get_accounts_account_id_tokens": method and path, which are unique together.
std::string operation_id(const Route& route) {
  std::string id;
  const std::string path = route.pattern.rfind("/client/v4", 0) == 0
                               ? route.pattern.substr(std::string_view("/client/v4").size())
                               : route.pattern;
  for (const char c : std::string(route.method) + path) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter) {
      id += c >= 'A' && c <= 'Z' && id.size() < route.method.size()
                ? static_cast<char>(c - 'A' + 'a')
                : c;
    } else if (!id.empty() && id.back() != '_') {
      id += '_';
    }
  }
  return id;
}

json::Array parameters_of(const std::string& path, const json::Value& entry) {
  json::Array parameters;
  for (std::size_t open = path.find('{'); open != std::string::npos;
       open = path.find('{', open + 1)) {
    const std::size_t close = path.find('}', open);
    parameters.push_back(json::Object{{"name", path.substr(open + 1, close - open - 1)},
                                      {"in", "path"},
                                      {"required", true},
                                      {"schema", json::Object{{"type", "string"}}}});
  }
  const json::Value* query = entry.find("query");
  for (const json::Value& each : query ? query->as_array() : json::Array{}) {
    const std::string& name = each.as_string();
    const bool is_number = name == "page" || name == "per_page" || name == "startIndex" ||
                           name == "count" || name == "limit";
    const bool is_list = name == "cf_resource_id" || name == "idp_resource_id";
    json::Object schema{{"type", is_number ? "integer" : "string"}};
    if (is_list) schema = {{"type", "array"}, {"items", std::move(schema)}};
    parameters.push_back(
        json::Object{{"name", name}, {"in", "query"}, {"schema", std::move(schema)}});
  }
  return parameters;
}

// What stands in `result` of the envelope, or is the whole answer in other dialects: "Name",
// "[Name]" for an array of them, "[]Name" for one without result_info.
json::Value answer_schema(const Route& route, std::string_view result) {
  const bool is_array = !result.empty() && result.front() == '[';
  const bool has_info = is_array && result.back() == ']';
  std::string_view name = result;
  if (is_array) name = has_info ? result.substr(1, result.size() - 2) : result.substr(2);
  json::Value schema = ref(name);
  if (is_array) schema = json::Object{{"type", "array"}, {"items", std::move(schema)}};
  if (is_scim(route) || route.dialect == Dialect::kPlain) return schema;
  json::Object properties{{"result", std::move(schema)},
                          {"success", json::Object{{"type", "boolean"}}},
                          {"errors", json::Object{{"type", "array"}, {"items", ref("Message")}}},
                          {"messages", json::Object{{"type", "array"}, {"items", ref("Message")}}}};
  if (has_info) properties.set("result_info", ref("ResultInfo"));
  return json::Object{{"type", "object"},
                      {"required", json::Array{"result", "success", "errors", "messages"}},
                      {"properties", std::move(properties)}};
}

json::Value responses_of(const Route& route, const json::Value& entry) {
  json::Object success{{"description", "done"}};
  const std::string_view media_type = entry.string_or("media_type", media_type_of(route));
  if (const std::string_view result = entry.string_or("result", ""); !result.empty())
    success.set("content", content(media_type, answer_schema(route, result)));
  json::Object responses{
      {std::to_string(entry.integer_or("status", 200)), std::move(success)},
  };
  if (route.dialect == Dialect::kPlain) return responses;
  json::Value error = json::Object{
      {"description", "refused"},
      {"content", content(media_type_of(route), ref(is_scim(route) ? "ScimError" : "Failure"))}};
  responses.set("4XX", error);
  responses.set("5XX", std::move(error));
  return responses;
}

std::string_view tag_of(const Route& route) {
  switch (route.dialect) {
    case Dialect::kScim:
      return "SCIM";
    case Dialect::kIam:
      return "IAM";
    case Dialect::kAccess:
      return "Zero Trust";
    case Dialect::kAuditLog:
      return "Audit logs";
    case Dialect::kPlain:
      return "Process";
    case Dialect::kV4:
      break;
  }
  return "Account";
}

json::Array security_of(const Route& route) {
  if (route.permission == auth::Permission::kNone) return {json::Object{}};
  json::Array security{json::Object{{"bearer", json::Array{}}}};
  if (route.schemes == auth::Schemes::kBearerOrKey)
    security.push_back(json::Object{{"email", json::Array{}}, {"key", json::Array{}}});
  return security;
}

json::Object operation_of(const Route& route, const std::string& path, const json::Value& entry) {
  json::Object operation{
      {"operationId", operation_id(route)}, {"summary", route.doc},
      {"tags", json::Array{tag_of(route)}}, {"parameters", parameters_of(path, entry)},
      {"security", security_of(route)},     {"x-scimd-permission", auth::name_of(route.permission)},
  };
  if (entry.bool_or("own", false)) operation.set("x-scimd-extension", true);
  if (const std::string_view request = entry.string_or("request", ""); !request.empty()) {
    operation.set(
        "requestBody",
        json::Object{{"required", true}, {"content", content(media_type_of(route), ref(request))}});
  }
  operation.set("responses", responses_of(route, entry));
  return operation;
}

// The key of a route in the data. The SCIM endpoint of an identity provider is what the account's
// is.
std::string key_of(const Route& route) {
  constexpr std::string_view kProvider = "/access/identity_providers/:identity_provider_id";
  std::string key = std::string(route.method) + " " + route.pattern;
  const std::size_t at = key.find(std::string(kProvider) + "/scim/v2");
  return at == std::string::npos ? key : key.erase(at, kProvider.size());
}

json::Object paths(const json::Value& data) {
  json::Object paths;
  std::set<std::string> described;
  for (const Route& route : routes()) {
    const std::string key = key_of(route);
    const json::Value* entry = data.find("operations")->find(key);
    if (!entry) throw std::logic_error("app/openapi.json has no entry \"" + key + "\"");
    described.insert(key);
    const std::string path = path_of(route.pattern);
    json::Value* item = paths.find(path);
    if (!item) item = &paths.append(path, json::Object{});
    std::string method(route.method);
    for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
    item->as_object().set(method, operation_of(route, path, *entry));
  }
  for (const auto& [key, entry] : data.find("operations")->as_object()) {
    if (described.count(key) == 0)
      throw std::logic_error("app/openapi.json describes \"" + key + "\", which is no route");
  }
  return paths;
}

json::Value security_schemes() {
  const auto header = [](std::string_view name) {
    return json::Object{{"type", "apiKey"}, {"in", "header"}, {"name", name}};
  };
  return json::Object{{"bearer", json::Object{{"type", "http"}, {"scheme", "bearer"}}},
                      {"email", header("X-Auth-Email")},
                      {"key", header("X-Auth-Key")}};
}

}  // namespace

std::string describe_api(const std::string& server_url) {
  const json::Value data = json::read_embedded("app/openapi.json");
  return json::write(json::Object{
      {"openapi", "3.1.0"},
      {"info",
       json::Object{{"title", "scimd"},
                    {"version", base::kVersion},
                    {"description",
                     "SCIM v2 provisioning and the account API that goes with it. Operations with "
                     "x-scimd-extension are scimd's own."}}},
      {"servers", json::Array{json::Object{{"url", server_url}}}},
      {"paths", paths(data)},
      {"components",
       json::Object{{"schemas", component_schemas(data)}, {"securitySchemes", security_schemes()}}},
  });
}

}  // namespace app
