#include "api/accounts/accounts.h"

#include <algorithm>

#include "api/accounts/scim_settings.h"
#include "api/envelope.h"
#include "api/fields.h"
#include "api/paging.h"
#include "auth/authenticate.h"
#include "base/time.h"
#include "domain/accounts.h"
#include "domain/tokens.h"

namespace api::accounts {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

json::Value shape(const model::Account& account) {
  const std::string& contact = account.settings.abuse_contact_email;
  json::Object settings{
      {"abuse_contact_email", contact.empty() ? json::Value() : json::Value(contact)},
      {"enforce_twofactor", account.settings.enforce_twofactor},
  };
  for (auto& [name, value] : own_settings(account)) settings.append(name, std::move(value));
  return json::Object{
      {"id", account.id.hex()},
      {"name", account.name},
      {"type", account.type},
      {"created_on", base::format_time(account.created_us, base::TimePrecision::kMicroseconds)},
      {"settings", std::move(settings)},
  };
}

bool is_operator(const Call& call) {
  return call.principal.kind == model::Principal::Kind::kLocalOperator;
}

// Whoever makes an account is its Super Administrator; the operator names somebody else, and may
// choose the id.
base::Status read_administrator(Call& call, domain::NewAccount& wanted) {
  if (!is_operator(call)) {
    wanted.admin_email = domain::email_of_caller(call.session, call.principal);
    return base::done();
  }
  const Field root{call.body};
  auto id = optional_string(root.member("id"));
  if (!id.ok()) return id.error();
  if (id.value()) {
    wanted.id = base::AccountId::parse(*id.value());
    if (!wanted.id) return invalid(root.member("id"), "must be 32 hex digits");
  }
  auto email = optional_string(root.member("admin_email"));
  if (!email.ok()) return email.error();
  wanted.admin_email = email.value().value_or(wanted.admin_email);
  return base::done();
}

base::Status read_settings(const Field& settings, domain::AccountUpdate& wanted) {
  if (settings.value.is_null()) return base::done();
  if (auto object = require_object(settings); !object.ok()) return object.error();
  const Field contact = settings.member("abuse_contact_email");
  auto email = optional_string(contact);
  if (!email.ok()) return email.error();
  const bool named = settings.value.find("abuse_contact_email") != nullptr;
  if (named) wanted.abuse_contact_email = email.value().value_or("");
  auto enforce = optional_bool(settings.member("enforce_twofactor"));
  if (!enforce.ok()) return enforce.error();
  wanted.enforce_twofactor = enforce.value();
  return base::done();
}

Result<domain::AccountUpdate> read_update(const Field& root) {
  if (auto object = require_object(root); !object.ok()) return object.error();
  domain::AccountUpdate wanted;
  auto name = require_string(root.member("name"));
  if (!name.ok()) return name.error();
  wanted.name = std::move(name).value();
  auto type = optional_string(root.member("type"));
  if (!type.ok()) return type.error();
  wanted.type = type.value().value_or("");
  if (auto status = read_settings(root.member("settings"), wanted); !status.ok())
    return status.error();
  return wanted;
}

}  // namespace

Outcome list_accounts(Call& call) {
  auto query = read_query(call.raw_query);
  if (!query.ok()) return query.error();
  auto page = read_page(query.value(), kSmallPages);
  if (!page.ok()) return page.error();
  auto direction = read_direction(query.value());
  if (!direction.ok()) return direction.error();
  auto name = read_once(query.value(), "name");
  if (!name.ok()) return name.error();
  auto accounts = domain::list_accounts(call.session);
  std::erase_if(accounts, [&](const model::Account& account) {
    if (name.value() && account.name != *name.value()) return true;
    return !auth::is_visible(call.principal, account);
  });
  if (direction.value() == Direction::kDescending) std::reverse(accounts.begin(), accounts.end());
  const std::size_t total = accounts.size();
  json::Array result;
  for (const model::Account& account : cut_page(std::move(accounts), page.value()))
    result.push_back(shape(account));
  return envelope_list(std::move(result), page.value().page, page.value().per_page, total);
}

Outcome create_account(Call& call) {
  const Field root{call.body};
  if (auto object = require_object(root); !object.ok()) return object.error();
  domain::NewAccount wanted;
  auto name = require_string(root.member("name"));
  if (!name.ok()) return name.error();
  wanted.name = std::move(name).value();
  auto type = optional_string(root.member("type"));
  if (!type.ok()) return type.error();
  wanted.type = type.value().value_or(wanted.type);
  if (auto status = read_administrator(call, wanted); !status.ok()) return status.error();
  auto account = domain::create_account(call.session, wanted);
  if (!account.ok()) return account.error();
  return envelope(shape(account.value()));
}

Outcome get_account(Call& call) { return envelope(shape(call.session.account)); }

Outcome update_account(Call& call) {
  auto wanted = read_update(Field{call.body});
  if (!wanted.ok()) return wanted.error();
  const Field id = Field{call.body}.member("id");
  auto named = optional_string(id);
  if (!named.ok()) return named.error();
  if (named.value() && *named.value() != call.session.account.id.hex())
    return invalid(id, "is another account's");
  auto account = domain::update_account(call.session, wanted.value());
  if (!account.ok()) return account.error();
  return envelope(shape(account.value()));
}

Outcome delete_account(Call& call) {
  auto status = domain::delete_account(call.session);
  if (!status.ok()) return status.error();
  return envelope(json::Object{{"id", call.session.account.id.hex()}});
}

}  // namespace api::accounts
