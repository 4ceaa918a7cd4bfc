#include "domain/resource_types.h"

namespace domain {

ResourceTypes::ResourceTypes(const scim::Registry& registry) : registry_(registry) {
  bindings_ = {user_binding(), group_binding()};
}

const std::shared_ptr<const ResourceTypes>& ResourceTypes::built_in() {
  static const auto types = std::make_shared<const ResourceTypes>(scim::Registry::built_in());
  return types;
}

const Binding* ResourceTypes::find(std::string_view endpoint) const {
  for (const Binding& binding : bindings_) {
    if (binding.type->endpoint == endpoint) return &binding;
  }
  return nullptr;
}

const ResourceTypes& types_of(Session& session) {
  if (!session.types) session.types = ResourceTypes::built_in();
  return *session.types;
}

}  // namespace domain
