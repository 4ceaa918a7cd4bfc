// The SCIM verbs on any resource type: RFC 7644 3.3 to 3.6.
#pragma once

#include <string>
#include <variant>

#include "api/call.h"
#include "base/result.h"
#include "domain/role_groups.h"
#include "model/document.h"
#include "scim/projection.h"

namespace api::scim_api {

// What a route and an operation of a bulk request have in common: the resource as it is afterwards,
// a document or a group that is a role; nothing after a deletion.
enum class WriteVerb { kCreate, kReplace, kModify, kDelete };
using Written = std::variant<std::monostate, model::Document, domain::RoleGroup>;
base::Result<Written> write_resource(Call& call, WriteVerb verb);
// The status that goes with it.
int status_of_write(Call& call, WriteVerb verb, const Written& written,
                    const scim::Projection& projection);

// Of what is there afterwards.
std::string id_of(const Written& written);
std::string location_of(const Call& call, const Written& written);
std::string version_of(Call& call, const Written& written);

Outcome get_resource(Call& call);
Outcome create_resource(Call& call);
Outcome replace_resource(Call& call);
Outcome modify_resource(Call& call);
Outcome delete_resource(Call& call);

// Endpoints the RFC names and this service does not serve: 501, as RFC 7644 3.11 and 3.7 ask.
Outcome not_implemented(Call& call);

}  // namespace api::scim_api
