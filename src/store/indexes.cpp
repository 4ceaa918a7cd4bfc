#include "store/indexes.h"

namespace store {

std::optional<base::ResourceId> find_unique(Txn& txn, base::Realm realm, IndexedAttribute attribute,
                                            std::string_view value) {
  const auto found = txn.get(Db::kUnique, attribute_key(realm, attribute, value));
  if (!found) return std::nullopt;
  return base::ResourceId::from_view(*found);
}

bool add_unique(Txn& txn, base::Realm realm, IndexedAttribute attribute, std::string_view value,
                base::ResourceId id) {
  return txn.insert(Db::kUnique, attribute_key(realm, attribute, value), id.view());
}

void remove_unique(Txn& txn, base::Realm realm, IndexedAttribute attribute,
                   std::string_view value) {
  txn.erase(Db::kUnique, attribute_key(realm, attribute, value));
}

std::vector<base::ResourceId> find_indexed(Txn& txn, base::Realm realm, IndexedAttribute attribute,
                                           std::string_view value) {
  std::vector<base::ResourceId> ids;
  Cursor cursor(txn, Db::kIndex);
  for (auto found = cursor.seek_key(attribute_key(realm, attribute, value)); found;
       found = cursor.next_duplicate()) {
    ids.push_back(base::ResourceId::from_view(*found));
  }
  return ids;
}

void add_indexed(Txn& txn, base::Realm realm, IndexedAttribute attribute, std::string_view value,
                 base::ResourceId id) {
  txn.insert(Db::kIndex, attribute_key(realm, attribute, value), id.view());
}

void remove_indexed(Txn& txn, base::Realm realm, IndexedAttribute attribute, std::string_view value,
                    base::ResourceId id) {
  txn.erase(Db::kIndex, attribute_key(realm, attribute, value), id.view());
}

}  // namespace store
