#include "domain/identity_providers.h"

#include "base/text.h"
#include "domain/identity_provider_types.h"
#include "domain/retired_realms.h"
#include "domain/tokens.h"
#include "json/write.h"
#include "store/meta.h"
#include "store/objects.h"

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;
using base::IdentityProviderId;
using base::Result;
using base::Status;
using model::IdentityProvider;

constexpr std::size_t kNameCharactersMax = 256;
constexpr std::string_view kScimSuffix = "/scim/v2";
constexpr std::string_view kBehaviors[] = {"automatic", "reauth", "no_action"};

Error invalid(std::string pointer, std::string detail) {
  return {ErrorCode::kInvalidValue, std::move(detail), std::move(pointer)};
}

// The config

bool keeps_secret(const json::Value* given) {
  return !given || given->is_null() || (given->is_string() && given->as_string() == kSecretMask);
}

// Parts the config into what is shown and what is not, and keeps the secrets that were not sent
// anew. redirect_url is made by the service, so what a client sends there is ignored.
void take_config(IdentityProvider& provider, const IdentityProviderType& type,
                 json::Object config) {
  json::Object secrets;
  for (const ConfigMember& member : type.config) {
    if (!member.secret) continue;
    const json::Value* given = config.find(member.name);
    const json::Value* known = provider.secrets.find(member.name);
    const json::Value* kept = keeps_secret(given) ? known : given;
    if (kept) secrets.append(member.name, *kept);
    config.erase(member.name);
  }
  config.erase("redirect_url");
  provider.secrets = std::move(secrets);
  provider.config = std::move(config);
}

Status require_whole_config(const IdentityProvider& provider, const IdentityProviderType& type) {
  json::Object whole = provider.config;
  for (const auto& [name, value] : provider.secrets) whole.set(name, value);
  if (json::write(whole).size() > kIdentityProviderConfigBytesMax) {
    return invalid("/config", "config is larger than " +
                                  std::to_string(kIdentityProviderConfigBytesMax) + " bytes");
  }
  return require_config(type, whole, "/config");
}

Status require_name(const std::string& name) {
  const auto fault = base::find_name_fault(name, kNameCharactersMax);
  if (fault == base::NameFault::kNone) return base::done();
  std::string sentence = "name " + std::string(base::describe(fault));
  if (fault == base::NameFault::kTooLong)
    sentence += " (at most " + std::to_string(kNameCharactersMax) + " characters)";
  return invalid("/name", std::move(sentence));
}

Status require_certificate_set(const IdentityProvider& provider,
                               const std::optional<std::string>& wanted) {
  if (!wanted) return base::done();
  const auto uid = base::parse_uuid_bytes(*wanted);
  if (uid && provider.saml_certificates && *uid == provider.saml_certificates->uid)
    return base::done();
  return invalid("/saml_certificate_set_id",
                 "saml_certificate_set_id names no certificate set of this identity provider");
}

// The SCIM endpoint

Status merge_scim(model::ScimConfig& scim, const WantedScimConfig& wanted) {
  scim.enabled = wanted.enabled.value_or(scim.enabled);
  scim.seat_deprovision = wanted.seat_deprovision.value_or(scim.seat_deprovision);
  scim.user_deprovision = wanted.user_deprovision.value_or(scim.user_deprovision);
  if (wanted.identity_update_behavior) {
    scim.identity_update_behavior = *wanted.identity_update_behavior;
    bool known = false;
    for (std::string_view word : kBehaviors) known = known || scim.identity_update_behavior == word;
    if (!known) {
      return invalid("/scim_config/identity_update_behavior",
                     "scim_config.identity_update_behavior must be \"automatic\", \"reauth\" or "
                     "\"no_action\"");
    }
  }
  if (scim.seat_deprovision && !scim.user_deprovision) {
    return invalid("/scim_config/seat_deprovision",
                   "scim_config.seat_deprovision cannot be enabled unless user_deprovision is");
  }
  return base::done();
}

