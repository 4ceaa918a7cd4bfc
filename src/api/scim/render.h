// SCIM resources as JSON text.
#pragma once

#include <string>
#include <vector>

#include "domain/binding.h"
#include "domain/session.h"
#include "model/document.h"
#include "scim/projection.h"

namespace api::scim_api {

// How a group's members are shown: all of them in a read by id, else only up to product.md section
// 8's thousand.
enum class MemberLimit { kAll, kUpToThousand };

// True when the group has so many members that an answer under kUpToThousand leaves them out.
bool leaves_members_out(domain::Session& session, const domain::Binding& binding,
                        const model::Document& document, const scim::Projection& projection);

void append_resource(std::string& out, domain::Session& session, const domain::Binding& binding,
                     const model::Document& document, const scim::Projection& projection,
                     MemberLimit limit);

}  // namespace api::scim_api
