#include "domain/members.h"

#include "store/documents.h"

namespace domain {

base::MembershipId membership_id(const model::Document& user) {
  base::MembershipId id{user.id.bytes};
  id.bytes.back() = user.header.generation;
  return id;
}

base::ResourceId user_id(base::MembershipId id) {
  base::ResourceId user{id.bytes};
  user.bytes.back() = 0;
  return user;
}

std::optional<model::Document> find_member(Session& session, base::MembershipId id) {
  auto user = store::find_document(session.txn, session.realm(), user_id(id));
  const bool is_member = user && user->header.kind == model::Kind::kUser && user->header.active &&
                         membership_id(*user) == id;
  return is_member ? std::move(user) : std::nullopt;
}

std::string email_of(const json::Object& attributes) {
  std::string first;
  const json::Value* emails = attributes.find("emails");
  for (const json::Value& each : emails ? emails->as_array() : json::Array{}) {
    const std::string value(each.string_or("value", ""));
    if (each.bool_or("primary", false) && !value.empty()) return value;
    if (first.empty()) first = value;
  }
  if (!first.empty()) return first;
  const json::Value* name = attributes.find("userName");
  return name ? name->as_string() : std::string();
}

}  // namespace domain
