// Look-ups by attribute value. Values are given as they are compared: folded for attributes that
// are not case-exact.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "store/keys.h"
#include "store/txn.h"

namespace store {

// Unique attributes. A hit on a value beyond 400 bytes is only a candidate (store/keys.h).
std::optional<base::ResourceId> find_unique(Txn& txn, base::Realm realm, IndexedAttribute attribute,
                                            std::string_view value);
bool add_unique(Txn& txn, base::Realm realm, IndexedAttribute attribute, std::string_view value,
                base::ResourceId id);
void remove_unique(Txn& txn, base::Realm realm, IndexedAttribute attribute, std::string_view value);

// Attributes that several resources may share; ids in ascending order.
std::vector<base::ResourceId> find_indexed(Txn& txn, base::Realm realm, IndexedAttribute attribute,
                                           std::string_view value);
void add_indexed(Txn& txn, base::Realm realm, IndexedAttribute attribute, std::string_view value,
                 base::ResourceId id);
void remove_indexed(Txn& txn, base::Realm realm, IndexedAttribute attribute, std::string_view value,
                    base::ResourceId id);

}  // namespace store
