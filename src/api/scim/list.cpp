#include "api/scim/list.h"

#include <string>

#include "api/resource_read.h"
#include "api/scim/list_request.h"
#include "api/scim/render.h"
#include "json/write.h"

namespace api::scim_api {
namespace {

using domain::Binding;
using domain::Session;

class ListRead final : public ResourceRead {
 public:
  ListRead(Session& session, const Binding& binding, ListRequest request)
      : ResourceRead(session, binding, window_of(request)), request_(std::move(request)) {}
  ListRead(const Binding& binding, ListRequest request, domain::Scan scan)
      : ResourceRead(binding, window_of(request), std::move(scan)), request_(std::move(request)) {}

  http::Response finish(Session&) override {
    const json::Object head{
        {"schemas", json::Array{scim::kListResponseUrn}},
        {"totalResults", total()},
        {"startIndex", request_.start_index},
        {"itemsPerPage", shown_},
    };
    http::Response response;
    response.content_type = "application/scim+json";
    response.body = json::write(head);
    response.body.pop_back();
    response.body += ",\"Resources\":[" + resources_ + "]}";
    return response;
  }

 private:
  static Window window_of(const ListRequest& request) {
    return {request.start_index - 1, request.count};
  }

  void append(Session& session, const model::Document& document) override {
    if (shown_++ > 0) resources_ += ',';
    append_resource(resources_, session, binding(), document, request_.projection,
                    MemberLimit::kUpToThousand);
  }

  ListRequest request_;
  std::size_t shown_ = 0;
  std::string resources_;
};

std::unique_ptr<LongRead> start(Session& session, const Binding& binding, ListRequest request) {
  if (!request.filter) return std::make_unique<ListRead>(session, binding, std::move(request));
  domain::Scan scan = domain::start_scan(session, binding, *request.filter);
  return std::make_unique<ListRead>(binding, std::move(request), std::move(scan));
}

}  // namespace

Outcome list_resources(Call& call) {
  auto request = read_list_request(call.raw_query, *call.binding,
                                   domain::strictness_of(call.session), call.session.quirks);
  if (!request.ok()) return request.error();
  return read_resources(call, start(call.session, *call.binding, std::move(request).value()));
}

}  // namespace api::scim_api
