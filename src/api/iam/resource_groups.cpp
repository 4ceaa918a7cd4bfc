#include "api/iam/resource_groups.h"

#include "api/envelope.h"
#include "api/fields.h"
#include "api/iam/catalogue_shapes.h"
#include "api/paging.h"
#include "domain/resource_groups.h"

namespace api::iam {
namespace {

using base::Result;

Result<domain::ResourceGroupRequest> read_request(const Field& body) {
  if (auto object = require_object(body); !object.ok()) return object.error();
  domain::ResourceGroupRequest request;
  auto name = optional_string(body.member("name"));
  if (!name.ok()) return name.error();
  request.name = std::move(name).value();
  const Field scope_field = body.member("scope");
  if (scope_field.value.is_null()) return request;
  auto scope = read_scope(scope_field);
  if (!scope.ok()) return scope.error();
  request.scope = std::move(scope).value();
  return request;
}

Result<model::ResourceGroup> group_of(Call& call) {
  return domain::get_resource_group(call.session, call.params.get("resource_group_id"));
}

}  // namespace

Outcome list_resource_groups(Call& call) {
  auto query = read_query(call.raw_query);
  if (!query.ok()) return query.error();
  auto id = read_once(query.value(), "id");
  if (!id.ok()) return id.error();
  auto name = read_once(query.value(), "name");
  if (!name.ok()) return name.error();
  json::Array items;
  for (const model::ResourceGroup& group : domain::list_resource_groups(call.session)) {
    if (id.value() && *id.value() != group.id.hex()) continue;
    if (name.value() && *name.value() != group.name) continue;
    items.push_back(shape_resource_group(group));
  }
  return envelope(std::move(items));
}

Outcome create_resource_group(Call& call) {
  const Field body{call.body};
  auto request = read_request(body);
  if (!request.ok()) return request.error();
  if (auto name = require_string(body.member("name")); !name.ok()) return name.error();
  if (auto scope = require_object(body.member("scope")); !scope.ok()) return scope.error();
  auto group = domain::create_resource_group(call.session, request.value());
  if (!group.ok()) return group.error();
  return envelope(shape_resource_group(group.value()));
}

Outcome get_resource_group(Call& call) {
  auto group = group_of(call);
  if (!group.ok()) return group.error();
  return envelope(shape_resource_group(group.value()));
}

Outcome update_resource_group(Call& call) {
  auto group = group_of(call);
  if (!group.ok()) return group.error();
  auto request = read_request({call.body});
  if (!request.ok()) return request.error();
  group = domain::update_resource_group(call.session, std::move(group).value(), request.value());
  if (!group.ok()) return group.error();
  return envelope(shape_resource_group(group.value()));
}

Outcome delete_resource_group(Call& call) {
  auto group = group_of(call);
  if (!group.ok()) return group.error();
  auto status = domain::delete_resource_group(call.session, group.value());
  if (!status.ok()) return status.error();
  return envelope(json::Object{{"id", group.value().id.hex()}});
}

}  // namespace api::iam
