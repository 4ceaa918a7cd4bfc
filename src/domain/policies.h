// Permission policies of members and user groups: one home for the rules of what a policy may say
// (cloudflare.md sections 4.3 and 5), whoever holds it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "domain/draft.h"
#include "domain/session.h"
#include "model/document.h"
#include "model/policy.h"

namespace domain {

struct ResourceRequest {
  std::string id;  // of a resource group; empty: the scope counts
  model::Scope scope;
};
// A policy as a client wrote it; types are checked, meaning is not.
struct PolicyRequest {
  std::string id;  // empty: none was given
  model::Effect access = model::Effect::kAllow;
  std::vector<std::string> permission_groups;  // ids
  std::vector<ResourceRequest> resource_groups;
};

// User groups take no deny policies, members do.
enum class PolicyHolder { kUserGroup, kMember };

// Each with a fresh id, as the live service mints them on every update, in the order given. Errors
// point into "/policies": kInvalidValue for unknown permission groups, empty lists and foreign
// scopes; kNotFound for unknown resource groups; kBadRequest for a deny where none is taken and for
// the id of one of `existing`.
base::Result<std::vector<model::Policy>> make_policies(Session& session, PolicyHolder holder,
                                                       const std::vector<PolicyRequest>& requests,
                                                       const std::vector<model::Policy>& existing);

// The document's own policies as they are stored.
std::vector<model::Policy> policies_of(const model::Document& document);
void set_policies(Draft& draft, const std::vector<model::Policy>& policies);

}  // namespace domain
