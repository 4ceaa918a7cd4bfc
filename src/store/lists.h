// Ids of one kind in creation order: paging by offset, counting, walking.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "store/keys.h"
#include "store/txn.h"

namespace store {

void add_to_list(Txn& txn, base::Realm realm, List list, base::ResourceId id);
void remove_from_list(Txn& txn, base::Realm realm, List list, base::ResourceId id);
bool is_in_list(Txn& txn, base::Realm realm, List list, base::ResourceId id);

std::size_t count_list(Txn& txn, base::Realm realm, List list);
// `count` ids from `offset` (0-based) on; whole pages of ids are skipped, not walked.
std::vector<base::ResourceId> list_page(Txn& txn, base::Realm realm, List list, std::size_t offset,
                                        std::size_t count);
// Up to `count` ids greater than `after`.
std::vector<base::ResourceId> list_after(Txn& txn, base::Realm realm, List list,
                                         base::ResourceId after, std::size_t count);
// Up to `count` ids less than `before`, the greatest first.
std::vector<base::ResourceId> list_before(Txn& txn, base::Realm realm, List list,
                                          base::ResourceId before, std::size_t count);
std::optional<base::ResourceId> last_of_list(Txn& txn, base::Realm realm, List list);

}  // namespace store
