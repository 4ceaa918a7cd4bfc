#include "domain/retired_realms.h"

#include "store/retired_realms.h"

namespace domain {

void retire_realm(Session& session, base::Realm realm) {
  store::retire_realm(session.txn, realm);
  session.change.retires_realm = true;
}

}  // namespace domain
