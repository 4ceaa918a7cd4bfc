#include "api/zero_trust/identity_providers.h"

#include "api/envelope.h"
#include "api/paging.h"
#include "api/zero_trust/identity_provider_body.h"
#include "base/text.h"
#include "base/time.h"
#include "domain/identity_providers.h"
#include "domain/saml_certificates.h"

namespace api::zero_trust {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using domain::Session;
using model::IdentityProvider;

constexpr PageRule kPages{200, 1, 1000};

std::string format_seconds(std::int64_t us) {
  return base::format_time(us, base::TimePrecision::kSeconds);
}

std::string uuid_of(const base::IdBytes& bytes) {
  return base::format_uuid({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// Where a browser comes back to. The team's name, which is a part of it in the real service, is the
// account's id here.
std::string redirect_url(const Session& session) {
  return "https://" + session.account.id.hex() + ".cloudflareaccess.com/cdn-cgi/access/callback";
}

json::Value shape_scim(const Session& session, const IdentityProvider& provider,
                       const std::string& secret) {
  const model::ScimConfig& scim = *provider.scim;
  json::Object object{
      {"enabled", scim.enabled},
      {"identity_update_behavior", scim.identity_update_behavior},
      {"seat_deprovision", scim.seat_deprovision},
      {"user_deprovision", scim.user_deprovision},
  };
  if (provider.realm != base::Realm::kNone)
    object.append("scim_base_url", domain::scim_base_uri(session, provider.id));
  if (scim.enabled)
    object.append("secret", secret.empty() ? std::string(domain::kSecretMask) : secret);
  return object;
}

json::Value shape_certificates(const model::SamlCertificateSet& set) {
  const domain::SamlCertificate& certificate = domain::saml_certificate();
  json::Object current{
      {"uid", uuid_of(set.certificate_uid)},
      {"public_certificate", certificate.public_certificate},
      {"not_after", certificate.not_after},
      {"is_current", true},
  };
  return json::Object{
      {"uid", uuid_of(set.uid)},
      {"created_at", format_seconds(set.created_us)},
      {"updated_at", format_seconds(set.created_us)},
      {"current_certificate", std::move(current)},
      {"previous_certificate", nullptr},
  };
}

json::Value shape(const Session& session, const IdentityProvider& provider,
                  const std::string& secret = {}) {
  json::Object config = provider.config;
  config.set("redirect_url", redirect_url(session));
  json::Object object{
      {"id", provider.id.uuid()},    {"name", provider.name},           {"type", provider.type},
      {"config", std::move(config)}, {"read_only", provider.read_only},
  };
  if (provider.scim) object.append("scim_config", shape_scim(session, provider, secret));
  if (provider.saml_certificates) {
    object.append("saml_certificate_set_id", uuid_of(provider.saml_certificates->uid));
    object.append("saml_certificate_set", shape_certificates(*provider.saml_certificates));
  }
  return object;
}

http::Response respond(int status, const Session& session,
                       const domain::IssuedIdentityProvider& issued) {
  return envelope(shape(session, issued.provider, issued.scim_secret), status);
}

// The path's id has the right form: the pipeline looked at it.
base::IdentityProviderId id_of(const Call& call) {
  return base::IdentityProviderId::parse_uuid(call.params.get("identity_provider_id"))
      .value_or(base::IdentityProviderId{});
}

Result<std::optional<bool>> read_scim_enabled(const http::Query& query) {
  auto word = read_once(query, "scim_enabled");
  if (!word.ok()) return word.error();
  if (!word.value() || word.value()->empty()) return std::optional<bool>();
  if (base::equal_fold_ascii(*word.value(), "true")) return std::optional<bool>(true);
  if (base::equal_fold_ascii(*word.value(), "false")) return std::optional<bool>(false);
  return Error{ErrorCode::kInvalidValue, "scim_enabled must be \"true\" or \"false\""};
}

}  // namespace

Outcome list_identity_providers(Call& call) {
  auto query = read_query(call.raw_query);
  if (!query.ok()) return query.error();
  auto page = read_page(query.value(), kPages);
  if (!page.ok()) return page.error();
  auto enabled = read_scim_enabled(query.value());
  if (!enabled.ok()) return enabled.error();
  std::vector<IdentityProvider> found;
  for (IdentityProvider& provider : domain::list_identity_providers(call.session)) {
    const bool has_scim = provider.scim && provider.scim->enabled;
    if (!enabled.value() || *enabled.value() == has_scim) found.push_back(std::move(provider));
  }
  const std::size_t total = found.size();
  json::Array result;
  for (const IdentityProvider& provider : cut_page(std::move(found), page.value()))
    result.push_back(shape(call.session, provider));
  return envelope_list(std::move(result), page.value().page, page.value().per_page, total);
}

Outcome create_identity_provider(Call& call) {
  auto wanted = read_identity_provider(call);
  if (!wanted.ok()) return wanted.error();
  auto issued = domain::create_identity_provider(call.session, std::move(wanted).value());
  if (!issued.ok()) return issued.error();
  return respond(201, call.session, issued.value());
}

Outcome put_identity_provider(Call& call) {
  // An unknown id answers before the body is judged.
  auto known = domain::get_identity_provider(call.session, id_of(call));
  if (!known.ok()) return known.error();
  auto wanted = read_identity_provider(call);
  if (!wanted.ok()) return wanted.error();
  auto issued =
      domain::replace_identity_provider(call.session, id_of(call), std::move(wanted).value());
  if (!issued.ok()) return issued.error();
  return respond(200, call.session, issued.value());
}

Outcome refresh_scim_secret(Call& call) {
  auto issued = domain::refresh_scim_secret(call.session, id_of(call));
  if (!issued.ok()) return issued.error();
  return respond(200, call.session, issued.value());
}

Outcome get_identity_provider(Call& call) {
  auto provider = domain::get_identity_provider(call.session, id_of(call));
  if (!provider.ok()) return provider.error();
  return envelope(shape(call.session, provider.value()));
}

Outcome delete_identity_provider(Call& call) {
  auto status = domain::delete_identity_provider(call.session, id_of(call));
  if (!status.ok()) return status.error();
  return envelope(json::Object{{"id", id_of(call).uuid()}}, 202);
}

Outcome create_saml_certificate(Call& call) {
  auto assigned = domain::assign_saml_certificates(call.session, id_of(call));
  if (!assigned.ok()) return assigned.error();
  return envelope(shape_certificates(assigned.value().set), assigned.value().created ? 201 : 200);
}

}  // namespace api::zero_trust
