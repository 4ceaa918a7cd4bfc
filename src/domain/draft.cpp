#include "domain/draft.h"

#include <algorithm>

#include "domain/memberships.h"
#include "domain/policies.h"
#include "domain/resource_types.h"
#include "json/read.h"
#include "json/write.h"
#include "scim/conform.h"
#include "scim/validate.h"
#include "store/documents.h"
#include "store/indexes.h"
#include "store/lists.h"

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;

bool holds(const std::vector<IndexedValue>& values, const IndexedValue& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

void remove_value(Session& session, const IndexedValue& value, base::ResourceId id) {
  if (value.path->unique) {
    store::remove_unique(session.txn, session.realm(), value.path->index, value.value);
  } else {
    store::remove_indexed(session.txn, session.realm(), value.path->index, value.value, id);
  }
}

base::Status add_value(Session& session, const IndexedValue& value, base::ResourceId id) {
  if (!value.path->unique) {
    store::add_indexed(session.txn, session.realm(), value.path->index, value.value, id);
    return base::done();
  }
  if (store::add_unique(session.txn, session.realm(), value.path->index, value.value, id))
    return base::done();
  std::string name(value.path->extension);
  if (!name.empty()) name += ':';
  return Error{ErrorCode::kUniqueness, name.append(value.path->attribute) + " is already in use"};
}

base::Status update_indexes(Session& session, const Draft& draft) {
  const Binding& binding = binding_of(session, draft.binding->kind);
  const auto before = indexed_values(binding, draft.attributes_before);
  const auto after = indexed_values(binding, draft.attributes);
  for (const IndexedValue& value : before) {
    if (!holds(after, value)) remove_value(session, value, draft.document.id);
  }
  for (const IndexedValue& value : after) {
    if (holds(before, value)) continue;
    if (auto status = add_value(session, value, draft.document.id); !status.ok()) return status;
  }
  return base::done();
}

void update_index(Session& session, store::IndexedAttribute index, base::ResourceId holder,
                  const std::vector<std::string>& before, const std::vector<std::string>& after) {
  for (const std::string& value : before)
    store::remove_indexed(session.txn, session.realm(), index, value, holder);
  for (const std::string& value : after)
    store::add_indexed(session.txn, session.realm(), index, value, holder);
}

// Who names which resource group and which user holds which permission group; both texts are a
// document's `access`.
void update_access_indexes(Session& session, const Binding& binding, base::ResourceId holder,
                           const std::string& before, const std::string& after) {
  using store::IndexedAttribute;
  if (before == after) return;
  update_index(session, IndexedAttribute::kPolicyResourceGroup, holder,
               named_resource_groups(before), named_resource_groups(after));
  if (binding.kind != model::Kind::kUser) return;
  update_index(session, IndexedAttribute::kHeldPermissionGroup, holder,
               held_permission_groups(session.account, before),
               held_permission_groups(session.account, after));
}

const std::string kNoAccess = "{}";

// What an identity provider provisioned belongs to another product than the account's members.
std::string audit_type_of(const Session& session, const Binding& binding) {
  return (session.directory ? std::string(kDirectoryAuditPrefix) : std::string()) +
         std::string(binding.audit_type);
}

}  // namespace

json::Object parse_stored_object(const std::string& text) {
  auto value = json::parse(text);
  if (!value.ok() || !value.value().is_object())
    throw store::Damaged("a document holds no JSON object");
  return std::move(value.value().as_object());
}

Draft new_draft(Session& session, const Binding& binding) {
  Draft draft;
  draft.binding = &binding;
  draft.document.id = next_resource_id(session);
  draft.document.header.kind = binding.kind;
  draft.document.header.created_us = session.now_us;
  return draft;
}

Draft draft_of(const Binding& binding, model::Document document) {
  Draft draft;
  draft.binding = &binding;
  draft.attributes_before = parse_stored_object(document.attributes);
  draft.attributes = draft.attributes_before;
  draft.before = document;
  draft.document = std::move(document);
  return draft;
}

std::vector<std::string> changed_names(const json::Object& before, const json::Object& after) {
  std::vector<std::string> names;
  for (const auto& [name, value] : after) {
    const json::Value* old = before.find(name);
    if (!old || !(*old == value)) names.push_back(name);
  }
  for (const auto& [name, value] : before) {
    if (!after.find(name)) names.push_back(name);
  }
  return names;
}

base::Status store_draft(Session& session, Draft& draft, std::string_view action_type,
                         std::string_view verb) {
  std::vector<std::string> names = changed_names(draft.attributes_before, draft.attributes);
  if (draft.before && names.empty() && !draft.touched) return base::done();
  model::Document& document = draft.document;
  const Binding& binding = binding_of(session, draft.binding->kind);
  const std::uint32_t epoch = types_of(session).epoch();
  // As a v4 handler found it, who knows of no own schemas.
  if (draft.before && document.header.schema_epoch != epoch)
    draft.attributes = scim::conform(*binding.type, draft.attributes);
  document.header.schema_epoch = epoch;
  if (auto status = update_indexes(session, draft); !status.ok()) return status;

  update_access_indexes(session, *draft.binding, document.id,
                        draft.before ? draft.before->access : kNoAccess, document.access);
  if (!draft.before)
    store::add_to_list(session.txn, session.realm(), draft.binding->list, document.id);
  document.header.version += 1;
  document.header.modified_us = std::max(session.now_us, document.header.modified_us);
  document.header.extension_mask =
      static_cast<std::uint8_t>(scim::extension_mask(*binding.type, draft.attributes));
  document.attributes = json::write(draft.attributes);
  if (document.attributes.size() > kDocumentBytesMax) {
    return Error{ErrorCode::kInvalidValue,
                 "the resource is larger than " + std::to_string(kDocumentBytesMax) + " bytes"};
  }
  store::put_document(session.txn, session.realm(), document);

  Change& change = session.change;
  change.changed = true;
  change.action_type = action_type;
  change.description = std::string(verb) + " " + draft.binding->audit_noun;
  change.resource_type = audit_type_of(session, *draft.binding);
  change.resource_id = document.id.hex();
  change.attributes.insert(change.attributes.end(), names.begin(), names.end());
  return base::done();
}

void erase_resource(Session& session, const Binding& binding, const model::Document& document) {
  for (const IndexedValue& value : indexed_values(binding_of(session, binding.kind),
                                                  parse_stored_object(document.attributes))) {
    remove_value(session, value, document.id);
  }
  update_access_indexes(session, binding, document.id, document.access, kNoAccess);
  store::remove_from_list(session.txn, session.realm(), binding.list, document.id);
  store::erase_document(session.txn, session.realm(), document.id);
  Change& change = session.change;
  change.changed = true;
  change.action_type = "delete";
  change.description = "Delete " + binding.audit_noun;
  change.resource_type = audit_type_of(session, binding);
  change.resource_id = document.id.hex();
}

void touch_document(Session& session, const Binding& binding, base::ResourceId id) {
  auto document = store::find_document(session.txn, session.realm(), id);
  if (!document || document->header.kind != binding.kind)
    throw store::Damaged("a membership names no group");
  document->header.version += 1;
  document->header.modified_us = std::max(session.now_us, document->header.modified_us);
  store::put_document(session.txn, session.realm(), *document);
}

}  // namespace domain
