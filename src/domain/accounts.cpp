#include "domain/accounts.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "domain/draft.h"
#include "domain/members.h"
#include "domain/memberships.h"
#include "scim/validate.h"
#include "store/accounts.h"
#include "store/documents.h"
#include "store/indexes.h"
#include "store/meta.h"

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

constexpr std::size_t kAccountNameCharactersMax = 100;
constexpr std::size_t kEmailCharactersMax = 254;
constexpr int kAuditRetentionDaysMax = 36500;

Error invalid(std::string detail, std::string pointer = {}) {
  return {ErrorCode::kInvalidValue, std::move(detail), std::move(pointer)};
}

void describe(Session& session, std::string_view action, std::string_view verb,
              std::string_view noun, std::string_view type, std::string id) {
  Change& change = session.change;
  change.changed = true;
  change.action_type = action;
  change.description = std::string(verb) + " " + std::string(noun);
  change.resource_type = type;
  change.resource_id = std::move(id);
}

Status require_name(std::string_view name) {
  const auto fault = base::find_name_fault(name, kAccountNameCharactersMax);
  if (fault == base::NameFault::kNone) return base::done();
  std::string sentence = "name " + std::string(base::describe(fault));
  if (fault == base::NameFault::kTooLong)
    sentence += " (at most " + std::to_string(kAccountNameCharactersMax) + " characters)";
  return invalid(sentence, "/name");
}

Status require_contact(std::string_view email) {
  if (email.empty()) return base::done();
  const bool plausible =
      email.find('@') != std::string_view::npos &&
      base::find_name_fault(email, kEmailCharactersMax) == base::NameFault::kNone;
  if (plausible) return base::done();
  return invalid("settings.abuse_contact_email is no e-mail address",
                 "/settings/abuse_contact_email");
}

bool set_profile(model::Account& account, std::string_view value) {
  const auto profile = model::parse_profile(value);
  if (profile) account.settings.profile = *profile;
  return profile.has_value();
}

bool set_patch_status(model::Account& account, std::string_view value) {
  account.settings.patch_status =
      value == "204" ? model::PatchStatus::kNoContent : model::PatchStatus::kWithBody;
  return value == "200" || value == "204";
}

bool set_virtual_groups(model::Account& account, std::string_view value) {
  account.settings.virtual_groups = value == "true";
  return value == "true" || value == "false";
}

bool set_audit_retention(model::Account& account, std::string_view value) {
  const char* const end = value.data() + value.size();
  int days = 0;
  const auto [at, fault] = std::from_chars(value.data(), end, days);
  account.settings.audit_retention_days = days;
  return fault == std::errc() && at == end && days >= 0 && days <= kAuditRetentionDaysMax;
}

struct Setting {
  std::string_view name;
  std::string_view wanted;
  bool (*set)(model::Account&, std::string_view value);  // false: the value is not what is wanted
};
constexpr Setting kSettings[] = {
    {"profile", "tolerant, rfc or cloudflare", set_profile},
    {"patch_status", "200 or 204", set_patch_status},
    {"virtual_groups", "true or false", set_virtual_groups},
    {"audit_retention_days", "0 (for ever) to 36500", set_audit_retention},
};

// One `key=value` of `scimd account set`.
Status apply_setting(model::Account& account, std::string_view key, std::string_view value) {
  if (key == "name") {
    account.name = value;
    return require_name(value);
  }
  const std::string pointer = "/" + std::string(key);
  std::string known = "name";
  for (const Setting& setting : kSettings) {
    known += ", " + std::string(setting.name);
    if (setting.name != key) continue;
    if (setting.set(account, value)) return base::done();
    return invalid(std::string(key) + " must be " + std::string(setting.wanted), pointer);
  }
  return invalid("unknown setting \"" + std::string(key) + "\"; known are: " + known, pointer);
}

Status add_administrator(Session& session, const std::string& email) {
  json::Object name{
      {"formatted", "Sandbox Admin"}, {"familyName", "Admin"}, {"givenName", "Sandbox"}};
  json::Array emails{json::Object{{"value", email}, {"type", "work"}, {"primary", true}}};
  json::Object attributes{
      {"userName", email}, {"name", std::move(name)},     {"displayName", "Sandbox Admin"},
      {"active", true},    {"emails", std::move(emails)},
  };
  if (auto status = scim::validate(*user_binding().type, attributes); !status.ok()) return status;
  Draft draft = new_draft(session, user_binding());
  draft.attributes = std::move(attributes);
  start_membership(session, draft);
  set_roles(session, draft, {kSuperAdministratorRole});
  return store_draft(session, draft, "create", "Create");
}

}  // namespace

