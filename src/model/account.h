// A Cloudflare account: the tenant. Everything a tenant owns is stored under its realm.
#pragma once

#include <cstdint>
#include <string>

#include "base/ids.h"
#include "json/value.h"

namespace model {

enum class PatchStatus { kWithBody, kNoContent };  // 200 or 204 after a PATCH: clients disagree

// 18 months, as the published audit logs are kept.
inline constexpr int kAuditRetentionDays = 548;

struct AccountSettings {
  PatchStatus patch_status = PatchStatus::kWithBody;
  std::string abuse_contact_email;  // empty: none
  bool enforce_twofactor = false;   // kept and shown; there is nothing here to enforce it on
  int audit_retention_days = kAuditRetentionDays;  // 0: entries are kept for ever
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
