// What a user says of themselves (GET and PATCH /user). First and last name are the SCIM User's own
// name, since both are one record; what SCIM has no simple attribute for is kept beside it.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "domain/session.h"
#include "model/document.h"

namespace domain {

struct Profile {
  std::string first_name;  // empty: none
  std::string last_name;
  std::string country;
  std::string telephone;
  std::string zipcode;
};
Profile profile_of(const model::Document& user);

struct ProfileChange {  // absent: stays as it is; an empty text: none any more
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::optional<std::string> country;
  std::optional<std::string> telephone;
  std::optional<std::string> zipcode;
};
// kInvalidValue points at the member that is too long or holds a forbidden character.
base::Result<model::Document> update_profile(Session& session, model::Document user,
                                             const ProfileChange& change);

}  // namespace domain
