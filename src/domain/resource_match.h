// Whether one stored resource matches a filter, at no more cost than the filter asks for.
#pragma once

#include <optional>

#include "domain/binding.h"
#include "domain/resource_tree.h"
#include "domain/session.h"
#include "scim/filter.h"

namespace domain {

// Whether the filter looks at members or groups, which cost look-ups to put together.
Relations relations_of(const scim::FilterNode& filter, const Binding& binding);

// The resource as a tree when it matches, with members or groups only if the filter needs them. No
// filter (null): every resource matches.
std::optional<json::Object> match_resource(Session& session, const Binding& binding,
                                           const model::Document& document,
                                           const scim::FilterNode* filter);

// As scim::sort_key; of members and groups the first one is looked at.
std::string sort_key_of(Session& session, const Binding& binding, const model::Document& document,
                        const scim::AttributeRef& sort_by, json::Object& tree);

}  // namespace domain
