// The certificate set with which a SAML identity provider encrypts its assertions. Nothing here
// receives assertions, so every set holds the same certificate (saml_certificate.json), whose
// private key nobody has: a client can hand it to its identity provider and look at its fields.
#pragma once

#include <string>

#include "base/result.h"
#include "domain/session.h"
#include "model/identity_provider.h"

namespace domain {

struct SamlCertificate {
  std::string public_certificate;  // PEM
  std::string not_after;           // RFC 3339
};
const SamlCertificate& saml_certificate();

struct AssignedCertificates {
  model::SamlCertificateSet set;
  bool created = false;  // false: it was there already
};
// kNotFound; kForbidden when it is no SAML identity provider or a read-only one.
base::Result<AssignedCertificates> assign_saml_certificates(Session& session,
                                                            base::IdentityProviderId id);

}  // namespace domain
