#include "api/scim/list.h"

#include <string>

#include "api/answer_read.h"
#include "api/resource_read.h"
#include "api/scim/features.h"
#include "api/scim/list_request.h"
#include "api/scim/render.h"
#include "api/scim/role_groups.h"
#include "domain/list_cursor.h"
#include "json/write.h"

namespace api::scim_api {
namespace {

using domain::Session;

class ListRead final : public ResourceRead {
 public:
  explicit ListRead(ListRequest request)
      : ResourceRead(std::move(request.query)),
        projections_(std::move(request.projections)),
        start_index_(request.start_index),
        list_(std::move(request.list)) {}

  http::Response finish(Session& session) override {
    json::Object head{{"schemas", json::Array{scim::kListResponseUrn}}};
    if (walk().total()) head.append("totalResults", *walk().total());
    if (!list_) head.append("startIndex", start_index_);
    head.append("itemsPerPage", shown_);
    append_cursor(head, "nextCursor", session, walk().next());
    append_cursor(head, "previousCursor", session, walk().previous());
    http::Response response;
    response.content_type = "application/scim+json";
    response.body = json::write(head);
    response.body.pop_back();
    response.body += ",\"Resources\":[" + resources_ + "]}";
    return response;
  }

 private:
  void append_cursor(json::Object& head, std::string_view name, Session& session,
                     const std::optional<domain::ListEdge>& edge) const {
    if (!list_ || !edge) return;
    head.append(name, domain::format_list_cursor(session, {*edge, walk().query().count}, *list_));
  }

  void append(Session& session, std::size_t part, const model::Document& document) override {
    if (shown_++ > 0) resources_ += ',';
    append_resource(resources_, session, *walk().query().parts[part].binding, document,
                    projections_[part], MemberLimit::kInList);
  }

  // Found again: the tree in the list has the members only when the query looks at them.
  void append_computed(Session& session, std::size_t part, const json::Object& resource) override {
    const auto group = domain::find_role_group(session, resource.find("id")->as_string());
    if (!group) return;
    if (shown_++ > 0) resources_ += ',';
    append_role_group(resources_, session, *group, projections_[part], MemberLimit::kInList);
  }

  std::vector<scim::Projection> projections_;
  std::size_t start_index_;
  std::optional<std::string> list_;  // as in the request
  std::size_t shown_ = 0;
  std::string resources_;
};

Outcome answer(Call& call, base::Result<ListRequest> request) {
  if (!request.ok()) return request.error();
  return answer_read(call, std::make_unique<ListRead>(std::move(request).value()));
}

}  // namespace

Outcome list_resources(Call& call) {
  if (!call.binding) {  // all types: profiles serve it with /.search or not at all
    if (auto status = require_feature(call.session, &Features::search); !status.ok())
      return status.error();
  }
  return answer(call, read_list_request(call));
}

Outcome search_resources(Call& call) {
  if (auto status = require_feature(call.session, &Features::search); !status.ok())
    return status.error();
  return answer(call, read_search_request(call));
}

}  // namespace api::scim_api