// Gives an endpoint that is enabled its realm and a secret, and takes the secret of one that is
// not. Returns the secret when it is new.
Result<std::string> settle_scim(Session& session, IdentityProvider& provider,
                                const IdentityProviderType& type,
                                const WantedIdentityProvider& wanted) {
  const bool was_enabled = provider.scim && provider.scim->enabled;
  if (!wanted.scim && !provider.scim) return std::string();
  if (!type.scim) {
    return invalid("/scim_config", "scim_config cannot be set when type is \"" + type.name + "\"");
  }
  if (wanted.scim) {
    if (!provider.scim) provider.scim.emplace();
    if (auto status = merge_scim(*provider.scim, *wanted.scim); !status.ok()) return status.error();
  }
  if (was_enabled == provider.scim->enabled) return std::string();
  if (was_enabled) {
    erase_identity_provider_secret(session, provider.id);
    return std::string();
  }
  if (provider.realm == base::Realm::kNone) provider.realm = store::next_realm(session.txn);
  auto issued = issue_identity_provider_secret(session, provider.id, wanted.scim_secret);
  if (!issued.ok()) return issued.error();
  return std::move(issued.value().value);
}

// All that making and replacing have in common.
Result<IssuedIdentityProvider> apply(Session& session, IdentityProvider provider,
                                     WantedIdentityProvider wanted) {
  if (auto status = require_name(wanted.name); !status.ok()) return status.error();
  const IdentityProviderType* type = find_identity_provider_type(wanted.type);
  if (!type) {
    return invalid("/type", "type \"" + wanted.type.substr(0, 64) + "\" is unknown");
  }
  provider.name = std::move(wanted.name);
  provider.type = type->name;
  if (type->name != "saml") provider.saml_certificates.reset();
  take_config(provider, *type, std::move(wanted.config));
  for (const Status& status : {require_whole_config(provider, *type),
                               require_certificate_set(provider, wanted.saml_certificate_set_id)}) {
    if (!status.ok()) return status.error();
  }
  provider.read_only = wanted.read_only.value_or(provider.read_only);
  auto secret = settle_scim(session, provider, *type, wanted);
  if (!secret.ok()) return secret.error();
  return IssuedIdentityProvider{std::move(provider), std::move(secret).value()};
}

// The names of the members that differ; never a value.
std::vector<std::string> changed_members(const IdentityProvider& before,
                                         const IdentityProvider& after) {
  std::vector<std::string> names;
  const auto note = [&](bool differs, std::string_view name) {
    if (differs) names.emplace_back(name);
  };
  const json::Value was = model::to_json(before);
  const json::Value is = model::to_json(after);
  const auto differs = [&](std::string_view member) {
    const json::Value* old_value = was.find(member);
    const json::Value* new_value = is.find(member);
    return old_value && new_value ? !(*old_value == *new_value) : old_value != new_value;
  };
  note(differs("name"), "name");
  note(differs("type"), "type");
  note(differs("config") || differs("secrets"), "config");
  note(differs("read_only"), "read_only");
  note(differs("scim"), "scim_config");
  note(differs("saml_certificates"), "saml_certificate_set_id");
  return names;
}

}  // namespace

void describe_change(Session& session, std::string_view action_type, std::string_view description,
                     IdentityProviderId id) {
  Change& change = session.change;
  change.changed = true;
  change.action_type = action_type;
  change.description = description;
  change.resource_type = "identity_provider";
  change.resource_id = id.uuid();
}

void put_identity_provider(Session& session, const IdentityProvider& provider) {
  store::put_object(session.txn, session.account.realm, store::ObjectType::kIdentityProvider,
                    provider.id.bytes, model::to_json(provider));
}

Status require_writable(const IdentityProvider& provider) {
  if (!provider.read_only) return base::done();
  return Error{ErrorCode::kProtected,
               "This identity provider is read-only and cannot be updated or deleted via the API"};
}

Result<IssuedIdentityProvider> create_identity_provider(Session& session,
                                                        WantedIdentityProvider wanted) {
  const std::size_t count = store::count_objects(session.txn, session.account.realm,
                                                 store::ObjectType::kIdentityProvider);
  if (count >= kIdentityProvidersMax) {
    return Error{ErrorCode::kBadRequest, "the account has " +
                                             std::to_string(kIdentityProvidersMax) +
                                             " identity providers, which is the most it may have"};
  }
  IdentityProvider provider;
  provider.id = IdentityProviderId{next_plain_id(session)};
  provider.created_us = provider.modified_us = session.now_us;
  auto issued = apply(session, std::move(provider), std::move(wanted));
  if (!issued.ok()) return issued.error();
  put_identity_provider(session, issued.value().provider);
  describe_change(session, "create", "Create Identity Provider", issued.value().provider.id);
  return issued;
}

