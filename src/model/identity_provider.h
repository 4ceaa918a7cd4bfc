// A Zero Trust identity provider: how people log in, and an SCIM endpoint of its own. What it
// provisions there lives in a realm of its own: those users are nobody's members.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/ids.h"
#include "json/value.h"

namespace model {

struct ScimConfig {
  bool enabled = false;
  std::string identity_update_behavior = "no_action";  // automatic, reauth
  bool seat_deprovision = false;                       // needs user_deprovision
  bool user_deprovision = false;
};

// Which certificate the set holds is the same for all (domain/saml_certificates.h).
struct SamlCertificateSet {
  base::IdBytes uid{};
  base::IdBytes certificate_uid{};
  std::int64_t created_us = 0;
};

struct IdentityProvider {
  base::IdentityProviderId id;
  std::string name;
  std::string type;      // "okta": one of domain/identity_provider_types.json
  json::Object config;   // as given, less its secrets
  json::Object secrets;  // members of config that nobody reads back
  bool read_only = false;
  std::optional<ScimConfig> scim;          // absent until it is given
  base::Realm realm = base::Realm::kNone;  // none until SCIM is enabled for the first time
  std::optional<SamlCertificateSet> saml_certificates;
  std::int64_t created_us = 0;
  std::int64_t modified_us = 0;
};

json::Value to_json(const IdentityProvider& provider);  // the stored form, without id
IdentityProvider identity_provider_from_json(const base::IdentityProviderId& id,
                                             const json::Value& value);

}  // namespace model
