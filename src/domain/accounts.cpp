#include "domain/accounts.h"

#include <charconv>

#include "base/crypto.h"
#include "base/ip_range.h"
#include "base/text.h"
#include "base/time.h"
#include "domain/draft.h"
#include "domain/members.h"
#include "domain/memberships.h"
#include "domain/permissions.h"
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

constexpr std::size_t kTokenNameCharactersMax = 120;
constexpr std::size_t kAccountNameCharactersMax = 100;
constexpr int kAuditRetentionDaysMax = 36500;
constexpr std::size_t kTokenRandomCharacters = 40;
constexpr std::size_t kTokenChecksumCharacters = 8;

Error invalid(std::string detail) { return {ErrorCode::kInvalidValue, std::move(detail)}; }

store::TokenHash hash_of(std::string_view value) { return base::sha256(value); }

void describe(Session& session, std::string_view action, std::string_view verb,
              std::string_view noun, std::string_view type, std::string id) {
  Change& change = session.change;
  change.changed = true;
  change.action_type = action;
  change.description = std::string(verb) + " " + std::string(noun);
  change.resource_type = type;
  change.resource_id = std::move(id);
}

std::string fresh_token_value(const std::optional<base::ResourceId>& owner) {
  return make_token_value(owner ? "cfut_" : "cfat_", base::random_base62(kTokenRandomCharacters));
}

Status require_name(std::string_view name, std::size_t characters_max, std::string_view what) {
  const auto fault = base::find_name_fault(name, characters_max);
  if (fault == base::NameFault::kNone) return base::done();
  std::string sentence = std::string(what) + " " + std::string(base::describe(fault));
  if (fault == base::NameFault::kTooLong)
    sentence += " (at most " + std::to_string(characters_max) + " characters)";
  return invalid(sentence);
}

// One `key=value` of `scimd account set`.
Status apply_setting(model::Account& account, std::string_view key, std::string_view value) {
  if (key == "name") {
    account.name = value;
    return require_name(value, kAccountNameCharactersMax, "name");
  }
  if (key == "patch_status" && (value == "200" || value == "204")) {
    account.settings.patch_status =
        value == "204" ? model::PatchStatus::kNoContent : model::PatchStatus::kWithBody;
    return base::done();
  }
  if (key == "patch_status") return invalid("patch_status must be 200 or 204");
  if (key == "audit_retention_days") {
    const char* const end = value.data() + value.size();
    int days = 0;
    const auto [at, fault] = std::from_chars(value.data(), end, days);
    if (fault != std::errc() || at != end || days < 0 || days > kAuditRetentionDaysMax)
      return invalid("audit_retention_days must be 0 (for ever) to 36500");
    account.settings.audit_retention_days = days;
    return base::done();
  }
  return invalid("unknown setting \"" + std::string(key) +
                 "\"; known are: name, patch_status, audit_retention_days");
}

Status require_time(std::string_view text, std::string_view what) {
  if (text.empty() || base::parse_time(text)) return base::done();
  return invalid(std::string(what) + " must be a time like 2026-01-31T00:00:00Z");
}

Status require_ranges(const std::vector<std::string>& ranges, std::string_view what) {
  for (const std::string& range : ranges) {
    if (!base::IpRange::parse(range)) {
      return invalid(std::string(what) + ": \"" + range + "\" is no address and no CIDR range");
    }
  }
  return base::done();
}

Status require_policies(const std::vector<model::TokenPolicy>& policies) {
  for (std::size_t i = 0; i < policies.size(); ++i) {
    const std::string where = "policies[" + std::to_string(i) + "]";
    if (policies[i].permission_groups.empty())
      return invalid(where + ".permission_groups must not be empty");
    for (const std::string& id : policies[i].permission_groups) {
      if (!find_permission_group_by_id(id))
        return invalid(where + ": Permission group \"" + id + "\" is unknown");
    }
    if (!policies[i].resources.is_object()) return invalid(where + ".resources must be an object");
  }
  return base::done();
}

Status require_token(const NewToken& wanted) {
  for (Status status : {require_name(wanted.name, kTokenNameCharactersMax, "name"),
                        require_time(wanted.not_before, "not_before"),
                        require_time(wanted.expires_on, "expires_on"),
                        require_ranges(wanted.ip_in, "condition.request_ip.in"),
                        require_ranges(wanted.ip_not_in, "condition.request_ip.not_in"),
                        require_policies(wanted.policies)}) {
    if (!status.ok()) return status;
  }
  if (!wanted.value.empty() && !is_token_value(wanted.value)) {
    return invalid("a token value has 40 to 80 characters out of 0-9, A-Z, a-z, _ and -");
  }
  return base::done();
}

struct FoundToken {
  store::TokenHash hash;
  model::Token token;
};

Result<FoundToken> find_token(Session& session, base::TokenId id) {
  const auto hash = store::find_token_hash(session.txn, session.account.id, id);
  if (!hash) return Error{ErrorCode::kNotFound, "Token not found"};
  const auto token = store::find_token(session.txn, session.memo, *hash);
  if (!token) throw store::Damaged("a token id points at no token");
  return FoundToken{*hash, *token};
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

bool is_token_value(std::string_view text) {
  if (text.size() < 40 || text.size() > 80) return false;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-') return false;
  }
  return true;
}

