// What was stored for somebody who is gone. It is out of everybody's sight at once; the rows are
// erased slice by slice in later ticks (Tick::erase_retired_rows).
#pragma once

#include "base/ids.h"
#include "domain/session.h"

namespace domain {

void retire_realm(Session& session, base::Realm realm);

}  // namespace domain
