#include "domain/token_rules.h"

#include "base/ip_range.h"
#include "base/text.h"
#include "base/time.h"
#include "domain/permissions.h"
#include "domain/token_grants.h"

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;
using base::Status;

constexpr std::size_t kNameCharactersMax = 120;
constexpr std::size_t kPoliciesMax = 300;
constexpr std::size_t kResourcesMax = 1000;  // of one policy

Error invalid(std::string detail, std::string pointer) {
  return {ErrorCode::kInvalidValue, std::move(detail), std::move(pointer)};
}

Status require_name(std::string_view name) {
  const auto fault = base::find_name_fault(name, kNameCharactersMax);
  if (fault == base::NameFault::kNone) return base::done();
  const bool length = fault == base::NameFault::kEmpty || fault == base::NameFault::kTooLong;
  return Error{ErrorCode::kInvalidName,
               length ? "name must have a length between 1 and " +
                            std::to_string(kNameCharactersMax) + " characters"
                      : "name " + std::string(base::describe(fault)),
               "/name"};
}

Status require_time(std::string_view text, const std::string& name) {
  if (text.empty() || base::parse_time(text)) return base::done();
  return invalid(name + " must be a time like 2026-01-31T00:00:00Z", "/" + name);
}

Status require_ranges(const json::Value& condition, const std::string& list) {
  const auto ranges = model::request_ips(condition, list);
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (base::IpRange::parse(ranges[i])) continue;
    return invalid(
        "condition.request_ip." + list + ": \"" + ranges[i] + "\" is no address and no CIDR range",
        "/condition/request_ip/" + list + "/" + std::to_string(i));
  }
  return base::done();
}

bool is_id_or_star(std::string_view text) {
  return text == "*" || base::AccountId::parse_exact(text).has_value();
}

std::string_view after(std::string_view key, std::string_view prefix) {
  return key.substr(prefix.size());
}

// Why a key may not stand in the resources of this owner's token; empty: it may.
class ResourceJudge {
 public:
  ResourceJudge(const Session& session, const std::optional<base::ResourceId>& user)
      : account_(session.account.id.hex()), user_(user ? user->hex() : std::string()) {}

  std::string_view fault(std::string_view key, const json::Value& value) const {
    const bool all = value.is_string() && value.as_string() == "*";
    if (key.starts_with(kZoneResource)) {
      if (!is_id_or_star(after(key, kZoneResource))) return "is no zone";
    } else if (key.starts_with(kAccountResource)) {
      const std::string_view account = after(key, kAccountResource);
      if (account != "*" && account != account_) return "is not the token's own account";
      if (value.is_object()) return nested_fault(value.as_object());
    } else if (key.starts_with(kUserResource)) {
      if (user_.empty() || after(key, kUserResource) != user_) return "is not the token's own user";
    } else if (key.starts_with(kBucketResource)) {
      if (!after(key, kBucketResource).starts_with(account_ + "_"))
        return "is no bucket of the token's own account";
    } else {
      return "is no known kind of resource";
    }
    return all ? "" : "must have the value \"*\"";
  }

 private:
  static std::string_view nested_fault(const json::Object& inside) {
    if (inside.empty()) return "names nothing in the account";
    for (const auto& [key, value] : inside) {
      if (!key.starts_with(kZoneResource) || !is_id_or_star(after(key, kZoneResource)))
        return "holds something else than zones";
      if (!value.is_string() || value.as_string() != "*")
        return "holds a zone with another value than \"*\"";
    }
    return {};
  }

  std::string account_;
  std::string user_;
};

Status require_resources(const ResourceJudge& judge, const json::Value& resources,
                         const std::string& pointer) {
  if (!resources.is_object()) return invalid("resources must be an object", pointer);
  const json::Object& keys = resources.as_object();
  if (keys.empty() || keys.size() > kResourcesMax) {
    return invalid("resources must name 1 to " + std::to_string(kResourcesMax) + " resources",
                   pointer);
  }
  for (const auto& [key, value] : keys) {
    if (const auto fault = judge.fault(key, value); !fault.empty())
      return invalid("resource \"" + key + "\" " + std::string(fault), pointer);
  }
  return base::done();
}

Status require_permission_groups(const std::vector<std::string>& groups,
                                 const std::string& pointer) {
  if (groups.empty()) return invalid("permission_groups must not be empty", pointer);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (find_permission_group_by_id(groups[i])) continue;
    return invalid("Permission group \"" + groups[i] + "\" is unknown",
                   pointer + "/" + std::to_string(i) + "/id");
  }
  return base::done();
}

}  // namespace

Status require_token_fields(const Session& session, const std::optional<base::ResourceId>& user,
                            const TokenFields& fields) {
  for (Status status :
       {require_name(fields.name), require_time(fields.not_before, "not_before"),
        require_time(fields.expires_on, "expires_on"), require_ranges(fields.condition, "in"),
        require_ranges(fields.condition, "not_in")}) {
    if (!status.ok()) return status;
  }
  if (fields.policies.size() > kPoliciesMax) {
    return invalid("policies: at most " + std::to_string(kPoliciesMax) + " are taken", "/policies");
  }
  const ResourceJudge judge(session, user);
  for (std::size_t i = 0; i < fields.policies.size(); ++i) {
    const std::string pointer = "/policies/" + std::to_string(i);
    const TokenPolicyRequest& policy = fields.policies[i];
    auto status =
        require_permission_groups(policy.permission_groups, pointer + "/permission_groups");
    if (!status.ok()) return status;
    status = require_resources(judge, policy.resources, pointer + "/resources");
    if (!status.ok()) return status;
  }
  return base::done();
}

}  // namespace domain
