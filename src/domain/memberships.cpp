#include "domain/memberships.h"

#include "json/write.h"
#include "store/group_memberships.h"
#include "store/lists.h"

namespace domain {
namespace {

bool holds_role(const model::Document& document, std::string_view role) {
  const json::Object access = parse_stored_object(document.access);
  const json::Value* roles = access.find("roles");
  if (!roles) return false;
  for (const json::Value& held : roles->as_array()) {
    if (held.as_string() == role) return true;
  }
  return false;
}

// Keeps the list that "the only Super Administrator" is counted in.
void list_super_administrator(Session& session, const model::Document& document) {
  if (counts_as_super_administrator(document)) {
    store::add_to_list(session.txn, session.realm(), store::List::kSuperAdministrators,
                       document.id);
  } else {
    store::remove_from_list(session.txn, session.realm(), store::List::kSuperAdministrators,
                            document.id);
  }
}

}  // namespace

void set_roles(Session& session, Draft& draft, std::vector<std::string_view> roles) {
  json::Object access = parse_stored_object(draft.document.access);
  json::Array array;
  for (std::string_view role : roles) array.emplace_back(role);
  if (array.empty()) {
    access.erase("roles");
    access.erase("policies");
  } else {
    access.set("roles", std::move(array));
  }
  draft.document.access = json::write(access);
  draft.touched = true;
  list_super_administrator(session, draft.document);
}

void start_membership(Session& session, Draft& draft) {
  model::Header& header = draft.document.header;
  header.active = true;
  header.pending = false;
  header.generation =
      header.generation == 255 ? std::uint8_t{1} : static_cast<std::uint8_t>(header.generation + 1);
  store::add_to_list(session.txn, session.realm(), store::List::kMembers, draft.document.id);
  // Who is active in the directory of an identity provider has no access to the account.
  if (!session.directory) set_roles(session, draft, {kMinimalAccessRole});
  draft.touched = true;
}

void end_membership(Session& session, Draft& draft) {
  model::Header& header = draft.document.header;
  header.active = false;
  header.pending = false;
  store::remove_from_list(session.txn, session.realm(), store::List::kMembers, draft.document.id);
  set_roles(session, draft, {});
  for (base::ResourceId group :
       store::list_groups_of(session.txn, session.realm(), draft.document.id)) {
    store::remove_group_member(session.txn, session.realm(), group, draft.document.id);
    touch_document(session, group_binding(), group);
  }
}

void accept_membership(Session& session, Draft& draft) {
  draft.document.header.pending = false;
  draft.touched = true;
  list_super_administrator(session, draft.document);
}

bool counts_as_super_administrator(const model::Document& document) {
  const model::Header& header = document.header;
  return header.active && !header.pending && holds_role(document, kSuperAdministratorRole);
}

bool is_only_super_administrator(Session& session, base::ResourceId user) {
  return store::is_in_list(session.txn, session.realm(), store::List::kSuperAdministrators, user) &&
         store::count_list(session.txn, session.realm(), store::List::kSuperAdministrators) == 1;
}

}  // namespace domain
