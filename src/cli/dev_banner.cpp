#include "cli/dev_banner.h"

#include <unistd.h>

#include "json/write.h"

namespace cli {
namespace {

std::string api_base(const DevFacts& facts) { return facts.url + "/client/v4"; }
std::string scim_base(const DevFacts& facts) {
  return api_base(facts) + "/accounts/" + facts.values.account_id + "/scim/v2";
}

}  // namespace

std::string ready_line(const DevFacts& facts) {
  const std::string& key = facts.values.admin_api_key;
  return json::write(json::Object{
             {"api_base", api_base(facts)},
             {"scim_base", scim_base(facts)},
             {"account_id", facts.values.account_id},
             {"scim_token", facts.values.scim_token},
             {"admin_token", facts.values.admin_token},
             {"admin_email", facts.values.admin_email},
             {"admin_api_key", key.empty() ? json::Value() : json::Value(key)},
             {"identity_provider_id", nullptr},
             {"identity_provider_scim_base", nullptr},
             {"identity_provider_scim_token", nullptr},
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
