// Every key in the store, in one place. Order matters: a scan of an account is a prefix scan. Never
// change a row; add one. Numbers are big-endian in keys, so that byte order is number order.
//
//   database       key                              value
//
//   meta           text                             text or number (store/meta.h); "audit_anchor/"
//                                                   and a realm: sequence[8] hash[32]
//
//   accounts       account id[16]                   account record
//
//   tokens         SHA-256 of the token value[32]   token record
//
//   token_ids      account id[16] token id[16]      SHA-256[32]
//
//   docs           realm[4] id[16]                  document (store/documents.h)
//
//   list           realm[4] list[1]                 id[16], one duplicate per member
//
//   unique         realm[4] attribute[1] value      id[16]
//
//   index          realm[4] attribute[1] value      id[16], duplicates
//
//   group_members  realm[4] group[16]               user[16] added-at ms[8], duplicates
//
//   member_groups  realm[4] user[16]                group[16], the reverse of group_members
//
//   audit          realm[4] sequence[8]             hash[32] entry
//
//   objects        realm[4] type[1] id[16]          JSON record (store/objects.h)
//
//   token_uses     account id[16] token id[16]      record of last used µs[8]
//
// An attribute value in a key is marker[1] bytes: 0 and the value itself up to 400 bytes, else 1,
// its first 64 bytes and its SHA-256, so that a key never exceeds LMDB's 511 bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "model/document.h"

namespace store {

// The lists that paging and counting need. Part of the format. All resources of an account's own
// type are in the list with the number of their kind (model/document.h).
enum class List : std::uint8_t { kUsers = 1, kGroups = 2, kMembers = 3, kSuperAdministrators = 4 };
constexpr bool is_own(List list) { return model::is_own(static_cast<model::Kind>(list)); }

// Indexed attributes. Part of the format.
enum class IndexedAttribute : std::uint8_t {
  kUserName = 1,             // unique, folded
  kGroupDisplayName = 2,     // unique, folded
  kUserExternalId = 3,       // exact
  kGroupExternalId = 4,      // exact
  kUserEmailValue = 5,       // folded
  kPolicyResourceGroup = 6,  // 32 hex digits: who has a policy that names the resource group
  kHeldPermissionGroup = 7,  // 32 hex digits: users whose own roles or policies allow it on the
                             // whole account
  kTokenOwner = 8,           // realm 0; account id and user id: the user's tokens
};
// From here on: unique attributes of an account's own schemas, one number each.
inline constexpr std::uint8_t kOwnAttributeFirst = 128;
constexpr bool is_own(IndexedAttribute attribute) {
  return static_cast<std::uint8_t>(attribute) >= kOwnAttributeFirst;
}

// What is kept as a plain JSON record and found by id only. Part of the format.
enum class ObjectType : std::uint8_t {
  kResourceGroup = 1,
  kIdentityProvider = 2,
  kOwnSchemas = 3,     // one at most, under the id of zeros
  kRoleGroupLink = 4,  // under the id of the role
};

void append_u32(std::string& out, std::uint32_t number);
void append_u64(std::string& out, std::uint64_t number);
std::uint32_t read_u32(std::string_view bytes);
std::uint64_t read_u64(std::string_view bytes);

std::string realm_prefix(base::Realm realm);  // of docs, list, group_members …
std::string document_key(base::Realm realm,
                         base::ResourceId id);  // also of group_members and member_groups
std::string list_key(base::Realm realm, List list);
// A longer value is found by its hash, which another value might share.
inline constexpr std::size_t kPlainValueBytesMax = 400;
std::string attribute_key(base::Realm realm, IndexedAttribute attribute, std::string_view value);
std::string audit_key(base::Realm realm, std::uint64_t sequence);
std::string object_key(base::Realm realm, ObjectType type, const base::IdBytes& id);
std::string token_id_key(base::AccountId account, base::TokenId token);

base::Realm realm_of(std::string_view key);  // of any key that starts with a realm
base::ResourceId id_of_document_key(std::string_view key);

}  // namespace store
