// The resource types an account serves, as bindings.
#pragma once

#include <cstdint>
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
  // `bindings` in the order they are listed, users and groups first; they point into `registry`.
  ResourceTypes(std::shared_ptr<const scim::Registry> registry, std::vector<Binding> bindings,
                std::uint32_t epoch);

  static const std::shared_ptr<const ResourceTypes>& built_in();

  const scim::Registry& registry() const { return *registry_; }
  const std::vector<Binding>& bindings() const { return bindings_; }
  const Binding* find(std::string_view endpoint) const;  // exact: "Users"
  const Binding* find(model::Kind kind) const;
  // Of the account's own schemas (AccountSettings::schema_epoch); 0: it has none.
  std::uint32_t epoch() const { return epoch_; }

 private:
  std::shared_ptr<const scim::Registry> registry_;
  std::vector<Binding> bindings_;
  std::uint32_t epoch_;
};

// Of the session's account; decided once in a session. What identity providers provision knows no
// own schemas.
const ResourceTypes& types_of(Session& session);

// What `kind` is in the session's account. Throws store::Damaged when the account has no such type.
const Binding& binding_of(Session& session, model::Kind kind);

// A document as the present schemas have it: as it is when it was written under them.
void conform(Session& session, model::Document& document);

}  // namespace domain
