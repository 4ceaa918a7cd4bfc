#include "api/scim/cloudflare_shape.h"

#include <string>
#include <utility>

#include "domain/draft.h"
#include "domain/resource_tree.h"
#include "scim/schema.h"

namespace api::scim_api {
namespace {

using domain::Session;

std::string text_of(const json::Value* object, std::string_view name) {
  return object && object->is_object() ? std::string(object->string_or(name, "")) : std::string();
}

std::string text_of(const json::Object& object, std::string_view name) {
  const json::Value* value = object.find(name);
  return value && value->is_string() ? value->as_string() : std::string();
}

void append_text(json::Object& object, std::string_view name, std::string text) {
  if (!text.empty()) object.append(name, std::move(text));
}

json::Object head_of(std::string_view urn, std::string id, const json::Object& attributes) {
  json::Object head{{"schemas", json::Array{urn}}, {"id", std::move(id)}};
  append_text(head, "externalId", text_of(attributes, "externalId"));
  return head;
}

json::Object meta_of(std::string_view resource_type) {
  return json::Object{{"resourceType", resource_type}};
}

// `formatted` is computed of the two names; what another profile stored stands in when there are
// none.
json::Object name_of(const json::Object& attributes) {
  const json::Value* name = attributes.find("name");
  std::string given = text_of(name, "givenName");
  std::string family = text_of(name, "familyName");
  std::string formatted = given.empty() || family.empty() ? given + family : given + " " + family;
  if (formatted.empty()) formatted = text_of(name, "formatted");
  json::Object shown;
  append_text(shown, "formatted", std::move(formatted));
  append_text(shown, "givenName", std::move(given));
  append_text(shown, "familyName", std::move(family));
  return shown;
}

// The system groups of the user's own roles, then the tags of custom groups.
json::Array groups_of(Session& session, const model::Document& user) {
  json::Array groups;
  for (const domain::RoleGroup& group : domain::role_groups_of(session, user))
    groups.emplace_back(group.id);
  for (const base::ResourceId& group : domain::group_ids(session, user.id))
    groups.emplace_back(group.hex());
  return groups;
}

// `display` is the e-mail, which is the userName.
json::Array members_of(Session& session, const std::vector<base::ResourceId>& ids) {
  json::Array members;
  members.reserve(ids.size());
  for (const base::ResourceId& id : ids) {
    json::Object member{{"value", id.hex()}};
    if (ids.size() <= domain::kMembersWithDisplayMax)
      append_text(member, "display", domain::user_name_of(session, id));
    members.emplace_back(std::move(member));
  }
  return members;
}

}  // namespace

json::Object cloudflare_user(Session& session, const model::Document& user) {
  const json::Object attributes = domain::parse_stored_object(user.attributes);
  const std::string user_name = text_of(attributes, "userName");
  json::Object shown = head_of(scim::kUserUrn, user.id.hex(), attributes);
  shown.append("userName", user_name);
  json::Object name = name_of(attributes);
  std::string display = text_of(attributes, "displayName");
  if (display.empty()) display = text_of(name, "formatted");
  if (!name.empty()) shown.append("name", std::move(name));
  shown.append("displayName", display.empty() ? user_name : std::move(display));
  shown.append("emails", json::Array{json::Object{
                             {"value", user_name}, {"type", "work"}, {"primary", true}}});
  shown.append("active", user.header.active);
  shown.append("groups", groups_of(session, user));
  shown.append("meta", meta_of("User"));
  return shown;
}

json::Object cloudflare_group(Session& session, const model::Document& group, Members members) {
  const json::Object attributes = domain::parse_stored_object(group.attributes);
  json::Object shown = head_of(scim::kGroupUrn, group.id.hex(), attributes);
  shown.append("displayName", text_of(attributes, "displayName"));
  if (members == Members::kShown)
    shown.append("members", members_of(session, domain::member_ids(session, group.id)));
  shown.append("meta", meta_of("Group"));
  return shown;
}

json::Object cloudflare_group(const domain::RoleGroup& group) {
  json::Object shown = head_of(scim::kGroupUrn, group.id, {});
  shown.append("displayName", group.display_name);
  shown.append("meta", meta_of("Group"));
  return shown;
}

}  // namespace api::scim_api
