#include "model/account.h"

#include <iterator>

namespace model {
namespace {

constexpr std::string_view kProfiles[] = {"tolerant", "rfc", "cloudflare"};  // as enumerated

}  // namespace

std::string_view to_string(Profile profile) { return kProfiles[static_cast<std::size_t>(profile)]; }

std::optional<Profile> parse_profile(std::string_view word) {
  for (std::size_t i = 0; i < std::size(kProfiles); ++i) {
    if (kProfiles[i] == word) return static_cast<Profile>(i);
  }
  return std::nullopt;
}

json::Value to_json(const Account& account) {
  json::Object settings;
  settings.set("patch_status",
               account.settings.patch_status == PatchStatus::kNoContent ? 204 : 200);
  if (!account.settings.abuse_contact_email.empty())
    settings.set("abuse_contact_email", account.settings.abuse_contact_email);
  if (account.settings.enforce_twofactor) settings.set("enforce_twofactor", true);
  if (account.settings.audit_retention_days != kAuditRetentionDays)
    settings.set("audit_retention_days", account.settings.audit_retention_days);
  if (account.settings.profile != Profile::kTolerant)
    settings.set("profile", to_string(account.settings.profile));
  if (account.settings.virtual_groups) settings.set("virtual_groups", true);
  if (account.settings.schema_epoch != 0)
    settings.set("schema_epoch", static_cast<std::int64_t>(account.settings.schema_epoch));
  return json::Object{
      {"realm", static_cast<std::int64_t>(account.realm)},
      {"name", account.name},
      {"type", account.type},
      {"created_us", account.created_us},
      {"settings", std::move(settings)},
  };
}

Account account_from_json(base::AccountId id, const json::Value& value) {
  Account account;
  account.id = id;
  account.realm = base::Realm{static_cast<std::uint32_t>(value.integer_or("realm", 0))};
  account.name = value.string_or("name", "");
  account.type = value.string_or("type", "enterprise");
  account.created_us = value.integer_or("created_us", 0);
  if (const json::Value* settings = value.find("settings")) {
    if (settings->integer_or("patch_status", 200) == 204) {
      account.settings.patch_status = PatchStatus::kNoContent;
    }
    account.settings.abuse_contact_email = settings->string_or("abuse_contact_email", "");
    account.settings.enforce_twofactor = settings->bool_or("enforce_twofactor", false);
    account.settings.audit_retention_days =
        static_cast<int>(settings->integer_or("audit_retention_days", kAuditRetentionDays));
    account.settings.profile =
        parse_profile(settings->string_or("profile", "")).value_or(Profile::kTolerant);
    account.settings.virtual_groups = settings->bool_or("virtual_groups", false);
    account.settings.schema_epoch =
        static_cast<std::uint32_t>(settings->integer_or("schema_epoch", 0));
  }
  return account;
}

}  // namespace model
