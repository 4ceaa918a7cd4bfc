#include "domain/tokens.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/time.h"
#include "domain/draft.h"
#include "domain/members.h"
#include "domain/permissions.h"
#include "domain/token_grants.h"
#include "domain/token_rules.h"
#include "domain/token_uses.h"
#include "json/write.h"
#include "store/accounts.h"
#include "store/documents.h"

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using model::CredentialKind;
using model::Token;

constexpr std::size_t kRandomCharacters = 40;
constexpr std::size_t kChecksumCharacters = 8;
constexpr std::size_t kCreatorEmailBytesMax = 90;  // published length of the member
constexpr std::int64_t kExpiredShownUs = std::int64_t{30} * 24 * 3600 * 1'000'000;

Error invalid(std::string detail, std::string pointer) {
  return {ErrorCode::kInvalidValue, std::move(detail), std::move(pointer)};
}

// Published prefixes (cloudflare.md section 7.3).
std::string_view prefix_of(const Token& token) {
  if (token.kind == CredentialKind::kGlobalKey) return "cfk_";
  return token.user ? "cfut_" : "cfat_";
}

std::string fresh_value(const Token& token) {
  return make_token_value(prefix_of(token), base::random_base62(kRandomCharacters));
}

void describe(Session& session, std::string_view action, std::string_view verb,
              const Token& token) {
  Change& change = session.change;
  change.changed = true;
  change.action_type = action;
  change.description = std::string(verb) + " API Token";
  change.resource_type = "api_token";
  change.resource_id = token.id.hex();
}

bool is_of(const TokenOwner& owner, const Token& token) {
  if (owner.kind == TokenOwner::Kind::kAnybody)
    return token.kind != CredentialKind::kIdentityProvider;
  if (token.kind != CredentialKind::kToken) return false;
  if (owner.kind == TokenOwner::Kind::kAccount) return !token.user;
  return token.user == owner.user;
}

struct Found {
  store::TokenHash hash;
  Token token;
};

std::optional<Found> find_by_id(Session& session, base::TokenId id) {
  const auto hash = store::find_token_hash(session.txn, session.account.id, id);
  if (!hash) return std::nullopt;
  const auto token = store::find_token(session.txn, session.memo, *hash);
  if (!token) throw store::Damaged("a token id points at no token");
  return Found{*hash, *token};
}

Result<Found> get_found(Session& session, const TokenOwner& owner, base::TokenId id) {
  auto found = find_by_id(session, id);
  if (!found || !is_of(owner, found->token)) return Error{ErrorCode::kNotFound, "Token not found"};
  return std::move(*found);
}

// Nobody gives away what they do not hold; the local operator holds everything.
Status require_grants(const model::Principal& caller,
                      const std::vector<model::TokenPolicy>& policies) {
  if (caller.kind == model::Principal::Kind::kLocalOperator) return base::done();
  for (std::size_t i = 0; i < policies.size(); ++i) {
    const std::string group = find_ungranted_group(*caller.token, {policies[i]});
    if (group.empty()) continue;
    return invalid("Failed common permission check against resources. (Permission group: \"" +
                       name_of_permission_group(group) + "\")",
                   "/policies/" + std::to_string(i));
  }
  return base::done();
}

std::vector<model::TokenPolicy> make_policies(Session& session,
                                              std::vector<TokenPolicyRequest> requests,
                                              const std::vector<model::TokenPolicy>& existing) {
  std::vector<model::TokenPolicy> policies;
  const auto has = [](const std::vector<model::TokenPolicy>& where, base::PolicyId id) {
    return std::any_of(where.begin(), where.end(),
                       [&](const model::TokenPolicy& policy) { return policy.id == id; });
  };
  for (TokenPolicyRequest& request : requests) {
    const auto given = base::PolicyId::parse_exact(request.id);
    const bool kept = given && has(existing, *given) && !has(policies, *given);
    policies.push_back({kept ? *given : base::PolicyId{next_plain_id(session)}, request.effect,
                        std::move(request.permission_groups), std::move(request.resources)});
  }
  return policies;
}

void set_fields(Token& token, TokenFields fields, std::vector<model::TokenPolicy> policies) {
  token.name = std::move(fields.name);
  token.not_before = std::move(fields.not_before);
  token.expires_on = std::move(fields.expires_on);
  token.condition = std::move(fields.condition);
  token.policies = std::move(policies);
}

// Names of the stored members that differ as they are written: the order of keys is echoed, so it
// counts.
std::vector<std::string> changed_members(const Token& before, const Token& after) {
  std::vector<std::string> names;
  const json::Value old_form = to_json(before);
  const json::Value new_form = to_json(after);
  for (std::string_view name :
       {"name", "status", "not_before", "expires_on", "condition", "policies"}) {
    const json::Value* old_value = old_form.find(name);
    const json::Value* new_value = new_form.find(name);
    const json::Value none;
    if (json::write(old_value ? *old_value : none) != json::write(new_value ? *new_value : none))
      names.emplace_back(name);
  }
  return names;
}

