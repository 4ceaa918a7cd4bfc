#include "api/scim/discovery.h"

#include "api/scim/features.h"
#include "domain/list_cursor.h"
#include "domain/wire_types.h"
#include "json/write.h"
#include "scim/patch.h"
#include "scim/schema.h"

namespace api::scim_api {
namespace {

constexpr std::string_view kApiPrefix = "/client/v4";
constexpr std::string_view kOwnScheme =
    "An API token with the permission SCIM Provisioning, in the Authorization header";
constexpr std::string_view kPublishedScheme = "Authentication via OAuth 2.0 Bearer Token";

http::Response respond(const json::Value& body) {
  http::Response response;
  response.content_type = "application/scim+json";
  response.body = json::write(body);
  return response;
}

// The live endpoint's locations lack the prefix of its API (cloudflare.md section 8.4).
json::Object meta(const Call& call, std::string_view resource_type, std::string_view path) {
  std::string base = call.session.base_uri;
  const std::size_t prefix = base.find(kApiPrefix);
  if (!features_of(call.session).rfc_shapes && prefix != std::string::npos)
    base.erase(prefix, kApiPrefix.size());
  return json::Object{{"resourceType", resource_type}, {"location", base + std::string(path)}};
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

// RFC 9865 section 4.
json::Object pagination(const Features& features) {
  return json::Object{{"cursor", true},
                      {"index", true},
                      {"defaultPaginationMethod", "index"},
                      {"defaultPageSize", features.page_size_default},
                      {"maxPageSize", features.page_size_max},
                      {"cursorTimeout", domain::kCursorTimeoutSeconds}};
}

json::Object supported(bool value) { return json::Object{{"supported", value}}; }

}  // namespace

Outcome get_service_provider_config(Call& call) {
  const Features& features = features_of(call.session);
  json::Object bulk = supported(features.bulk);
  bulk.append("maxOperations", features.bulk_operations_max);
  bulk.append("maxPayloadSize", features.bulk_bytes_max);
  json::Object filter = supported(true);
  filter.append("maxResults", features.page_size_max);
  json::Object scheme{
      {"type", "oauthbearertoken"},
      {"name", "OAuth Bearer Token"},
      {"description", features.rfc_shapes ? kOwnScheme : kPublishedScheme},
      {"specUri", "http://www.rfc-editor.org/info/rfc6750"},
      {"primary", true},
  };
  json::Object config{
      {"schemas", json::Array{"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"}},
      {"documentationUri",
       "https://developers.cloudflare.com/fundamentals/account/account-security/scim-setup/"},
      {"patch", supported(true)},
      {"bulk", std::move(bulk)},
      {"filter", std::move(filter)},
      {"changePassword", supported(false)},
      {"sort", supported(features.sort)},
      {"etag", supported(features.versions)},
      {"authenticationSchemes", json::Array{std::move(scheme)}},
  };
  if (features.rfc_queries) config.append("pagination", pagination(features));
  if (features.rfc_shapes)
    config.append("meta", meta(call, "ServiceProviderConfig", "/ServiceProviderConfig"));
  return respond(config);
}

Outcome list_resource_types(Call& call) {
  json::Array documents;
  for (const auto& type : domain::wire_registry(call.session).resource_types()) {
    documents.push_back(resource_type_document(call, *type));
  }
  return respond_all(std::move(documents));
}

Outcome get_resource_type(Call& call) {
  const scim::ResourceType* type =
      domain::wire_registry(call.session).find_by_name(call.params.get("id"));
  if (!type)
    return base::Error{base::ErrorCode::kNotFound, "There is no resource type of this name."};
  return respond(resource_type_document(call, *type));
}

Outcome list_schemas(Call& call) {
  json::Array documents;
  for (const auto& schema : domain::wire_registry(call.session).schemas())
    documents.push_back(schema_document(call, *schema));
  return respond_all(std::move(documents));
}

Outcome get_schema(Call& call) {
  const scim::Schema* schema =
      domain::wire_registry(call.session).find_schema(call.params.get("id"));
  if (!schema) return base::Error{base::ErrorCode::kNotFound, "There is no schema with this URN."};
  return respond(schema_document(call, *schema));
}

}  // namespace api::scim_api
