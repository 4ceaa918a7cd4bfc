#include "domain/wire_types.h"

#include "domain/resource_types.h"

namespace domain {
namespace {

bool is_narrow(const Session& session) {
  return strictness_of(session) == scim::Strictness::kCloudflare;
}

Binding narrowed(Binding binding) {
  binding.type = scim::Registry::cloudflare().find_by_name(binding.type->name);
  return binding;
}

}  // namespace

const scim::Registry& wire_registry(Session& session) {
  return is_narrow(session) ? scim::Registry::cloudflare() : types_of(session).registry();
}

const Binding& wire_binding(const Session& session, const Binding& binding) {
  static const Binding user = narrowed(user_binding());
  static const Binding group = narrowed(group_binding());
  if (!is_narrow(session)) return binding;
  if (binding.kind == model::Kind::kUser) return user;
  return binding.kind == model::Kind::kGroup ? group : binding;
}

}  // namespace domain
