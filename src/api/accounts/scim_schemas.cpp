#include "api/accounts/scim_schemas.h"

#include <utility>

#include "api/envelope.h"
#include "domain/own_schemas.h"

namespace api::accounts {

Outcome get_scim_schemas(Call& call) { return envelope(domain::own_schemas(call.session)); }

Outcome put_scim_schemas(Call& call) {
  auto schemas = domain::replace_own_schemas(call.session, call.body);
  if (!schemas.ok()) return schemas.error();
  return envelope(std::move(schemas).value());
}

}  // namespace api::accounts
