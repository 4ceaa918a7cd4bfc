// JSON text and resource types as the tests of this folder write them.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "json/read.h"
#include "json/write.h"
#include "scim/quirks.h"
#include "scim/schema.h"

namespace scim_test {

inline json::Value parsed(std::string_view text) {
  auto value = json::parse(text);
  if (!value.ok())
    throw std::logic_error("bad JSON in a test: " + value.error().detail + " in " +
                           std::string(text));
  return std::move(value).value();
}

inline const scim::ResourceType& user_type() {
  return *scim::Registry::built_in().find_by_endpoint("Users");
}
inline const scim::ResourceType& group_type() {
  return *scim::Registry::built_in().find_by_endpoint("Groups");
}
inline const scim::ResourceType& type_of(std::string_view endpoint) {
  return *scim::Registry::built_in().find_by_endpoint(endpoint);
}

// The words met, in order, joined by ", ".
inline std::string words_of(const scim::Quirks& quirks) {
  std::string words;
  for (std::string_view word : quirks.words()) words.append(words.empty() ? "" : ", ").append(word);
  return words;
}

inline std::string_view name_of(base::ErrorCode code) {
  switch (code) {
    case base::ErrorCode::kInvalidSyntax:
      return "invalidSyntax";
    case base::ErrorCode::kInvalidValue:
      return "invalidValue";
    case base::ErrorCode::kInvalidPath:
      return "invalidPath";
    case base::ErrorCode::kInvalidFilter:
      return "invalidFilter";
    case base::ErrorCode::kNoTarget:
      return "noTarget";
    case base::ErrorCode::kMutability:
      return "mutability";
    case base::ErrorCode::kTooManyOperations:
      return "tooManyOperations";
    default:
      return "another code";
  }
}

// In tests <U>, <G>, <E> and <P> stand for the URNs of user, group, enterprise extension and PATCH
// message.
inline std::string with_urns(std::string text) {
  static constexpr struct {
    std::string_view shorthand;
    std::string_view urn;
  } kUrns[] = {{"<U>", "urn:ietf:params:scim:schemas:core:2.0:User"},
               {"<G>", "urn:ietf:params:scim:schemas:core:2.0:Group"},
               {"<E>", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"},
               {"<P>", "urn:ietf:params:scim:api:messages:2.0:PatchOp"}};
  for (const auto& row : kUrns)
    for (std::size_t at = 0; (at = text.find(row.shorthand, at)) != std::string::npos;)
      text.replace(at, row.shorthand.size(), row.urn);
  return text;
}

}  // namespace scim_test
