// Which user is in which group: a relation kept in both directions, never an array in a document,
// so that one change costs the same in a group of ten and of 100 000.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "store/txn.h"

namespace store {

struct GroupMember {
  base::ResourceId user;
  std::uint64_t added_ms = 0;  // wall clock
};

bool add_group_member(Txn& txn, base::Realm realm, base::ResourceId group,
                      GroupMember member);  // false: was in it
bool remove_group_member(Txn& txn, base::Realm realm, base::ResourceId group,
                         base::ResourceId user);

std::optional<GroupMember> find_group_member(Txn& txn, base::Realm realm, base::ResourceId group,
                                             base::ResourceId user);
std::size_t count_group_members(Txn& txn, base::Realm realm, base::ResourceId group);
std::vector<GroupMember> list_group_members(Txn& txn, base::Realm realm, base::ResourceId group);
std::optional<GroupMember> first_group_member(Txn& txn, base::Realm realm, base::ResourceId group);
std::vector<base::ResourceId> list_groups_of(Txn& txn, base::Realm realm, base::ResourceId user);

}  // namespace store
