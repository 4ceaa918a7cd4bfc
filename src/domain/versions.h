// Versions of resources (RFC 7644 3.14) and the preconditions that clients build on them
// (RFC 9110 13). A group's version counts its changes, members included: W/"n". A user's version
// also says which groups the user is in: W/"n.g", g a hash of their ids. Who asks whether a copy is
// still good is told about both; who changes a user protects the user's own record, n, since groups
// are changed elsewhere.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "domain/binding.h"
#include "domain/session.h"
#include "model/document.h"

namespace domain {

std::string version_of(Session& session, const Binding& binding, const model::Document& document);

// Whether an If-None-Match field names this version, or is "*": the client's copy is good.
bool is_none_match_met(std::string_view field, std::string_view version);

// The fields of a write; empty: not sent.
struct Preconditions {
  std::string_view if_match;
  std::string_view if_none_match;
};
// kPreconditionFailed when the client built on another version than the stored one.
base::Status require_version(const Preconditions& preconditions, const model::Document& document);
// The same of a resource that is no document.
base::Status require_version(const Preconditions& preconditions, std::string_view version);

}  // namespace domain
