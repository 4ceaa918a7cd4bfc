#include "api/tokens/tokens.h"

#include <algorithm>

#include "api/envelope.h"
#include "api/fields.h"
#include "api/paging.h"
#include "api/tokens/token_shapes.h"
#include "domain/accounts.h"
#include "domain/permissions.h"
#include "domain/token_grants.h"

namespace api::tokens {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using domain::TokenOwner;

bool is_operator(const Call& call) {
  return call.principal.kind == model::Principal::Kind::kLocalOperator;
}

// Routes of an account name it in their path; the others are about the user who asks.
TokenOwner owner_of(const Call& call) {
  if (is_operator(call)) return {TokenOwner::Kind::kAnybody};
  if (!call.params.get("account_id").empty()) return {TokenOwner::Kind::kAccount};
  return {TokenOwner::Kind::kUser, *call.principal.token->user};
}

// Only the local operator chooses the owner, the value and the kind: `scimd token create --user`,
// `scimd dev --scim-token`.
base::Status read_operator_members(Call& call, domain::NewToken& wanted) {
  const Field root{call.body};
  auto value = optional_string(root.member("value"));
  if (!value.ok()) return value.error();
  wanted.value = value.value().value_or("");
  auto key = optional_bool(root.member("global_key"));
  if (!key.ok()) return key.error();
  if (key.value().value_or(false)) wanted.kind = model::CredentialKind::kGlobalKey;
  auto email = optional_string(root.member("user"));
  if (!email.ok()) return email.error();
  if (!email.value()) return base::done();
  auto user = domain::get_member_by_email(call.session, *email.value());
  if (!user.ok()) return invalid(root.member("user"), "is wrong: " + user.error().detail);
  wanted.user = user.value();
  return base::done();
}

Result<base::TokenId> read_id(const Call& call) {
  const auto id = base::TokenId::parse_exact(call.params.get("token_id"));
  if (!id) return Error{ErrorCode::kNotFound, "Token not found"};
  return *id;
}

Result<bool> read_flag(const http::Query& query, std::string_view name) {
  auto word = read_once(query, name);
  if (!word.ok()) return word.error();
  if (!word.value() || *word.value() == "false") return false;
  if (*word.value() == "true") return true;
  return Error{ErrorCode::kInvalidValue, std::string(name) + " must be true or false"};
}

// Whether the one who asks could give it to a token of this owner.
bool is_selectable(const Call& call, const domain::PermissionGroup& group) {
  if (is_operator(call)) return true;
  const TokenOwner owner = owner_of(call);
  const bool of_users = group.scopes.front() == domain::kUserScope;
  if (of_users && owner.kind != TokenOwner::Kind::kUser) return false;
  const model::Token& token = *call.principal.token;
  const std::string account = std::string(domain::kAccountResource) + call.session.account.id.hex();
  if (!of_users) return domain::is_granted(token, group.id, {account, {}});
  const std::string user = std::string(domain::kUserResource) + owner.user.hex();
  return domain::is_granted(token, group.id, {user, {}});
}

json::Value shape_group(const Call& call, const domain::PermissionGroup& group) {
  json::Array scopes;
  for (const std::string& scope : group.scopes) scopes.emplace_back(scope);
  return json::Object{{"id", group.id},
                      {"name", group.name},
                      {"scopes", std::move(scopes)},
                      {"category", group.category},
                      {"is_selectable", is_selectable(call, group)}};
}

}  // namespace

Outcome list_tokens(Call& call) {
  auto query = read_query(call.raw_query);
  if (!query.ok()) return query.error();
  auto page = read_page(query.value(), kSmallPages);
  if (!page.ok()) return page.error();
  auto direction = read_direction(query.value());
  if (!direction.ok()) return direction.error();
  auto expired = read_flag(query.value(), "include_expired");
  if (!expired.ok()) return expired.error();
  auto tokens =
      domain::list_tokens(call.session, owner_of(call),
                          expired.value() ? domain::Expired::kRecent : domain::Expired::kOmitted);
  if (direction.value() == Direction::kDescending) std::reverse(tokens.begin(), tokens.end());
  const std::size_t total = tokens.size();
  json::Array result;
  for (const model::Token& token : cut_page(std::move(tokens), page.value()))
    result.push_back(shape_token(call.session, token));
  return envelope_list(std::move(result), page.value().page, page.value().per_page, total);
}

