#include "api/members/members.h"

#include "api/envelope.h"
#include "api/fields.h"
#include "api/members/shapes.h"
#include "api/policies.h"
#include "domain/members.h"

namespace api::members {
namespace {

using base::Result;

base::MembershipId read_id(const Call& call) {
  // The route table has refused everything that is no id.
  return base::MembershipId::parse(call.params.get("member_id")).value_or(base::MembershipId{});
}

// POST names roles by their ids, PUT by objects with an id: both are understood in both.
Result<domain::RoleRequest> read_role(const Field& field) {
  if (!field.value.is_object()) {
    auto id = require_string(field);
    if (!id.ok()) return id.error();
    return domain::RoleRequest{std::move(id).value(), field.pointer};
  }
  const Field member = field.member("id");
  auto id = require_string(member);
  if (!id.ok()) return id.error();
  return domain::RoleRequest{std::move(id).value(), member.pointer};
}

Result<domain::GrantRequest> read_grant(const Field& body) {
  if (auto object = require_object(body); !object.ok()) return object.error();
  domain::GrantRequest grant;
  const Field roles = body.member("roles");
  if (!roles.value.is_null()) {
    auto items = require_array(roles);
    if (!items.ok()) return items.error();
    for (std::size_t i = 0; i < items.value()->size(); ++i) {
      auto role = read_role(roles.element(i));
      if (!role.ok()) return role.error();
      grant.roles.push_back(std::move(role).value());
    }
  }
  const Field policies = body.member("policies");
  if (!policies.value.is_null()) {
    auto read = read_policies(policies);
    if (!read.ok()) return read.error();
    grant.policies = std::move(read).value();
  }
  return grant;
}

Result<domain::Invitation> read_invitation(const Field& body) {
  auto grant = read_grant(body);
  if (!grant.ok()) return grant.error();
  auto email = require_string(body.member("email"));
  if (!email.ok()) return email.error();
  auto status = optional_string(body.member("status"));
  if (!status.ok()) return status.error();
  domain::Invitation invitation{std::move(email).value(), std::move(grant).value()};
  const std::string word = status.value().value_or("pending");
  if (word != "pending" && word != "accepted")
    return invalid(body.member("status"), "must be \"accepted\" or \"pending\"");
  if (word == "accepted") invitation.status = domain::Invited::kAccepted;
  return invitation;
}

}  // namespace

Outcome get_member(Call& call) {
  auto member = domain::get_member(call.session, read_id(call));
  if (!member.ok()) return member.error();
  return envelope(shape_member(call.session, member.value()));
}

Outcome add_member(Call& call) {
  auto invitation = read_invitation(Field{call.body});
  if (!invitation.ok()) return invitation.error();
  auto member = domain::invite_member(call.session, invitation.value());
  if (!member.ok()) return member.error();
  return envelope(shape_member(call.session, member.value()));
}

Outcome update_member(Call& call) {
  // Whether there is such a member comes first: "gone" must be said whatever is sent.
  auto known = domain::get_member(call.session, read_id(call));
  if (!known.ok()) return known.error();
  auto grant = read_grant(Field{call.body});
  if (!grant.ok()) return grant.error();
  auto member = domain::update_member(call.session, read_id(call), grant.value());
  if (!member.ok()) return member.error();
  return envelope(shape_member(call.session, member.value()));
}

Outcome remove_member(Call& call) {
  auto status = domain::remove_member(call.session, read_id(call));
  if (!status.ok()) return status.error();
  return envelope(json::Object{{"id", call.params.get("member_id")}});
}

}  // namespace api::members
