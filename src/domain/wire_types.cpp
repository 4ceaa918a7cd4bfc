#include "domain/wire_types.h"

#include "domain/resource_types.h"

namespace domain {
namespace {

bool is_narrow(const Session& session) {
  return strictness_of(session) == scim::Strictness::kCloudflare;
}

}  // namespace

const scim::Registry& wire_registry(Session& session) {
  return is_narrow(session) ? scim::Registry::cloudflare() : types_of(session).registry();
}

const scim::ResourceType& wire_type(Session& session, const Binding& binding) {
  if (!is_narrow(session)) return *binding.type;
  const scim::ResourceType* narrow = scim::Registry::cloudflare().find_by_name(binding.type->name);
  return narrow ? *narrow : *binding.type;
}

}  // namespace domain
