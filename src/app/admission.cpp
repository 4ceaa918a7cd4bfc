#include "app/admission.h"

#include "base/ip_range.h"
#include "domain/identity_providers.h"

namespace app {
namespace {

using auth::Fault;
using model::Principal;

// The value of a credential's field. Given twice it is no credential: nobody knows which of the two
// counts.
std::string_view only_field(const net::Frame& frame, std::string_view name) {
  std::string_view value;
  int count = 0;
  for (const net::Field& field : frame.fields) {
    if (field.name != name) continue;
    value = field.value;
    ++count;
  }
  return count == 1 ? value : std::string_view();
}

auth::Credentials credentials_of(const net::Frame& frame) {
  return {frame.field("authorization"), only_field(frame, "x-auth-email"),
          only_field(frame, "x-auth-key"), frame.peer_address};
}

std::optional<Fault> admit_to_account(Admission& admission, const Route& route,
                                      const http::PathParams& params, store::Txn& txn,
                                      store::RecordMemo& memo) {
  const auto id = base::AccountId::parse_exact(params.get("account_id"));
  const auto known = id ? store::find_account(txn, memo, *id) : nullptr;
  if (!known) return Fault::kAccount;
  if (has_malformed_id(route, params)) return Fault::kMalformedId;
  const auto fault = auth::authorize(txn, admission.principal, *known, route.permission);
  if (fault != Fault::kAccount) admission.account = *known;
  return fault;
}

// Routes outside accounts work on the account in which the user who asks lives. Making an account
// is the one thing that belongs to none.
std::optional<Fault> admit_user(Admission& admission, const Route& route,
                                const http::PathParams& params, store::Txn& txn,
                                store::RecordMemo& memo) {
  const Principal& principal = admission.principal;
  if (auth::level_of(route.permission) == auth::Level::kAccount) {
    const bool anybody = route.permission == auth::Permission::kAnyToken ||
                         route.permission == auth::Permission::kMetrics;
    const bool permitted = anybody || principal.kind == Principal::Kind::kLocalOperator;
    return permitted ? std::nullopt : std::optional(Fault::kPermission);
  }
  const auto fault = auth::authorize_user(principal, route.permission);
  if (fault == Fault::kUserLevel) return fault;
  const bool of_user = auth::level_of(route.permission) == auth::Level::kUser;
  if (of_user && principal.token && principal.token->user) {
    if (const auto home = store::find_account(txn, memo, principal.token->account))
      admission.account = *home;
  }
  return has_malformed_id(route, params) ? Fault::kMalformedId : fault;
}

}  // namespace

Admission admit(const net::Frame& frame, const Route& route, const http::PathParams& params,
                store::Txn& txn, store::RecordMemo& memo, std::int64_t now_us) {
  Admission admission;
  const bool is_open =
      route.permission == auth::Permission::kNone ||
      (route.permission == auth::Permission::kMetrics && base::is_loopback(frame.peer_address));
  if (is_open) return admission;
  if (frame.origin == net::Origin::kControl) {
    admission.principal.kind = Principal::Kind::kLocalOperator;
  } else {
    auto outcome = auth::authenticate(txn, memo, credentials_of(frame), route.schemes, now_us);
    if (const Fault* fault = std::get_if<Fault>(&outcome)) {
      admission.fault = *fault;
      return admission;
    }
    admission.principal = std::move(std::get<Principal>(outcome));
  }
  const std::string_view account = params.get("account_id");
  admission.fault = auth::match_endpoint(admission.principal, route.permission);
  if (admission.fault) {
    admission.principal = {};
    return admission;
  }
  admission.fault = account.empty() ? admit_user(admission, route, params, txn, memo)
                                    : admit_to_account(admission, route, params, txn, memo);
  return admission;
}

bool is_in_directory(const Route& route) {
  return route.permission == auth::Permission::kIdentityProviderScim;
}

std::optional<Fault> enter_directory(const Route& route, const http::PathParams& params,
                                     const Principal& principal, domain::Session& session) {
  if (!is_in_directory(route)) return std::nullopt;
  const auto id = base::IdentityProviderId::parse_uuid(params.get("identity_provider_id"));
  const auto provider = id ? domain::find_identity_provider(session, *id) : std::nullopt;
  if (!provider || !provider->scim || !provider->scim->enabled) return Fault::kMalformedId;
  if (principal.token) {
    if (principal.token->kind != model::CredentialKind::kIdentityProvider)
      return Fault::kPermission;
    if (principal.token->identity_provider != *id) return Fault::kMalformedId;
  }
  domain::enter_directory(session, *provider);
  return std::nullopt;
}

}  // namespace app
