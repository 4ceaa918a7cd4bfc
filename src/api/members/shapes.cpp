#include "api/members/shapes.h"

#include "api/policies.h"
#include "domain/draft.h"
#include "domain/members.h"
#include "domain/memberships.h"
#include "domain/role_permissions.h"

namespace api::members {
namespace {

json::Value name_part(const json::Object& attributes, std::string_view part) {
  const json::Value* name = attributes.find("name");
  const json::Value* value = name ? name->find(part) : nullptr;
  return value ? *value : json::Value();
}

}  // namespace

json::Value shape_role(const domain::CatalogueEntry& role) {
  json::Object permissions;
  for (const auto& each : domain::permissions_of_role(role.label)) {
    permissions.append(each.resource, json::Object{{"read", each.read}, {"write", each.write}});
  }
  return json::Object{{"id", role.role_id},
                      {"name", role.name},
                      {"description", role.description},
                      {"permissions", std::move(permissions)}};
}

json::Value shape_member(domain::Session& session, const model::Document& user) {
  const json::Object attributes = domain::parse_stored_object(user.attributes);
  const std::string email = domain::email_of(attributes);
  json::Object person{{"id", user.id.hex()},
                      {"first_name", name_part(attributes, "givenName")},
                      {"last_name", name_part(attributes, "familyName")},
                      {"email", email},
                      {"two_factor_authentication_enabled", false}};
  json::Array roles;
  for (const auto* role : domain::roles_of_member(session.account, user))
    roles.push_back(shape_role(*role));
  return json::Object{
      {"id", domain::membership_id(user).hex()},
      {"email", email},
      {"user", std::move(person)},
      {"status", user.header.pending ? "pending" : "accepted"},
      {"roles", std::move(roles)},
      {"policies", shape_policies(session, domain::policies_of_member(session.account, user))},
  };
}

}  // namespace api::members
