#include "domain/session.h"

#include "store/meta.h"

namespace domain {

base::ResourceId next_resource_id(Session& session) {
  const base::ResourceId id{session.ids.next(session.now_us)};
  store::put_last_id(session.txn, session.ids.last());
  return id;
}

base::IdBytes next_plain_id(Session& session) {
  const base::IdBytes id = session.ids.next_plain(session.now_us);
  store::put_last_id(session.txn, session.ids.last());
  return id;
}

void require_store(Session& session) { store::format_version(session.txn); }

}  // namespace domain
