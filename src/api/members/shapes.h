// Members and roles on the wire (cloudflare.md sections 5 and 6.3).
#pragma once

#include "domain/catalogue.h"
#include "domain/session.h"
#include "json/value.h"
#include "model/document.h"

namespace api::members {

// With roles and policies, always both; what user groups grant is not among them.
json::Value shape_member(domain::Session& session, const model::Document& user);
json::Value shape_role(const domain::CatalogueEntry& role);

}  // namespace api::members
