#include "domain/saml_certificates.h"

#include "domain/identity_providers.h"
#include "json/embedded.h"

namespace domain {

using base::Error;
using base::ErrorCode;

const SamlCertificate& saml_certificate() {
  static const SamlCertificate certificate = [] {
    const json::Value data = json::read_embedded("domain/saml_certificate.json");
    return SamlCertificate{std::string(data.string_or("public_certificate", "")),
                           std::string(data.string_or("not_after", ""))};
  }();
  return certificate;
}

base::Result<AssignedCertificates> assign_saml_certificates(Session& session,
                                                            base::IdentityProviderId id) {
  auto found = get_identity_provider(session, id);
  if (!found.ok()) return found.error();
  model::IdentityProvider provider = std::move(found).value();
  if (provider.type != "saml") {
    return Error{ErrorCode::kForbidden, "Only a SAML identity provider has a certificate set"};
  }
  if (provider.saml_certificates) return AssignedCertificates{*provider.saml_certificates, false};
  if (auto status = require_writable(provider); !status.ok()) return status.error();
  provider.saml_certificates =
      model::SamlCertificateSet{next_plain_id(session), next_plain_id(session), session.now_us};
  provider.modified_us = session.now_us;
  put_identity_provider(session, provider);
  describe_change(session, "create", "Create SAML Certificate Set", provider.id);
  session.change.attributes.emplace_back("saml_certificate_set_id");
  return AssignedCertificates{*provider.saml_certificates, true};
}

}  // namespace domain
