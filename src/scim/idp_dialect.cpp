#include "scim/idp_dialect.h"

#include <string>
#include <utility>

namespace scim {
namespace {

// Entra's default mode writes "True" and "False" in POST, PUT and PATCH, for `active` and for
// `primary` in roles; its Postman collection and a Keycloak client write "true". RFC 7643 2.3.2
// wants the literal.
std::optional<json::Value> rewrite_boolean(const json::Value& sent, Quirks& quirks) {
  if (!sent.is_string()) return std::nullopt;
  bool is_true = equal_fold(sent.as_string(), "true");
  if (!is_true && !equal_fold(sent.as_string(), "false")) return std::nullopt;
  quirks.note(kStringBoolean);
  return json::Value(is_true);
}

bool is_empty_text(const json::Value* value) {
  return value != nullptr && value->is_string() && value->as_string().empty();
}

// A singular complex attribute with a `value` is a reference to one resource: the manager. Entra
// sets it as a bare id or, in its documented sample, as an array with one object, and clears it
// with "" or {"value":""}.
std::optional<json::Value> rewrite_single_reference(const json::Value& sent, Quirks& quirks) {
  if (sent.is_array()) {
    if (sent.as_array().empty()) return json::Value();
    const json::Value& first = sent.as_array().front();
    if (!first.is_object() && !first.is_string()) return std::nullopt;
    quirks.note(kManagerAsArray);
    auto rewritten = rewrite_single_reference(first, quirks);
    return rewritten ? std::move(rewritten) : first;
  }
  if (is_empty_text(&sent) || is_empty_text(sent.find_fold("value"))) {
    quirks.note(kEmptyManager);
    return json::Value();
  }
  if (!sent.is_string()) return std::nullopt;
  quirks.note(kManagerAsString);
  json::Object object;
  object.append("value", sent);
  return json::Value(std::move(object));
}

}  // namespace

std::optional<json::Value> rewrite_value(const Attribute& attribute, const json::Value& sent,
                                         Quirks& quirks) {
  if (attribute.type == Type::kBoolean) return rewrite_boolean(sent, quirks);
  if (attribute.type == Type::kComplex && !attribute.multi_valued &&
      attribute.find_sub("value") != nullptr)
    return rewrite_single_reference(sent, quirks);
  return std::nullopt;
}

}  // namespace scim
