// Things an account has few of, each a JSON record found by its id: resource groups, identity
// providers. They are listed in the order of their ids, which is the order of their making.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "json/value.h"
#include "store/keys.h"
#include "store/txn.h"

namespace store {

std::optional<json::Value> find_object(Txn& txn, base::Realm realm, ObjectType type,
                                       const base::IdBytes& id);
std::vector<std::pair<base::IdBytes, json::Value>> list_objects(Txn& txn, base::Realm realm,
                                                                ObjectType type);
std::size_t count_objects(Txn& txn, base::Realm realm, ObjectType type);
void put_object(Txn& txn, base::Realm realm, ObjectType type, const base::IdBytes& id,
                const json::Value& object);
void erase_object(Txn& txn, base::Realm realm, ObjectType type, const base::IdBytes& id);

// For verify: the object of a row; throws Damaged.
json::Value decode_object(const Row& row);

}  // namespace store