Result<IssuedIdentityProvider> replace_identity_provider(Session& session, IdentityProviderId id,
                                                         WantedIdentityProvider wanted) {
  auto found = get_identity_provider(session, id);
  if (!found.ok()) return found.error();
  const IdentityProvider before = std::move(found).value();
  if (!wanted.read_only) {
    if (auto status = require_writable(before); !status.ok()) return status.error();
  }
  auto issued = apply(session, before, std::move(wanted));
  if (!issued.ok()) return issued.error();
  IdentityProvider& provider = issued.value().provider;
  std::vector<std::string> names = changed_members(before, provider);
  if (names.empty()) return issued;
  provider.modified_us = session.now_us;
  put_identity_provider(session, provider);
  describe_change(session, "update", "Update Identity Provider", id);
  session.change.attributes = std::move(names);
  return issued;
}

Result<IssuedIdentityProvider> refresh_scim_secret(Session& session, IdentityProviderId id) {
  auto found = get_identity_provider(session, id);
  if (!found.ok()) return found.error();
  IdentityProvider provider = std::move(found).value();
  if (auto status = require_writable(provider); !status.ok()) return status.error();
  if (!provider.scim || !provider.scim->enabled) {
    return Error{ErrorCode::kBadRequest, "SCIM is not enabled for this identity provider"};
  }
  auto issued = issue_identity_provider_secret(session, id);
  if (!issued.ok()) return issued.error();
  provider.modified_us = session.now_us;
  put_identity_provider(session, provider);
  describe_change(session, "update", "Refresh Identity Provider SCIM Secret", id);
  session.change.attributes.emplace_back("scim_config");
  return IssuedIdentityProvider{std::move(provider), std::move(issued.value().value)};
}

Status delete_identity_provider(Session& session, IdentityProviderId id) {
  auto found = get_identity_provider(session, id);
  if (!found.ok()) return found.error();
  IdentityProvider provider = std::move(found).value();
  if (auto status = require_writable(provider); !status.ok()) return status;
  erase_identity_provider_secret(session, id);
  if (provider.realm != base::Realm::kNone) retire_realm(session, provider.realm);
  store::erase_object(session.txn, session.account.realm, store::ObjectType::kIdentityProvider,
                      id.bytes);
  describe_change(session, "delete", "Delete Identity Provider", id);
  return base::done();
}

std::optional<IdentityProvider> find_identity_provider(Session& session, IdentityProviderId id) {
  const auto object = store::find_object(session.txn, session.account.realm,
                                         store::ObjectType::kIdentityProvider, id.bytes);
  if (!object) return std::nullopt;
  return model::identity_provider_from_json(id, *object);
}

Result<IdentityProvider> get_identity_provider(Session& session, IdentityProviderId id) {
  auto provider = find_identity_provider(session, id);
  if (provider) return std::move(*provider);
  return Error{ErrorCode::kNotFound, "Identity provider not found"};
}

std::vector<IdentityProvider> list_identity_providers(Session& session) {
  std::vector<IdentityProvider> providers;
  for (const auto& [id, object] : store::list_objects(session.txn, session.account.realm,
                                                      store::ObjectType::kIdentityProvider)) {
    providers.push_back(model::identity_provider_from_json(IdentityProviderId{id}, object));
  }
  return providers;
}

std::string scim_base_uri(const Session& session, IdentityProviderId id) {
  const std::string account =
      session.base_uri.substr(0, session.base_uri.size() - kScimSuffix.size());
  return account + "/access/identity_providers/" + id.uuid() + std::string(kScimSuffix);
}

void enter_directory(Session& session, const IdentityProvider& provider) {
  session.base_uri = scim_base_uri(session, provider.id);
  session.directory = provider.realm;
}

}  // namespace domain
