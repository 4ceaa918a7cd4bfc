#include "domain/audit_query.h"

#include <algorithm>

#include "base/ids.h"
#include "base/text.h"
#include "domain/audit_products.h"

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;

std::string_view scope_of(const model::AuditEntry& entry) {
  const auto begins = [&](std::string_view with) {
    return std::string_view(entry.uri).substr(0, with.size()) == with;
  };
  if (begins("/memberships")) return "memberships";
  return begins("/user") ? "user" : "accounts";
}

// A user and the membership of that user are one thing under two ids: they differ in the last byte
// only, which is zero in the user's. No two things share the rest (base/id_source.h).
std::string resource_of(const model::AuditEntry& entry) {
  std::string id = entry.resource_id;
  if (base::parse_id_bytes(id)) id.replace(id.size() - 2, 2, "00");
  return id;
}

const AuditProductCategory* find_category(std::string_view value) {
  for (const AuditProductCategory& category : audit_product_categories()) {
    if (category.value == value) return &category;
  }
  return nullptr;
}

Error invalid(std::string_view name, std::string sentence) {
  return {ErrorCode::kInvalidValue, std::string(name) + " " + std::move(sentence)};
}

bool is_number(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A sentence about what is wrong with a value, empty when nothing is.
std::string find_fault(AuditField field, const std::string& value) {
  if (field == AuditField::kStatusCode && !is_number(value)) return "must be a whole number";
  if (field == AuditField::kActorAddress && !base::IpRange::parse(value))
    return "must be an address or a CIDR range";
  if (field == AuditField::kProductCategory && !find_category(value)) {
    std::string known;
    for (const AuditProductCategory& category : audit_product_categories())
      known += (known.empty() ? "" : ", ") + std::string(category.value);
    return "must be one of: " + known;
  }
  return {};
}

}  // namespace

std::string audit_value(AuditField field, const model::AuditEntry& entry,
                        const model::Account& account) {
  switch (field) {
    case AuditField::kAccountName:
      return account.name;
    case AuditField::kActionResult:
      return entry.success ? "success" : "failure";
    case AuditField::kActionType:
      return entry.action_type;
    case AuditField::kActorContext:
      return entry.actor_context;
    case AuditField::kActorEmail:
      return entry.actor_email;
    case AuditField::kActorId:
      return entry.actor_id;
    case AuditField::kActorAddress:
      return entry.address;
    case AuditField::kActorTokenId:
      return entry.token_id;
    case AuditField::kActorTokenName:
      return entry.token_name;
    case AuditField::kActorType:
      return entry.actor_type;
    case AuditField::kId:
      return entry.id;
    case AuditField::kMethod:
      return entry.method;
    case AuditField::kStatusCode:
      return entry.status == 0 ? std::string() : std::to_string(entry.status);
    case AuditField::kUri:
      return entry.uri;
    case AuditField::kResourceId:
      return entry.resource_id;
    case AuditField::kResourceProduct:
    case AuditField::kProductCategory:
      return std::string(audit_product_of(entry.resource_type));
    case AuditField::kResourceType:
      return entry.resource_type;
    case AuditField::kResourceScope:
      return std::string(scope_of(entry));
    case AuditField::kResource:
      return resource_of(entry);
    case AuditField::kRayId:
    case AuditField::kZoneId:
    case AuditField::kZoneName:
      return {};  // there are no zones and no edge here
  }
  return {};
}

base::Result<AuditTerm> AuditTerm::make(std::string_view name, AuditField field,
                                        std::vector<std::string> values) {
  AuditTerm term(field);
  for (std::string& value : values) {
    if (std::string fault = find_fault(field, value); !fault.empty())
      return invalid(name, std::move(fault));
    if (field == AuditField::kActorAddress) term.ranges_.push_back(*base::IpRange::parse(value));
    if (field == AuditField::kActorEmail) value = base::fold(value);
    if (field == AuditField::kProductCategory) {
      for (const AuditProduct& product : find_category(value)->products)
        term.values_.emplace_back(product.value);
    } else {
      term.values_.push_back(std::move(value));
    }
  }
  return term;
}

bool AuditTerm::has_value(const std::string& value) const {
  if (field_ == AuditField::kActorAddress) {
    return std::any_of(ranges_.begin(), ranges_.end(),
                       [&](const base::IpRange& range) { return range.contains(value); });
  }
  const std::string compared = field_ == AuditField::kActorEmail ? base::fold(value) : value;
  return std::find(values_.begin(), values_.end(), compared) != values_.end();
}

bool AuditTerm::fits(const model::AuditEntry& entry, const model::Account& account) const {
  return has_value(audit_value(field_, entry, account)) != negated_;
}

bool AuditQuery::fits(const model::AuditEntry& entry, const model::Account& account) const {
  constexpr std::int64_t kSecondUs = 1'000'000;
  const std::int64_t shown_us = entry.time_us - entry.time_us % kSecondUs;
  if (shown_us < since_us || shown_us >= end_us) return false;
  return std::all_of(terms.begin(), terms.end(),
                     [&](const AuditTerm& term) { return term.fits(entry, account); });
}

}  // namespace domain
