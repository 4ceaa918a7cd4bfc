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

// What an identity provider of Zero Trust provisions is not the dashboard's endpoint, whose narrow
// ways profile cloudflare shows.
scim::Strictness strictness_of(const Session& session) {
  switch (session.account.settings.profile) {
    case model::Profile::kTolerant:
      return scim::Strictness::kTolerant;
    case model::Profile::kRfc:
      return scim::Strictness::kRfc;
    case model::Profile::kCloudflare:
      return session.directory ? scim::Strictness::kTolerant : scim::Strictness::kCloudflare;
  }
  return scim::Strictness::kTolerant;
}

void require_store(Session& session) { store::format_version(session.txn); }

}  // namespace domain
