#include "cli/dev_banner.h"

#include <unistd.h>

#include "json/write.h"

namespace cli {
namespace {

std::string api_base(const DevFacts& facts) { return facts.url + "/client/v4"; }
std::string scim_base(const DevFacts& facts) {
  return api_base(facts) + "/accounts/" + facts.values.account_id + "/scim/v2";
}

std::string identity_provider_scim_base(const DevFacts& facts) {
  return api_base(facts) + "/accounts/" + facts.values.account_id + "/access/identity_providers/" +
         facts.values.identity_provider_id + "/scim/v2";
}

// Null when a folder of an earlier version has none.
json::Value or_null(const std::string& text) { return text.empty() ? json::Value() : text; }

}  // namespace

std::string ready_line(const DevFacts& facts) {
  const Bootstrap& values = facts.values;
  const bool has_provider = !values.identity_provider_id.empty();
  return json::write(json::Object{
             {"api_base", api_base(facts)},
             {"scim_base", scim_base(facts)},
             {"account_id", facts.values.account_id},
             {"scim_token", facts.values.scim_token},
             {"admin_token", facts.values.admin_token},
             {"admin_email", facts.values.admin_email},
             {"admin_api_key", or_null(values.admin_api_key)},
             {"identity_provider_id", or_null(values.identity_provider_id)},
             {"identity_provider_scim_base",
              has_provider ? json::Value(identity_provider_scim_base(facts)) : json::Value()},
             {"identity_provider_scim_token",
              has_provider ? json::Value(values.identity_provider_secret) : json::Value()},
             {"dashboard", nullptr},
             {"data", facts.folder},
             {"pid", static_cast<std::int64_t>(::getpid())},
         }) +
         "\n";
}

std::string banner(const DevFacts& facts) {
  const std::string base = scim_base(facts);
  const std::string& token = facts.values.scim_token;
  std::string out;
  out += "scimd dev is ready.\n\n";
  out += "  SCIM base URL   " + base + "\n";
  out += "  account ID      " + facts.values.account_id + "\n";
  out += "  SCIM token      " + token + "\n";
  out += "  admin token     " + facts.values.admin_token + "\n";
  if (!facts.values.admin_api_key.empty()) {
    out += "  admin API key   " + facts.values.admin_api_key +
           " (X-Auth-Key, with X-Auth-Email: " + facts.values.admin_email + ")\n";
  }
  if (!facts.values.identity_provider_id.empty()) {
    out += "\n  Zero Trust identity provider, with a SCIM endpoint of its own:\n";
    out += "  SCIM base URL   " + identity_provider_scim_base(facts) + "\n";
    out += "  SCIM secret     " + facts.values.identity_provider_secret + "\n\n";
  }
  out += "  data            " + facts.folder +
         (facts.thrown_away ? " (thrown away on exit; keep it with --data)" : "");
  out += "\n\nTry it:\n\n";
  out += "  curl -H 'Authorization: Bearer " + token + "' '" + base + "/Users'\n";
  out += "\nIn your identity provider:\n\n";
  out +=
      "  Okta        app \"SCIM 2.0 Test App (OAuth Bearer Token)\", Provisioning > Configure API "
      "Integration:\n";
  out +=
      "              SCIM 2.0 Base URL = the SCIM base URL, OAuth Bearer Token = the SCIM token;\n";
  out += "              then To App > Create Users, Deactivate Users\n";
  out +=
      "  Entra ID    Enterprise application > Provisioning > Automatic: Tenant URL = the SCIM base "
      "URL,\n";
  out += "              Secret Token = the SCIM token, then Test Connection\n";
  out +=
      "  Authentik   Applications > Providers > SCIM provider: URL = the SCIM base URL, Token = "
      "the SCIM token\n";
  out +=
      "\nAn identity provider in the cloud needs a tunnel to this machine: start with --public-url "
      "and its URL.\n";
  out += "Stop with Ctrl-C.\n\n";
  return out;
}

}  // namespace cli
