// Which entries of an account's audit log are asked for. The terms compare what the published
// second version of the log shows (cloudflare.md 9.2).
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_range.h"
#include "base/result.h"
#include "model/account.h"
#include "model/audit_entry.h"

namespace domain {

enum class AuditField {
  kAccountName,
  kActionResult,
  kActionType,
  kActorContext,
  kActorEmail,  // compared as names are
  kActorId,
  kActorAddress,  // addresses and CIDR ranges
  kActorTokenId,
  kActorTokenName,
  kActorType,
  kId,
  kRayId,
  kMethod,
  kStatusCode,
  kUri,
  kResourceId,
  kResourceProduct,
  kResourceType,
  kResourceScope,
  kProductCategory,
  kZoneId,
  kZoneName,
  kResource,  // the resource id, whichever of its two views was changed (product.md section 6)
};

// What an entry shows for a field; empty when it has nothing there.
std::string audit_value(AuditField field, const model::AuditEntry& entry,
                        const model::Account& account);

// One parameter: an entry fits when the field has any of the values; negated, when it has none.
class AuditTerm {
 public:
  // kInvalidValue, about `name`: no address, a category that does not exist, no status code.
  static base::Result<AuditTerm> make(std::string_view name, AuditField field,
                                      std::vector<std::string> values);
  void negate() { negated_ = true; }
  bool fits(const model::AuditEntry& entry, const model::Account& account) const;

 private:
  explicit AuditTerm(AuditField field) : field_(field) {}
  bool has_value(const std::string& value) const;

  AuditField field_;
  bool negated_ = false;
  std::vector<std::string> values_;
  std::vector<base::IpRange> ranges_;  // kActorAddress
};

enum class AuditOrder { kNewestFirst, kOldestFirst };

struct AuditQuery {
  // Entries show whole seconds, and those are compared: from `since_us`, before `end_us`.
  std::int64_t since_us = std::numeric_limits<std::int64_t>::min();
  std::int64_t end_us = std::numeric_limits<std::int64_t>::max();
  std::vector<AuditTerm> terms;
  AuditOrder order = AuditOrder::kNewestFirst;

  bool fits(const model::AuditEntry& entry, const model::Account& account) const;
};

}  // namespace domain
