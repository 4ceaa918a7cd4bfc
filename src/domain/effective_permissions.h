// What a member may do: the union of the member's own policies, roles among them, and those of
// every user group the member is in, explicit deny first (cloudflare.md section 4.7). Permission
// groups are taken as they are named: none is part of another.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "domain/catalogue.h"
#include "domain/session.h"
#include "model/document.h"
#include "model/policy.h"

namespace domain {

struct EffectiveResource {
  std::optional<base::ResourceGroupId> id;  // absent: spelled out in the policy
  std::string name;
  model::Scope scope;
};

// Who gives it: the member, or a user group the member is in.
struct PermissionSource {
  bool is_user_group = false;
  std::string id;    // the membership's or the user group's
  std::string name;  // the user group's
  base::PolicyId policy;
};

// One permission group, allowed or denied.
struct EffectivePermission {
  const CatalogueEntry* permission_group = nullptr;
  model::Effect access = model::Effect::kAllow;
  std::vector<EffectiveResource> resource_groups;  // without repeats
  std::vector<PermissionSource> sources;           // the member first, then groups by id
};

// Puts them together, group by group, since a member may be in thousands.
class EffectivePermissions {
 public:
  explicit EffectivePermissions(base::MembershipId member) : member_(member) {}

  // Works about budget_us, at least one group; true when all is there. Each step may have another
  // transaction.
  bool step(Session& session, const base::Clock& clock, std::int64_t budget_us);

  // Denied ones first, each half in the order of the catalogue.
  std::vector<EffectivePermission> take();

 private:
  struct Entry {
    EffectivePermission permission;
    std::set<std::string> seen;  // resources, as keys
  };

  void add_group(Session& session, base::ResourceId id);
  void add_policies(Session& session, const std::vector<model::Policy>& policies,
                    PermissionSource source);
  const EffectiveResource& resolve(Session& session, const model::PolicyResource& resource,
                                   std::string key);

  base::MembershipId member_;
  bool started_ = false;
  std::vector<base::ResourceId> groups_;                   // still to be looked at, the last first
  std::map<std::pair<bool, std::size_t>, Entry> entries_;  // allowed?, place in the catalogue
  std::map<std::string, EffectiveResource> resources_;
};

// Whether some permission allows the permission group on `resource` and none denies it there. A
// resource is the key of a scope object: "com.cloudflare.api.account.zone.<id>", all zones
// "com.cloudflare.api.account.zone.*", or "*" for the whole account. What stands for many is
// allowed when all of it is, and denied when any of it is.
bool is_allowed(const std::vector<EffectivePermission>& permissions,
                std::string_view permission_group_id, std::string_view resource);

}  // namespace domain
