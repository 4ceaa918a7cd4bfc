// One PATCH message from text to its effect, with a plain set in the place of the store.
#pragma once

#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "scim/parsed.h"
#include "scim/patch.h"
#include "scim/validate.h"

namespace scim_test {

using scim::Strictness;

using Names = std::set<std::string>;

inline Names names_after(const Names& stored, const scim::RelationChange& change) {
  Names names = change.cleared() ? Names() : stored;
  for (const std::string& value : change.removed()) names.erase(value);
  for (const std::string& value : change.added()) names.insert(value);
  return names;
}

// The store's side of a relation: members are the ids in `stored`, all of them users.
inline scim::RelationMatcher matcher(const Names& stored) {
  return [stored](const scim::RelationChange& change,
                  const scim::FilterNode& filter) -> base::Result<std::vector<std::string>> {
    std::vector<std::string> matched;
    for (const std::string& name : names_after(stored, change)) {
      json::Object element{{"value", json::Value(name)}, {"type", json::Value("User")}};
      if (scim::matches_value(filter, json::Value(std::move(element)))) matched.push_back(name);
    }
    return matched;
  };
}

struct Patched {
  std::string result;   // compact JSON of the attributes, or "noTarget: detail"
  std::string members;  // "u1,u2"
  std::string quirks;
};

inline Patched patch_with(std::string_view endpoint, const std::string& before,
                          const Names& members, const std::string& body, Strictness strictness) {
  const scim::ResourceType& type = scim_test::type_of(endpoint);
  json::Value attributes = parsed(with_urns(before));
  scim::RelationChange change;
  scim::Quirks quirks;
  auto run = [&]() -> base::Status {
    auto operations = scim::read_patch(parsed(with_urns(body)), type, strictness, quirks);
    if (!operations.ok()) return operations.error();
    auto applied = scim::apply_patch(operations.value(), type, strictness, matcher(members),
                                     attributes.as_object(), change, quirks);
    if (!applied.ok()) return applied;
    json::Value left = attributes;
    auto valid = scim::validate(type, attributes.as_object());
    // apply_patch leaves the stored form but for its order: nothing empty that validate() would
    // drop.
    if (valid.ok() && !(left == attributes)) throw std::logic_error("left: " + json::write(left));
    return valid;
  };
  auto status = run();
  Patched patched;
  patched.quirks = scim_test::words_of(quirks);
  patched.result = status.ok() ? json::write(attributes)
                               : std::string(scim_test::name_of(status.error().code)) + ": " +
                                     status.error().detail;
  for (const std::string& name : names_after(members, change))
    patched.members += (patched.members.empty() ? "" : ",") + name;
  return patched;
}

inline std::string message(const std::string& operations) {
  return R"({"schemas":["<P>"],"Operations":[)" + operations + "]}";
}

inline Patched patch_user(const std::string& before, const std::string& operations,
                          Strictness strictness = Strictness::kTolerant) {
  return patch_with("Users", before, {}, message(operations), strictness);
}

inline Patched patch_group(const Names& members, const std::string& operations,
                           Strictness strictness = Strictness::kTolerant) {
  return patch_with("Groups", R"({"displayName":"g"})", members, message(operations), strictness);
}

inline bool starts_with(const std::string& text, const std::string& prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

}  // namespace scim_test