Result<model::Account> create_account(Session& session, const NewAccount& wanted) {
  if (auto status = require_name(wanted.name); !status.ok()) return status.error();
  if (wanted.type != "enterprise" && wanted.type != "standard")
    return invalid("account type is not supported", "/type");
  const std::string& email = wanted.admin_email;
  model::Account account;
  account.id = wanted.id ? *wanted.id : base::AccountId{next_plain_id(session)};
  if (store::find_account(session.txn, session.memo, account.id)) {
    return Error{ErrorCode::kUniqueness,
                 "there is an account with the id " + account.id.hex() + " already"};
  }
  account.realm = store::next_realm(session.txn);
  account.name = wanted.name;
  account.type = wanted.type;
  account.created_us = session.now_us;
  store::put_account(session.txn, account);
  session.account = account;
  if (auto status = add_administrator(session, email); !status.ok()) return status.error();
  session.change = {};
  describe(session, "create", "Create", "Account", "account", account.id.hex());
  return account;
}

Result<model::Account> set_account(
    Session& session, base::AccountId id,
    const std::vector<std::pair<std::string, std::string>>& settings) {
  const auto known = store::find_account(session.txn, session.memo, id);
  if (!known) return Error{ErrorCode::kNotFound, "there is no account with the id " + id.hex()};
  model::Account account = *known;
  for (const auto& [key, value] : settings) {
    const json::Value before = model::to_json(account);
    if (auto status = apply_setting(account, key, value); !status.ok()) return status.error();
    if (model::to_json(account) != before) session.change.attributes.push_back(key);
  }
  if (model::to_json(account) == model::to_json(*known)) return account;
  store::put_account(session.txn, account);
  describe(session, "update", "Update", "Account", "account", id.hex());
  return account;
}

Result<model::Account> update_account(Session& session, const AccountUpdate& wanted) {
  if (auto status = require_name(wanted.name); !status.ok()) return status.error();
  if (!wanted.type.empty() && wanted.type != session.account.type)
    return invalid("account type is not supported", "/type");
  model::Account account = session.account;
  account.name = wanted.name;
  if (wanted.abuse_contact_email) {
    if (auto status = require_contact(*wanted.abuse_contact_email); !status.ok())
      return status.error();
    account.settings.abuse_contact_email = *wanted.abuse_contact_email;
  }
  if (wanted.enforce_twofactor) account.settings.enforce_twofactor = *wanted.enforce_twofactor;
  const json::Value before = model::to_json(session.account);
  const json::Value after = model::to_json(account);
  if (before == after) return account;
  session.change.attributes = changed_names(before.as_object(), after.as_object());
  store::put_account(session.txn, account);
  describe(session, "update", "Update", "Account", "account", account.id.hex());
  return account;
}

Status delete_account(Session& session) {
  store::erase_account(session.txn, session.account);
  describe(session, "delete", "Delete", "Account", "account", session.account.id.hex());
  session.change.audit_realm = base::Realm::kNone;
  session.change.retires_realm = true;
  return base::done();
}

std::vector<model::Account> list_accounts(Session& session) {
  auto accounts = store::list_accounts(session.txn);
  std::sort(accounts.begin(), accounts.end(), [](const model::Account& a, const model::Account& b) {
    return std::pair(a.created_us, a.id) < std::pair(b.created_us, b.id);
  });
  return accounts;
}

Result<base::ResourceId> get_member_by_email(Session& session, std::string_view email) {
  const std::string folded = base::fold(email);
  auto candidates = store::find_indexed(session.txn, session.realm(),
                                        store::IndexedAttribute::kUserEmailValue, folded);
  if (const auto named = store::find_unique(session.txn, session.realm(),
                                            store::IndexedAttribute::kUserName, folded)) {
    candidates.push_back(*named);
  }
  std::optional<base::ResourceId> found;
  bool is_named = false;  // by userName, which nobody else can have; an e-mail may be another's too
  for (const base::ResourceId& id : candidates) {
    const auto document = store::find_document(session.txn, session.realm(), id);
    if (!document || !document->header.active || id == found) continue;
    const json::Object attributes = parse_stored_object(document->attributes);
    if (base::fold(email_of(attributes)) != folded) continue;
    const bool names = base::fold(attributes.find("userName")->as_string()) == folded;
    if (found && !names && !is_named)
      return Error{ErrorCode::kUniqueness, "several members have this e-mail"};
    if (!found || names) found = id;
    is_named = is_named || names;
  }
  if (!found) {
    return Error{ErrorCode::kNotFound,
                 "this account has no member with the e-mail \"" + std::string(email) + "\""};
  }
  return *found;
}

}  // namespace domain
