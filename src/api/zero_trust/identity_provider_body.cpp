#include "api/zero_trust/identity_provider_body.h"

#include "api/fields.h"

namespace api::zero_trust {
namespace {

using base::Result;
using domain::WantedIdentityProvider;
using domain::WantedScimConfig;

// scim_base_url and secret are read-only: what a client sends there is ignored.
base::Status read_scim(const Field& field, WantedIdentityProvider& wanted) {
  if (field.value.is_null()) return base::done();
  if (auto object = require_object(field); !object.ok()) return object.error();
  WantedScimConfig& scim = wanted.scim.emplace();
  for (auto [name, target] :
       {std::pair<std::string_view, std::optional<bool>*>{"enabled", &scim.enabled},
        {"seat_deprovision", &scim.seat_deprovision},
        {"user_deprovision", &scim.user_deprovision}}) {
    auto flag = optional_bool(field.member(name));
    if (!flag.ok()) return flag.error();
    *target = flag.value();
  }
  auto behavior = optional_string(field.member("identity_update_behavior"));
  if (!behavior.ok()) return behavior.error();
  scim.identity_update_behavior = std::move(behavior).value();
  return base::done();
}

base::Status read_operator_members(const Call& call, const Field& body,
                                   WantedIdentityProvider& wanted) {
  if (call.principal.kind != model::Principal::Kind::kLocalOperator) return base::done();
  auto read_only = optional_bool(body.member("read_only"));
  if (!read_only.ok()) return read_only.error();
  wanted.read_only = read_only.value();
  if (!wanted.scim) return base::done();
  auto secret = optional_string(body.member("scim_config").member("secret"));
  if (!secret.ok()) return secret.error();
  wanted.scim_secret = secret.value().value_or("");
  return base::done();
}

}  // namespace

Result<WantedIdentityProvider> read_identity_provider(const Call& call) {
  const Field body{call.body};
  if (auto object = require_object(body); !object.ok()) return object.error();
  WantedIdentityProvider wanted;
  for (auto [name, target] :
       {std::pair<std::string_view, std::string*>{"name", &wanted.name}, {"type", &wanted.type}}) {
    auto text = require_string(body.member(name));
    if (!text.ok()) return text.error();
    *target = std::move(text).value();
  }
  auto config = require_object(body.member("config"));
  if (!config.ok()) return config.error();
  wanted.config = *config.value();
  if (auto status = read_scim(body.member("scim_config"), wanted); !status.ok())
    return status.error();
  auto certificates = optional_string(body.member("saml_certificate_set_id"));
  if (!certificates.ok()) return certificates.error();
  wanted.saml_certificate_set_id = std::move(certificates).value();
  if (auto status = read_operator_members(call, body, wanted); !status.ok()) return status.error();
  return wanted;
}

}  // namespace api::zero_trust