Status require_room(Session& session, const NewToken& wanted) {
  if (wanted.kind == CredentialKind::kGlobalKey) {
    for (const Token& token : store::list_tokens(session.txn, session.account.id)) {
      if (token.kind == CredentialKind::kGlobalKey && token.user == wanted.user)
        return Error{ErrorCode::kUniqueness, "this user has a global API key already: roll it"};
    }
    return base::done();
  }
  const TokenOwner owner = wanted.user ? TokenOwner{TokenOwner::Kind::kUser, *wanted.user}
                                       : TokenOwner{TokenOwner::Kind::kAccount};
  const std::size_t most = wanted.user ? kTokensOfUserMax : kTokensOfAccountMax;
  std::size_t count = 0;
  for (const Token& token : store::list_tokens(session.txn, session.account.id))
    count += is_of(owner, token) ? 1 : 0;
  if (count < most) return base::done();
  return Error{ErrorCode::kBadRequest, std::string(wanted.user ? "a user" : "an account") +
                                           " has at most " + std::to_string(most) + " API tokens"};
}

Status require_new(Session& session, const NewToken& wanted) {
  auto status = require_token_fields(session, wanted.user, wanted.fields);
  if (!status.ok()) return status;
  for (std::size_t i = 0; i < wanted.fields.policies.size(); ++i) {
    if (wanted.fields.policies[i].id.empty()) continue;
    return invalid("Reusing existing policies is not supported by token creation",
                   "/policies/" + std::to_string(i) + "/id");
  }
  const bool key = wanted.kind == CredentialKind::kGlobalKey;
  if (key && !wanted.user) return invalid("a global API key needs a user", "/user");
  if (!wanted.value.empty() && !(key ? is_key_value(wanted.value) : is_token_value(wanted.value))) {
    return invalid(
        std::string(key ? "a global API key has 37 to 60" : "a token value has 40 to 80") +
            " characters out of 0-9, A-Z, a-z, _ and -",
        "/value");
  }
  return require_room(session, wanted);
}

IssuedToken issue(Session& session, Token token, std::string value) {
  token.issued_us = token.modified_us = session.now_us;
  store::put_token(session.txn, base::sha256(value), token);
  return {std::move(token), std::move(value)};
}

bool is_recent(const Token& token, std::int64_t now_us) {
  return base::parse_time(token.expires_on).value_or(0) > now_us - kExpiredShownUs;
}

bool has_only(std::string_view text, std::size_t least, std::size_t most) {
  if (text.size() < least || text.size() > most) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

}  // namespace

bool is_token_value(std::string_view text) { return has_only(text, 40, 80); }
bool is_key_value(std::string_view text) { return has_only(text, 37, 60); }

Result<IssuedToken> create_token(Session& session, const model::Principal& caller,
                                 NewToken wanted) {
  if (auto status = require_new(session, wanted); !status.ok()) return status.error();
  Token token;
  token.id = base::TokenId{next_plain_id(session)};
  token.kind = wanted.kind;
  token.account = session.account.id;
  token.user = wanted.user;
  auto policies = make_policies(session, std::move(wanted.fields.policies), {});
  if (auto status = require_grants(caller, policies); !status.ok()) return status.error();
  set_fields(token, std::move(wanted.fields), std::move(policies));
  if (!token.user) token.creator_email = email_of_caller(session, caller);
  if (token.creator_email.size() > kCreatorEmailBytesMax) token.creator_email.clear();
  std::string value = wanted.value.empty() ? fresh_value(token) : std::move(wanted.value);
  if (store::find_token(session.txn, session.memo, base::sha256(value))) {
    return Error{ErrorCode::kUniqueness, "this token value is in use"};
  }
  describe(session, "create", "Create", token);
  return issue(session, std::move(token), std::move(value));
}

std::vector<Token> list_tokens(Session& session, const TokenOwner& owner, Expired expired) {
  std::vector<Token> tokens = store::list_tokens(session.txn, session.account.id);
  std::erase_if(tokens, [&](const Token& token) {
    if (!is_of(owner, token)) return true;
    if (!is_expired(token, session.now_us)) return false;
    return expired == Expired::kOmitted || !is_recent(token, session.now_us);
  });
  return tokens;
}

Result<Token> get_token(Session& session, const TokenOwner& owner, base::TokenId id) {
  auto found = get_found(session, owner, id);
  if (!found.ok()) return found.error();
  return std::move(found.value().token);
}

