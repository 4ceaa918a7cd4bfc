#include "domain/resource_tree.h"

#include "base/time.h"
#include "domain/draft.h"
#include "domain/role_groups.h"
#include "domain/versions.h"
#include "store/documents.h"
#include "store/group_memberships.h"

namespace domain {
namespace {

std::string display_of(Session& session, base::ResourceId id) {
  const auto document = store::find_document(session.txn, session.realm(), id);
  if (!document) return {};
  const json::Object attributes = parse_stored_object(document->attributes);
  for (std::string_view name : {"displayName", "userName"}) {
    const json::Value* value = attributes.find(name);
    if (value && value->is_string() && !value->as_string().empty()) return value->as_string();
  }
  return {};
}

std::string format_time(std::int64_t us) {
  return base::format_time(us, base::TimePrecision::kMilliseconds);
}

}  // namespace

std::string location_of(const Session& session, const Binding& binding, base::ResourceId id) {
  return session.base_uri + "/" + binding.type->endpoint + "/" + id.hex();
}

json::Value member_value(Session& session, base::ResourceId user, MemberDisplay display) {
  json::Object value;
  value.append("value", user.hex());
  value.append("$ref", location_of(session, user_binding(), user));
  value.append("type", "User");
  if (display == MemberDisplay::kShown) {
    std::string shown = display_of(session, user);
    if (!shown.empty()) value.append("display", std::move(shown));
  }
  return value;
}

json::Value group_value(Session& session, base::ResourceId group) {
  json::Object value;
  value.append("value", group.hex());
  value.append("$ref", location_of(session, group_binding(), group));
  std::string shown = display_of(session, group);
  if (!shown.empty()) value.append("display", std::move(shown));
  value.append("type", "direct");
  return value;
}

std::string user_name_of(Session& session, base::ResourceId user) {
  const auto document = store::find_document(session.txn, session.realm(), user);
  if (!document) return {};
  const json::Object attributes = parse_stored_object(document->attributes);
  const json::Value* name = attributes.find("userName");
  return name && name->is_string() ? name->as_string() : std::string();
}

std::vector<base::ResourceId> group_ids(Session& session, base::ResourceId user) {
  return store::list_groups_of(session.txn, session.realm(), user);
}

std::vector<base::ResourceId> member_ids(Session& session, base::ResourceId group) {
  std::vector<base::ResourceId> ids;
  for (const store::GroupMember& member :
       store::list_group_members(session.txn, session.realm(), group))
    ids.push_back(member.user);
  return ids;
}

std::size_t count_members(Session& session, base::ResourceId group) {
  return store::count_group_members(session.txn, session.realm(), group);
}

// The virtual groups of the roles that the user holds, where the account lists them.
void append_role_groups(json::Array& values, Session& session, base::ResourceId id) {
  if (!session.account.settings.virtual_groups) return;
  const auto user = store::find_document(session.txn, session.realm(), id);
  if (!user) return;
  for (const RoleGroup& group : role_groups_of(session, *user)) {
    values.push_back(json::Object{{"value", group.id},
                                  {"$ref", location_of(session, group)},
                                  {"display", group.display_name},
                                  {"type", "direct"}});
  }
}

json::Array relation_values(Session& session, const Binding& binding, base::ResourceId id) {
  json::Array values;
  if (binding.kind == model::Kind::kUser) {
    for (base::ResourceId group : group_ids(session, id)) {
      values.push_back(group_value(session, group));
    }
    append_role_groups(values, session, id);
    return values;
  }
  const auto members = store::list_group_members(session.txn, session.realm(), id);
  const auto display =
      members.size() <= kMembersWithDisplayMax ? MemberDisplay::kShown : MemberDisplay::kOmitted;
  values.reserve(members.size());
  for (const store::GroupMember& member : members)
    values.push_back(member_value(session, member.user, display));
  return values;
}

std::optional<json::Value> first_relation_value(Session& session, const Binding& binding,
                                                base::ResourceId id) {
  if (binding.kind == model::Kind::kUser) {
    const json::Array groups = relation_values(session, binding, id);
    return groups.empty() ? std::nullopt : std::optional(groups.front());
  }
  const auto member = store::first_group_member(session.txn, session.realm(), id);
  if (!member) return std::nullopt;
  return member_value(session, member->user, MemberDisplay::kShown);
}

std::vector<std::string_view> schemas_of(const Binding& binding, const model::Header& header) {
  std::vector<std::string_view> urns{binding.type->schema->urn};
  for (std::size_t i = 0; i < binding.type->extensions.size(); ++i) {
    if ((header.extension_mask >> i & 1) != 0) urns.push_back(binding.type->extensions[i]->urn);
  }
  return urns;
}

json::Object meta_of(Session& session, const Binding& binding, const model::Document& document) {
  return json::Object{
      {"resourceType", binding.type->name},
      {"created", format_time(document.header.created_us)},
      {"lastModified", format_time(document.header.modified_us)},
      {"location", location_of(session, binding, document.id)},
      {"version", version_of(session, binding, document)},
  };
}

json::Object resource_tree(Session& session, const Binding& binding,
                           const model::Document& document, Relations relations) {
  json::Object tree;
  json::Array schemas;
  for (std::string_view urn : schemas_of(binding, document.header)) schemas.emplace_back(urn);
  tree.append("schemas", std::move(schemas));
  tree.append("id", document.id.hex());
  for (auto& [name, value] : parse_stored_object(document.attributes))
    tree.append(name, std::move(value));
  if (relations == Relations::kIncluded && !binding.type->derived().empty())
    tree.append(binding.type->derived(), relation_values(session, binding, document.id));
  tree.append("meta", meta_of(session, binding, document));
  return tree;
}

}  // namespace domain
