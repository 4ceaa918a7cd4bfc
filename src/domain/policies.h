// Permission policies of members and user groups: one home for the rules of what a policy may say
// (cloudflare.md sections 4.3 and 5), whoever holds it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
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
// the id of one of `existing`. All of a holder's policies together have a bounded size.
base::Result<std::vector<model::Policy>> make_policies(Session& session, PolicyHolder holder,
                                                       const std::vector<PolicyRequest>& requests,
                                                       const std::vector<model::Policy>& existing);

// The document's own policies as they are stored.
std::vector<model::Policy> policies_of(const model::Document& document);
std::vector<model::Policy> policies_in(const std::string& access);  // of a document's `access`
void set_policies(Draft& draft, const std::vector<model::Policy>& policies);

// The ids (32 hex digits, each once) of the resource groups that the policies in a document's
// `access` name. store_draft keeps an index of them, so that what is named is never deleted.
std::vector<std::string> named_resource_groups(const std::string& access);

}  // namespace domain