Outcome create_token(Call& call) {
  auto fields = read_token_fields(call.body);
  if (!fields.ok()) return fields.error();
  domain::NewToken wanted;
  wanted.fields = std::move(fields).value();
  if (is_operator(call)) {
    if (auto status = read_operator_members(call, wanted); !status.ok()) return status.error();
  } else if (const TokenOwner owner = owner_of(call); owner.kind == TokenOwner::Kind::kUser) {
    wanted.user = owner.user;
  }
  auto issued = domain::create_token(call.session, call.principal, std::move(wanted));
  if (!issued.ok()) return issued.error();
  json::Object result = shape_token(call.session, issued.value().token);
  result.append("value", issued.value().value);
  return envelope(std::move(result));
}

Outcome get_token(Call& call) {
  auto id = read_id(call);
  if (!id.ok()) return id.error();
  auto token = domain::get_token(call.session, owner_of(call), id.value());
  if (!token.ok()) return token.error();
  return envelope(shape_token(call.session, token.value()));
}

Outcome update_token(Call& call) {
  auto id = read_id(call);
  if (!id.ok()) return id.error();
  auto fields = read_token_fields(call.body);
  if (!fields.ok()) return fields.error();
  const Field status = Field{call.body}.member("status");
  auto word = optional_string(status);
  if (!word.ok()) return word.error();
  std::optional<model::TokenStatus> wanted;
  if (word.value() == "active") wanted = model::TokenStatus::kActive;
  if (word.value() == "disabled") wanted = model::TokenStatus::kDisabled;
  if (word.value() && !wanted) return invalid(status, "must be \"active\" or \"disabled\"");
  auto token = domain::update_token(call.session, call.principal, owner_of(call), id.value(),
                                    std::move(fields).value(), wanted);
  if (!token.ok()) return token.error();
  return envelope(shape_token(call.session, token.value()));
}

Outcome roll_token(Call& call) {
  auto id = read_id(call);
  if (!id.ok()) return id.error();
  auto issued = domain::roll_token(call.session, call.principal, owner_of(call), id.value());
  if (!issued.ok()) return issued.error();
  return envelope(issued.value().value);
}

Outcome delete_token(Call& call) {
  auto id = read_id(call);
  if (!id.ok()) return id.error();
  auto status = domain::delete_token(call.session, owner_of(call), id.value());
  if (!status.ok()) return status.error();
  return envelope(json::Object{{"id", id.value().hex()}});
}

Outcome verify_token(Call& call) {
  if (is_operator(call)) return Error{ErrorCode::kNotFound, "The local operator has no token"};
  const model::Token& token = *call.principal.token;
  json::Object result{{"id", token.id.hex()}, {"status", status_word(token, call.session.now_us)}};
  if (!token.expires_on.empty()) result.append("expires_on", token.expires_on);
  if (!token.not_before.empty()) result.append("not_before", token.not_before);
  return envelope_with_message(std::move(result), 10000, "This API Token is valid and active");
}

Outcome list_permission_groups(Call& call) {
  auto query = read_query(call.raw_query);
  if (!query.ok()) return query.error();
  auto name = read_once(query.value(), "name");
  if (!name.ok()) return name.error();
  auto scope = read_once(query.value(), "scope");
  if (!scope.ok()) return scope.error();
  json::Array result;
  for (const domain::PermissionGroup& group : domain::permission_groups()) {
    const auto& scopes = group.scopes;
    if (name.value() && group.name != *name.value()) continue;
    if (scope.value() && std::find(scopes.begin(), scopes.end(), *scope.value()) == scopes.end())
      continue;
    result.push_back(shape_group(call, group));
  }
  return envelope_whole_list(std::move(result));
}

}  // namespace api::tokens
