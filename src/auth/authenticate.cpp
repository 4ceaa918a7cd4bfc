#include "auth/authenticate.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/ip_range.h"
#include "base/text.h"
#include "base/time.h"
#include "domain/draft.h"
#include "domain/members.h"
#include "domain/permissions.h"
#include "domain/standing.h"
#include "domain/token_grants.h"
#include "domain/tokens.h"
#include "store/documents.h"

namespace auth {
namespace {

using domain::Standing;
using model::CredentialKind;

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
  return std::any_of(ranges.begin(), ranges.end(), [&](const std::string& text) {
    const auto range = base::IpRange::parse(text);
    return range && range->contains(address);
  });
}

bool address_allowed(const model::Token& token, std::string_view address) {
  if (token.condition.is_null()) return true;
  const auto in = model::request_ips(token.condition, "in");
  if (!in.empty() && !any_contains(in, address)) return false;
  return !any_contains(model::request_ips(token.condition, "not_in"), address);
}

using Found = std::variant<std::shared_ptr<const model::Token>, Fault>;

// The value is compared through its hash only: a look-up tells nothing about how much of a guess
// was right.
Found find_bearer(store::Txn& txn, store::RecordMemo& memo, const Credentials& credentials) {
  const std::string_view value = bearer_value(credentials.authorization);
  if (value.empty()) return Fault::kMalformed;
  auto token = store::find_token(txn, memo, base::sha256(value));
  if (!token || token->kind == CredentialKind::kGlobalKey) return Fault::kUnknown;
  return token;
}

Found find_key(store::Txn& txn, store::RecordMemo& memo, const Credentials& credentials) {
  if (!domain::is_key_value(credentials.key)) return Fault::kMalformedKey;
  auto key = store::find_token(txn, memo, base::sha256(credentials.key));
  if (!key || key->kind != CredentialKind::kGlobalKey) return Fault::kUnknownKey;
  const auto owner = domain::find_owner(txn, memo, *key);
  if (!owner) return Fault::kUnknownKey;
  const std::string email = domain::email_of(domain::parse_stored_object(owner->attributes));
  if (base::fold(email) != base::fold(credentials.email)) return Fault::kUnknownKey;
  return key;
}

Found find_credential(store::Txn& txn, store::RecordMemo& memo, const Credentials& credentials,
                      Schemes schemes) {
  if (!credentials.authorization.empty()) return find_bearer(txn, memo, credentials);
  if (credentials.email.empty() || credentials.key.empty()) return Fault::kAbsent;
  if (schemes == Schemes::kBearer) return Fault::kScheme;
  return find_key(txn, memo, credentials);
}

// What a member's key may do on the account (product.md section 5). Managing members and tokens is
// left to Super Administrators.
constexpr struct {
  Permission permission;
  Standing least;
} kKeyRows[] = {
    {Permission::kAnyToken, Standing::kMember},
    {Permission::kTokenVerify, Standing::kMember},
    {Permission::kScimRead, Standing::kAdministratorReadOnly},
    {Permission::kPermissionGroupsRead, Standing::kAdministratorReadOnly},
    {Permission::kAccountRead, Standing::kAdministratorReadOnly},
    {Permission::kTokensRead, Standing::kAdministratorReadOnly},
    {Permission::kAccessRead, Standing::kAdministratorReadOnly},
    {Permission::kAccountWrite, Standing::kAdministrator},
    {Permission::kAccessWrite, Standing::kAdministrator},
    {Permission::kScimWrite, Standing::kSuperAdministrator},
    {Permission::kTokensWrite, Standing::kSuperAdministrator},
};

bool key_permits(store::Txn& txn, const model::Token& key, const model::Account& account,
                 Permission permission) {
  for (const auto& row : kKeyRows) {
    if (row.permission != permission) continue;
    return row.least == Standing::kMember ||
           domain::standing_of(txn, account, *key.user) >= row.least;
  }
  return false;
}

bool any_group_granted(const model::Token& token, Permission permission,
                       const std::string& resource) {
  const auto groups = groups_of(permission);
  return std::any_of(groups.begin(), groups.end(), [&](std::string_view name) {
    const domain::PermissionGroup* group = domain::find_permission_group_by_name(name);
    return group && domain::is_granted(token, group->id, {resource, {}});
  });
}

bool is_operator(const model::Principal& principal) {
  return principal.kind == model::Principal::Kind::kLocalOperator;
}

}  // namespace

std::variant<model::Principal, Fault> authenticate(store::Txn& txn, store::RecordMemo& memo,
                                                   const Credentials& credentials, Schemes schemes,
                                                   std::int64_t now_us) {
  auto found = find_credential(txn, memo, credentials, schemes);
  if (const Fault* fault = std::get_if<Fault>(&found)) return *fault;
  auto& token = std::get<std::shared_ptr<const model::Token>>(found);
  if (!is_live(*token, now_us) || !has_owner(txn, memo, *token)) return Fault::kNotActive;
  if (!address_allowed(*token, credentials.address)) return Fault::kAddress;
  model::Principal principal;
  principal.kind = model::Principal::Kind::kToken;
  principal.token = std::move(token);
  principal.address = credentials.address;
  return principal;
}

std::optional<Fault> match_endpoint(const model::Principal& principal, Permission permission) {
  if (is_operator(principal) || permission == Permission::kIdentityProviderScim)
    return std::nullopt;
  const bool is_secret = principal.token->kind == CredentialKind::kIdentityProvider;
  return is_secret ? std::optional(Fault::kUnknown) : std::nullopt;
}

bool is_visible(const model::Principal& principal, const model::Account& account) {
  if (is_operator(principal)) return true;
  if (!principal.token) return false;
  const model::Token& token = *principal.token;
  const bool owns = !token.user || token.kind == CredentialKind::kGlobalKey;
  if (owns && token.account == account.id) return true;
  return domain::names_account(token, account.id.hex());
}

std::optional<Fault> authorize(store::Txn& txn, const model::Principal& principal,
                               const model::Account& account, Permission permission) {
  if (permission == Permission::kNone || is_operator(principal)) return std::nullopt;
  if (!is_visible(principal, account)) return Fault::kAccount;
  if (permission == Permission::kAnyToken || permission == Permission::kTokenVerify ||
      permission == Permission::kIdentityProviderScim) {
    return std::nullopt;
  }
  const model::Token& token = *principal.token;
  const std::string resource = std::string(domain::kAccountResource) + account.id.hex();
  const bool permitted = token.kind == CredentialKind::kGlobalKey
                             ? key_permits(txn, token, account, permission)
                             : any_group_granted(token, permission, resource);
  return permitted ? std::nullopt : std::optional(Fault::kPermission);
}

std::optional<Fault> authorize_user(const model::Principal& principal, Permission permission) {
  const bool of_all_accounts =
      permission == Permission::kAccountsList || permission == Permission::kAccountsCreate;
  if (is_operator(principal))
    return of_all_accounts ? std::nullopt : std::optional(Fault::kUserLevel);
  const model::Token& token = *principal.token;
  const bool creates = level_of(permission) == Level::kAllAccounts;
  if (!token.user) return creates ? Fault::kPermission : Fault::kUserLevel;
  if (groups_of(permission).empty()) return std::nullopt;
  if (token.kind == CredentialKind::kGlobalKey)
    return creates ? std::optional(Fault::kPermission) : std::nullopt;
  const std::string resource = creates ? std::string(domain::kEveryAccount)
                                       : std::string(domain::kUserResource) + token.user->hex();
  return any_group_granted(token, permission, resource) ? std::nullopt
                                                        : std::optional(Fault::kPermission);
}

}  // namespace auth
