#include "api/accounts/scim_settings.h"

#include "api/envelope.h"
#include "api/fields.h"
#include "domain/accounts.h"
#include "json/write.h"

namespace api::accounts {

json::Object own_settings(const model::Account& account) {
  const model::AccountSettings& settings = account.settings;
  const bool no_content = settings.patch_status == model::PatchStatus::kNoContent;
  return json::Object{
      {"profile", model::to_string(settings.profile)},
      {"patch_status", no_content ? 204 : 200},
      {"virtual_groups", settings.virtual_groups},
      {"audit_retention_days", settings.audit_retention_days},
  };
}

Outcome get_scim_settings(Call& call) { return envelope(own_settings(call.session.account)); }

// Words and numbers may come as text, as the command line sends them.
Outcome put_scim_settings(Call& call) {
  const Field root{call.body};
  if (auto object = require_object(root); !object.ok()) return object.error();
  std::vector<std::pair<std::string, std::string>> settings;
  for (const auto& [key, value] : call.body.as_object()) {
    if (value.is_null()) continue;
    // `scimd account set` gives the name here, too.
    if (key == "name" && call.principal.kind != model::Principal::Kind::kLocalOperator)
      return invalid(root.member(key), "is no setting of the SCIM endpoint");
    if (!value.is_string() && !value.is_integer() && !value.is_bool())
      return invalid(root.member(key), "must be a string, a whole number or a boolean");
    settings.emplace_back(key, value.is_string() ? value.as_string() : json::write(value));
  }
  auto account = domain::set_account(call.session, call.session.account.id, settings);
  if (!account.ok()) return account.error();
  return envelope(own_settings(account.value()));
}

}  // namespace api::accounts
