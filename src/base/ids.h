// 16-byte ids, each kind a type of its own, shown to people and clients as 32 lower-case hex
// digits. User and group ids are time-ordered and end in a zero byte (product.md's one identity,
// two lenses: the membership id is the same with the last byte set to the membership's generation).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace base {

using IdBytes = std::array<std::uint8_t, 16>;

std::string format_hex(std::string_view bytes);
// Exactly 32 hex digits of either letter case, else nothing.
std::optional<IdBytes> parse_id_bytes(std::string_view hex);

// The form with dashes, 8-4-4-4-12, lower case (Zero Trust ids).
std::string format_uuid(std::string_view sixteen_bytes);
std::optional<IdBytes> parse_uuid_bytes(std::string_view uuid);

template <typename Tag>
struct Id {
  IdBytes bytes{};

  static std::optional<Id> parse(std::string_view hex) {
    auto parsed = parse_id_bytes(hex);
    if (!parsed) return std::nullopt;
    return Id{*parsed};
  }
  // As ids are shown: lower case only. Another spelling of the same bytes is another id to clients.
  static std::optional<Id> parse_exact(std::string_view hex) {
    auto id = parse(hex);
    return id && id->hex() == hex ? id : std::nullopt;
  }
  static Id from_view(std::string_view sixteen_bytes) {
    Id id;
    std::memcpy(id.bytes.data(), sixteen_bytes.data(), id.bytes.size());
    return id;
  }
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  std::string hex() const { return format_hex(view()); }
  std::string uuid() const { return format_uuid(view()); }
  // With dashes, lower case only.
  static std::optional<Id> parse_uuid(std::string_view uuid) {
    auto parsed = parse_uuid_bytes(uuid);
    if (!parsed) return std::nullopt;
    return Id{*parsed};
  }
  auto operator<=>(const Id&) const = default;
};

using AccountId = Id<struct AccountTag>;
using ResourceId = Id<struct ResourceTag>;      // a user or a group; the record's type says which
using MembershipId = Id<struct MembershipTag>;  // of a user in an account, one for each time
using TokenId = Id<struct TokenTag>;
using PolicyId = Id<struct PolicyTag>;
using ResourceGroupId = Id<struct ResourceGroupTag>;
using IdentityProviderId = Id<struct IdentityProviderTag>;  // shown with dashes

// The number under which everything of an account is stored; 0 is the realm of what belongs to no
// account.
enum class Realm : std::uint32_t { kNone = 0 };

}  // namespace base
