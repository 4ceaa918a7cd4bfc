#include "api/scim/resources.h"

#include <algorithm>

#include "api/scim/list_request.h"
#include "api/scim/render.h"
#include "domain/query.h"
#include "domain/resource_tree.h"
#include "domain/resources.h"
#include "json/write.h"
#include "scim/validate.h"

namespace api::scim_api {
namespace {

using base::Result;
using domain::Binding;
using domain::Session;
using scim::Strictness;

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
  return response;
}

struct Page {
  std::size_t total = 0;
  std::vector<base::ResourceId> ids;
};

Page page_of(const std::vector<base::ResourceId>& matches, const ListRequest& request) {
  Page page;
  page.total = matches.size();
  const std::size_t first = std::min(request.start_index - 1, matches.size());
  const std::size_t last = first + std::min(request.count, matches.size() - first);
  page.ids.assign(matches.begin() + static_cast<std::ptrdiff_t>(first),
                  matches.begin() + static_cast<std::ptrdiff_t>(last));
  return page;
}

http::Response respond_list(Session& session, const Binding& binding, const ListRequest& request,
                            const Page& page) {
  std::string resources;
  std::size_t shown = 0;
  for (const base::ResourceId& id : page.ids) {
    const auto document = domain::find_resource(session, binding, id);
    if (!document) continue;  // deleted since the scan met it
    if (shown++ > 0) resources += ',';
    append_resource(resources, session, binding, *document, request.projection,
                    MemberLimit::kUpToThousand);
  }
  const json::Object head{
      {"schemas", json::Array{scim::kListResponseUrn}},
      {"totalResults", page.total},
      {"startIndex", request.start_index},
      {"itemsPerPage", shown},
  };
  std::string body = json::write(head);
  body.pop_back();
  body += ",\"Resources\":[" + resources + "]}";
  return respond(200, std::move(body));
}

// A filter that no index serves.
class ScanList final : public LongRead {
 public:
  ScanList(const Binding& binding, ListRequest request)
      : binding_(binding), request_(std::move(request)), scan_(binding, *request_.filter) {}

  bool step(Session& session, const base::Clock& clock, std::int64_t budget_us) override {
    return scan_.step(session, clock, budget_us);
  }
  http::Response finish(Session& session) override {
    return respond_list(session, binding_, request_, page_of(scan_.take_matches(), request_));
  }

 private:
  const Binding& binding_;
  ListRequest request_;
  domain::Scan scan_;
};

std::vector<base::ResourceId> find_matches(Session& session, const Binding& binding,
                                           const domain::QueryPlan& plan,
                                           const scim::FilterNode& filter) {
  std::vector<base::ResourceId> matches;
  const domain::Relations relations = domain::relations_of(filter, binding);
  for (const base::ResourceId& id : domain::find_candidates(session, plan)) {
    if (domain::resource_matches(session, binding, id, filter, relations)) matches.push_back(id);
  }
  return matches;
}

// Answers a PATCH or PUT: what is returned depends on the projection, the size of the group and the
// account's setting.
Outcome respond_write(Call& call, const model::Document& document, bool is_patch) {
  auto projection = read_projection(call.raw_query, *call.binding);
  if (!projection.ok()) return projection.error();
  const bool too_many =
      leaves_members_out(call.session, *call.binding, document, projection.value());
  const bool wants_none =
      call.session.account.settings.patch_status == model::PatchStatus::kNoContent &&
      projection.value().is_default();
  if (is_patch && (too_many || wants_none)) return respond(204, {});
  return respond_resource(200, call.session, *call.binding, document, projection.value(),
                          MemberLimit::kUpToThousand);
}

}  // namespace

Outcome list_resources(Call& call) {
  auto request = read_list_request(call.raw_query, *call.binding, call.session.quirks);
  if (!request.ok()) return request.error();
  ListRequest& wanted = request.value();
  if (!wanted.filter) {
    const Page page{
        domain::count_all(call.session, *call.binding),
        domain::page_of_all(call.session, *call.binding, wanted.start_index - 1, wanted.count)};
    return respond_list(call.session, *call.binding, wanted, page);
  }
  const domain::QueryPlan plan = domain::plan_query(*wanted.filter, *call.binding);
  if (plan.way == domain::QueryPlan::Way::kScan)
    return std::make_unique<ScanList>(*call.binding, std::move(wanted));
  const auto matches = find_matches(call.session, *call.binding, plan, *wanted.filter);
  return respond_list(call.session, *call.binding, wanted, page_of(matches, wanted));
}

Outcome get_resource(Call& call) {
  auto projection = read_projection(call.raw_query, *call.binding);
  if (!projection.ok()) return projection.error();
  auto document = domain::get_resource(call.session, *call.binding, call.params.get("id"));
  if (!document.ok()) return document.error();
  return respond_resource(200, call.session, *call.binding, document.value(), projection.value(),
                          MemberLimit::kAll);
}

Outcome create_resource(Call& call) {
  auto body = scim::read_resource(call.body, *call.binding->type, Strictness::kTolerant,
                                  call.session.quirks);
  if (!body.ok()) return body.error();
  auto projection = read_projection(call.raw_query, *call.binding);
  if (!projection.ok()) return projection.error();
  auto document = domain::create_resource(call.session, *call.binding, std::move(body).value());
  if (!document.ok()) return document.error();
  return respond_resource(201, call.session, *call.binding, document.value(), projection.value(),
                          MemberLimit::kUpToThousand);
}

Outcome replace_resource(Call& call) {
  // An unknown id answers before the body is judged: Authentik re-creates on 404 (idp.md 4.3).
  auto known = domain::get_resource(call.session, *call.binding, call.params.get("id"));
  if (!known.ok()) return known.error();
  auto body = scim::read_resource(call.body, *call.binding->type, Strictness::kTolerant,
                                  call.session.quirks);
  if (!body.ok()) return body.error();
  auto document = domain::replace_resource(call.session, *call.binding, call.params.get("id"),
                                           std::move(body).value());
  if (!document.ok()) return document.error();
  return respond_write(call, document.value(), false);
}

Outcome modify_resource(Call& call) {
  auto document = domain::modify_resource(call.session, *call.binding, call.params.get("id"),
                                          call.body, Strictness::kTolerant);
  if (!document.ok()) return document.error();
  return respond_write(call, document.value(), true);
}

Outcome delete_resource(Call& call) {
  auto status = domain::delete_resource(call.session, *call.binding, call.params.get("id"));
  if (!status.ok()) return status.error();
  return respond(204, {});
}

Outcome not_implemented(Call&) {
  return base::Error{base::ErrorCode::kNotImplemented,
                     "This endpoint is not served here; /ServiceProviderConfig says what is."};
}

}  // namespace api::scim_api
