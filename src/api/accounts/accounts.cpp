#include "api/accounts/accounts.h"

#include "api/envelope.h"
#include "base/time.h"
#include "domain/accounts.h"
#include "json/write.h"

namespace api::accounts {
namespace {

using base::Error;
using base::ErrorCode;

json::Value shape(const model::Account& account) {
  const bool no_content = account.settings.patch_status == model::PatchStatus::kNoContent;
  json::Object settings{{"patch_status", no_content ? 204 : 200},
                        {"audit_retention_days", account.settings.audit_retention_days}};
  return json::Object{
      {"id", account.id.hex()},
      {"name", account.name},
      {"type", account.type},
      {"created_on", base::format_time(account.created_us, base::TimePrecision::kMicroseconds)},
      {"settings", std::move(settings)},
  };
}

}  // namespace

Outcome list_accounts(Call& call) {
  json::Array result;
  for (const model::Account& account : domain::list_accounts(call.session))
    result.push_back(shape(account));
  return envelope_whole_list(std::move(result));
}

Outcome create_account(Call& call) {
  domain::NewAccount wanted;
  wanted.name = call.body.string_or("name", "");
  if (const json::Value* id = call.body.find("id")) {
    wanted.id = id->is_string() ? base::AccountId::parse(id->as_string()) : std::nullopt;
    if (!wanted.id) return Error{ErrorCode::kInvalidValue, "id must be 32 hex digits"};
  }
  wanted.admin_email = call.body.string_or("admin_email", wanted.admin_email);
  auto account = domain::create_account(call.session, wanted);
  if (!account.ok()) return account.error();
  return envelope(shape(account.value()));
}

Outcome put_settings(Call& call) {
  if (!call.body.is_object())
    return Error{ErrorCode::kInvalidValue, "the settings must be an object"};
  std::vector<std::pair<std::string, std::string>> settings;
  for (const auto& [key, value] : call.body.as_object()) {
    if (!value.is_string() && !value.is_integer()) {
      return Error{ErrorCode::kInvalidValue, key + " must be a string or a whole number"};
    }
    settings.emplace_back(key, value.is_string() ? value.as_string() : json::write(value));
  }
  auto account = domain::set_account(call.session, call.session.account.id, settings);
  if (!account.ok()) return account.error();
  return envelope(shape(account.value()));
}

}  // namespace api::accounts
