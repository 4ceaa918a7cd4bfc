#include "api/scim/discovery.h"

#include "api/scim/list_request.h"
#include "domain/resource_types.h"
#include "json/write.h"
#include "scim/patch.h"
#include "scim/schema.h"

namespace api::scim_api {
namespace {

constexpr std::size_t kBulkOperationsMax = 1000;
constexpr std::size_t kBodyBytesMax = 8u << 20;

http::Response respond(const json::Value& body) {
  http::Response response;
  response.content_type = "application/scim+json";
  response.body = json::write(body);
  return response;
}

json::Object meta(const Call& call, std::string_view resource_type, std::string_view path) {
  return json::Object{{"resourceType", resource_type},
                      {"location", call.session.base_uri + std::string(path)}};
}

// A document as it is embedded, with the meta of this account's endpoint.
json::Value with_meta(const Call& call, const json::Value& document, std::string_view resource_type,
                      const std::string& path) {
  json::Value copy = document;
  copy.as_object().set("meta", meta(call, resource_type, path));
  return copy;
}

http::Response respond_all(json::Array resources) {
  const std::size_t count = resources.size();
  return respond(json::Object{
      {"schemas", json::Array{scim::kListResponseUrn}},
      {"totalResults", count},
      {"startIndex", 1},
      {"itemsPerPage", count},
      {"Resources", std::move(resources)},
  });
}

json::Value resource_type_document(const Call& call, const scim::ResourceType& type) {
  return with_meta(call, type.document, "ResourceType", "/ResourceTypes/" + type.name);
}

json::Value schema_document(const Call& call, const scim::Schema& schema) {
  return with_meta(call, schema.document, "Schema", "/Schemas/" + schema.urn);
}

json::Object supported(bool value) { return json::Object{{"supported", value}}; }

}  // namespace

Outcome get_service_provider_config(Call& call) {
  json::Object bulk = supported(false);
  bulk.append("maxOperations", kBulkOperationsMax);
  bulk.append("maxPayloadSize", kBodyBytesMax);
  json::Object filter = supported(true);
  filter.append("maxResults", kPageSizeMax);
  json::Object scheme{
      {"type", "oauthbearertoken"},
      {"name", "OAuth Bearer Token"},
      {"description",
       "An API token with the permission SCIM Provisioning, in the Authorization header"},
      {"specUri", "http://www.rfc-editor.org/info/rfc6750"},
      {"primary", true},
  };
  return respond(json::Object{
      {"schemas", json::Array{"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"}},
      {"documentationUri",
       "https://developers.cloudflare.com/fundamentals/account/account-security/scim-setup/"},
      {"patch", supported(true)},
      {"bulk", std::move(bulk)},
      {"filter", std::move(filter)},
      {"changePassword", supported(false)},
      {"sort", supported(false)},
      {"etag", supported(true)},
      {"authenticationSchemes", json::Array{std::move(scheme)}},
      {"meta", meta(call, "ServiceProviderConfig", "/ServiceProviderConfig")},
  });
}

Outcome list_resource_types(Call& call) {
  json::Array documents;
  for (const auto& type : domain::types_of(call.session).registry().resource_types()) {
    documents.push_back(resource_type_document(call, *type));
  }
  return respond_all(std::move(documents));
}

Outcome get_resource_type(Call& call) {
  const scim::ResourceType* type =
      domain::types_of(call.session).registry().find_by_name(call.params.get("id"));
  if (!type)
    return base::Error{base::ErrorCode::kNotFound, "There is no resource type of this name."};
  return respond(resource_type_document(call, *type));
}

Outcome list_schemas(Call& call) {
  json::Array documents;
  for (const auto& schema : domain::types_of(call.session).registry().schemas())
    documents.push_back(schema_document(call, *schema));
  return respond_all(std::move(documents));
}

Outcome get_schema(Call& call) {
  const scim::Schema* schema =
      domain::types_of(call.session).registry().find_schema(call.params.get("id"));
  if (!schema) return base::Error{base::ErrorCode::kNotFound, "There is no schema with this URN."};
  return respond(schema_document(call, *schema));
}

}  // namespace api::scim_api
