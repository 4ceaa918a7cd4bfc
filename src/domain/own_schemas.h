// The schemas and resource types that an account added to the built-in ones: one record, replaced
// as a whole. Nothing that is stored is rewritten when they change: a document remembers the epoch
// it was written in, and one of another epoch is read as far as the present schemas know it
// (conform, resource_types.h).
#pragma once

#include <memory>

#include "base/result.h"
#include "domain/resource_types.h"
#include "domain/session.h"
#include "json/value.h"

namespace domain {

// {"schemas": [...], "resource_types": [...]}, with everything written out.
json::Value own_schemas(Session& session);

// Returns them as they are afterwards. kInvalidValue points at the fault; kBadRequest when what is
// stored stands in the way: resources of a type that would go, values of a unique attribute that
// would change.
base::Result<json::Value> replace_own_schemas(Session& session, const json::Value& wanted);

// Of an account whose schema_epoch is not 0. Throws store::Damaged.
std::shared_ptr<const ResourceTypes> find_own_types(Session& session);
// The same from the record itself, for verify.
std::shared_ptr<const ResourceTypes> make_own_types(const json::Value& record);

}  // namespace domain
