// Zero Trust identity providers: making, changing and deleting them, and the SCIM endpoint that
// each may have. An identity provider with SCIM has a realm of its own for what it provisions, and
// a secret, which is a credential like a token: only its SHA-256 is stored, and it is shown once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "domain/session.h"
#include "model/identity_provider.h"

namespace domain {

// What a client may send back in the place of a secret that it read: the secret stays. The answers
// to reads hold it as scim_config.secret; members of `config` that are secret are left out of them,
// as published clients expect it.
inline constexpr std::string_view kSecretMask = "**********************************";

inline constexpr std::size_t kIdentityProvidersMax = 1000;                 // per account
inline constexpr std::size_t kIdentityProviderConfigBytesMax = 16 * 1024;  // as JSON text

// Absent members stay as they are; of a new one they take their defaults.
struct WantedScimConfig {
  std::optional<bool> enabled;
  std::optional<std::string> identity_update_behavior;
  std::optional<bool> seat_deprovision;
  std::optional<bool> user_deprovision;
};

struct WantedIdentityProvider {
  std::string name;
  std::string type;
  json::Object config;
  std::optional<WantedScimConfig> scim;
  std::optional<std::string> saml_certificate_set_id;
  // Only the local operator chooses these: whether the API may change it, and the secret that SCIM
  // is enabled with.
  std::optional<bool> read_only;
  std::string scim_secret;
};

struct IssuedIdentityProvider {
  model::IdentityProvider provider;
  std::string scim_secret;  // in clear when this made it, else empty
};

// kInvalidValue points at the member at fault. A secret of the config that is absent or masked
// stays what it was.
base::Result<IssuedIdentityProvider> create_identity_provider(Session& session,
                                                              WantedIdentityProvider wanted);
base::Result<IssuedIdentityProvider> replace_identity_provider(Session& session,
                                                               base::IdentityProviderId id,
                                                               WantedIdentityProvider wanted);
// A new secret, the old one is dead. kBadRequest while SCIM is not enabled.
base::Result<IssuedIdentityProvider> refresh_scim_secret(Session& session,
                                                         base::IdentityProviderId id);
// With its credential and everything it provisioned (domain/retired_realms.h).
base::Status delete_identity_provider(Session& session, base::IdentityProviderId id);

std::optional<model::IdentityProvider> find_identity_provider(Session& session,
                                                              base::IdentityProviderId id);
base::Result<model::IdentityProvider> get_identity_provider(Session& session,
                                                            base::IdentityProviderId id);
std::vector<model::IdentityProvider> list_identity_providers(Session& session);

// "<account>/access/identity_providers/<uuid>/scim/v2"; before enter_directory.
std::string scim_base_uri(const Session& session, base::IdentityProviderId id);
// From here on the session's users and groups are those that the identity provider provisioned;
// none when it never had SCIM.
void enter_directory(Session& session, const model::IdentityProvider& provider);

// For what else changes identity providers.
base::Status require_writable(const model::IdentityProvider& provider);  // not a read-only one
void put_identity_provider(Session& session, const model::IdentityProvider& provider);
void describe_change(Session& session, std::string_view action_type, std::string_view description,
                     base::IdentityProviderId id);

}  // namespace domain
