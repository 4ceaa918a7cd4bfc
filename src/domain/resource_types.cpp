#include "domain/resource_types.h"

#include <utility>

#include "domain/draft.h"
#include "domain/own_schemas.h"
#include "json/write.h"
#include "scim/conform.h"
#include "scim/validate.h"

namespace domain {

ResourceTypes::ResourceTypes(std::shared_ptr<const scim::Registry> registry,
                             std::vector<Binding> bindings, std::uint32_t epoch)
    : registry_(std::move(registry)), bindings_(std::move(bindings)), epoch_(epoch) {}

const std::shared_ptr<const ResourceTypes>& ResourceTypes::built_in() {
  static const auto types = std::make_shared<const ResourceTypes>(
      // Lives as long as the program: nobody owns it.
      std::shared_ptr<const scim::Registry>(std::shared_ptr<void>(), &scim::Registry::built_in()),
      std::vector<Binding>{user_binding(), group_binding()}, 0);
  return types;
}

const Binding* ResourceTypes::find(std::string_view endpoint) const {
  for (const Binding& binding : bindings_) {
    if (binding.type->endpoint == endpoint) return &binding;
  }
  return nullptr;
}

const Binding* ResourceTypes::find(model::Kind kind) const {
  for (const Binding& binding : bindings_) {
    if (binding.kind == kind) return &binding;
  }
  return nullptr;
}

const ResourceTypes& types_of(Session& session) {
  if (!session.types) {
    const bool has_own = session.account.settings.schema_epoch != 0 && !session.directory;
    session.types = has_own ? find_own_types(session) : ResourceTypes::built_in();
  }
  return *session.types;
}

const Binding& binding_of(Session& session, model::Kind kind) {
  const Binding* binding = types_of(session).find(kind);
  if (!binding) throw store::Damaged("a resource is of a type that its account does not have");
  return *binding;
}

namespace {

// The bits of the built-in extensions come first in every epoch.
bool holds_own_attributes(const model::Header& header) {
  const Binding* built_in = ResourceTypes::built_in()->find(header.kind);
  return !built_in || header.extension_mask >> built_in->type->extensions.size() != 0;
}

}  // namespace

void conform(Session& session, model::Document& document) {
  const std::uint32_t epoch = types_of(session).epoch();
  if (document.header.schema_epoch == epoch) return;
  if (!holds_own_attributes(document.header)) {
    document.header.schema_epoch = epoch;
    return;
  }
  const scim::ResourceType& type = *binding_of(session, document.header.kind).type;
  const json::Object attributes = scim::conform(type, parse_stored_object(document.attributes));
  document.attributes = json::write(attributes);
  document.header.extension_mask =
      static_cast<std::uint8_t>(scim::extension_mask(type, attributes));
  document.header.schema_epoch = epoch;
}

}  // namespace domain
