// What the specification says about who may do what, written down a second time and apart from the
// route table (cloudflare.md section 2; product.md section 5), so that the two can be compared.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace support {

enum class Opens {
  kNobodyAsks,  // no credential is needed
  kAnybody,     // any valid credential to which the account is visible
  kGroups,      // one of some permission groups, on the account
  kUser,        // a user; one of some permission groups on themselves, when there are any
  kEveryone,    // a user who holds one of the groups on all accounts
  kSecret,      // the SCIM secret of the path's identity provider
  kSomebody,    // any valid credential, no account
};

// What the owner of a global API key has to be.
enum class KeyOwner { kMember, kReader, kAdministrator, kSuperAdministrator, kNobody };

struct PermissionRow {
  std::string_view prefix;   // of the pattern, behind the table's; the longest that fits counts
  std::string_view methods;  // "GET", "POST PUT …", "*"
  Opens opens;
  std::span<const std::string_view> groups;
  bool takes_key;
  KeyOwner key_owner;
};

// Null when the table does not know the route: whoever adds a route says here who may use it.
const PermissionRow* find_permission_row(std::string_view method, std::string_view pattern);

}  // namespace support