Result<model::Account> create_account(Session& session, const NewAccount& wanted) {
  if (auto status = require_name(wanted.name, kAccountNameCharactersMax, "name"); !status.ok())
    return status.error();
  const std::string& email = wanted.admin_email;
  model::Account account;
  account.id = wanted.id ? *wanted.id : base::AccountId{next_plain_id(session)};
  if (store::find_account(session.txn, session.memo, account.id)) {
    return Error{ErrorCode::kUniqueness,
                 "there is an account with the id " + account.id.hex() + " already"};
  }
  account.realm = store::next_realm(session.txn);
  account.name = wanted.name;
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
    if (auto status = apply_setting(account, key, value); !status.ok()) return status.error();
    session.change.attributes.push_back(key);
  }
  if (model::to_json(account) == model::to_json(*known)) return account;
  store::put_account(session.txn, account);
  describe(session, "update", "Update", "Account", "account", id.hex());
  return account;
}

std::vector<model::Account> list_accounts(Session& session) {
  return store::list_accounts(session.txn);
}

std::vector<model::Token> list_tokens(Session& session) {
  return store::list_tokens(session.txn, session.account.id);
}

Result<IssuedToken> create_token(Session& session, NewToken wanted) {
  if (auto status = require_token(wanted); !status.ok()) return status.error();
  IssuedToken issued;
  issued.value = wanted.value.empty() ? fresh_token_value(wanted.user) : wanted.value;
  const store::TokenHash hash = hash_of(issued.value);
  if (store::find_token(session.txn, session.memo, hash)) {
    return Error{ErrorCode::kUniqueness, "this token value is in use"};
  }
  model::Token& token = issued.token;
  token.id = base::TokenId{next_plain_id(session)};
  token.account = session.account.id;
  token.user = wanted.user;
  token.name = std::move(wanted.name);
  token.issued_us = token.modified_us = session.now_us;
  token.not_before = std::move(wanted.not_before);
  token.expires_on = std::move(wanted.expires_on);
  token.ip_in = std::move(wanted.ip_in);
  token.ip_not_in = std::move(wanted.ip_not_in);
  token.policies = std::move(wanted.policies);
  for (model::TokenPolicy& policy : token.policies)
    policy.id = base::PolicyId{next_plain_id(session)};
  store::put_token(session.txn, hash, token);
  describe(session, "create", "Create", "API Token", "api_token", token.id.hex());
  return issued;
}

Result<model::Token> get_token(Session& session, base::TokenId id) {
  auto found = find_token(session, id);
  if (!found.ok()) return found.error();
  return std::move(found.value().token);
}

Result<model::Token> set_token_status(Session& session, base::TokenId id,
                                      model::TokenStatus status) {
  auto found = find_token(session, id);
  if (!found.ok()) return found.error();
  auto [hash, token] = std::move(found).value();
  if (token.status == status) return token;
  token.status = status;
  token.modified_us = session.now_us;
  store::put_token(session.txn, hash, token);
  session.change.attributes.emplace_back("status");
  describe(session, "update", "Update", "API Token", "api_token", id.hex());
  return token;
}

Result<IssuedToken> roll_token(Session& session, base::TokenId id) {
  auto found = find_token(session, id);
  if (!found.ok()) return found.error();
  auto [hash, token] = std::move(found).value();
  store::erase_token(session.txn, hash, token);
  token.modified_us = session.now_us;
  IssuedToken issued{token, fresh_token_value(token.user)};
  store::put_token(session.txn, hash_of(issued.value), token);
  session.change.attributes.emplace_back("value");
  describe(session, "update", "Roll", "API Token", "api_token", id.hex());
  return issued;
}

Status delete_token(Session& session, base::TokenId id) {
  auto found = find_token(session, id);
  if (!found.ok()) return found.error();
  store::erase_token(session.txn, found.value().hash, found.value().token);
  describe(session, "delete", "Delete", "API Token", "api_token", id.hex());
  return base::done();
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
  for (const base::ResourceId& id : candidates) {
    const auto document = store::find_document(session.txn, session.realm(), id);
    if (!document || !document->header.active || id == found) continue;
    if (base::fold(email_of(parse_stored_object(document->attributes))) != folded) continue;
    if (found) return Error{ErrorCode::kUniqueness, "several members have this e-mail"};
    found = id;
  }
  if (!found) {
    return Error{ErrorCode::kNotFound,
                 "this account has no member with the e-mail \"" + std::string(email) + "\""};
  }
  return *found;
}

bool is_expired(const model::Token& token, std::int64_t now_us) {
  return !token.expires_on.empty() && now_us >= base::parse_time(token.expires_on).value_or(0);
}

std::string make_token_value(std::string_view prefix, std::string_view forty_characters) {
  std::string value(prefix);
  value += forty_characters;
  const auto hash = base::sha256(value);
  const std::string_view bytes(reinterpret_cast<const char*>(hash.data()),
                               kTokenChecksumCharacters / 2);
  return value + base::format_hex(bytes);
}

}  // namespace domain
