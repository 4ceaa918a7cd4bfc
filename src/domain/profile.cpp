#include "domain/profile.h"

#include "base/text.h"
#include "domain/draft.h"
#include "domain/resource_types.h"
#include "json/write.h"
#include "scim/validate.h"

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;
using Change = std::optional<std::string> ProfileChange::*;

struct Member {
  std::string_view name;      // in the v4 API
  std::string_view sub_name;  // of the SCIM attribute `name`; empty: beside the attributes
  std::string Profile::* value;
  Change change;
  std::size_t characters_max;  // as published
};
constexpr Member kMembers[] = {
    {"first_name", "givenName", &Profile::first_name, &ProfileChange::first_name, 60},
    {"last_name", "familyName", &Profile::last_name, &ProfileChange::last_name, 60},
    {"country", "", &Profile::country, &ProfileChange::country, 30},
    {"telephone", "", &Profile::telephone, &ProfileChange::telephone, 20},
    {"zipcode", "", &Profile::zipcode, &ProfileChange::zipcode, 20},
};

std::string text_of(const json::Object& object, std::string_view key) {
  const json::Value* value = object.find(key);
  return value && value->is_string() ? value->as_string() : std::string();
}

json::Object name_of(const json::Object& attributes) {
  const json::Value* name = attributes.find("name");
  return name && name->is_object() ? name->as_object() : json::Object();
}

base::Status require_text(const Member& member, const std::string& text) {
  if (text.empty()) return base::done();
  const auto fault = base::find_name_fault(text, member.characters_max);
  if (fault == base::NameFault::kNone) return base::done();
  const std::string name(member.name);
  std::string sentence = name + " " + std::string(base::describe(fault));
  if (fault == base::NameFault::kTooLong)
    sentence += " (at most " + std::to_string(member.characters_max) + " characters)";
  return Error{ErrorCode::kInvalidValue, std::move(sentence), "/" + name};
}

void set_text(json::Object& object, std::string_view key, const std::string& text) {
  if (text.empty()) {
    object.erase(key);
  } else {
    object.set(key, text);
  }
}

std::string full_name(const json::Object& name) {
  const std::string given = text_of(name, "givenName");
  const std::string family = text_of(name, "familyName");
  return given.empty() || family.empty() ? given + family : given + " " + family;
}

// What was made of the two names follows them; what somebody else wrote stays.
void set_name(json::Object& attributes, json::Object name) {
  const std::string before = full_name(name_of(attributes));
  const std::string after = full_name(name);
  if (!before.empty() && text_of(name, "formatted") == before) set_text(name, "formatted", after);
  if (!before.empty() && text_of(attributes, "displayName") == before)
    set_text(attributes, "displayName", after);
  if (name.empty()) {
    attributes.erase("name");
  } else {
    attributes.set("name", std::move(name));
  }
}

}  // namespace

Profile profile_of(const model::Document& user) {
  const json::Object name = name_of(parse_stored_object(user.attributes));
  const json::Object access = parse_stored_object(user.access);
  Profile profile;
  for (const Member& member : kMembers) {
    profile.*member.value =
        member.sub_name.empty() ? text_of(access, member.name) : text_of(name, member.sub_name);
  }
  return profile;
}

base::Result<model::Document> update_profile(Session& session, model::Document user,
                                             const ProfileChange& change) {
  conform(session, user);
  Draft draft = draft_of(binding_of(session, model::Kind::kUser), std::move(user));
  json::Object name = name_of(draft.attributes);
  json::Object access = parse_stored_object(draft.document.access);
  for (const Member& member : kMembers) {
    const auto& text = change.*member.change;
    if (!text) continue;
    if (auto status = require_text(member, *text); !status.ok()) return status.error();
    if (member.sub_name.empty()) {
      set_text(access, member.name, *text);
    } else {
      set_text(name, member.sub_name, *text);
    }
  }
  if (name_of(draft.attributes) != name) set_name(draft.attributes, std::move(name));
  auto valid =
      scim::validate_change(*draft.binding->type, draft.attributes_before, draft.attributes);
  if (!valid.ok()) return valid.error();
  if (access != parse_stored_object(draft.document.access)) {
    draft.document.access = json::write(access);
    draft.touched = true;
  }
  if (auto status = store_draft(session, draft, "update", "Update"); !status.ok())
    return status.error();
  session.change.description = "Update User";
  session.change.resource_type = "user";
  return std::move(draft.document);
}

}  // namespace domain
