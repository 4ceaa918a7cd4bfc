#include "api/scim/resources.h"

#include "api/scim/features.h"
#include "api/scim/list_request.h"
#include "api/scim/render.h"
#include "api/scim/role_groups.h"
#include "domain/cloudflare_rules.h"
#include "domain/resource_tree.h"
#include "domain/resources.h"
#include "domain/wire_types.h"
#include "json/write.h"
#include "scim/validate.h"

namespace api::scim_api {
namespace {

using base::Result;
using domain::Binding;
using domain::Session;

constexpr std::string_view kContentType = "application/scim+json";

http::Response respond(int status, std::string body) {
  http::Response response;
  response.status = status;
  if (!body.empty()) response.content_type = kContentType;
  response.body = std::move(body);
  return response;
}

// One resource as the body of an answer, with its Location.
http::Response respond_resource(int status, Call& call, const model::Document& document,
                                const scim::Projection& projection, MemberLimit limit) {
  Session& session = call.session;
  const Binding& binding = *call.binding;
  std::string body;
  if (call.wanted == Wanted::kWhole)
    append_resource(body, session, binding, document, projection, limit);
  http::Response response = respond(status, std::move(body));
  response.headers.emplace_back("Location", domain::location_of(session, binding, document.id));
  add_version(response, session, domain::version_of(session, binding, document));
  return response;
}

// Answers a PATCH or PUT: what is returned depends on the projection, the size of the group and the
// account's setting.
Outcome respond_write(Call& call, const model::Document& document, bool is_patch) {
  auto projection = read_projection(call.raw_query, *call.binding, call.session);
  if (!projection.ok()) return projection.error();
  const bool too_many =
      leaves_members_out(call.session, *call.binding, document, projection.value());
  const bool wants_none =
      call.session.account.settings.patch_status == model::PatchStatus::kNoContent &&
      projection.value().is_default();
  if (is_patch && (too_many || wants_none)) {
    http::Response response = respond(204, {});
    add_version(response, call.session, domain::version_of(call.session, *call.binding, document));
    return response;
  }
  return respond_resource(200, call, document, projection.value(), MemberLimit::kUpToThousand);
}

Result<scim::ResourceBody> read_body(Call& call) {
  return scim::read_resource(call.body, *domain::wire_binding(call.session, *call.binding).type,
                             domain::strictness_of(call.session), call.session.quirks);
}

}  // namespace

Outcome get_resource(Call& call) {
  if (auto outcome = get_role_group(call)) return std::move(*outcome);
  auto projection = read_projection(call.raw_query, *call.binding, call.session);
  if (!projection.ok()) return projection.error();
  auto document = domain::get_resource(call.session, *call.binding, call.params.get("id"));
  if (!document.ok()) return document.error();
  // Who does not ask for it shall not pay for a look at the user's groups.
  const std::string_view known = call.preconditions.if_none_match;
  if (!known.empty()) {
    std::string version = domain::version_of(call.session, *call.binding, document.value());
    if (domain::is_none_match_met(known, version)) {
      http::Response response = respond(304, {});
      add_version(response, call.session, std::move(version));
      return response;
    }
  }
  return respond_resource(200, call, document.value(), projection.value(), MemberLimit::kAll);
}

Outcome create_resource(Call& call) {
  if (auto plan = domain::require_plan_for_writes(call.session); !plan.ok()) return plan.error();
  auto body = read_body(call);
  if (!body.ok()) return body.error();
  if (auto outcome = create_role_group(call, body.value())) return std::move(*outcome);
  auto projection = read_projection(call.raw_query, *call.binding, call.session);
  if (!projection.ok()) return projection.error();
  auto document = domain::create_resource(call.session, *call.binding, std::move(body).value());
  if (!document.ok()) return document.error();
  return respond_resource(201, call, document.value(), projection.value(),
                          MemberLimit::kUpToThousand);
}

Outcome replace_resource(Call& call) {
  if (auto plan = domain::require_plan_for_writes(call.session); !plan.ok()) return plan.error();
  if (auto outcome = replace_role_group(call)) return std::move(*outcome);
  // An unknown id answers before the body is judged: Authentik re-creates on 404 (idp.md 4.3).
  auto known = domain::get_resource(call.session, *call.binding, call.params.get("id"));
  if (!known.ok()) return known.error();
  auto body = read_body(call);
  if (!body.ok()) return body.error();
  auto document = domain::replace_resource(call.session, *call.binding, call.params.get("id"),
                                           std::move(body).value(), call.preconditions);
  if (!document.ok()) return document.error();
  return respond_write(call, document.value(), false);
}

Outcome modify_resource(Call& call) {
  if (auto plan = domain::require_plan_for_writes(call.session); !plan.ok()) return plan.error();
  if (auto outcome = modify_role_group(call)) return std::move(*outcome);
  auto document =
      domain::modify_resource(call.session, *call.binding, call.params.get("id"), call.body,
                              domain::strictness_of(call.session), call.preconditions);
  if (!document.ok()) return document.error();
  return respond_write(call, document.value(), true);
}

Outcome delete_resource(Call& call) {
  if (auto plan = domain::require_plan_for_writes(call.session); !plan.ok()) return plan.error();
  if (auto outcome = delete_role_group(call)) return std::move(*outcome);
  auto status = domain::delete_resource(call.session, *call.binding, call.params.get("id"),
                                        call.preconditions);
  if (!status.ok()) return status.error();
  return respond(204, {});
}

Outcome not_implemented(Call&) {
  return base::Error{base::ErrorCode::kNotImplemented,
                     "This endpoint is not served here; /ServiceProviderConfig says what is."};
}

}  // namespace api::scim_api
