// A Cloudflare account: the tenant. Everything a tenant owns is stored under its realm.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "json/value.h"

namespace model {

// How strict the account's SCIM endpoint is (product.md section 8).
enum class Profile { kTolerant, kRfc, kCloudflare };
std::string_view to_string(Profile profile);  // "tolerant", "rfc", "cloudflare"
std::optional<Profile> parse_profile(std::string_view word);

enum class PatchStatus { kWithBody, kNoContent };  // 200 or 204 after a PATCH: clients disagree

// 18 months, as the published audit logs are kept.
inline constexpr int kAuditRetentionDays = 548;

struct AccountSettings {
  Profile profile = Profile::kTolerant;
  PatchStatus patch_status = PatchStatus::kWithBody;
  std::string abuse_contact_email;  // empty: none
  bool enforce_twofactor = false;   // kept and shown; there is nothing here to enforce it on
  int audit_retention_days = kAuditRetentionDays;  // 0: entries are kept for ever
  bool virtual_groups = false;     // the groups of all account-scoped roles are listed (seed 001)
  std::uint32_t schema_epoch = 0;  // counts the changes of the account's own schemas; 0: none yet
};

struct Account {
  base::AccountId id;
  base::Realm realm = base::Realm::kNone;
  std::string name;
  std::string type = "enterprise";
  std::int64_t created_us = 0;
  AccountSettings settings;
};

json::Value to_json(const Account& account);  // the stored form
Account account_from_json(base::AccountId id, const json::Value& value);

}  // namespace model
