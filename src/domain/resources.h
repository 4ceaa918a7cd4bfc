// The verbs of SCIM on users, groups and resources of an account's own types, with every rule of
// the product that concerns them. No wire shapes here. Each returns the document as it is
// afterwards; `session.change` says what happened. kPreconditionFailed when a client built its
// change on another version. Errors leave the transaction half done: the caller throws it away
// (domain::Tick::atomically).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "domain/binding.h"
#include "domain/session.h"
#include "domain/versions.h"
#include "model/document.h"
#include "scim/patch.h"
#include "scim/validate.h"

namespace domain {

// kNotFound when there is none of that kind with that id in the account.
base::Result<model::Document> get_resource(Session& session, const Binding& binding,
                                           std::string_view id);

// kUniqueness when the name is taken by something that SCIM already manages.
base::Result<model::Document> create_resource(Session& session, const Binding& binding,
                                              scim::ResourceBody body);
base::Result<model::Document> replace_resource(Session& session, const Binding& binding,
                                               std::string_view id, scim::ResourceBody body,
                                               const Preconditions& preconditions);
base::Result<model::Document> modify_resource(Session& session, const Binding& binding,
                                              std::string_view id, const json::Value& patch,
                                              scim::Strictness strictness,
                                              const Preconditions& preconditions);
base::Status delete_resource(Session& session, const Binding& binding, std::string_view id,
                             const Preconditions& preconditions);

}  // namespace domain
