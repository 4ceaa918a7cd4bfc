#include "model/identity_provider.h"

namespace model {
namespace {

std::string hex(const base::IdBytes& bytes) {
  return base::format_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

base::IdBytes id_or_zero(const json::Value& value, std::string_view key) {
  return base::parse_id_bytes(value.string_or(key, "")).value_or(base::IdBytes{});
}

json::Object object_or_empty(const json::Value& value, std::string_view key) {
  const json::Value* found = value.find(key);
  return found && found->is_object() ? found->as_object() : json::Object();
}

json::Value to_json(const ScimConfig& scim) {
  return json::Object{
      {"enabled", scim.enabled},
      {"identity_update_behavior", scim.identity_update_behavior},
      {"seat_deprovision", scim.seat_deprovision},
      {"user_deprovision", scim.user_deprovision},
  };
}

ScimConfig scim_from_json(const json::Value& value) {
  ScimConfig scim;
  scim.enabled = value.bool_or("enabled", false);
  scim.identity_update_behavior = value.string_or("identity_update_behavior", "no_action");
  scim.seat_deprovision = value.bool_or("seat_deprovision", false);
  scim.user_deprovision = value.bool_or("user_deprovision", false);
  return scim;
}

json::Value to_json(const SamlCertificateSet& set) {
  return json::Object{{"uid", hex(set.uid)},
                      {"certificate_uid", hex(set.certificate_uid)},
                      {"created_us", set.created_us}};
}

SamlCertificateSet saml_certificates_from_json(const json::Value& value) {
  return {id_or_zero(value, "uid"), id_or_zero(value, "certificate_uid"),
          value.integer_or("created_us", 0)};
}

}  // namespace

json::Value to_json(const IdentityProvider& provider) {
  json::Object object{
      {"name", provider.name},
      {"type", provider.type},
      {"config", provider.config},
      {"created_us", provider.created_us},
      {"modified_us", provider.modified_us},
  };
  if (!provider.secrets.empty()) object.append("secrets", provider.secrets);
  if (provider.read_only) object.append("read_only", true);
  if (provider.scim) object.append("scim", to_json(*provider.scim));
  if (provider.realm != base::Realm::kNone)
    object.append("realm", static_cast<std::int64_t>(provider.realm));
  if (provider.saml_certificates)
    object.append("saml_certificates", to_json(*provider.saml_certificates));
  return object;
}

IdentityProvider identity_provider_from_json(const base::IdentityProviderId& id,
                                             const json::Value& value) {
  IdentityProvider provider;
  provider.id = id;
  provider.name = value.string_or("name", "");
  provider.type = value.string_or("type", "");
  provider.config = object_or_empty(value, "config");
  provider.secrets = object_or_empty(value, "secrets");
  provider.read_only = value.bool_or("read_only", false);
  if (const json::Value* scim = value.find("scim")) provider.scim = scim_from_json(*scim);
  provider.realm = base::Realm{static_cast<std::uint32_t>(value.integer_or("realm", 0))};
  if (const json::Value* set = value.find("saml_certificates"))
    provider.saml_certificates = saml_certificates_from_json(*set);
  provider.created_us = value.integer_or("created_us", 0);
  provider.modified_us = value.integer_or("modified_us", 0);
  return provider;
}

}  // namespace model
