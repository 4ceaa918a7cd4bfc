// The resource types an account serves, as bindings.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "domain/binding.h"
#include "domain/session.h"
#include "scim/schema.h"

namespace domain {

// Immutable. Whoever keeps a Binding of it for longer than a session keeps it alive.
class ResourceTypes {
 public:
  explicit ResourceTypes(const scim::Registry& registry);

  static const std::shared_ptr<const ResourceTypes>& built_in();

  const scim::Registry& registry() const { return registry_; }
  const std::vector<Binding>& bindings() const {
    return bindings_;
  }  // in the order they are listed
  const Binding* find(std::string_view endpoint) const;  // exact: "Users"

 private:
  const scim::Registry& registry_;
  std::vector<Binding> bindings_;
};

// Of the session's account; decided once in a session.
const ResourceTypes& types_of(Session& session);

}  // namespace domain
