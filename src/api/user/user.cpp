#include "api/user/user.h"

#include "api/envelope.h"
#include "api/fields.h"
#include "domain/draft.h"
#include "domain/members.h"
#include "domain/memberships.h"
#include "domain/profile.h"
#include "domain/tokens.h"

namespace api::user {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

json::Value text_or_null(const std::string& text) {
  return text.empty() ? json::Value() : json::Value(text);
}

json::Array role_names(const model::Account& account, const model::Document& user) {
  json::Array names;
  for (const domain::CatalogueEntry* role : domain::roles_of_member(account, user))
    names.emplace_back(role->name);
  return names;
}

// Users live in one account each.
json::Array shape_organizations(const domain::Session& session, const model::Document& user) {
  return json::Array{json::Object{{"id", session.account.id.hex()},
                                  {"name", session.account.name},
                                  {"status", user.header.pending ? "invited" : "member"},
                                  {"permissions", json::Array{}},
                                  {"roles", role_names(session.account, user)}}};
}

json::Value shape(const domain::Session& session, const model::Document& user) {
  const domain::Profile profile = domain::profile_of(user);
  return json::Object{
      {"id", user.id.hex()},
      {"email", domain::email_of(domain::parse_stored_object(user.attributes))},
      {"first_name", text_or_null(profile.first_name)},
      {"last_name", text_or_null(profile.last_name)},
      {"telephone", text_or_null(profile.telephone)},
      {"country", text_or_null(profile.country)},
      {"zipcode", text_or_null(profile.zipcode)},
      {"suspended", false},
      {"has_pro_zones", false},
      {"has_business_zones", false},
      {"has_enterprise_zones", false},
      {"two_factor_authentication_enabled", false},
      {"two_factor_authentication_locked", false},
      {"betas", json::Array{}},
      {"organizations", shape_organizations(session, user)},
  };
}

Result<model::Document> get_caller(Call& call) {
  auto user = domain::find_caller(call.session, call.principal);
  if (!user) return Error{ErrorCode::kNotFound, "User not found"};
  return std::move(*user);
}

// A member that is null clears what there is.
base::Status read_change(const Field& root, std::string_view key,
                         std::optional<std::string>& change) {
  if (!root.value.find(key)) return base::done();
  auto text = optional_string(root.member(key));
  if (!text.ok()) return text.error();
  change = text.value().value_or("");
  return base::done();
}

}  // namespace

Outcome get_user(Call& call) {
  auto user = get_caller(call);
  if (!user.ok()) return user.error();
  return envelope(shape(call.session, user.value()));
}

Outcome update_user(Call& call) {
  const Field root{call.body};
  if (auto object = require_object(root); !object.ok()) return object.error();
  domain::ProfileChange change;
  for (auto [key, member] :
       {std::pair<std::string_view, std::optional<std::string>*>{"first_name", &change.first_name},
        {"last_name", &change.last_name},
        {"country", &change.country},
        {"telephone", &change.telephone},
        {"zipcode", &change.zipcode}}) {
    if (auto status = read_change(root, key, *member); !status.ok()) return status.error();
  }
  auto user = get_caller(call);
  if (!user.ok()) return user.error();
  auto updated = domain::update_profile(call.session, std::move(user).value(), change);
  if (!updated.ok()) return updated.error();
  return envelope(shape(call.session, updated.value()));
}

}  // namespace api::user
