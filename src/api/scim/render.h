// SCIM resources as JSON text.
#pragma once

#include <string>
#include <vector>

#include "domain/binding.h"
#include "domain/session.h"
#include "model/document.h"
#include "scim/projection.h"

namespace api::scim_api {

// How a group's members are shown: all of them in a read by id, else only up to a thousand; in
// profile cloudflare a list has none.
enum class MemberLimit { kAll, kUpToThousand, kInList };

// True when the group has so many members that an answer under other limits than kAll leaves them
// out.
bool leaves_members_out(domain::Session& session, const domain::Binding& binding,
                        const model::Document& document, const scim::Projection& projection);

void append_resource(std::string& out, domain::Session& session, const domain::Binding& binding,
                     const model::Document& document, const scim::Projection& projection,
                     MemberLimit limit);

}  // namespace api::scim_api
