// User groups as the account API sees and changes them (cloudflare.md section 4). A user group and
// the SCIM Group are one document: its name is the displayName, its policies are in `access`. What
// SCIM manages, this side may not rename, fill, empty or delete; policies stay editable (seed 000).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/policies.h"
#include "domain/session.h"
#include "model/document.h"

namespace domain {

// The form `CF-<32 hex> - …` belongs to virtual groups (seed 001), in every spelling that would
// take the name of one.
bool is_reserved_group_name(std::string_view name);

std::string user_group_name(const model::Document& group);

// What is absent stays as it is.
struct UserGroupRequest {
  std::optional<std::string> name;
  std::optional<std::vector<PolicyRequest>> policies;  // the whole set, [] for none
};

// kNotFound: "User group not found".
base::Result<model::Document> get_user_group(Session& session, std::string_view id);
// kUniqueness when the name is taken, kInvalidValue at "/name", errors of make_policies.
base::Result<model::Document> create_user_group(Session& session, const UserGroupRequest& request);
// Also kProtected: a new name for a group that SCIM manages. The same name is no change.
base::Result<model::Document> update_user_group(Session& session, model::Document group,
                                                const UserGroupRequest& request);
base::Status delete_user_group(Session& session, const model::Document& group);

enum class MembersChange { kAdd, kReplace };

// `membership_ids` as a client wrote them: one that no member of the account has is kBadRequest at
// "/<index>/id" and nothing is done. kProtected: SCIM manages the group.
base::Status change_user_group_members(Session& session, model::Document group, MembersChange how,
                                       const std::vector<std::string>& membership_ids);

struct UserGroupMember {
  model::Document user;
  std::int64_t added_us = 0;  // when the user was put into the group
};

// kBadRequest when no member of the account has the id, kNotFound when that one is not in the
// group.
base::Result<UserGroupMember> get_user_group_member(Session& session, const model::Document& group,
                                                    std::string_view membership_id);
// The member that was removed. kProtected comes before what the id means.
base::Result<UserGroupMember> remove_user_group_member(Session& session, model::Document group,
                                                       std::string_view membership_id);

}  // namespace domain
