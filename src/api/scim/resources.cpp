#include "api/scim/resources.h"

#include "api/scim/list_request.h"
#include "api/scim/render.h"
#include "api/scim/role_groups.h"
#include "domain/resource_tree.h"
#include "domain/resources.h"
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

// One resource as the body of an answer, with its Location and version.
http::Response respond_resource(int status, Call& call, const Written& written,
                                const scim::Projection& projection, MemberLimit limit) {
  std::string body;
  if (const auto* group = std::get_if<domain::RoleGroup>(&written)) {
    append_role_group(body, call.session, *group, projection, limit);
  } else {
    append_resource(body, call.session, *call.binding, std::get<model::Document>(written),
                    projection, limit);
  }
  http::Response response = respond(status, std::move(body));
  response.headers.emplace_back("Location", location_of(call, written));
  response.headers.emplace_back("ETag", version_of(call, written));
  return response;
}

Result<Written> written(Result<model::Document> document) {
  if (!document.ok()) return document.error();
  return Written(std::move(document).value());
}

Result<scim::ResourceBody> read_body(Call& call) {
  return scim::read_resource(call.body, *call.binding->type, domain::strictness_of(call.session),
                             call.session.quirks);
}

Outcome answer_write(Call& call, WriteVerb verb) {
  auto projection = read_projection(call.raw_query, *call.binding);
  if (!projection.ok()) return projection.error();
  auto done = write_resource(call, verb);
  if (!done.ok()) return done.error();
  const int status = status_of_write(call, verb, done.value(), projection.value());
  if (status != 204) {
    return respond_resource(status, call, done.value(), projection.value(),
                            MemberLimit::kUpToThousand);
  }
  http::Response response = respond(status, {});
  if (!std::holds_alternative<std::monostate>(done.value()))
    response.headers.emplace_back("ETag", version_of(call, done.value()));
  return response;
}

// The resource that a request is about.
Result<Written> find_written(Call& call) {
  if (auto group = find_role_group(call)) return Written(std::move(*group));
  return written(domain::get_resource(call.session, *call.binding, call.params.get("id")));
}

bool leaves_members_out(Call& call, const Written& written, const scim::Projection& projection) {
  if (const auto* document = std::get_if<model::Document>(&written))
    return scim_api::leaves_members_out(call.session, *call.binding, *document, projection);
  return projection.wants(call.binding->type->relation) &&
         domain::count_role_group_members(call.session, std::get<domain::RoleGroup>(written)) >
             domain::kMembersWithDisplayMax;
}

}  // namespace

std::string id_of(const Written& written) {
  if (const auto* document = std::get_if<model::Document>(&written)) return document->id.hex();
  return std::get<domain::RoleGroup>(written).id;
}

std::string location_of(const Call& call, const Written& written) {
  return call.session.base_uri + "/" + call.binding->type->endpoint + "/" + id_of(written);
}

std::string version_of(Call& call, const Written& written) {
  if (const auto* document = std::get_if<model::Document>(&written))
    return domain::version_of(call.session, *call.binding, *document);
  return domain::version_of(call.session, std::get<domain::RoleGroup>(written));
}

Outcome get_resource(Call& call) {
  auto projection = read_projection(call.raw_query, *call.binding);
  if (!projection.ok()) return projection.error();
  auto found = find_written(call);
  if (!found.ok()) return found.error();
  std::string version = version_of(call, found.value());
  if (domain::is_none_match_met(call.preconditions.if_none_match, version)) {
    http::Response response = respond(304, {});
    response.headers.emplace_back("ETag", std::move(version));
    return response;
  }
  return respond_resource(200, call, found.value(), projection.value(), MemberLimit::kAll);
}

Result<Written> write_resource(Call& call, WriteVerb verb) {
  Session& session = call.session;
  const Binding& binding = *call.binding;
  const std::string_view id = call.params.get("id");
  if (auto group = find_role_group(call)) return write_role_group(call, verb, std::move(*group));
  switch (verb) {
    case WriteVerb::kCreate: {
      auto body = read_body(call);
      if (!body.ok()) return body.error();
      if (names_role_group(call, body.value())) {
        auto group = domain::link_role_group(session, body.value());
        if (!group.ok()) return group.error();
        return Written(std::move(group).value());
      }
      return written(domain::create_resource(session, binding, std::move(body).value()));
    }
    case WriteVerb::kReplace: {
      // An unknown id answers before the body is judged: Authentik re-creates on 404 (idp.md 4.3).
      if (auto known = domain::get_resource(session, binding, id); !known.ok())
        return known.error();
      auto body = read_body(call);
      if (!body.ok()) return body.error();
      return written(domain::replace_resource(session, binding, id, std::move(body).value(),
                                              call.preconditions));
    }
    case WriteVerb::kModify:
      return written(domain::modify_resource(session, binding, id, call.body,
                                             domain::strictness_of(session), call.preconditions));
    case WriteVerb::kDelete:
      break;
  }
  auto status = domain::delete_resource(session, binding, id, call.preconditions);
  if (!status.ok()) return status.error();
  return Written();
}

// What a PATCH answers depends on the projection, the size of the group and the account's setting.
int status_of_write(Call& call, WriteVerb verb, const Written& written,
                    const scim::Projection& projection) {
  if (std::holds_alternative<std::monostate>(written)) return 204;
  if (verb == WriteVerb::kCreate) return 201;
  if (verb == WriteVerb::kReplace) return 200;
  const bool too_many = leaves_members_out(call, written, projection);
  const bool wants_none =
      call.session.account.settings.patch_status == model::PatchStatus::kNoContent &&
      projection.is_default();
  return too_many || wants_none ? 204 : 200;
}

Outcome create_resource(Call& call) { return answer_write(call, WriteVerb::kCreate); }
Outcome replace_resource(Call& call) { return answer_write(call, WriteVerb::kReplace); }
Outcome modify_resource(Call& call) { return answer_write(call, WriteVerb::kModify); }
Outcome delete_resource(Call& call) { return answer_write(call, WriteVerb::kDelete); }

Outcome not_implemented(Call&) {
  return base::Error{base::ErrorCode::kNotImplemented,
                     "This endpoint is not served here; /ServiceProviderConfig says what is."};
}

}  // namespace api::scim_api
