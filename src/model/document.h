// A stored resource: one record with two views. A SCIM User and an account member are the same
// document, and so are a SCIM Group and a user group.
#pragma once

#include <cstdint>
#include <string>

#include "base/ids.h"
#include "json/value.h"

namespace model {

// Part of the stored format. From kOwnKindFirst on: the resource types of an account's own, one
// number each (domain/own_schemas.h).
enum class Kind : std::uint8_t { kUser = 1, kGroup = 2 };
inline constexpr std::uint8_t kOwnKindFirst = 16;
inline constexpr std::uint8_t kOwnKindsMax = 16;
constexpr bool is_own(Kind kind) {
  const auto number = static_cast<std::uint8_t>(kind);
  return number >= kOwnKindFirst && number < kOwnKindFirst + kOwnKindsMax;
}

struct Header {
  Kind kind = Kind::kUser;
  // Users: there is a membership of the account now (SCIM `active`).
  bool active = false;
  // SCIM made or adopted it: the v4 API may not change what SCIM manages.
  bool scim_managed = false;
  // Users: invited through the v4 API and not yet accepted.
  bool pending = false;
  // Users: number of the membership, 1 to 255 and round again; 0 = never a member. Last byte of the
  // membership id.
  std::uint8_t generation = 0;
  std::uint8_t extension_mask = 0;  // bit i: there is data under the type's i-th extension
  std::uint32_t schema_epoch = 0;   // of the account's own schemas when it was written
  std::uint64_t version = 0;        // counts changes
  std::int64_t created_us = 0;
  std::int64_t modified_us = 0;
};

// As it is kept: both parts as JSON text of an object, ready to be spliced into an answer.
struct Document {
  base::ResourceId id;
  Header header;
  std::string attributes = "{}";  // SCIM attributes without schemas, id, meta, groups and members
  std::string access =
      "{}";  // what the v4 view adds: roles and policies of a user, policies of a group
};

}  // namespace model
