// The kinds of identity providers and what the `config` of each holds, as data
// (identity_provider_types.json). The published schemas name the members and their types; which are
// required is what the product's documentation asks for. Members that no schema names are kept as
// they are given.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/value.h"

namespace domain {

struct ConfigMember {
  enum class Kind { kString, kBoolean, kInteger, kStrings, kObjects };
  std::string name;
  Kind kind = Kind::kString;
  bool required = false;
  bool secret = false;             // never read back
  std::vector<std::string> words;  // of a string: what it may be; empty: anything
  std::int64_t least = 0;          // of an integer
  std::int64_t most = 0;
};

struct IdentityProviderType {
  std::string name;  // "azureAD"
  bool scim = true;  // may have a scim_config
  std::vector<ConfigMember> config;
};

const std::vector<IdentityProviderType>& identity_provider_types();
const IdentityProviderType* find_identity_provider_type(std::string_view name);  // null: unknown

// kInvalidValue at the member that is missing or has the wrong type. A member that is null is as if
// it were absent. `pointer`: of the config in the body.
base::Status require_config(const IdentityProviderType& type, const json::Object& config,
                            const std::string& pointer);

}  // namespace domain
