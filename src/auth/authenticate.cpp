#include "auth/authenticate.h"

#include "base/crypto.h"
#include "base/ip_range.h"
#include "base/text.h"
#include "base/time.h"
#include "domain/accounts.h"
#include "domain/permissions.h"
#include "store/documents.h"

namespace auth {
namespace {

constexpr std::string_view kAccountPrefix = "com.cloudflare.api.account.";

// The value after a scheme of "Bearer" in any letter case and exactly one space; empty when it is
// anything else.
std::string_view bearer_value(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() <= kScheme.size()) return {};
  if (!base::equal_fold_ascii(authorization.substr(0, kScheme.size()), kScheme)) return {};
  const std::string_view value = authorization.substr(kScheme.size());
  return domain::is_token_value(value) ? value : std::string_view();
}

// A user-owned token is worth something only as long as its owner is a member.
bool has_owner(store::Txn& txn, store::RecordMemo& memo, const model::Token& token) {
  if (!token.user) return true;
  const auto account = store::find_account(txn, memo, token.account);
  const auto owner = account ? store::find_header(txn, account->realm, *token.user) : std::nullopt;
  return owner && owner->active;
}

bool is_live(const model::Token& token, std::int64_t now_us) {
  if (token.status != model::TokenStatus::kActive) return false;
  if (!token.not_before.empty() && now_us < base::parse_time(token.not_before).value_or(now_us))
    return false;
  return !domain::is_expired(token, now_us);
}

bool any_contains(const std::vector<std::string>& ranges, std::string_view address) {
  for (const std::string& text : ranges) {
    const auto range = base::IpRange::parse(text);
    if (range && range->contains(address)) return true;
  }
  return false;
}

bool address_allowed(const model::Token& token, std::string_view address) {
  if (!token.ip_in.empty() && !any_contains(token.ip_in, address)) return false;
  return !any_contains(token.ip_not_in, address);
}

// Whether the policy's resources name this whole account. A nested object (zones of the account)
// does not.
bool covers(const model::TokenPolicy& policy, const std::string& account_id) {
  if (!policy.resources.is_object()) return false;
  for (const auto& [key, scope] : policy.resources.as_object()) {
    if (!scope.is_string() || scope.as_string() != "*" || key.rfind(kAccountPrefix, 0) != 0)
      continue;
    const std::string_view named = std::string_view(key).substr(kAccountPrefix.size());
    if (named == "*" || named == account_id) return true;
  }
  return false;
}

// Also nested resources make an account visible: the token was made for something in it.
bool names(const model::TokenPolicy& policy, const std::string& account_id) {
  if (!policy.resources.is_object()) return false;
  const json::Object& resources = policy.resources.as_object();
  return resources.find(std::string(kAccountPrefix) + account_id) ||
         resources.find(std::string(kAccountPrefix) + "*");
}

bool holds_group(const model::TokenPolicy& policy, const std::string& group_id) {
  for (const std::string& id : policy.permission_groups) {
    if (id == group_id) return true;
  }
  return false;
}

// Explicit deny beats allow; nothing is allowed by default.
bool grants(const model::Token& token, const std::string& account_id, const std::string& group_id) {
  bool allowed = false;
  for (const model::TokenPolicy& policy : token.policies) {
    if (!holds_group(policy, group_id) || !covers(policy, account_id)) continue;
    if (policy.effect == model::Effect::kDeny) return false;
    allowed = true;
  }
  return allowed;
}

bool is_visible(const model::Token& token, const model::Account& account) {
  const std::string account_id = account.id.hex();
  if (!token.user && token.account == account.id) return true;
  for (const model::TokenPolicy& policy : token.policies) {
    if (policy.effect == model::Effect::kAllow && names(policy, account_id)) return true;
  }
  return false;
}

}  // namespace

std::variant<model::Principal, Fault> authenticate(store::Txn& txn, store::RecordMemo& memo,
                                                   const Credentials& credentials,
                                                   std::int64_t now_us) {
  if (credentials.authorization.empty()) return Fault::kAbsent;
  const std::string_view value = bearer_value(credentials.authorization);
  if (value.empty()) return Fault::kMalformed;
  // The value is compared through its hash only: a look-up tells nothing about how much of a guess
  // was right.
  auto token = store::find_token(txn, memo, base::sha256(value));
  if (!token) return Fault::kUnknown;
  if (!is_live(*token, now_us) || !has_owner(txn, memo, *token)) return Fault::kNotActive;
  if (!address_allowed(*token, credentials.address)) return Fault::kAddress;
  model::Principal principal;
  principal.kind = model::Principal::Kind::kToken;
  principal.token = std::move(token);
  principal.address = credentials.address;
  return principal;
}

std::optional<Fault> authorize(const model::Principal& principal, const model::Account& account,
                               Permission permission) {
  if (permission == Permission::kNone || principal.kind == model::Principal::Kind::kLocalOperator)
    return std::nullopt;
  if (!principal.token || !is_visible(*principal.token, account)) return Fault::kAccount;
  if (permission == Permission::kAnyToken || permission == Permission::kIdentityProviderScim)
    return std::nullopt;
  const std::string account_id = account.id.hex();
  for (std::string_view name : groups_of(permission)) {
    const domain::PermissionGroup* group = domain::find_permission_group_by_name(name);
    if (group && grants(*principal.token, account_id, group->id)) return std::nullopt;
  }
  return Fault::kPermission;
}

}  // namespace auth
