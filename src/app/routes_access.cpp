#include "api/zero_trust/identity_providers.h"
#include "api/zero_trust/provisioned.h"
#include "app/route_tables.h"

namespace app {
namespace {

using api::Dialect;
using auth::Permission;

const std::string kProviders = std::string(kAccountPattern) + "/access/identity_providers";
const std::string kProvider = kProviders + "/:identity_provider_id";
constexpr std::string_view kType = "identity_provider";

constexpr V4Row kProviderRows[] = {
    {"GET", "", Permission::kAccessRead, Body::kNone, api::zero_trust::list_identity_providers, "",
     "", "Zero Trust identity providers"},
    {"POST", "", Permission::kAccessWrite, Body::kJson, api::zero_trust::create_identity_provider,
     "Create Identity Provider", kType,
     "make one; scim_config.secret is shown when SCIM is enabled"},
    {"GET", "/:identity_provider_id", Permission::kAccessRead, Body::kNone,
     api::zero_trust::get_identity_provider, "", "", "one identity provider"},
    {"PUT", "/:identity_provider_id", Permission::kAccessWrite, Body::kJson,
     api::zero_trust::put_identity_provider, "Update Identity Provider", kType,
     "replace name, type, config and settings of SCIM"},
    {"DELETE", "/:identity_provider_id", Permission::kAccessWrite, Body::kNone,
     api::zero_trust::delete_identity_provider, "Delete Identity Provider", kType,
     "delete it with all it provisioned"},
    {"POST", "/:identity_provider_id/refresh_scim_secret", Permission::kAccessWrite, Body::kNone,
     api::zero_trust::refresh_scim_secret, "Refresh Identity Provider SCIM Secret", kType,
     "a new secret for its SCIM endpoint"},
    {"POST", "/:identity_provider_id/saml_certificate", Permission::kAccessWrite, Body::kNone,
     api::zero_trust::create_saml_certificate, "Create SAML Certificate Set", kType,
     "the certificate set of a SAML identity provider"},
};

struct Provisioned {
  const domain::Binding* binding;
  std::string_view suffix;
  std::string_view id;  // the name of the path's parameter
};

// What the SCIM endpoint was given, seen from the account.
void add_provisioned(std::vector<Route>& table, const Provisioned& kind) {
  const std::string all = kProvider + std::string(kind.suffix);
  const std::string one = all + "/:" + std::string(kind.id);
  const std::string noun(kind.binding->audit_noun);
  const auto add = [&](std::string_view method, std::string pattern, Permission permission,
                       api::Handler handler, std::string description, std::string doc) {
    const bool write = !description.empty();
    const std::string type =
        std::string(domain::kDirectoryAuditPrefix) + std::string(kind.binding->audit_type);
    table.push_back({method, std::move(pattern), Dialect::kAccess, permission,
                     write ? Access::kWrite : Access::kRead, Body::kNone, handler, kind.binding,
                     std::move(description), write ? type : "", std::move(doc),
                     auth::Schemes::kBearerOrKey});
  };
  add("GET", all, Permission::kAccessRead, api::zero_trust::list_provisioned, "",
      noun + "s that the identity provider provisioned");
  add("GET", one, Permission::kAccessRead, api::zero_trust::get_provisioned, "", "one " + noun);
  add("DELETE", one, Permission::kAccessWrite, api::zero_trust::delete_provisioned,
      "Delete " + noun, "delete one " + noun);
}

}  // namespace

void add_access_routes(std::vector<Route>& table) {
  constexpr auto kScim = Permission::kIdentityProviderScim;
  add_scim_rows(table,
                {kProvider + "/scim/v2", kScim, kScim, kScim, domain::kDirectoryAuditPrefix});
  add_rows(table, Dialect::kAccess, kProviders, kProviderRows);
  add_provisioned(table, {&domain::group_binding(), "/scim/groups", "scim_group_id"});
  add_provisioned(table, {&domain::user_binding(), "/scim/users", "scim_user_id"});
}

}  // namespace app
