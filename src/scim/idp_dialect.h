// Known spellings of identity providers, turned into the form of the RFCs before anything else
// looks, each with a short word that the answer and the log tell (docs/quirks.md has the same list
// for people). This is the only place that may name a product; nothing here or elsewhere looks at
// the User-Agent.
#pragma once

#include <optional>
#include <string_view>

#include "json/value.h"
#include "scim/quirks.h"
#include "scim/schema.h"

namespace scim {

// ---- values of attributes ----

// "True" for true: Entra, Keycloak.
inline constexpr std::string_view kStringBoolean = "string-boolean";
// "m" for {"value":"m"}: Entra.
inline constexpr std::string_view kManagerAsString = "manager-as-string";
// [{"value":"m"}]: Entra.
inline constexpr std::string_view kManagerAsArray = "manager-as-array";
// "" or {"value":""} clears it: Entra.
inline constexpr std::string_view kEmptyManager = "empty-manager";
// "" for no value: Okta, Microsoft's templates.
inline constexpr std::string_view kEmptyString = "empty-string";
// "u1" for {"value":"u1"}, in PATCH: Microsoft's Postman collection.
inline constexpr std::string_view kBareMemberValue = "bare-member-value";

// ---- names and schemas ----

// Ignored, as clients send extras.
inline constexpr std::string_view kUnknownAttribute = "unknown-attribute";
// Entra's ADSCIM, Google's SCIM 1.
inline constexpr std::string_view kUnknownSchemaUrn = "unknown-schema-urn";
// Data under the URN of an extension that `schemas` does not hold.
inline constexpr std::string_view kUndeclaredExtension = "undeclared-extension";
// "department" without its URN, where one extension alone has it.
inline constexpr std::string_view kUnqualifiedExtension = "unqualified-extension-attribute";

// ---- PATCH ----

// "Add", "Replace", "Remove": Entra.
inline constexpr std::string_view kCapitalisedOp = "capitalised-op";
// {"name.givenName":...} without path: Entra.
inline constexpr std::string_view kDottedKey = "dotted-key";
// {"urn:...:User:department":...} without path: Entra.
inline constexpr std::string_view kUrnKey = "urn-key";
// {"emails[type eq \"work\"].value":...} without path: Entra.
inline constexpr std::string_view kPathAsKey = "path-as-key";
// id and schemas among the attributes: Okta, Authentik.
inline constexpr std::string_view kReadOnlyInPatchValue = "read-only-in-patch-value";
// A remove with the members in its value: Entra, Authentik, JumpCloud.
inline constexpr std::string_view kRemoveMembersByValue = "remove-members-by-value";
// The same with an empty list: nobody is removed.
inline constexpr std::string_view kRemoveMembersEmptyValue = "remove-members-empty-value";
// The same on another attribute, roles for one: Entra.
inline constexpr std::string_view kRemoveByValue = "remove-by-value";
// A path that is the URN of an extension.
inline constexpr std::string_view kExtensionPath = "extension-path";
// A value path that matches nothing makes the value: Entra.
inline constexpr std::string_view kValuePathCreated = "value-path-created";
// Profile cloudflare: an operation, or a part of its value, that is accepted and does nothing.
inline constexpr std::string_view kPatchWithoutEffect = "patch-without-effect";

// The value of one singular attribute, or one value of a multi-valued one, in RFC form; nothing
// when it is already.
std::optional<json::Value> rewrite_value(const Attribute& attribute, const json::Value& sent,
                                         Quirks& quirks);

}  // namespace scim
