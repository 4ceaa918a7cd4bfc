// Things an account has few of, each a JSON record found by its id: resource groups, identity
// providers, its own schemas. They are listed in the order of their ids, which is the order of
// their making.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "json/value.h"
#include "store/keys.h"
#include "store/memo.h"
#include "store/txn.h"

namespace store {

std::optional<json::Value> find_object(Txn& txn, base::Realm realm, ObjectType type,
                                       const base::IdBytes& id);
std::vector<std::pair<base::IdBytes, json::Value>> list_objects(Txn& txn, base::Realm realm,
                                                                ObjectType type);
std::size_t count_objects(Txn& txn, base::Realm realm, ObjectType type);
// What `make` makes of the object, as long as its record has the same bytes. Only the caller knows
// the type behind the pointer. Null when there is no such object.
using MadeOfObject = std::shared_ptr<const void>;
MadeOfObject find_made_of_object(Txn& txn, Memo<MadeOfObject>& memo, base::Realm realm,
                                 ObjectType type, const base::IdBytes& id,
                                 MadeOfObject (*make)(const json::Value& object));
void put_object(Txn& txn, base::Realm realm, ObjectType type, const base::IdBytes& id,
                const json::Value& object);
void erase_object(Txn& txn, base::Realm realm, ObjectType type, const base::IdBytes& id);

// For verify: the object of a row; throws Damaged.
json::Value decode_object(const Row& row);

}  // namespace store
