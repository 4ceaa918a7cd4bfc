#include "api/scim/render.h"

#include "api/scim/cloudflare_shape.h"
#include "api/scim/features.h"
#include "domain/resource_tree.h"
#include "json/write.h"

namespace api::scim_api {
namespace {

using domain::Binding;
using domain::Session;

void append_name(std::string& out, std::string_view name) {
  out += ",\"";
  out += name;
  out += "\":";
}

void append_schemas(std::string& out, const Binding& binding, const model::Header& header) {
  out += "{\"schemas\":[";
  bool first = true;
  for (std::string_view urn : domain::schemas_of(binding, header)) {
    if (!first) out += ',';
    first = false;
    json::append_string(out, urn);
  }
  out += ']';
}

// As domain::relation_values, but text at once: without display a member is its id twice, and a
// group may have 100 000 of them.
void append_members(std::string& out, Session& session, const std::vector<base::ResourceId>& ids) {
  std::string reference = "\",\"$ref\":";
  json::append_string(reference,
                      session.base_uri + "/" + domain::user_binding().type->endpoint + "/");
  reference.pop_back();  // the id goes inside the quotes
  out += '[';
  for (const base::ResourceId& id : ids) {
    const std::string hex = id.hex();
    if (out.back() != '[') out += ',';
    out += "{\"value\":\"";
    out.append(hex).append(reference).append(hex).append("\",\"type\":\"User\"}");
  }
  out += ']';
}

void append_relation(std::string& out, Session& session, const Binding& binding,
                     base::ResourceId id) {
  if (binding.kind == model::Kind::kGroup &&
      domain::count_members(session, id) > domain::kMembersWithDisplayMax) {
    return append_members(out, session, domain::member_ids(session, id));
  }
  json::append(out, domain::relation_values(session, binding, id));
}

// The common answer is spliced: the stored attributes are JSON text already, in the right order and
// spelling.
void append_spliced(std::string& out, Session& session, const Binding& binding,
                    const model::Document& document, bool with_relation) {
  append_schemas(out, binding, document.header);
  append_name(out, "id");
  json::append_string(out, document.id.hex());
  const std::string_view attributes(document.attributes);
  if (attributes.size() > 2) {
    out += ',';
    out += attributes.substr(1, attributes.size() - 2);
  }
  if (with_relation && !binding.type->derived().empty()) {
    append_name(out, binding.type->derived());
    append_relation(out, session, binding, document.id);
  }
  append_name(out, "meta");
  json::append(out, domain::meta_of(session, binding, document));
  out += '}';
}

json::Object cloudflare_resource(Session& session, const Binding& binding,
                                 const model::Document& document, Members members) {
  return binding.kind == model::Kind::kUser ? cloudflare_user(session, document)
                                            : cloudflare_group(session, document, members);
}

}  // namespace

bool leaves_members_out(Session& session, const Binding& binding, const model::Document& document,
                        const scim::Projection& projection) {
  return binding.kind == model::Kind::kGroup && projection.wants(binding.type->relation) &&
         domain::count_members(session, document.id) > domain::kMembersWithDisplayMax;
}

void append_resource(std::string& out, Session& session, const Binding& binding,
                     const model::Document& document, const scim::Projection& projection,
                     MemberLimit limit) {
  const bool too_many =
      limit != MemberLimit::kAll && leaves_members_out(session, binding, document, projection);
  if (!features_of(session).rfc_shapes) {
    const bool shown = !too_many && limit != MemberLimit::kInList;
    return json::append(out, cloudflare_resource(session, binding, document,
                                                 shown ? Members::kShown : Members::kOmitted));
  }
  if (projection.keeps_all()) return append_spliced(out, session, binding, document, !too_many);
  const bool wanted = !binding.type->derived().empty() && projection.wants(binding.type->derived());
  json::Object tree = domain::resource_tree(
      session, binding, document,
      wanted && !too_many ? domain::Relations::kIncluded : domain::Relations::kOmitted);
  if (projection.is_default())
    scim::Projection("", "", *binding.type).apply(tree);
  else
    projection.apply(tree);
  json::append(out, tree);
}

}  // namespace api::scim_api
