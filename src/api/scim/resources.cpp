#include "api/scim/resources.h"

#include "api/scim/list_request.h"
#include "api/scim/render.h"
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

// One resource as the body of an answer, with its Location.
http::Response respond_resource(int status, Session& session, const Binding& binding,
                                const model::Document& document, const scim::Projection& projection,
                                MemberLimit limit) {
  std::string body;
  append_resource(body, session, binding, document, projection, limit);
  http::Response response = respond(status, std::move(body));
  response.headers.emplace_back("Location", domain::location_of(session, binding, document.id));
  response.headers.emplace_back("ETag", domain::version_of(session, binding, document));
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
  if (!done.value()) return respond(status, {});
  const model::Document& document = *done.value();
  if (status == 204) {
    http::Response response = respond(status, {});
    response.headers.emplace_back("ETag",
                                  domain::version_of(call.session, *call.binding, document));
    return response;
  }
  return respond_resource(status, call.session, *call.binding, document, projection.value(),
                          MemberLimit::kUpToThousand);
}

}  // namespace

Outcome get_resource(Call& call) {
  auto projection = read_projection(call.raw_query, *call.binding);
  if (!projection.ok()) return projection.error();
  auto document = domain::get_resource(call.session, *call.binding, call.params.get("id"));
  if (!document.ok()) return document.error();
  std::string version = domain::version_of(call.session, *call.binding, document.value());
  if (domain::is_none_match_met(call.preconditions.if_none_match, version)) {
    http::Response response = respond(304, {});
    response.headers.emplace_back("ETag", std::move(version));
    return response;
  }
  return respond_resource(200, call.session, *call.binding, document.value(), projection.value(),
                          MemberLimit::kAll);
}

Result<Written> write_resource(Call& call, WriteVerb verb) {
  Session& session = call.session;
  const Binding& binding = *call.binding;
  const std::string_view id = call.params.get("id");
  switch (verb) {
    case WriteVerb::kCreate: {
      auto body = read_body(call);
      if (!body.ok()) return body.error();
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
  if (!written) return 204;
  if (verb == WriteVerb::kCreate) return 201;
  if (verb == WriteVerb::kReplace) return 200;
  const bool too_many = leaves_members_out(call.session, *call.binding, *written, projection);
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
