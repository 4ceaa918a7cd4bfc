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

// Values.
inline constexpr std::string_view kStringBoolean =
    "string-boolean";  // "True" for true: Entra, Keycloak
inline constexpr std::string_view kManagerAsString =
    "manager-as-string";  // "m" for {"value":"m"}: Entra
inline constexpr std::string_view kManagerAsArray = "manager-as-array";  // [{"value":"m"}]: Entra
inline constexpr std::string_view kEmptyManager =
    "empty-manager";  // "" or {"value":""} clears it: Entra
inline constexpr std::string_view kEmptyString =
    "empty-string";  // "" for no value: Okta, Microsoft templates
inline constexpr std::string_view kBareMemberValue =
    "bare-member-value";  // "u1" for {"value":"u1"}: Microsoft Postman
// Names.
inline constexpr std::string_view kUnknownAttribute = "unknown-attribute";
inline constexpr std::string_view kUnknownSchemaUrn =
    "unknown-schema-urn";  // Entra's ADSCIM, Google's SCIM 1
inline constexpr std::string_view kUndeclaredExtension =
    "undeclared-extension";  // data of a URN not in schemas
inline constexpr std::string_view kUnqualifiedExtension =
    "unqualified-extension-attribute";  // bare "department"
// PATCH.
inline constexpr std::string_view kCapitalisedOp =
    "capitalised-op";                                         // "Add", "Replace", "Remove": Entra
inline constexpr std::string_view kDottedKey = "dotted-key";  // {"name.givenName":...}: Entra
inline constexpr std::string_view kUrnKey = "urn-key";  // {"urn:...:User:department":...}: Entra
inline constexpr std::string_view kPathAsKey =
    "path-as-key";  // {"emails[type eq \"work\"].value":...}: Entra
inline constexpr std::string_view kReadOnlyInPatchValue =
    "read-only-in-patch-value";  // id, schemas: Okta, Authentik
inline constexpr std::string_view kRemoveMembersByValue =
    "remove-members-by-value";  // Entra, Authentik, JumpCloud
inline constexpr std::string_view kRemoveMembersEmptyValue =
    "remove-members-empty-value";  // "value":[]
inline constexpr std::string_view kRemoveByValue =
    "remove-by-value";  // the same on emails, roles...
inline constexpr std::string_view kExtensionPath = "extension-path";  // a path that is only a URN
inline constexpr std::string_view kValuePathCreated =
    "value-path-created";  // no element matched: Entra

// The value of one singular attribute, or one value of a multi-valued one, in RFC form; nothing
// when it is already.
std::optional<json::Value> rewrite_value(const Attribute& attribute, const json::Value& sent,
                                         Quirks& quirks);

}  // namespace scim