Result<Token> update_token(Session& session, const model::Principal& caller,
                           const TokenOwner& owner, base::TokenId id, TokenFields fields,
                           std::optional<model::TokenStatus> status) {
  auto found = get_found(session, owner, id);
  if (!found.ok()) return found.error();
  const Token& before = found.value().token;
  auto valid = require_token_fields(session, before.user, fields);
  if (!valid.ok()) return valid.error();
  Token token = before;
  auto policies = make_policies(session, std::move(fields.policies), before.policies);
  if (auto granted = require_grants(caller, policies); !granted.ok()) return granted.error();
  set_fields(token, std::move(fields), std::move(policies));
  token.status = status.value_or(before.status);
  std::vector<std::string> changed = changed_members(before, token);
  if (changed.empty()) return token;
  token.modified_us = session.now_us;
  store::put_token(session.txn, found.value().hash, token);
  session.change.attributes = std::move(changed);
  describe(session, "update", "Update", token);
  return token;
}

Result<IssuedToken> roll_token(Session& session, const model::Principal& caller,
                               const TokenOwner& owner, base::TokenId id) {
  auto found = get_found(session, owner, id);
  if (!found.ok()) return found.error();
  auto [hash, token] = std::move(found).value();
  const bool own = caller.token && caller.token->id == token.id;
  if (auto status = require_grants(caller, token.policies); !own && !status.ok())
    return status.error();
  token.modified_us = session.now_us;
  IssuedToken issued{token, fresh_value(token)};
  store::replace_token(session.txn, hash, base::sha256(issued.value), token);
  session.change.attributes.emplace_back("value");
  describe(session, "update", "Roll", token);
  return issued;
}

Status delete_token(Session& session, const TokenOwner& owner, base::TokenId id) {
  auto found = get_found(session, owner, id);
  if (!found.ok()) return found.error();
  store::erase_token(session.txn, found.value().hash, found.value().token);
  describe(session, "delete", "Delete", found.value().token);
  return base::done();
}

Result<IssuedToken> issue_identity_provider_secret(Session& session, base::IdentityProviderId id,
                                                   std::string value) {
  if (!value.empty() && !is_token_value(value)) {
    return invalid("a secret has 40 to 80 characters out of 0-9, A-Z, a-z, _ and -",
                   "/scim_config/secret");
  }
  erase_identity_provider_secret(session, id);
  Token token;
  token.id = base::TokenId{id.bytes};
  token.kind = CredentialKind::kIdentityProvider;
  token.account = session.account.id;
  token.identity_provider = id;
  token.name = "SCIM secret of an identity provider";
  if (value.empty()) value = fresh_value(token);
  if (store::find_token(session.txn, session.memo, base::sha256(value)))
    return Error{ErrorCode::kUniqueness, "this secret is in use", "/scim_config/secret"};
  return issue(session, std::move(token), std::move(value));
}

void erase_tokens_of(Session& session, base::ResourceId user) {
  for (base::TokenId id : store::list_tokens_of(session.txn, session.account.id, user)) {
    if (const auto found = find_by_id(session, id))
      store::erase_token(session.txn, found->hash, found->token);
  }
}

void erase_identity_provider_secret(Session& session, base::IdentityProviderId id) {
  if (const auto found = find_by_id(session, base::TokenId{id.bytes}))
    store::erase_token(session.txn, found->hash, found->token);
}

bool is_expired(const Token& token, std::int64_t now_us) {
  return !token.expires_on.empty() && now_us >= base::parse_time(token.expires_on).value_or(0);
}

std::int64_t last_used_us(Session& session, const Token& token) {
  const std::int64_t stored = store::find_token_use(session.txn, token.account, token.id);
  return session.token_uses ? std::max(stored, session.token_uses->last_us(token.id)) : stored;
}

std::optional<model::Document> find_owner(store::Txn& txn, store::RecordMemo& memo,
                                          const Token& token) {
  if (!token.user) return std::nullopt;
  const auto account = store::find_account(txn, memo, token.account);
  return account ? store::find_document(txn, account->realm, *token.user) : std::nullopt;
}

std::optional<model::Document> find_caller(Session& session, const model::Principal& caller) {
  if (!caller.token) return std::nullopt;
  return find_owner(session.txn, session.memo, *caller.token);
}

std::string email_of_caller(Session& session, const model::Principal& caller) {
  const auto owner = find_caller(session, caller);
  return owner ? email_of(parse_stored_object(owner->attributes)) : std::string();
}

std::string make_token_value(std::string_view prefix, std::string_view forty_characters) {
  std::string value(prefix);
  value += forty_characters;
  const auto hash = base::sha256(value);
  const std::string_view bytes(reinterpret_cast<const char*>(hash.data()), kChecksumCharacters / 2);
  return value + base::format_hex(bytes);
}

}  // namespace domain
