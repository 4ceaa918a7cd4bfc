// A stored resource as the SCIM resource it is: attributes with id, schemas, meta and the
// attributes that are derived from relations. Filters are evaluated on it and answers are made from
// it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/binding.h"
#include "domain/session.h"
#include "json/value.h"
#include "model/document.h"

namespace domain {

enum class MemberDisplay { kShown, kOmitted };

// {value, $ref, type, display}: the user's displayName, else userName. A user that is gone has no
// display.
json::Value member_value(Session& session, base::ResourceId user, MemberDisplay display);
// {value, $ref, display, type: direct}
json::Value group_value(Session& session, base::ResourceId group);

// `members` of a group or `groups` of a user. Up to kMembersWithDisplayMax members come with their
// display.
json::Array relation_values(Session& session, const Binding& binding, base::ResourceId id);
inline constexpr std::size_t kMembersWithDisplayMax = 1000;
std::string user_name_of(Session& session, base::ResourceId user);  // empty: there is none
std::vector<base::ResourceId> group_ids(Session& session, base::ResourceId user);
// The first of them, with its display; nothing when there are none.
std::optional<json::Value> first_relation_value(Session& session, const Binding& binding,
                                                base::ResourceId id);
std::vector<base::ResourceId> member_ids(Session& session, base::ResourceId group);
std::size_t count_members(Session& session, base::ResourceId group);

std::string location_of(const Session& session, const Binding& binding, base::ResourceId id);
json::Object meta_of(Session& session, const Binding& binding, const model::Document& document);
std::vector<std::string_view> schemas_of(const Binding& binding, const model::Header& header);

json::Object resource_tree(Session& session, const Binding& binding,
                           const model::Document& document, Relations relations);

}  // namespace domain
