// A resource on its way into the store: the document as it was, the attributes as they will be.
// store_draft is the one place that writes documents, so indexes, lists and records cannot
// disagree.
#pragma once

#include <optional>

#include "base/result.h"
#include "domain/binding.h"
#include "domain/session.h"
#include "json/value.h"
#include "model/document.h"

namespace domain {

// Of the attributes as JSON text. A list shows up to 1 000 resources, and a filter may look at all.
inline constexpr std::size_t kDocumentBytesMax = 128 * 1024;

struct Draft {
  const Binding* binding = nullptr;
  std::optional<model::Document> before;  // absent: a new resource
  json::Object attributes_before;
  model::Document document;  // header and access as they will be
  json::Object attributes;
  bool touched = false;  // something beside the attributes changed (membership, members, adoption)
};

Draft new_draft(Session& session, const Binding& binding);
// Throws store::Damaged when the stored attributes are no JSON object.
Draft draft_of(const Binding& binding, model::Document document);

// Checks uniqueness (kUniqueness), writes document, indexes and list, counts the version up, and
// describes the change. Nothing is written when neither attributes nor anything else changed.
// `action_type`: create, update.
base::Status store_draft(Session& session, Draft& draft, std::string_view action_type,
                         std::string_view verb);

// Takes the resource out of documents, indexes and its list.
void erase_resource(Session& session, const Binding& binding, const model::Document& document);

// A change that touches the document's version but not its attributes (a group whose members
// changed).
void touch_document(Session& session, const Binding& binding, base::ResourceId id);

// The names of the members that differ, at the root; extension attributes under their URN count as
// one.
std::vector<std::string> changed_names(const json::Object& before, const json::Object& after);

json::Object parse_stored_object(const std::string& text);  // throws store::Damaged

}  // namespace domain
