#include "api/iam/user_groups.h"

#include "api/envelope.h"
#include "api/fields.h"
#include "api/iam/list_window.h"
#include "api/page_read.h"
#include "api/paging.h"
#include "api/policies.h"
#include "base/time.h"
#include "domain/query.h"
#include "domain/user_groups.h"

namespace api::iam {
namespace {

using base::Result;

std::string iam_time(std::int64_t wall_us) {
  return base::format_time(wall_us, base::TimePrecision::kMicroseconds);
}

json::Value shape(domain::Session& session, const model::Document& group) {
  json::Object object{
      {"id", group.id.hex()},
      {"name", domain::user_group_name(group)},
      {"created_on", iam_time(group.header.created_us)},
      {"modified_on", iam_time(group.header.modified_us)},
      {"status", "V"},
  };
  // The live service leaves the member out when there are none.
  json::Array policies = shape_policies(session, domain::policies_of(group));
  if (!policies.empty()) object.append("policies", std::move(policies));
  return object;
}

std::optional<json::Value> shape_by_id(domain::Session& session, base::ResourceId id) {
  const auto group = domain::find_resource(session, domain::group_binding(), id);
  if (!group) return std::nullopt;
  return shape(session, *group);
}

// `policies` may be left out of an update, but null would be a guess: keep them or take them away?
Result<domain::UserGroupRequest> read_request(const Field& body) {
  if (auto object = require_object(body); !object.ok()) return object.error();
  auto name = optional_string(body.member("name"));
  if (!name.ok()) return name.error();
  domain::UserGroupRequest request;
  request.name = std::move(name).value();
  if (!body.value.find("policies")) return request;
  auto policies = read_policies(body.member("policies"));
  if (!policies.ok()) return policies.error();
  request.policies = std::move(policies).value();
  return request;
}

Result<domain::UserGroupFilter> read_filter(const http::Query& query) {
  domain::UserGroupFilter filter;
  const std::pair<std::string_view, std::optional<std::string>*> parameters[] = {
      {"id", &filter.id}, {"name", &filter.name}, {"fuzzyName", &filter.fuzzy_name}};
  for (const auto& [name, target] : parameters) {
    auto value = read_once(query, name);
    if (!value.ok()) return value.error();
    *target = std::move(value).value();
  }
  return filter;
}

Result<model::Document> group_of(Call& call) {
  return domain::get_user_group(call.session, call.params.get("user_group_id"));
}

}  // namespace

Outcome list_user_groups(Call& call) {
  auto query = read_query(call.raw_query);
  if (!query.ok()) return query.error();
  auto filter = read_filter(query.value());
  if (!filter.ok()) return filter.error();
  auto page = read_page(query.value(), kLargePages);
  if (!page.ok()) return page.error();
  auto direction = read_direction(query.value());
  if (!direction.ok()) return direction.error();
  return read_page_of<domain::UserGroupSearch>(call, page.value(), shape_by_id,
                                               std::move(filter).value(),
                                               window_of(page.value(), direction.value()));
}

Outcome create_user_group(Call& call) {
  const Field body{call.body};
  auto request = read_request(body);
  if (!request.ok()) return request.error();
  if (auto name = require_string(body.member("name")); !name.ok()) return name.error();
  auto group = domain::create_user_group(call.session, request.value());
  if (!group.ok()) return group.error();
  return envelope(shape(call.session, group.value()));
}

Outcome get_user_group(Call& call) {
  auto group = group_of(call);
  if (!group.ok()) return group.error();
  return envelope(shape(call.session, group.value()));
}

Outcome update_user_group(Call& call) {
  auto group = group_of(call);
  if (!group.ok()) return group.error();
  auto request = read_request({call.body});
  if (!request.ok()) return request.error();
  group = domain::update_user_group(call.session, std::move(group).value(), request.value());
  if (!group.ok()) return group.error();
  return envelope(shape(call.session, group.value()));
}

Outcome delete_user_group(Call& call) {
  auto group = group_of(call);
  if (!group.ok()) return group.error();
  auto status = domain::delete_user_group(call.session, group.value());
  if (!status.ok()) return status.error();
  return envelope(json::Object{{"id", group.value().id.hex()}});
}

}  // namespace api::iam
