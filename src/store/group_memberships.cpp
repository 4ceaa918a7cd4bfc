#include "store/group_memberships.h"

#include <string>
#include <string_view>

#include "store/keys.h"

namespace store {
namespace {

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kMemberBytes = 24;

GroupMember decode_member(std::string_view value) {
  return {base::ResourceId::from_view(value), read_u64(value.substr(kIdBytes))};
}

// The stored value of a user in a group: found by the id alone, since it starts the duplicate.
std::optional<std::string> find_value(Txn& txn, const std::string& key, base::ResourceId user) {
  std::string at_least(user.view());
  append_u64(at_least, 0);
  Cursor cursor(txn, Db::kGroupMembers);
  const auto found = cursor.seek_pair(key, at_least);
  if (!found || found->substr(0, kIdBytes) != user.view()) return std::nullopt;
  return std::string(*found);
}

}  // namespace

bool add_group_member(Txn& txn, base::Realm realm, base::ResourceId group, GroupMember member) {
  const std::string key = document_key(realm, group);
  if (find_value(txn, key, member.user)) return false;
  std::string value(member.user.view());
  append_u64(value, member.added_ms);
  txn.insert(Db::kGroupMembers, key, value);
  txn.insert(Db::kMemberGroups, document_key(realm, member.user), group.view());
  return true;
}

bool remove_group_member(Txn& txn, base::Realm realm, base::ResourceId group,
                         base::ResourceId user) {
  const std::string key = document_key(realm, group);
  const auto value = find_value(txn, key, user);
  if (!value) return false;
  txn.erase(Db::kGroupMembers, key, *value);
  txn.erase(Db::kMemberGroups, document_key(realm, user), group.view());
  return true;
}

std::optional<GroupMember> find_group_member(Txn& txn, base::Realm realm, base::ResourceId group,
                                             base::ResourceId user) {
  const auto value = find_value(txn, document_key(realm, group), user);
  if (!value) return std::nullopt;
  return decode_member(*value);
}

std::size_t count_group_members(Txn& txn, base::Realm realm, base::ResourceId group) {
  Cursor cursor(txn, Db::kGroupMembers);
  return cursor.seek_key(document_key(realm, group)) ? cursor.count_duplicates() : 0;
}

std::vector<GroupMember> list_group_members(Txn& txn, base::Realm realm, base::ResourceId group) {
  std::vector<GroupMember> members;
  Cursor cursor(txn, Db::kGroupMembers);
  const auto first = cursor.seek_key(document_key(realm, group));
  if (!first) return members;
  const std::size_t total = cursor.count_duplicates();
  members.reserve(total);
  if (total == 1) return {decode_member(*first)};
  for (auto run = cursor.first_run(); run; run = cursor.next_run()) {
    for (std::size_t at = 0; at < run->size(); at += kMemberBytes)
      members.push_back(decode_member(run->substr(at)));
  }
  return members;
}

std::optional<GroupMember> first_group_member(Txn& txn, base::Realm realm, base::ResourceId group) {
  Cursor cursor(txn, Db::kGroupMembers);
  const auto first = cursor.seek_key(document_key(realm, group));
  if (!first) return std::nullopt;
  return decode_member(*first);
}

std::vector<base::ResourceId> list_groups_of(Txn& txn, base::Realm realm, base::ResourceId user) {
  std::vector<base::ResourceId> groups;
  Cursor cursor(txn, Db::kMemberGroups);
  for (auto found = cursor.seek_key(document_key(realm, user)); found;
       found = cursor.next_duplicate()) {
    groups.push_back(base::ResourceId::from_view(*found));
  }
  return groups;
}

}  // namespace store
