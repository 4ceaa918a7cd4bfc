// Changing and reading who is in a group.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "domain/session.h"
#include "model/document.h"
#include "scim/filter.h"
#include "scim/patch.h"

namespace domain {

// Applies a change and returns how many edges it added or removed. An id that is no user of the
// account is kInvalidValue; a user without membership is skipped and named as a quirk, in profile
// rfc kInvalidValue, too (product.md section 7).
base::Result<std::size_t> apply_group_change(Session& session, base::ResourceId group,
                                             const scim::RelationChange& change);

// The users that may become members, as apply_group_change judges them.
base::Result<std::vector<base::ResourceId>> require_joinable(
    Session& session, const std::vector<std::string>& values);

base::Status remove_all_members(Session& session, base::ResourceId group);

// The ids of `members`, with `change` applied on top, that match a filter from a value path.
base::Result<std::vector<std::string>> match_members(Session& session,
                                                     const std::vector<base::ResourceId>& members,
                                                     const scim::RelationChange& change,
                                                     const scim::FilterNode& value_filter);

}  // namespace domain
