#include "api/scim/me.h"

#include <algorithm>
#include <optional>

#include "api/scim/features.h"
#include "api/scim/resources.h"
#include "domain/query.h"
#include "domain/resource_tree.h"

namespace api::scim_api {
namespace {

// Users of another account, and of what an identity provider provisioned, have no "me" here.
std::optional<base::ResourceId> find_me(Call& call) {
  const auto& token = call.principal.token;
  if (!token || !token->user || token->account != call.session.account.id) return std::nullopt;
  if (call.session.directory) return std::nullopt;
  const auto user = domain::find_resource(call.session, *call.binding, *token->user);
  return user && user->header.active ? token->user : std::nullopt;
}

Outcome as_me(Call& call, Handler handler) {
  if (auto status = require_feature(call.session, &Features::me); !status.ok())
    return status.error();
  const auto me = find_me(call);
  if (!me) {
    return base::Error{base::ErrorCode::kNotImplemented,
                       "There is no /Me for this token: no member of this account owns it."};
  }
  http::PathParams params;
  params.add("id", me->hex());
  Call resource{call.raw_query, params,       call.body,    call.principal,    call.session,
                call.clock,     call.process, call.binding, call.preconditions};
  const std::string location = domain::location_of(call.session, *call.binding, *me);
  Outcome outcome = handler(resource);
  // RFC 7644 3.11: every answer has the permanent location, also one without a body.
  if (auto* response = std::get_if<http::Response>(&outcome)) {
    auto& headers = response->headers;
    const bool has_location = std::any_of(headers.begin(), headers.end(), [](const auto& header) {
      return header.first == "Location";
    });
    if (!has_location) headers.emplace_back("Location", location);
  }
  return outcome;
}

}  // namespace

Outcome get_me(Call& call) { return as_me(call, get_resource); }
Outcome replace_me(Call& call) { return as_me(call, replace_resource); }
Outcome modify_me(Call& call) { return as_me(call, modify_resource); }
Outcome delete_me(Call& call) { return as_me(call, delete_resource); }

}  // namespace api::scim_api
